// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { registry } from "@web/core/registry";

const FILE = [
    "Mã KH,Họ tên,SĐT",
    "T1,Tour Một,0905000111",
    "T2,Tour Hai,9.12E+08",
    "T3,Tour Ba,0905000333",
].join("\n");

/** Choose a file, as the dialog of a browser does. */
function chooseFile({ anchor }) {
    const input = anchor.querySelector("input[type=file]");
    const chosen = new DataTransfer();
    chosen.items.add(new File([FILE], "khach.csv", { type: "text/csv" }));
    input.files = chosen.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

registry.category("web_tour.tours").add("crm_relationship_import_a_file", {
    steps: () => [
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=name] input",
            run: "edit The old list",
        },
        {
            trigger: ".o_field_widget[name=attachment_ids]",
            run: chooseFile,
        },
        {
            content: "The file is known by its headers",
            trigger: '.o_field_widget[name=file_ids] .o_data_row:contains("Contacts")',
        },
        {
            trigger: "button[name=action_check]:not(.o_invisible_modifier)",
            run: "click",
        },
        {
            content: "Two would come in",
            trigger: '.o_crm_import_part:contains("2"):contains("New")',
        },
        {
            trigger: '.o_crm_import_part:contains("1"):contains("Error")',
            run: "click",
        },
        {
            content: "The row says why it stays out",
            trigger: '.o_data_row:contains("9.12E+08"):contains("spoilt by a spreadsheet")',
        },
        {
            trigger: ".o_back_button a, .o_back_button",
            run: "click",
        },
        {
            trigger: "button[name=action_import]",
            run: "click",
        },
        {
            content: "What came in, and what can be repaired",
            trigger: '.o_crm_import_report:contains("In the end:"):contains("2 Imported")',
        },
        {
            trigger: ".o_data_row button[name=action_rejected]",
        },
        {
            trigger: "button[name=action_undo]",
        },
        {
            trigger: ".o_form_saved, .o_form_view",
        },
    ],
});

registry.category("web_tour.tours").add("crm_relationship_read_a_report", {
    steps: () => [
        {
            trigger: '.o_kanban_record:contains("Meetings and outcomes")',
            run: "click",
        },
        {
            trigger: ".o_crm_report_page .o_crm_report_days",
        },
        {
            trigger: ".o_crm_report_period",
            run: "select yesterday",
        },
        {
            content: "Other days: nobody was met",
            trigger: ".o_crm_report_page:not(:has(tbody tr:contains(Manager)))",
        },
        {
            trigger: ".o_crm_report_period:has(option[value=yesterday]:checked)",
            run: "select this_month",
        },
        {
            content: "This month somebody was",
            trigger: ".o_crm_report_table tbody tr:contains(Manager)",
        },
        {
            trigger: ".o_crm_report_xlsx",
            run: "click",
        },
        {
            content: "The file is on its way; the page stays",
            trigger: ".o_crm_report_csv:enabled",
        },
    ],
});

registry.category("web_tour.tours").add("crm_relationship_schedule_a_report", {
    steps: () => [
        {
            content: "What comes by mail, how often, to whom",
            trigger: '.o_data_row:contains("Meetings"):contains("Every week") .o_data_cell[name=report_id]',
            run: "click",
        },
        {
            content: "It says to whom it went, and when",
            trigger: '.o_field_widget[name=delivery_ids] .o_data_row:contains("Sent")',
        },
        {
            trigger: ".o_field_widget[name=frequency] input[data-value=monthly]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=month_day] input",
            run: "edit 31",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
        {
            trigger: "button[name=action_send_now]",
            run: "click",
        },
        {
            trigger: '.o_notification:contains("on its way")',
        },
    ],
});
