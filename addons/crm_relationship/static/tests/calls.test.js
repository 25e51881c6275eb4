// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { contains, getService, mountWebClient, onRpc } from "@web/../tests/web_test_helpers";
import { defineRelationshipModels, NOW } from "./helpers";

describe.current.tags("desktop");
defineRelationshipModels();

const NEWS = { call: 7, phase: "ringing", number: "0912345678", direction: "in" };

/** Play the server: the card of a call from an unknown number, and what is logged. */
function serve(values = {}) {
    onRpc("crm.interaction", "call_card", () => ({
        call: 7,
        number: "0912345678",
        people: [],
        outcomes: [
            { id: 1, name: "Interested" },
            { id: 2, name: "Complaint" },
        ],
        steps: [],
        more: [],
        actions: [],
        queue: "Sales",
        line: "19001234",
        lead: false,
        is_ambiguous: false,
        interaction_id: 5,
        ...values,
    }));
    onRpc("crm.interaction", "call_log", ({ args }) => {
        expect.step(args);
        return { id: 5 };
    });
}

async function hear(news) {
    await getService("crm_calls").onCall({ ...NEWS, ...news });
    await animationFrame();
}

test("a call pops up with its number, where it came in, and goes when it was missed", async () => {
    serve();
    await mountWebClient();
    await hear({});

    expect(".o_crm_call_number").toHaveText("0912345678");
    expect(".o_crm_call").toHaveText(/Sales · 19001234/);
    expect(".o_crm_call_unknown").toHaveCount(1);

    await hear({ phase: "missed" });
    expect(".o_crm_call").toHaveCount(0);
    expect(".o_notification").toHaveText(/Missed call from 0912345678/);
});

test("hanging up asks what came of it, and logs it", async () => {
    serve();
    await mountWebClient();
    await hear({ phase: "talking" });
    expect(".o_crm_call_outcome").toHaveCount(0);

    await hear({ phase: "over" });
    await contains(".o_crm_call_result:contains(Interested)").click();
    await contains(".o_crm_call_note").edit("Ten desks");
    await contains(".o_crm_call_save").click();

    expect.verifySteps([[7, { outcome_id: 1, note: "Ten desks" }, null]]);
    expect(".o_crm_call").toHaveCount(0);
});

test("what somebody is writing stays when the call is gone", async () => {
    serve();
    await mountWebClient();
    await hear({ phase: "talking" });
    await contains(".o_crm_call_log").click();
    await contains(".o_crm_call_note").edit("Half a sentence");

    await hear({ phase: "gone" });

    expect(".o_crm_call_note").toHaveValue("Half a sentence");
});

test("of several who have the number one click says who it is", async () => {
    serve({
        is_ambiguous: true,
        people: [
            { id: 1, name: "An Phát", company: "", role: "", tier: "", owner: "" },
            { id: 2, name: "Hoa Sen", company: "", role: "", tier: "", owner: "" },
        ],
    });
    onRpc("crm.interaction", "call_assign", ({ args }) => {
        expect.step(args);
        return true;
    });
    await mountWebClient();
    await hear({});

    await contains(".o_crm_call_choice:contains(Hoa Sen)").click();

    expect.verifySteps([[5, 2]]);
});

test("the next step is planned in the same save", async () => {
    mockDate(NOW);
    serve({ lead: { id: 3, name: "Ten desks" }, steps: [{ id: 11, name: "To-Do" }] });
    await mountWebClient();
    await hear({ phase: "over" });
    expect(".o_crm_call_date").toHaveCount(0);

    await contains(".o_crm_call_step").select("11");
    await contains(".o_crm_call_save").click();

    const step = { activity_type_id: 11, date_deadline: "2026-03-12", summary: "" };
    expect.verifySteps([[7, { outcome_id: false, note: "" }, step]]);
});
