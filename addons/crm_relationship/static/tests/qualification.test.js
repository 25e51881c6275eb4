// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, makeServerError, onRpc } from "@web/../tests/web_test_helpers";
import { defineRelationshipModels, mountForm } from "./helpers";

describe.current.tags("desktop");
defineRelationshipModels();

function makePanel(values = {}, extra = {}) {
    const question = (id, name, kind, more = {}) => ({
        id,
        name,
        kind,
        is_required: false,
        choices: [],
        value: values[id] ?? null,
        ...more,
    });
    return {
        template: "Companies",
        grade: "C3",
        score: 0,
        can_answer: true,
        has_points: false,
        groups: [
            {
                id: 1,
                name: "Need",
                questions: [
                    question(1, "Which industry?", "choice", {
                        is_required: true,
                        choices: [
                            { id: 11, name: "Hotel", points: 12 },
                            { id: 12, name: "Farm", points: -2 },
                        ],
                    }),
                    question(2, "How much?", "number"),
                ],
            },
        ],
        lines: [],
        older: 0,
        ...extra,
    };
}

/** Play the server: each answer is kept, and told. */
function play(extra = {}, refuse = false) {
    const values = {};
    onRpc("has_group", () => true);
    onRpc("crm.lead", "qualification_panel", () => makePanel(values, extra));
    const answer = ({ args }) => {
        expect.step(`${args[1]}: ${args[2]}`);
        if (refuse) {
            throw makeServerError({ message: "This is no answer." });
        }
        values[args[1]] = args[2];
        return makePanel(values, extra);
    };
    onRpc("crm.lead", "qualification_answer", answer);
}

test("an answer is saved when it is chosen, and taken back when chosen again", async () => {
    play();
    await mountForm(["crm_qualification"]);
    expect(".o_crm_qualification_missing").toHaveText(/Which industry/);

    await contains(".o_crm_choice:contains(Hotel)").click();
    expect(".o_crm_choice[aria-pressed=true]").toHaveText("Hotel");
    expect(".o_crm_qualification_missing").toHaveCount(0);

    await contains(".o_crm_choice:contains(Hotel)").click();
    expect(".o_crm_choice[aria-pressed=true]").toHaveCount(0);
    expect.verifySteps(["1: 11", "1: null"]);
});

test("a number is saved when the field is left", async () => {
    play();
    await mountForm(["crm_qualification"]);
    await contains(".o_crm_question input").edit("120,5", { confirm: "blur" });
    expect.verifySteps(["2: 120,5"]);
});

test("a refused answer is told and not shown as given", async () => {
    play({}, true);
    await mountForm(["crm_qualification"]);
    await contains(".o_crm_choice:contains(Farm)").click();
    await animationFrame();
    expect.verifySteps(["1: 12"]);
    expect(".o_crm_qualification_error").toHaveText("This is no answer.");
    expect(".o_crm_choice[aria-pressed=true]").toHaveCount(0);
});

test("the grade explains itself, and points are for who may know them", async () => {
    play({
        grade: "A2",
        has_points: true,
        lines: [
            { part: "fit", text: "Which industry? Hotel", points: 12 },
            { part: "engagement", text: "Meeting × 1", points: 6 },
        ],
    });
    await mountForm(["crm_qualification"]);
    expect(".o_crm_grade").toHaveText("A2");
    expect(queryAllTexts(".o_crm_qualification_why li")).toEqual([
        "Which industry? Hotel\n+12",
        "Meeting × 1\n+6",
    ]);
    expect(queryAllTexts(".o_crm_points")).toEqual(["+12", "-2"]);
});

test("without questions it says where they are made", async () => {
    play({ groups: [] });
    await mountForm(["crm_qualification"]);
    expect(".o_crm_qualification_empty").toHaveText(/Question sets/);
});
