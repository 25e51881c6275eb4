// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, makeServerError, mockService, onRpc } from "@web/../tests/web_test_helpers";
import {
    defineRelationshipModels,
    makeBrief,
    makeHeader,
    makeRow,
    mockServer,
    mountForm,
} from "./helpers";

describe.current.tags("desktop");
defineRelationshipModels();

const FULL = makeBrief({
    last: [makeRow(2, { direction: "in", outcome_id: 1 })],
    next_step: {
        kind: "meeting",
        id: 3,
        res_model: "calendar.event",
        res_id: 3,
        at: "2026-03-12 08:00:00",
        title: "Demo",
        user: false,
        icon: "fa-calendar",
        overdue: false,
    },
    quotations: [{ id: 4, name: "S0004", amount: 900, currency_id: false, date: "2026-03-01" }],
    invoices: [
        { id: 5, name: "INV/5", residual: 100, currency_id: false, due: "2026-02-01", overdue: true },
        { id: 6, name: "INV/6", residual: 50, currency_id: false, due: "2026-04-01", overdue: false },
    ],
    promises: [{ interaction_id: 2, text: "Send samples", date: "2026-03-20", overdue: false }],
    facts: [{ id: 7, kind: "child", name: "Two girls", date: false }],
});

test("everything that matters is on the card", async () => {
    mockServer({
        brief: FULL,
        timeline_header: makeHeader({ stats: { waiting_reply: true } }),
    });
    await mountForm(["crm_brief"]);

    expect(queryAllTexts(".o_crm_brief h3")).toEqual([
        "Last contacts",
        "Next step",
        "We promised",
        "Unpaid invoices",
        "Open quotations",
        "Remember",
    ]);
    expect(".o_crm_brief_waiting").toHaveText("Waiting for our reply");
    expect(".o_crm_brief_last li").toHaveText(/Subject 2.*Successful.*Today/s);
    expect(".o_crm_brief_next").toHaveText(/Demo.*Tomorrow/s);
    expect(".o_crm_brief_invoices .text-danger").toHaveCount(2);
    expect(".o_crm_brief_invoices li:first .ms-auto").toHaveText("100.00");
    expect(".o_crm_brief_facts").toHaveText(/Two girls/);
});

test("empty sections are hidden and an empty card says so", async () => {
    mockServer({ brief: makeBrief({ last: [makeRow(1)] }) });
    await mountForm(["crm_brief"]);
    expect(queryAllTexts(".o_crm_brief h3")).toEqual(["Last contacts", "Remember"]);
    expect(".o_crm_brief_waiting").toHaveCount(0);
});

test("without any history the card is a single line", async () => {
    mockServer();
    await mountForm(["crm_brief"]);
    expect(".o_crm_brief_empty").toHaveText(/Nobody has talked/);
    expect(".o_crm_brief h3").toHaveCount(0);
});

test("a kept promise is told to the server and leaves the card", async () => {
    let answer = FULL;
    const calls = mockServer({ brief: () => answer });
    await mountForm(["crm_brief"]);

    answer = { ...FULL, promises: [] };
    await contains(".o_crm_brief_kept").click();
    await animationFrame();
    await animationFrame();

    expect(calls.promise_keep.map(({ args }) => args)).toEqual([[2]]);
    expect(".o_crm_brief_promises").toHaveCount(0);
});

test("the card closes to one line and stays closed", async () => {
    mockServer({ brief: FULL });
    await mountForm(["crm_brief"]);
    await contains(".o_crm_brief_toggle").click();

    expect(".o_crm_brief_toggle").toHaveAttribute("aria-expanded", "false");
    expect(".o_crm_brief_grid").toHaveCount(0);
    expect(".o_crm_brief header").toHaveText(/1 open quotations.*2 unpaid invoices/s);
    expect(localStorage.getItem("crm_relationship.brief_closed")).toBe("1");
});

