// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { mailModels } from "@mail/../tests/mail_test_helpers";
import { mockDate } from "@odoo/hoot-mock";
import { defineModels, mountView, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";

/** Wednesday noon in Brussels, the timezone of the test browser. */
export const NOW = "2026-03-11 11:00:00";

export const TYPES = [
    type(1, "call", "Call", "fa-phone", "call", { outcome_ids: [1, 2, 3] }),
    type(2, "meeting", "Meeting", "fa-users", "meeting", { outcome_ids: [1] }),
    type(3, "visit", "Visit", "fa-map-marker", "visit", { outcome_ids: [1] }),
    type(4, "note", "Note", "fa-sticky-note-o", "other", { default_direction: "internal" }),
    type(5, "chat_manual", "Chat", "fa-comments", "chat"),
    type(6, "order_confirmed", "Order confirmed", "fa-check", "document", { is_manual: false }),
    type(7, "mail_auto", "Automatic email", "fa-envelope-o", "mail", { is_manual: false }),
];

function type(id, code, name, icon, channel, extra = {}) {
    return {
        id,
        code,
        name,
        icon,
        channel,
        color: id,
        is_manual: true,
        default_direction: "out",
        outcome_ids: [],
        ...extra,
    };
}

export function makeHeader(extra = {}) {
    return {
        partner_id: 1,
        commercial_partner_id: 1,
        can_log: true,
        types: TYPES,
        outcomes: [
            { id: 1, name: "Successful", tone: "positive" },
            { id: 2, name: "No answer", tone: "neutral" },
            { id: 3, name: "Complaint", tone: "negative" },
        ],
        channels: [
            ["call", "Call"],
            ["mail", "Email"],
            ["document", "Document"],
        ],
        people: [
            [2, "Lan"],
            [3, "Minh"],
        ],
        activity_types: [
            { id: 11, name: "To-Do", icon: "fa-check" },
            { id: 12, name: "Call", icon: "fa-phone" },
        ],
        upcoming: [],
        stats: { waiting_reply: false },
        ...extra,
    };
}

export function makeRow(id, extra = {}) {
    return {
        id,
        at: "2026-03-11 08:00:00",
        type_id: 1,
        direction: "out",
        state: "done",
        actor_type: "staff",
        user: [2, "Lan"],
        partner: [1, "Azure"],
        contact_value: false,
        lead: false,
        subject: `Subject ${id}`,
        note: "",
        outcome_id: false,
        duration: 0,
        amount: 0,
        currency_id: false,
        origin_model: false,
        origin_id: false,
        origin_event: false,
        can_expand: false,
        editable: false,
        promise: "",
        promise_date: false,
        promise_kept: false,
        correction_of_id: false,
        ...extra,
    };
}

export function makeBrief(extra = {}) {
    return {
        last: [],
        next_step: false,
        quotations: [],
        invoices: [],
        promises: [],
        facts: [],
        standing: false,
        insights: [],
        ...extra,
    };
}

export function defineRelationshipModels() {
    defineModels(mailModels);
}

/**
 * Answer the calls of the widgets. Each answer is a value or a function of the
 * call's arguments; `calls` records what was asked, by method.
 */
export function mockServer(answers = {}) {
    const calls = {};
    const defaults = {
        timeline_header: makeHeader(),
        timeline_fetch: { rows: [], cursor: false },
        brief: makeBrief(),
        timeline_log: { id: 99 },
        promise_keep: true,
    };
    onRpc("has_group", () => true);
    for (const [method, fallback] of Object.entries({ ...defaults, ...answers })) {
        calls[method] = [];
        onRpc("crm.interaction", method, ({ args, kwargs }) => {
            calls[method].push({ args, kwargs });
            const answer = method in answers ? answers[method] : fallback;
            return typeof answer === "function" ? answer({ args, kwargs }) : answer;
        });
    }
    return calls;
}

/** Replace the browser's observer: the returned function scrolls to the end. */
export function mockScroll() {
    const observers = new Set();
    patchWithCleanup(window, {
        IntersectionObserver: class {
            constructor(callback) {
                this.callback = callback;
            }
            observe() {
                observers.add(this);
            }
            disconnect() {
                observers.delete(this);
            }
        },
    });
    return () => [...observers].at(-1)?.callback([{ isIntersecting: true }]);
}

export async function mountForm(widgets = ["crm_timeline"], resId = 1) {
    const fields = widgets.map((widget) => `<field name="id" widget="${widget}"/>`).join("");
    return mountArch(`<form><sheet><field name="name"/>${fields}</sheet></form>`, resId);
}

export async function mountArch(arch, resId = 1) {
    mockDate(NOW);
    return mountView({ type: "form", resModel: "res.partner", resId, arch });
}
