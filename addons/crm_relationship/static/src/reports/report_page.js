// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, onWillStart, useState } from "@odoo/owl";
import { download } from "@web/core/network/download";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ReportFilters } from "./report_filters";
import { ReportTable } from "./report_table";

/** What was chosen for each report since the page was loaded: the browser's button back
 * makes the action anew. */
const chosen = new Map();

/** A canned report: its days and filters, its tables, files and the mail. */
export class ReportPage extends Component {
    static template = "crm_relationship.ReportPage";
    static components = { Layout, ReportFilters, ReportTable };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        const { context = {}, params = {} } = this.props.action;
        this.reportId = context.active_id || params.report_id;
        const options = this.props.state?.options || chosen.get(this.reportId);
        this.state = useState({ options: { ...options }, report: null });
        // whoever comes back from a list finds the report as they left it
        useSetupAction({ getLocalState: () => ({ options: { ...this.state.options } }) });
        if (this.env.config?.setDisplayName) {
            this.setName = (name) => this.env.config.setDisplayName(name);
        }
        onWillStart(() => this.load());
    }

    async load() {
        const report = await this.keepLast.add(
            this.orm.call("crm.report", "get_report", [[this.reportId], this.state.options])
        );
        this.state.report = report;
        this.setName?.(report.name);
    }

    change(values) {
        Object.assign(this.state.options, values);
        chosen.set(this.reportId, { ...this.state.options });
        return this.load();
    }

    get isEmpty() {
        return this.state.report.tables.every(
            (table) => !table.rows.some((row) => row.slice(1).some((cell) => cell))
        );
    }

    get options() {
        const { period } = this.state.report;
        return { period, ...this.state.options };
    }

    download(kind) {
        return download({
            url: "/crm_relationship/canned_report",
            data: {
                report_id: this.reportId,
                kind,
                options: JSON.stringify(this.options),
            },
        });
    }

    open(table, place) {
        const opens = table.opens[place];
        if (!opens) {
            return;
        }
        const { model, domain } = opens;
        const [only] = domain;
        const isOne = domain.length === 1 && only[0] === "id" && only[1] === "=";
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: isOne ? undefined : `${this.state.report.name}: ${table.rows[place][0]}`,
            res_model: model,
            ...(isOne ? { res_id: only[2] } : { domain }),
            views: isOne
                ? [[false, "form"]]
                : [
                      [false, "list"],
                      [false, "form"],
                  ],
            target: "current",
        });
    }

    schedule() {
        const { options } = this;
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Send by mail"),
            res_model: "crm.report.schedule",
            views: [[false, "form"]],
            target: "new",
            context: {
                default_report_id: this.reportId,
                default_period: options.period === "custom" ? undefined : options.period,
                default_team_id: options.team_id,
                default_user_id: options.user_id,
                ...(options.company_id ? { default_company_id: options.company_id } : {}),
            },
        });
    }
}

registry.category("actions").add("crm_report", ReportPage);
