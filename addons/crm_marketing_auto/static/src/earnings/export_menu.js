// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";
import { downloadReport } from "./download_report";

export const REPORTS = [
    "crm.earnings.report",
    "crm.journey.lift",
    "crm.journey.message.report",
    "crm.conversion",
    "crm.ad.spend",
];

/** Every row that the filters of a report leave, in one workbook. */
export class ExportEarnings extends Component {
    static template = "crm_marketing_auto.ExportEarnings";
    static components = { DropdownItem };
    static props = {};

    download() {
        const { resModel, domain, context } = this.env.searchModel;
        return downloadReport(resModel, domain, context.attribution_model);
    }
}

registry.category("cogMenu").add(
    "crm-earnings-export",
    {
        Component: ExportEarnings,
        groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
        isDisplayed: ({ config, searchModel }) =>
            config.actionType === "ir.actions.act_window" && REPORTS.includes(searchModel?.resModel),
    },
    { sequence: 5 }
);
