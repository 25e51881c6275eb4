// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { StepField } from "@crm_marketing_auto/journey_editor/step_field";

describe.current.tags("desktop");

/** Ask one question about a step; every answer is a step of the test. */
async function ask(field, config = {}, model = {}) {
    defineModels(mailModels);
    const props = {
        field: { name: "what", label: "What", ...field },
        step: { uid: "here", kind: "condition", config },
        model: { isReadonly: false, steps: [], info: { catalog: {} }, ...model },
        update: (_field, value) => expect.step(value),
    };
    await mountWithCleanup(StepField, { props });
}

test("StepField: a number, and none when it is emptied", async () => {
    await ask({ type: "number", fallback: 3 });
    expect("input").toHaveValue(3);
    await contains("input").edit("8");
    await contains("input").edit("");
    expect.verifySteps([undefined, 8, undefined]);
});

test("StepField: a step is chosen among the others of its kinds", async () => {
    const steps = ["here", "mail", "sms"].map((uid) => ({ uid, name: uid, kind: uid === "sms" ? "sms" : "mail" }));
    await ask({ type: "step", kinds: ["mail"] }, {}, { steps });
    expect(queryAllTexts("option").slice(1)).toEqual(["mail"]);
    await contains("select").select("mail");
    expect.verifySteps(["mail"]);
});

test("StepField: days of the week are switched one by one", async () => {
    await ask({ type: "weekdays" }, { what: [0, 4] });
    expect(".btn-primary").toHaveCount(2);
    await contains("button:eq(1)").click();
    await contains("button:eq(4)").click();
    expect.verifySteps([[0, 1, 4], [0]]);
});

test("StepField: parts of a split say their share", async () => {
    const what = [
        { name: "A", weight: 30 },
        { name: "B", weight: 10 },
    ];
    await ask({ type: "parts" }, { what });
    expect(queryAllTexts(".o_journey_percent")).toEqual(["75 %", "25 %"]);
    await contains("button.btn-secondary").click();
    await contains(".o_journey_weight:first").edit("60");
    expect.verifySteps([
        [...what, { name: "C", weight: 50 }],
        [{ name: "A", weight: 60 }, what[1]],
    ]);
});

test("StepField: the value of a field is one of its choices", async () => {
    const target = {
        value: "what",
        type: "selection",
        options: [
            ["a", "First"],
            ["b", "Second"],
        ],
    };
    const info = { catalog: { fields: [target] } };
    await ask({ type: "value" }, { field: "what", what: "b" }, { info });
    expect("select").toHaveValue("b");
    await contains("select").select("a");
    expect.verifySteps(["a"]);
});

test("StepField: nothing is changed in a version that was published", async () => {
    await ask({ type: "number", fallback: 3 }, {}, { isReadonly: true });
    expect("input").not.toBeEnabled();
});
