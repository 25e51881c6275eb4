// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { contains, makeServerError, mockService, onRpc } from "@web/../tests/web_test_helpers";
import { defineRelationshipModels, mountForm } from "./helpers";

describe.current.tags("desktop");
defineRelationshipModels();

function step(key, label, state, stateLabel, extra = {}) {
    return { key, label, state, state_label: stateLabel, date: false, amount: false, ...extra };
}

const STRIP = {
    steps: [
        step("lead", "Lead", "done", "done", { date: "2026-03-01", name: "Fit out" }),
        step("order", "Order", "done", "done", {
            date: "2026-03-02",
            amount: 900,
            currency_id: false,
            name: "S0004",
            res_model: "sale.order",
            res_id: 4,
        }),
        step("delivery", "Delivery", "late", "late", { date: "2026-03-05", name: "OUT/1" }),
        step("invoice", "Invoice", "hidden", "not visible to you"),
        step("care", "Care", "todo", "not yet"),
    ],
    next: { text: "Deliver OUT/1.", owner: "Warehouse" },
    playbooks: [{ id: 7, name: "After an order", done: 1, total: 4, late: 2 }],
};

test("every step says its state, to eyes and to screen readers", async () => {
    onRpc("has_group", () => true);
    onRpc("crm.progress", "strip", () => STRIP);
    await mountForm(["crm_progress"]);

    expect(".o_crm_progress_step").toHaveCount(5);
    expect("[data-step=delivery]").toHaveClass("o_crm_progress_late");
    expect("[data-step=delivery]").toHaveAttribute("aria-current", "step");
    expect("[data-step=order] button").toHaveAttribute("aria-label", /Order, done, S0004/);
    expect("[data-step=order] .o_crm_progress_amount").toHaveText("900.00");
    expect("[data-step=invoice] .o_crm_progress_state").toHaveText("not visible to you");
    expect("[data-step=invoice] .o_crm_progress_amount").toHaveText("");
    expect(".o_crm_progress_next").toHaveText("Next: Deliver OUT/1. (Warehouse)");
});

test("a document opens by its step, a playbook by its name", async () => {
    mockService("action", {
        doAction: (action) => expect.step(`${action.res_model} ${action.res_id}`),
    });
    onRpc("has_group", () => true);
    onRpc("crm.progress", "strip", () => STRIP);
    await mountForm(["crm_progress"]);

    await contains("[data-step=order] button").click();
    expect(".o_crm_progress_playbook").toHaveText(/^After an order: 1 of 4 done\s*,\s*2 late$/);
    await contains(".o_crm_progress_playbook").click();

    expect("[data-step=lead] button").toHaveCount(0);
    expect.verifySteps(["sale.order 4", "crm.playbook.run 7"]);
});

test("an error is told and can be tried again", async () => {
    let fails = true;
    onRpc("has_group", () => true);
    onRpc("crm.progress", "strip", () => {
        if (fails) {
            throw makeServerError({ message: "No way" });
        }
        return STRIP;
    });
    await mountForm(["crm_progress"]);
    expect(".o_crm_progress [role=alert]").toHaveText(/No way/);

    fails = false;
    await contains(".o_crm_progress [role=alert] button").click();
    expect(".o_crm_progress_step").toHaveCount(5);
});
