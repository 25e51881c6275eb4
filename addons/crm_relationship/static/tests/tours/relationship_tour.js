// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { registry } from "@web/core/registry";

const openPage = [
    {
        content: "The page of core stays the one that opens",
        trigger: ".o_notebook .nav-link.active:not([name=crm_relationship])",
    },
    {
        content: "Open the relationship page",
        trigger: ".o_notebook .nav-link[name=crm_relationship]",
        run: "click",
    },
];

const firstRow = (text) => `.o_crm_timeline_row:first:contains("${text}")`;

registry.category("web_tour.tours").add("crm_relationship_log_call", {
    steps: () => [
        ...openPage,
        {
            content: "The mail that was sent before is on the timeline",
            trigger: '.o_crm_timeline_row:contains("Your offer")',
        },
        {
            content: "Expand it in place",
            trigger: '.o_crm_timeline_row:contains("Your offer") .o_crm_timeline_toggle',
            run: "click",
        },
        {
            content: "Its body is shown",
            trigger: '.o_crm_timeline_html:contains("Twelve desks")',
        },
        {
            content: "Log a call",
            trigger: ".o_crm_timeline_log[data-code=call]",
            run: "click",
        },
        { trigger: ".o_crm_log_subject", run: "edit Asked about delivery" },
        { trigger: ".o_crm_log_minutes", run: "edit 12" },
        { trigger: '.o_crm_log_outcome:contains("Interested")', run: "click" },
        { trigger: ".o_crm_log_note", run: "edit Needs them before the move" },
        { trigger: ".o_crm_log_promise", run: "edit Send the colour card" },
        { trigger: ".o_crm_next_activity", run: "click" },
        { trigger: ".o_crm_quick_in_3_days", run: "click" },
        { trigger: ".o_crm_next_summary", run: "edit Call about the date" },
        {
            content: "One button saves both",
            trigger: '.o_crm_log_save:contains("Log and schedule next step")',
            run: "click",
        },
        {
            content: "The call is on top, with its outcome and duration",
            trigger: `${firstRow("Asked about delivery")}:contains("Interested"):contains("12 min")`,
        },
        {
            content: "The next step stands above the past",
            trigger: '.o_crm_timeline_upcoming:contains("Call about the date")',
        },
        {
            content: "The brief knows the promise and the next step",
            trigger: '.o_crm_brief_promises:contains("Send the colour card")',
        },
        { trigger: '.o_crm_brief_next:contains("Call about the date")' },
        {
            content: "The panel is closed and the chatter has the activity",
            trigger: 'body:not(:has(.o_crm_quick_log)) .o-mail-Activity:contains("Call about the date")',
        },
        {
            content: "Only mails",
            trigger: ".o_crm_timeline_chip[data-channel=mail]",
            run: "click",
        },
        {
            content: "The call is gone, the mail is there",
            trigger: `.o_crm_timeline_list:not(:contains("Asked about delivery")):contains("Your offer")`,
        },
        { trigger: ".o_crm_filter_clear", run: "click" },
        {
            content: "Search words in notes",
            trigger: '.o_crm_timeline:not(:has(.o_crm_filter_clear)) .o_crm_timeline_search input',
            run: "edit before the move",
        },
        {
            trigger: `.o_crm_timeline_list:not(:contains("Your offer")):contains("Asked about delivery")`,
        },
        { content: "Nothing is left to save", trigger: ".o_form_saved" },
    ],
});

registry.category("web_tour.tours").add("crm_relationship_lead", {
    steps: () => [
        ...openPage,
        {
            content: "The promise made in a call is on the brief",
            trigger: '.o_crm_brief_promises:contains("Bring samples") .o_crm_brief_kept',
            run: "click",
        },
        {
            content: "Once kept it leaves the brief",
            trigger: ".o_crm_brief:not(:has(.o_crm_brief_promises))",
        },
        { trigger: '.o_crm_timeline_row:contains("Bring samples") .badge:contains("Kept")' },
        {
            content: "Log a visit with a meeting to come",
            trigger: ".o_crm_timeline_log[data-code=visit]",
            run: "click",
        },
        { trigger: ".o_crm_log_subject", run: "edit Measured the rooms" },
        { trigger: ".o_crm_next_meeting", run: "click" },
        { trigger: ".o_crm_quick_next_week", run: "click" },
        { trigger: ".o_crm_next_name", run: "edit Present the plan && press Control+Enter" },
        { trigger: firstRow("Measured the rooms") },
        { trigger: '.o_crm_timeline_upcoming:contains("Present the plan")' },
        { trigger: ".o_form_saved" },
    ],
});

registry.category("web_tour.tours").add("crm_relationship_keyboard", {
    steps: () => [
        ...openPage,
        {
            content: "Fifty rows at first, more when asked or scrolled to",
            trigger: ".o_crm_timeline_row",
            run({ anchor }) {
                anchor.focus();
            },
        },
        { trigger: ".o_crm_timeline_row:eq(0)", run: "press End" },
        {
            content: "Every row came, once",
            trigger: '.o_crm_timeline:not(:has(.o_crm_timeline_more)) .o_crm_timeline_row:contains("Old call 1 of 60")',
            run({ anchor }) {
                const ids = [...anchor.closest(".o_crm_timeline_list").querySelectorAll("[data-id]")].map(
                    (el) => el.dataset.id
                );
                if (ids.length !== 60 || new Set(ids).size !== 60) {
                    throw new Error(`60 different rows expected, got ${ids.length}`);
                }
            },
        },
        { trigger: ".o_form_saved" },
    ],
});
