// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { click, edit, fill, press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { contains, makeServerError } from "@web/../tests/web_test_helpers";
import {
    defineRelationshipModels,
    makeHeader,
    makeRow,
    mockServer,
    mountForm,
} from "./helpers";

describe.current.tags("desktop");
defineRelationshipModels();

async function type(selector, text) {
    await click(selector);
    await edit(text);
}

test("a call and its next step are one save", async () => {
    let rows = [];
    const calls = mockServer({ timeline_fetch: () => ({ rows, cursor: false }) });
    await mountForm();

    await contains(".o_crm_timeline_log[data-code=call]").click();
    expect(".o_crm_log_subject").toBeFocused();
    await fill("Price of steel");
    await type(".o_crm_log_minutes", "12");
    await contains(".o_crm_log_outcome:contains(Successful)").click();
    await type(".o_crm_log_note", "Wants 5 tons");
    expect(".o_crm_log_save").toHaveText("Log");
    await contains(".o_crm_next_activity").click();
    await contains(".o_crm_quick_in_3_days").click();
    await type(".o_crm_next_summary", "Send the offer");
    expect(".o_crm_log_save").toHaveText("Log and schedule next step");
    rows = [makeRow(99, { subject: "Price of steel" })];
    await contains(".o_crm_log_save").click();
    await animationFrame();
    await animationFrame();

    expect(calls.timeline_log).toHaveLength(1);
    expect(calls.timeline_log[0].args).toEqual(["res.partner", 1]);
    expect(calls.timeline_log[0].kwargs.values).toEqual({
        type_id: 1,
        direction: "out",
        duration: 720,
        outcome_id: 1,
        subject: "Price of steel",
        note: "Wants 5 tons",
    });
    expect(calls.timeline_log[0].kwargs.next_step).toEqual({
        activity_type_id: 11,
        date_deadline: "2026-03-14",
        summary: "Send the offer",
    });
    expect(".o_crm_quick_log").toHaveCount(0);
    expect(queryAllTexts(".o_crm_timeline_title")).toEqual(["Price of steel"]);
    expect(calls.timeline_header.length).toBe(2);
});

test("a meeting as next step has a start and an end", async () => {
    const calls = mockServer();
    await mountForm();
    await contains(".o_crm_timeline_log[data-code=note]").click();
    await fill("Talked");
    await contains(".o_crm_next_meeting").click();
    await contains(".o_crm_quick_tomorrow").click();
    await type(".o_crm_next_minutes", "30");
    await contains(".o_crm_log_save").click();

    expect(calls.timeline_log[0].kwargs.next_step).toEqual({
        meeting: true,
        start: "2026-03-12 08:00:00",
        stop: "2026-03-12 08:30:00",
        name: "Talked",
    });
});

test("an error of the server stays beside the form and nothing is lost", async () => {
    let isBroken = true;
    const calls = mockServer({
        timeline_log: () => {
            if (isBroken) {
                throw makeServerError({
                    type: "ValidationError",
                    message: "Date: it lies in the future.",
                });
            }
            return { id: 1 };
        },
    });
    await mountForm();
    await contains(".o_crm_timeline_log[data-code=call]").click();
    await fill("Hello");
    await press(["ctrl", "Enter"]);
    await animationFrame();
    expect(".o_crm_log_error").toHaveText("Date: it lies in the future.");
    expect(".o_crm_log_subject").toHaveValue("Hello");
    expect(".o_crm_log_save").toBeEnabled();

    isBroken = false;
    await contains(".o_crm_log_save").click();
    await animationFrame();
    expect(".o_crm_quick_log").toHaveCount(0);
    expect(calls.timeline_log).toHaveLength(2);
});

