// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { deserializeDate, toLocaleDateString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formMemory, loadStamp } from "../timeline/form_memory";
import { useOpenable } from "../timeline/openable";
import { errorText } from "../timeline/timeline_loader";

const ICONS = {
    done: "fa-check",
    current: "fa-play",
    late: "fa-exclamation",
    todo: "fa-circle-o",
    skipped: "fa-minus",
    hidden: "fa-lock",
};

/** The way from the lead to the warranty, and what comes next. */
export class Progress extends Component {
    static template = "crm_relationship.Progress";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.isOpenable = useOpenable();
        this.keepLast = new KeepLast();
        this.state = useState({ data: null, error: "" });
        useRecordObserver((record) => this.onRecord(record));
        useBus(formMemory(this.props.record).bus, "changed", () => this.load(this.props.record));
    }

    onRecord(record) {
        const stamp = loadStamp(record);
        if (record.resId && stamp !== this.stamp) {
            this.stamp = stamp;
            this.load(record);
        }
    }

    async load(record) {
        this.state.error = "";
        try {
            this.state.data = await this.keepLast.add(
                this.orm.call("crm.progress", "strip", [record.resModel, record.resId])
            );
        } catch (error) {
            this.state.error = errorText(error);
        }
    }

    icon(step) {
        return ICONS[step.state];
    }

    date(step) {
        return step.date ? toLocaleDateString(deserializeDate(step.date)) : "";
    }

    money(step) {
        return step.amount === false ? "" : formatCurrency(step.amount, step.currency_id || undefined);
    }

    isLink(step) {
        const { resModel, resId } = this.props.record;
        const isHere = step.res_model === resModel && step.res_id === resId;
        return step.res_id && !isHere && this.isOpenable(step.res_model);
    }

    /** What a screen reader says of a step. */
    spoken(step) {
        return [step.label, step.state_label, step.name, this.date(step), this.money(step)]
            .filter(Boolean)
            .join(", ");
    }

    playbookLabel(run) {
        return _t("%(name)s: %(done)s of %(total)s done", run);
    }

    open(resModel, resId) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
            target: "current",
        });
    }
}

export const progressField = {
    component: Progress,
    displayName: _t("Progress of the sale"),
    supportedTypes: ["integer"],
    isEmpty: () => false,
};

registry.category("fields").add("crm_progress", progressField);
