// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { queryAll, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    makeServerError,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { defineRelationshipModels } from "./helpers";

describe.current.tags("desktop");
defineRelationshipModels();

const queue = (key, extra = {}) => ({
    key,
    name: key,
    state: "ok",
    waiting: 0,
    failed: 0,
    unclear: 0,
    stuck: 0,
    oldest: false,
    is_late: false,
    can_open: true,
    can_retry: true,
    ...extra,
});

function makePage(extra = {}) {
    return {
        state: "ok",
        at: "2026-03-11 11:00:00",
        paused: false,
        queues: [queue("mail")],
        jobs: [{ key: "job", id: 4, name: "Statistics", state: "ok", next: "in an hour", last: "" }],
        checks: [],
        ...extra,
    };
}

/** Open the page; each answer is given once, the last one again and again. */
async function openHealth(...answers) {
    onRpc("crm.health", "page", () => {
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        if (!answer) {
            throw makeServerError();
        }
        return answer;
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "crm_health" });
    await animationFrame();
}

test("CrmHealth: all is well", async () => {
    await openHealth(makePage());
    expect(".o_crm_health_headline").toHaveText("All is well");
    expect(".o_crm_health_well").toHaveCount(1);
    expect("[data-key=mail] .o_crm_health_words").toHaveText("empty");
});

test("CrmHealth: what is broken comes first, with what can be done", async () => {
    onRpc("crm.health", "retry_failed", ({ args }) => {
        expect.step(args[0]);
        return 3;
    });
    const ill = [
        queue("late", { state: "warn", waiting: 12000, oldest: "2 hours", is_late: true }),
        queue("events", { state: "bad", failed: 3 }),
    ];
    await openHealth(makePage({ state: "bad", queues: ill }), makePage());

    expect(".o_crm_health_headline").toHaveText("Something does not happen that should");
    const keys = queryAll("[aria-label='To look at'] .o_crm_health_row").map((row) => row.dataset.key);
    expect(keys).toEqual(["events", "late"]);
    expect(queryAllTexts("[aria-label='To look at'] .o_crm_health_words")).toEqual([
        "3 failed",
        "over 10,000 waiting, the oldest for 2 hours",
    ]);

    await contains("[data-key=events] .btn-primary").click();
    await animationFrame();

    expect.verifySteps(["events"]);
    expect(".o_crm_health_well").toHaveCount(1);
});

test("CrmHealth: it looks again each minute, and says when it could not", async () => {
    expect.errors(0);
    await openHealth(makePage(), null);
    await advanceTime(61000);
    await animationFrame();
    expect(".o_crm_health_page .text-warning").toHaveText("No connection: this is older");
    expect(".o_crm_health_headline").toHaveText("All is well");
});

test("CrmHealth: sending is held and released by two clicks each", async () => {
    for (const method of ["hold_sending", "release_sending"]) {
        onRpc("crm.health", method, ({ args }) => {
            expect.step([method, ...args]);
            return 5;
        });
    }
    await openHealth(makePage(), makePage({ paused: true }), makePage());

    await contains(".o_control_panel .btn-link:last").click();
    await contains(".modal .btn-primary").click();
    await animationFrame();
    expect(".o_crm_health_held").toHaveCount(1);
    await contains(".o_crm_health_held .btn-secondary").click();
    await contains(".modal .btn-primary").click();
    await animationFrame();

    expect.verifySteps([["hold_sending"], ["release_sending", true]]);
    expect(".o_crm_health_held").toHaveCount(0);
});
