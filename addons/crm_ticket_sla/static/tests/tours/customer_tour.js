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

/** Somebody else changes the ticket: here the customer, in another window. */
async function send(action, values) {
    const body = new FormData();
    body.append("csrf_token", odoo.csrf_token);
    for (const [name, value] of Object.entries(values)) {
        body.append(name, value);
    }
    const path = `${window.location.pathname}/${action}`;
    await fetch(path, { method: "POST", body, redirect: "manual" });
    document.dispatchEvent(new Event("visibilitychange"));
}

registry.category("web_tour.tours").add("crm_ticket_sla_live", {
    steps: () => [
        {
            content: "The page is marked, to see that it is not loaded again",
            trigger: '[data-part="status"] .badge:contains("Received")',
            run() {
                document.body.dataset.first = "1";
                send("close", {}); // the next step waits for what it does
            },
        },
        {
            trigger: 'body[data-first] [data-part="status"] .badge:contains("Closed")',
            timeout: 60000,
        },
        {
            trigger: '[data-part="promises"] dt:contains("Solved")',
        },
        {
            trigger: '[data-part="actions"] form[action$="/reopen"]',
            run() {
                send("reopen", { reason: "It leaks again" });
            },
        },
        {
            trigger: 'body[data-first] [data-part="status"]:contains("In progress")',
            timeout: 60000,
        },
        {
            content: "What was said is in the conversation",
            trigger: '#chatterRoot:shadow .o-mail-Message:contains("It leaks again")',
            timeout: 60000,
        },
    ],
});
