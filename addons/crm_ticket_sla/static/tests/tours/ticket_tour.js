// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_ticket_sla_day", {
    steps: () => [
        {
            content: "The board shows what is left of the clock",
            trigger: '.o_kanban_record:contains("Printer on fire") .o_crm_clock',
        },
        {
            content: "Ask for the next ticket",
            trigger: 'button[name="action_my_next"]',
            run: "click",
        },
        {
            content: "It is the one that is due first, with its clocks",
            trigger: '.o_action:has(.o_breadcrumb:contains("Printer on fire")) .o_crm_clocks_item',
        },
        { trigger: ".o-mail-Chatter-sendMessage", run: "click" },
        { trigger: ".o-mail-Composer-input", run: "edit We are on our way" },
        { trigger: ".o-mail-Composer-send:enabled", run: "click" },
        { trigger: '.o-mail-Message:contains("We are on our way")' },
        {
            content: "Solve it",
            trigger: '.o_statusbar_status button:contains("Solved")',
            run: "click",
        },
        {
            content: "It is solved and saved",
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Solved")',
        },
        { trigger: ".o_form_saved" },
    ],
});
