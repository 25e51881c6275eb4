// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { registry } from "@web/core/registry";

const openRequest = [
    {
        content: "The request says who asks, and why",
        trigger: '.o_data_row:contains("She called me") .o_data_cell[name=reason]',
        run: "click",
    },
    {
        trigger: ".o_form_view button[name=action_answer]",
        run: "click",
    },
];

registry.category("web_tour.tours").add("crm_relationship_ask_for_access", {
    steps: () => [
        {
            content: "Type in a customer who is here already",
            trigger: ".o_field_widget[name=name] input, .o_field_widget[name=name] textarea",
            run: "edit Canary Ltd",
        },
        {
            trigger: ".o_field_widget[name=phone] input",
            run: "edit 0905 777 001 && press Tab",
        },
        {
            content: "Its code and owner are all that one learns",
            trigger: '.o_crm_duplicate_masked:contains("KH0042"):contains("Minh")',
        },
        {
            trigger: ".o_crm_duplicate_masked button",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit She called me",
        },
        {
            trigger: ".modal button[name=action_ask]",
            run: "click",
        },
        {
            content: "One is told who was asked, and stays where one was",
            trigger: '.o_notification:contains("Minh was asked")',
        },
        {
            content: "The contact that was begun is not saved",
            trigger: "body:not(:has(.modal)) .o_form_button_cancel",
            run: "click",
        },
        {
            trigger: ".o_kanban_view, .o_list_view, .o_form_view",
        },
    ],
});

registry.category("web_tour.tours").add("crm_relationship_grant_access", {
    steps: () => [
        ...openRequest,
        {
            content: "Whoever answers reads here, too, who asks and why",
            trigger: '.modal .o_field_widget[name=reason]:contains("She called me")',
        },
        {
            trigger: ".modal button[name=action_grant]",
            run: "click",
        },
        {
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Granted")',
        },
        {
            content: "The request has an end",
            trigger: ".o_field_widget[name=date_to]",
        },
    ],
});

registry.category("web_tour.tours").add("crm_relationship_refuse_access", {
    steps: () => [
        ...openRequest,
        {
            trigger: ".modal .o_field_widget[name=answer] input",
            run: "edit I visit her next week",
        },
        {
            trigger: ".modal button[name=action_refuse]",
            run: "click",
        },
        {
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Refused")',
        },
        {
            trigger: '.o_field_widget[name=answer]:contains("I visit her next week")',
        },
    ],
});

registry.category("web_tour.tours").add("crm_relationship_open_granted", {
    steps: () => [
        {
            trigger: '.o_data_row:contains("Granted") .o_data_cell[name=reason]',
            run: "click",
        },
        {
            trigger: "button[name=action_open_customer]",
            run: "click",
        },
        {
            content: "Whoever asked sees the customer now",
            trigger: '.o_breadcrumb:contains("CANARY company"), .o_form_view:contains("CANARY company")',
        },
    ],
});