test("an impatient second save is ignored", async () => {
    const answer = new Deferred();
    const calls = mockServer({ timeline_log: () => answer });
    await mountForm();
    await contains(".o_crm_timeline_log[data-code=call]").click();
    await fill("Hello");
    await press(["ctrl", "Enter"]);
    await press(["ctrl", "Enter"]);
    await animationFrame();
    answer.resolve({ id: 1 });
    await animationFrame();
    expect(calls.timeline_log).toHaveLength(1);
});

test("Esc closes an untouched log at once, and asks before losing words", async () => {
    mockServer();
    await mountForm();
    await contains(".o_crm_timeline_log[data-code=call]").click();
    await press("Escape");
    await animationFrame();
    expect(".o_crm_quick_log").toHaveCount(0);
    expect(".o_dialog").toHaveCount(0);
    expect(".o_crm_timeline_log[data-code=call]").toBeFocused();

    await contains(".o_crm_timeline_log[data-code=call]").click();
    await fill("Hello");
    await press("Escape");
    await animationFrame();
    expect(".o_dialog").toHaveCount(1);
    await contains(".o_dialog .btn:contains(Keep writing)").click();
    expect(".o_crm_log_subject").toHaveValue("Hello");

    await contains(".o_crm_log_cancel").click();
    await contains(".o_dialog .btn:contains(Discard)").click();
    await animationFrame();
    expect(".o_crm_quick_log").toHaveCount(0);
});

test("another type keeps the words; the other manual types are in a menu", async () => {
    mockServer();
    await mountForm();
    expect(queryAllTexts(".o_crm_timeline_log")).toEqual(["Call", "Meeting", "Visit", "Note"]);
    await contains(".o_crm_timeline_log[data-code=call]").click();
    await fill("Hello");
    expect(queryAllTexts(".o_crm_log_outcome")).toEqual(["Successful", "No answer", "Complaint"]);

    await contains(".o_crm_timeline_log_more").click();
    expect(queryAllTexts(".o-dropdown-item")).toEqual(["Chat"]);
    await contains(".o-dropdown-item:contains(Chat)").click();

    expect(".o_crm_log_type").toHaveValue("5");
    expect(".o_crm_log_subject").toHaveValue("Hello");
    expect(".o_crm_log_outcome").toHaveCount(0);
});

test("a planned activity is logged as done in the same way", async () => {
    const calls = mockServer({
        timeline_header: makeHeader({
            upcoming: [
                {
                    kind: "activity",
                    id: 5,
                    res_model: "res.partner",
                    res_id: 1,
                    at: "2026-03-11",
                    title: "Call back",
                    user: false,
                    icon: "fa-phone",
                    overdue: false,
                },
            ],
        }),
    });
    await mountForm();
    await contains(".o_crm_timeline_complete").click();
    expect(".o_crm_log_type").toHaveValue("1");
    await contains(".o_crm_log_save").click();

    expect(calls.timeline_log[0].kwargs.values).toEqual({
        type_id: 1,
        direction: "out",
        subject: "Call back",
        activity_id: 5,
    });
});

test("unsaved words in the form itself survive a log", async () => {
    const calls = mockServer();
    await mountForm();
    await contains(".o_field_widget[name=name] input").edit("Not saved yet");
    await contains(".o_crm_timeline_log[data-code=call]").click();
    await fill("Hello");
    await contains(".o_crm_log_save").click();
    await animationFrame();
    await animationFrame();

    expect(".o_field_widget[name=name] input").toHaveValue("Not saved yet");
    expect(calls.timeline_fetch).toHaveLength(2);
});

test("the author chooses who reads what was said", async () => {
    const calls = mockServer({ timeline_fetch: () => ({ rows: [], cursor: false }) });
    await mountForm();

    await contains(".o_crm_timeline_log[data-code=call]").click();
    await fill("Price of steel");
    expect(".o_crm_log_share").toHaveValue("full");
    await contains(".o_crm_log_share").select("subject");
    await contains(".o_crm_log_save").click();
    await animationFrame();

    expect(calls.timeline_log[0].kwargs.values.share_level).toBe("subject");
});
