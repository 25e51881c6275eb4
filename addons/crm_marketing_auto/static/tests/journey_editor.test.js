// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { keyDown, press, queryAllTexts, queryOne, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    getService,
    makeServerError,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { arrange } from "@crm_marketing_auto/journey_editor/graph_layout";
import {
    addStep,
    changeConfig,
    connect,
    connectionsOf,
    History,
    makeGraph,
    reachable,
    removeSteps,
    START,
} from "@crm_marketing_auto/journey_editor/graph_model";

describe.current.tags("desktop");

const WAIT = { mode: "duration", amount: 3, unit: "days" };
const PARTS = [
    { name: "A", weight: 50 },
    { name: "B", weight: 50 },
];

function step(uid, kind, branches = {}, values = {}) {
    return { uid, kind, name: uid, config: {}, branches, mailing_id: false, x: 0, y: 0, ...values };
}

function drawing() {
    return {
        entry: "hello",
        steps: [
            step("hello", "mail", { next: "wait" }),
            step("wait", "wait", { next: "ask" }, { config: WAIT }),
            step("ask", "condition", { yes: "end" }, { config: { mode: "reaction", of: "hello", kind: "open", days: 3 } }),
            step("end", "exit"),
        ],
    };
}

function editorData(extra = {}) {
    return {
        journey: { id: 1, name: "Welcome", state: "draft", res_model: "res.partner", trigger: "By hand", facts: [] },
        version: { id: 7, revision: 4, label: "Version 1", can_edit: true, why_readonly: "" },
        versions: [{ id: 7, label: "Version 1" }],
        can_draw: true,
        graph: drawing(),
        names: {},
        problems: [],
        figures: false,
        catalog: { fields: [], date_fields: [], types: [], accounts: [] },
        has_templates: false,
        path: false,
        ...extra,
    };
}

/** Open the editor; every save is a step of the test, with what it saved. */
async function openEditor(extra = {}, answer = {}) {
    defineModels(mailModels);
    onRpc("has_group", () => true);
    onRpc("crm.journey", "get_editor", () => editorData(extra));
    onRpc("crm.journey.version", "save_graph", ({ args }) => {
        const [, graph, revision] = args;
        expect.step([revision, graph.steps.map(({ uid, kind }) => uid.startsWith("s") ? kind : uid).join(" ")]);
        return { revision: revision + 1, problems: [], names: {}, ...answer };
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "crm_journey_editor",
        context: { version_id: 7 },
    });
    await waitFor(".o_journey_step");
}

async function saved() {
    await advanceTime(800);
    await animationFrame();
}

const links = (graph) => connectionsOf(graph).map(({ from, exit, to }) => `${from}/${exit}>${to}`);

test("a step put into a connection keeps what followed", async () => {
    const graph = makeGraph(drawing());

    const grown = addStep(graph, step("new", "call"), { from: "hello", exit: "next" });

    expect(links(grown)).toEqual([`${START}/next>hello`, "hello/next>new", "wait/next>ask", "ask/yes>end", "new/next>wait"]);
    expect(links(graph)).toEqual([`${START}/next>hello`, "hello/next>wait", "wait/next>ask", "ask/yes>end"]);
});

test("what came before a removed step leads to what followed it", async () => {
    const graph = makeGraph(drawing());

    expect(links(removeSteps(graph, ["wait"]))).toEqual([`${START}/next>hello`, "hello/next>ask", "ask/yes>end"]);
    expect(removeSteps(graph, ["hello"]).entry).toBe("wait");
    expect(reachable(removeSteps(graph, ["end"])).has("ask")).toBe(true);
});

test("a part of a split that is renamed leads where it led", async () => {
    let graph = makeGraph({
        entry: "lot",
        steps: [step("lot", "split", { A: "x", B: "y" }, { config: { parts: PARTS } }), step("x", "exit"), step("y", "exit")],
    });

    graph = changeConfig(graph, "lot", { parts: [{ name: "Red", weight: 50 }, PARTS[1]] });

    expect(links(graph)).toEqual([`${START}/next>lot`, "lot/Red>x", "lot/B>y"]);
});

test("steps stand right of what leads to them, and apart", async () => {
    const { steps } = arrange(connect(makeGraph(drawing()), "ask", "no", "hello"));

    expect(steps.hello.x < steps.wait.x && steps.wait.x < steps.ask.x && steps.ask.x < steps.end.x).toBe(true);
});

test("typing is undone as one, other changes one by one", async () => {
    const history = new History("a");
    history.push("b", "name");
    history.push("c", "name");
    history.push("d");

    expect([history.undo(), history.undo(), history.undo()]).toEqual(["c", "a", "a"]);
    expect([history.redo(), history.redo(), history.redo()]).toEqual(["c", "d", "d"]);
});

test("the drawing is shown with what each step does", async () => {
    await openEditor();

    expect(queryAllTexts(".o_journey_step_name")).toEqual(["Who comes in", "hello", "wait", "ask", "end"]);
    expect("[data-step=wait] .o_journey_step_summary").toHaveText("3 days");
    expect("[data-step=ask] .o_journey_step_summary").toHaveText("“hello” opened? Within 3 days");
    expect(".o_journey_edge").toHaveCount(4);
    expect("[data-step=ask]").toHaveAttribute("aria-label", /No: leads nowhere/);
});

