// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";
import { downloadReport } from "./download_report";

/**
 * Reports that can be downloaded: model names, each with a function of the search model
 * that returns the options of the download.
 */
export const exportedReports = registry.category("crm_exported_reports");
exportedReports.add("crm.partner.stat", () => ({}));
exportedReports.add("crm.profit.report", () => ({}));
exportedReports.add("crm.portfolio", () => ({}));
exportedReports.add("crm.adoption", () => ({}));

/** Every row that the filters of a report leave, in one workbook. */
export class ExportReport extends Component {
    static template = "crm_relationship.ExportReport";
    static components = { DropdownItem };
    static props = {};

    download() {
        const { searchModel } = this.env;
        const optionsOf = exportedReports.get(searchModel.resModel);
        return downloadReport(searchModel.resModel, searchModel.domain, optionsOf(searchModel));
    }
}

registry.category("cogMenu").add(
    "crm-report-export",
    {
        Component: ExportReport,
        groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
        isDisplayed: ({ config, searchModel }) =>
            config.actionType === "ir.actions.act_window" &&
            exportedReports.contains(searchModel?.resModel),
    },
    { sequence: 5 }
);