test("documents open from the card", async () => {
    mockServer({ brief: FULL });
    mockService("action", {
        doAction: (action) => expect.step(`${action.res_model} ${action.res_id}`),
    });
    await mountForm(["crm_brief"]);
    await contains(".o_crm_brief_invoices button").click();
    await contains(".o_crm_brief_quotations button").click();
    await contains(".o_crm_brief_next button").click();
    expect.verifySteps(["account.move 5", "sale.order 4", "calendar.event 3"]);
});

test("who does no accounting sees invoices without a link", async () => {
    mockServer({ brief: FULL });
    onRpc("has_group", ({ args }) => !args[1].startsWith("account."));
    await mountForm(["crm_brief"]);
    expect(".o_crm_brief_invoices").toHaveText(/INV\/5/);
    expect(".o_crm_brief_invoices button").toHaveCount(0);
    expect(".o_crm_brief_quotations button").toHaveCount(1);
});

test("an error on the card can be retried", async () => {
    let isBroken = true;
    mockServer({
        brief: () => {
            if (isBroken) {
                throw makeServerError({ message: "No access" });
            }
            return FULL;
        },
    });
    await mountForm(["crm_brief"]);
    await animationFrame();
    expect(".o_crm_brief [role=alert]").toHaveText(/No access/);
    isBroken = false;
    await contains(".o_crm_brief [role=alert] .btn").click();
    await animationFrame();
    expect(".o_crm_brief_grid").toHaveCount(1);
});

const STANDING = {
    tier: "A: key customer",
    tier_color: 10,
    lifecycle: "Lapsing",
    segment: "At risk",
    health: 35,
    band: "poor",
    reasons: [
        { key: "orders", label: "Orders", score: 20, text: "10 in 90 days" },
        { key: "mood", label: "Mood", score: 90, text: "2 ended well" },
    ],
    next_order: "2026-03-01 08:00:00",
    contact_due: "2026-03-10",
};
const INSIGHTS = [
    { id: 8, kind: "cross_sell", label: "Often bought together", reason: "Buys A, not B", can_quote: true },
    { id: 9, kind: "silence", label: "Silent", reason: "Silent for 90 days", can_quote: false },
];

test("the card says how the customer stands, and why", async () => {
    mockServer({ brief: { ...FULL, standing: STANDING } });
    await mountForm(["crm_brief"]);

    expect(".o_crm_brief_tier").toHaveText("A: key customer");
    expect(".o_crm_brief_lifecycle").toHaveText("Lapsing");
    expect(".o_crm_brief_health").toHaveText("35");
    expect(".o_crm_brief_health").toHaveClass("text-bg-danger");
    expect(".o_crm_brief_standing").toHaveText(/At risk.*Orders: 10 in 90 days.*Mood: 2 ended well/s);
    expect(".o_crm_brief_standing .text-danger").toHaveCount(2);
});

test("an insight is answered with one click", async () => {
    const calls = [];
    mockServer({ brief: { ...FULL, insights: INSIGHTS } });
    for (const method of ["action_quotation", "action_activity", "action_snooze"]) {
        onRpc("crm.insight", method, ({ args }) => {
            calls.push([method, ...args[0]]);
            return method === "action_quotation"
                ? { type: "ir.actions.act_window", res_model: "sale.order", res_id: 5 }
                : true;
        });
    }
    mockService("action", {
        doAction: (action, options) =>
            expect.step(action.res_model || `${action} ${options.additionalContext.default_insight_ids}`),
    });
    await mountForm(["crm_brief"]);

    expect(queryAllTexts(".o_crm_brief_insights li .text-break")).toEqual([
        "Buys A, not B",
        "Silent for 90 days",
    ]);
    expect(".o_crm_brief_quote").toHaveCount(1);
    await contains(".o_crm_brief_quote").click();
    await animationFrame();
    await contains(".o_crm_brief_call:eq(1)").click();
    await animationFrame();
    await contains(".o_crm_brief_later:eq(0)").click();
    await animationFrame();
    await contains(".o_crm_brief_refuse:eq(1)").click();

    expect(calls).toEqual([
        ["action_quotation", 8],
        ["action_activity", 9],
        ["action_snooze", 8],
    ]);
    expect.verifySteps(["sale.order", "crm_relationship.crm_insight_refuse_action 9"]);
});
