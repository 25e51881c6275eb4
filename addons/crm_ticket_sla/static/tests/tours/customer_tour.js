// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_ticket_sla_customer", {
    steps: () => [
        { trigger: 'input[name="subject"]', run: "edit The pump leaks" },
        { trigger: 'textarea[name="description"]', run: "edit Since Monday" },
        {
            content: "Send the request",
            trigger: 'form:has(textarea[name="description"]) button[type="submit"]',
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The page says what is promised",
            trigger: 'body:contains("The pump leaks"):contains("We solve it by")',
        },
        {
            content: "It works again",
            trigger: 'button[name="close"]',
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It does not after all",
            trigger: 'form[action$="/reopen"] textarea',
            run: "edit It leaks again",
        },
        {
            trigger: 'form[action$="/reopen"] button',
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: '.badge:contains("In progress")' },
    ],
});
