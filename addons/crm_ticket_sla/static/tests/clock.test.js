// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { contains, mockService, mountView, onRpc } from "@web/../tests/web_test_helpers";
import { defineTickets, makeClock, NOW } from "./helpers";

describe.current.tags("desktop");

const KANBAN = /* xml */ `
    <kanban><templates><t t-name="card">
        <field name="name" /><field name="deadline_at" widget="crm_clock" />
    </t></templates></kanban>`;
const FORM = /* xml */ `<form><field name="clock_strip" widget="crm_clocks" /></form>`;
const MINUTE = 60_000;

function ticket(id, clock) {
    return {
        id,
        name: `Ticket ${id}`,
        deadline_at: clock && clock.deadline_at,
        clock_summary: clock,
    };
}

test("cards show what is left, in colour and in words", async () => {
    defineTickets([
        ticket(1, makeClock()),
        ticket(2, makeClock({ left: 3600, risk_at: NOW, deadline_at: "2026-03-11 14:00:00" })),
        ticket(3, makeClock({ left: -1800, deadline_at: "2026-03-11 12:30:00" })),
        ticket(4, makeClock({ clock: "paused", deadline_at: false })),
        ticket(5, false),
    ]);
    mockDate(NOW);
    await mountView({ type: "kanban", resModel: "crm.ticket", arch: KANBAN });

    expect(queryAllTexts(".o_crm_clock [aria-hidden=true]:not(.fa)")).toEqual([
        "3 h left",
        "1 h left",
        "Late 30 min",
        "Paused, 3 h left",
    ]);
    expect(".o_crm_clock:eq(0)").toHaveClass("o_crm_clock_ok");
    expect(".o_crm_clock:eq(1)").toHaveClass("text-bg-warning");
    expect(".o_crm_clock:eq(2)").toHaveClass("text-bg-danger");
    expect(".o_crm_clock:eq(3) .fa").toHaveClass("fa-pause");
    expect(".o_crm_clock:eq(0) .visually-hidden").toHaveText(
        "Resolution: 3 h left, due today 5:00 PM"
    );
});

test("clocks tick each minute and ask the server nothing", async () => {
    defineTickets([ticket(1, makeClock({ left: 61 * 60, risk_at: "2026-03-11 13:01:00" }))]);
    mockDate(NOW);
    await mountView({ type: "kanban", resModel: "crm.ticket", arch: KANBAN });
    onRpc(({ method }) => expect.step(method));
    expect(".o_crm_clock [aria-hidden=true]:not(.fa)").toHaveText("1 h 1 min left");

    await advanceTime(MINUTE);
    await animationFrame();

    expect(".o_crm_clock [aria-hidden=true]:not(.fa)").toHaveText("1 h left");
    expect(".o_crm_clock").toHaveClass("text-bg-warning");
    expect.verifySteps([]);
});

test("a list is sorted by deadline and shows the clock", async () => {
    defineTickets([ticket(1, makeClock())]);
    mockDate(NOW);
    await mountView({
        type: "list",
        resModel: "crm.ticket",
        arch: `<list><field name="name" /><field name="deadline_at" widget="crm_clock" /></list>`,
    });

    expect(".o_data_row .o_crm_clock").toHaveText(/3 h left/);
    expect("th[data-name=deadline_at]").toHaveClass("o_column_sortable");
});

test("the strip shows each clock with its deadline and use", async () => {
    const clocks = [
        makeClock({ id: 1, label: "First response", outcome: "met", clock: "stopped", can_explain: false }),
        makeClock({ id: 2, cycle: 2 }),
        makeClock({
            id: 3,
            label: "Next response",
            clock: "paused",
            deadline_at: false,
            frozen_deadline_at: "2026-03-11 16:00:00",
        }),
    ];
    defineTickets([{ id: 1, name: "Ticket", clock_strip: clocks }]);
    mockDate(NOW);
    await mountView({ type: "form", resModel: "crm.ticket", resId: 1, arch: FORM });

    expect(queryAllTexts(".o_crm_clocks .badge")).toEqual(["Met", "3 h left", "Paused, 3 h left"]);
    expect(queryAllTexts(".o_crm_clocks .fw-bold")).toEqual([
        "First response",
        "Resolution (2)",
        "Next response",
    ]);
    expect(".o_crm_clocks_item:eq(1) .o_crm_clocks_due").toHaveText("Due today 5:00 PM");
    expect(".o_crm_clocks_item:eq(1) .o_crm_clocks_used").toHaveText("5 h of 8 h");
    expect(".o_crm_clocks_item:eq(2) .o_crm_clocks_due").toHaveClass("text-decoration-line-through");
    expect(".o_crm_clocks_why").toHaveCount(2);
});

test("Why? asks the server for its page", async () => {
    defineTickets([{ id: 1, name: "Ticket", clock_strip: [makeClock()] }]);
    mockDate(NOW);
    mockService("action", { doAction: (action) => expect.step(action.name) });
    onRpc("crm.ticket.sla", "action_why", ({ args }) => {
        expect.step(args[0]);
        return { type: "ir.actions.act_window", name: "Why this deadline?" };
    });
    await mountView({ type: "form", resModel: "crm.ticket", resId: 1, arch: FORM });

    await contains(".o_crm_clocks_why").click();

    expect.verifySteps([[7], "Why this deadline?"]);
});

test("a ticket without promises shows no strip", async () => {
    defineTickets([{ id: 1, name: "Ticket", clock_strip: [] }]);
    await mountView({ type: "form", resModel: "crm.ticket", resId: 1, arch: FORM });

    expect(".o_crm_clocks").toHaveCount(0);
});
