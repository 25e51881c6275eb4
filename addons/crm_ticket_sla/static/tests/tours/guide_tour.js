// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
// The jobs of the guides, on the story of the demo. No step reads a word of the
// interface: the same tours make the pictures of every language.
import { go, picture } from "@crm_relationship/../tests/tours/picture";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("crm_ticket_sla_guide_agent", {
    steps: () => [
        { content: "What is mine, with its clocks", trigger: ".o_kanban_record .o_crm_clock" },
        picture("ticket-board", ".o_kanban_record .o_crm_clock"),
        {
            content: "The question of the school",
            trigger: '.o_kanban_record:contains("Kệ sách có lắp được góc phòng không?")',
            run: "click",
        },
        { content: "Its promises", trigger: ".o_crm_clocks_item" },
        picture("ticket-form", ".o_crm_clocks_item"),
        { content: "Why then?", trigger: ".o_crm_clocks_why:first", run: "click" },
        { content: "It is explained", trigger: ".modal .o_field_widget[name=text] table td" },
        picture("ticket-why-deadline", ".modal .o_field_widget[name=text] table td"),
        { trigger: ".modal footer .btn-primary", run: "click" },
        {
            content: "Answer in time",
            trigger: "body:not(:has(.modal)) .o-mail-Chatter-sendMessage",
            run: "click",
        },
        { trigger: ".o-mail-Composer-input", run: "edit Dạ lắp được, em gửi bản vẽ cho cô ạ." },
        { trigger: ".o-mail-Composer-send:enabled", run: "click" },
        { trigger: '.o-mail-Message:contains("em gửi bản vẽ cho cô")' },
        { trigger: ".o_form_saved" },
    ],
});

tours.add("crm_ticket_sla_guide_manager", {
    steps: () => [
        { content: "Who has how much", trigger: ".o_kanban_group .o_kanban_record" },
        picture("ticket-workload", ".o_kanban_group .o_kanban_record"),
        go("crm_ticket_sla.crm_ticket_action_dashboard"),
        { trigger: ".o_crm_dashboard_tiles .o_crm_tile" },
        picture("ticket-dashboard", ".o_crm_dashboard_figures"),
        go("crm_ticket_sla.crm_sla_policy_action"),
        {
            content: "A promise that might be another",
            trigger: '.o_data_row:contains("Bảo hành") .o_data_cell[name=name]',
            run: "click",
        },
        { trigger: "button[name=action_lab]", run: "click" },
        {
            content: "Try it on the tickets of the past",
            trigger: "button[name=action_run]",
            run: "click",
        },
        {
            content: "It is replayed in the background",
            trigger: '.o_statusbar_status .o_arrow_button_current[data-value="running"]',
        },
    ],
});

tours.add("crm_ticket_sla_guide_lab", {
    steps: () => [
        { trigger: ".o_data_row .o_data_cell:first", run: "click" },
        { trigger: ".o_notebook .nav-link[name=rates]", run: "click" },
        { content: "What would have been kept", trigger: "[name=rate_ids] .o_data_row" },
        picture("ticket-policy-lab", "[name=rate_ids] .o_data_row"),
    ],
});

tours.add("crm_ticket_sla_guide_customer", {
    steps: () => [
        {
            content: "The page of the ticket",
            trigger: '.o_ticket_live [data-part="status"] .badge',
        },
        { content: "What was said", trigger: "#chatterRoot:shadow .o-mail-Message" },
        picture("ticket-portal", ".o_ticket_live"),
        {
            content: "Answer",
            trigger: "#chatterRoot:shadow .o-mail-Composer-input",
            run: "edit Cảm ơn em, chị chờ bản vẽ nhé.",
        },
        { trigger: "#chatterRoot:shadow .o-mail-Composer-send:enabled", run: "click" },
        {
            content: "The answer is in the conversation",
            trigger: '#chatterRoot:shadow .o-mail-Message:contains("chị chờ bản vẽ nhé")',
        },
    ],
});

tours.add("crm_ticket_sla_guide_rating", {
    steps: () => [
        { content: "Very well", trigger: 'label[for="rate_5"]', run: "click" },
        { trigger: "#ticket_feedback", run: "edit Rất nhanh" },
        {
            trigger: 'form:has(#ticket_feedback) button[type="submit"]',
            run: "click",
            expectUnloadPage: true,
        },
        { content: "It was heard", trigger: "body:not(:has(#ticket_feedback)) h3" },
    ],
});
