// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, markup, onWillUnmount, useEffect } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const EVERY = 2000;

/** How far an import is, what became of its rows, and that the numbers add up. */
export class ImportReport extends Component {
    static template = "crm_relationship.ImportReport";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        useEffect(
            (isRunning) => this.follow(isRunning),
            () => [this.report.is_running]
        );
        onWillUnmount(() => this.follow(false));
    }

    get report() {
        return this.props.record.data[this.props.name] || { verdicts: [], ended: [] };
    }

    /** Reload the page every few seconds as long as the job is at work. */
    follow(isRunning) {
        browser.clearInterval(this.timer);
        if (isRunning) {
            this.timer = browser.setInterval(() => this.reload(), EVERY);
        }
    }

    async reload() {
        if (!this.isLoading && !(await this.props.record.isDirty())) {
            this.isLoading = true;
            try {
                await this.props.record.load();
            } finally {
                this.isLoading = false;
            }
        }
    }

    get working() {
        return {
            reading: _t("Reading the files"),
            checking: _t("Checking"),
            importing: _t("Importing"),
            undoing: _t("Undoing"),
        }[this.report.state];
    }

    get percent() {
        return Math.floor(this.report.progress || 0);
    }

    get parts() {
        return this.filled(this.report.verdicts);
    }

    get ended() {
        return this.filled(this.report.ended);
    }

    filled(parts) {
        return parts.filter((part) => part.count);
    }

    width(part) {
        return (100 * part.count) / Math.max(1, this.report.rows);
    }

    number(value) {
        return formatInteger(value || 0);
    }

    /** The sum that shows that no line is lost. */
    get sum() {
        const { rows, header, blank, continued, lines } = this.report;
        const terms = [
            [rows, _t("rows")],
            [header, _t("header lines")],
            [blank, _t("blank lines")],
            [continued, _t("lines within cells")],
        ];
        const words = terms
            .filter(([count]) => count)
            .map(([count, label]) => `${this.number(count)} ${label}`);
        return _t("%(terms)s = %(lines)s lines of the files", {
            terms: words.join(" + "),
            lines: this.number(lines),
        });
    }

    async open(name) {
        const context = { wanted_filter: name };
        const action = await this.orm.call(
            this.props.record.resModel,
            "action_open_rows",
            [this.props.record.resId],
            { context }
        );
        if (action.help) {
            action.help = markup(action.help); // of an action of ours, as the client does
        }
        this.action.doAction(action);
    }
}

registry.category("fields").add("crm_import_report", {
    component: ImportReport,
    displayName: _t("Report of an import"),
    supportedTypes: ["json"],
});
