// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_marketing_auto_earnings", {
    steps: () => [
        {
            content: "The source that brought most is first",
            trigger: '.o_crm_earnings_ranking tbody tr:first-child:contains("Earnings search")',
        },
        {
            content: "Credit shared another way",
            trigger: ".o_crm_earnings_model",
            run: "select last",
        },
        {
            content: "The letter came last, and earns it all",
            trigger: '.o_crm_earnings_ranking tbody tr:first-child:contains("Earnings letter")',
        },
        {
            content: "What is behind the figure",
            trigger: '.o_crm_earnings_ranking tbody tr:first-child button',
            run: "click",
        },
        {
            content: "The sale is there",
            trigger: '.o_list_view .o_data_row:contains("Credited sale") .o_data_cell',
            run: "click",
        },
        {
            content: "with the touches that earned it",
            trigger: '.o_form_view .o_field_one2many .o_data_row:contains("Earnings letter")',
        },
    ],
});