test("a step is added at the plus of a connection, saved, undone and done again", async () => {
    await openEditor();

    await contains(".o_journey_plus[data-connection='hello/next']").click();
    await contains(".o_journey_menu [data-kind=tag]").click();
    await saved();
    expect.verifySteps([[4, "hello wait ask end tag"]]);
    expect(".o_journey_panel h2").toHaveText("Tag");

    await contains(".o_journey_undo").click();
    await saved();
    expect.verifySteps([[5, "hello wait ask end"]]);
    await contains(".o_journey_redo").click();
    await saved();
    expect.verifySteps([[6, "hello wait ask end tag"]]);
});

test("a step is clicked in the palette and goes behind the selected one", async () => {
    await openEditor();

    await contains("[data-step=ask]").click();
    await contains(".o_journey_palette [data-kind=call]").click();
    await saved();

    expect.verifySteps([[4, "hello wait ask end call"]]);
    expect("[data-step=ask]").toHaveAttribute("aria-label", /No: leads to Call task/);
});

test("the keyboard goes along the drawing, removes and undoes", async () => {
    await openEditor();
    queryOne("[data-step=hello]").focus();
    await animationFrame();

    await press("ArrowRight");
    await animationFrame();
    expect("[data-step=wait]").toBeFocused();
    await press("Delete");
    await saved();
    expect.verifySteps([[4, "hello ask end"]]);
    expect(".o_journey_page [aria-live]").toHaveText("wait removed");
    await keyDown("Control");
    await press("z");
    await saved();
    expect.verifySteps([[5, "hello wait ask end"]]);
});

test("ways out are connected in the panel", async () => {
    await openEditor();

    await contains("[data-step=ask]").click();
    await contains("#o_journey_way_1").select("end");
    await saved();

    expect.verifySteps([[4, "hello wait ask end"]]);
    expect(".o_journey_edge").toHaveCount(5);
});

test("the panel asks what the kind needs, and forgets what has no meaning any more", async () => {
    await openEditor();

    await contains("[data-step=wait]").click();
    expect(queryAllTexts(".o_journey_panel .o_journey_field .form-label")).toEqual(["Name", "Wait", "How long", "Unit", "At"]);
    await contains("#o_journey_field_mode").select("event");

    expect(queryAllTexts(".o_journey_panel .o_journey_field .form-label")).toEqual(["Name", "Wait", "What", "Message", "At most, in days"]);
    expect("[data-step=wait] .o_journey_exit").toHaveCount(2);
    await saved();
    expect.verifySteps([[4, "hello wait ask end"]]);
});

test("problems are on the step and in the list, which leads to it", async () => {
    const problem = { code: "missing_way", step_uid: "ask", step: "ask", text: "The way out “no” leads nowhere." };
    await openEditor({ problems: [problem] });

    expect("[data-step=ask] .o_journey_step_warning").toHaveCount(1);
    expect(".o_journey_problems_button").toHaveText("1 problem");
    await contains(".o_journey_problems_button").click();
    await contains(".o_journey_problem_list button").click();

    expect(".o_journey_panel_problems").toHaveText("The way out “no” leads nowhere.");
});

test("a drawing that somebody else changed is not overwritten", async () => {
    await openEditor();
    onRpc("crm.journey.version", "save_graph", () => {
        throw makeServerError({ type: "x.GraphConflict", message: "Lan has changed this drawing" });
    });

    await contains("[data-step=wait]").click();
    await contains(".o_journey_remove").click();
    await saved();

    expect(".o_journey_conflict").toHaveText(/Lan has changed this drawing/);
    await contains(".o_journey_conflict button").click();
    expect("[data-step=wait]").toHaveCount(1);
    expect(".o_journey_conflict").toHaveCount(0);
});

test("a published version shows its figures and is not changed", async () => {
    const version = { id: 7, revision: 4, label: "Version 1", can_edit: false, why_readonly: "Published" };
    await openEditor({
        version,
        figures: {
            people: { active: 12, goal: 3 },
            steps: {
                hello: { waiting: 0, done: 40, sent: 40, open: 18, click: 4, skipped: 2, branches: { next: 42 }, reasons: [{ id: 1, name: "Opted out", count: 2 }] },
                ask: { waiting: 1, done: 20, branches: { yes: 15, no: 5 }, reasons: [] },
            },
        },
    });

    expect("[data-step=__start__] [data-figure=active]").toHaveText("12");
    expect("[data-step=hello] [data-figure=open]").toHaveText("45 %");
    expect("[data-step=hello] [data-figure=skipped]").toHaveText("2");
    expect(queryAllTexts("[data-step=ask] .o_journey_share")).toEqual(["75 %", "25 %"]);
    expect(".o_journey_palette, .o_journey_plus, .o_journey_port").toHaveCount(0);
    await contains("[data-step=hello]").click();
    await press("Delete");
    await saved();
    expect("[data-step=hello]").toHaveCount(1);
    expect(".o_journey_numbers").toHaveText(/2 Opted out/);
});

test("the way of one person is lit, the rest is dim", async () => {
    await openEditor({
        version: { id: 7, revision: 4, label: "Version 1", can_edit: false, why_readonly: "" },
        path: {
            name: "Mrs Lan",
            text: "Inside",
            at: "wait",
            taken: [`${START}/next`, "hello/next"],
            visits: { hello: { icon: "fa-check", text: "Done" }, wait: { icon: "fa-hourglass-half", text: "Planned" } },
        },
    });

    expect(".o_journey_path_banner").toHaveText(/Mrs Lan/);
    expect("[data-step=hello]").toHaveClass("o_journey_on_path");
    expect("[data-step=wait]").toHaveClass("o_journey_here");
    expect("[data-step=end]").toHaveClass("o_journey_dim");
    expect(".o_journey_taken").toHaveCount(2);
});
