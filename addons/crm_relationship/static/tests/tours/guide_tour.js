// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
// The jobs of the guides, on the story of the demo. No step reads a word of the
// interface: the same tours make the pictures of every language.
import { registry } from "@web/core/registry";
import { go, picture } from "./picture";

const tours = registry.category("web_tour.tours");

tours.add("crm_relationship_guide_salesperson", {
    steps: () => [
        { trigger: ".o_notebook .nav-link[name=crm_relationship]", run: "click" },
        {
            content: "What happened, newest first",
            trigger: '.o_crm_timeline_row:contains("Thăm sau lắp đặt")',
        },
        { content: "What to know before one calls", trigger: ".o_crm_brief_last" },
        picture("relationship-timeline", ".o_notebook", { top: true }),
        picture("relationship-brief", ".o_crm_brief", { only: true }),
        {
            content: "Log a call",
            trigger: ".o_crm_timeline_log[data-code=call]",
            run: "click",
        },
        { trigger: ".o_crm_log_subject", run: "edit Hỏi mẫu da cho tầng 4" },
        { trigger: ".o_crm_log_minutes", run: "edit 8" },
        { trigger: ".o_crm_log_outcome:eq(1)", run: "click" },
        { trigger: ".o_crm_log_note", run: "edit Thích màu kem, cần báo giá trước thứ Sáu" },
        { trigger: ".o_crm_log_promise", run: "edit Gửi mẫu da màu kem qua bưu điện" },
        { trigger: ".o_crm_next_activity", run: "click" },
        { trigger: ".o_crm_quick_in_3_days", run: "click" },
        { trigger: ".o_crm_next_summary", run: "edit Gọi hỏi đã nhận mẫu chưa" },
        picture("relationship-log-call", ".o_crm_quick_log", { top: true }),
        { trigger: ".o_crm_log_save", run: "click" },
        {
            content: "It is on top, and the next contact is planned",
            trigger: '.o_crm_timeline_row:first:contains("Hỏi mẫu da cho tầng 4")',
        },
        { trigger: '.o_crm_timeline_upcoming:contains("Gọi hỏi đã nhận mẫu chưa")' },
        { trigger: '.o_crm_brief_promises:contains("Gửi mẫu da màu kem qua bưu điện")' },
        { trigger: ".o_form_saved" },
        go("crm_relationship.crm_call_queue_action"),
        { content: "Whom to call next", trigger: ".o_list_view .o_data_row" },
        picture("relationship-my-calls", ".o_list_view .o_data_row"),
    ],
});

tours.add("crm_relationship_guide_manager", {
    steps: () => [
        { trigger: ".o_crm_board_tile .o_crm_board_value" },
        picture("relationship-dashboard", ".o_crm_board_tiles"),
        go("crm_relationship.crm_portfolio_action"),
        picture("relationship-portfolio", ".o_kanban_record .progress-bar"),
        go("crm_relationship.crm_report_action"),
        {
            content: "The first report",
            trigger: ".o_kanban_record:not(.o_kanban_ghost):first",
            run: "click",
        },
        { trigger: ".o_crm_report_period", run: "select this_month" },
        { trigger: ".o_crm_report_table tbody tr" },
        picture("relationship-report", ".o_crm_report_page"),
        go("crm_relationship.crm_handover_action"),
        {
            content: "Somebody leaves",
            trigger: '.o_data_row:contains("Đỗ Thanh Vân") .o_data_cell:first',
            run: "click",
        },
        { content: "Who would get what", trigger: ".o_crm_split_row" },
        picture("relationship-handover", ".o_crm_split_row"),
        { trigger: "button[name=action_start]", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        {
            content: "The job has it",
            trigger: '.o_statusbar_status .o_arrow_button_current[data-value="running"]',
        },
    ],
});

tours.add("crm_relationship_guide_steward", {
    steps: () => [
        {
            content: "The old lists, as they were imported",
            trigger: '.o_data_row:contains("Excel cũ và tổng đài") .o_data_cell:first',
            run: "click",
        },
        { content: "What became of the rows", trigger: ".o_crm_import_part" },
        picture("relationship-import", ".o_crm_import_part"),
        go("crm_relationship.crm_duplicate_pair_action"),
        {
            content: "Two that may be one",
            trigger: '.o_data_row:contains("Nguyen Thi Dao") .o_data_cell:first',
            run: "click",
        },
        { trigger: ".o_crm_review_differs" },
        picture("relationship-duplicates", ".o_crm_review_differs"),
        { content: "They are one", trigger: ".o_crm_review_merge:enabled", run: "click" },
        {
            content: "The next two",
            trigger: '.o_crm_review:not(:contains("Nguyen Thi Dao"))',
        },
    ],
});

tours.add("crm_relationship_guide_administrator", {
    steps: () => [
        { content: "How it stands", trigger: ".o_crm_health_headline" },
        {
            content: "Every queue is looked at",
            trigger: ".o_crm_health_parts .o_crm_health_row[data-key]",
        },
        { content: "Look again", trigger: ".o_crm_health_refresh:enabled", run: "click" },
        { trigger: ".o_crm_health_refresh:enabled" },
    ],
});
