// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { queryAll, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    getService,
    makeMockEnv,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { CohortMap } from "@crm_marketing_auto/earnings/cohort_map";
import { EarningsDashboard } from "@crm_marketing_auto/earnings/dashboard";
import { change, days, percent, people, points, times, tone } from "@crm_marketing_auto/earnings/earnings_model";
import { EarningsTrend } from "@crm_marketing_auto/earnings/earnings_trend";
import { Sankey } from "@crm_marketing_auto/earnings/sankey";
import { columnsOf, layout, untangle } from "@crm_marketing_auto/earnings/sankey_model";

describe.current.tags("desktop");

const STAGES = ["lead", "qualified", "quoted", "ordered", "invoiced", "paid"];

function makeTotals(extra = {}) {
    return {
        cost: 1000,
        leads: 40,
        customers: 12.5,
        conversions: 14,
        revenue: 5200,
        margin: 2100,
        returned: 2100,
        cac: 80,
        roas: 5.2,
        roi: 110,
        ...extra,
    };
}

function makeFigures(extra = {}) {
    return {
        since: "2026-02-10",
        model: "position",
        currency_id: 1,
        period: makeTotals(),
        previous: makeTotals({ cost: 500, cac: 100, revenue: 2600, roi: 220 }),
        rows: [
            { id: 5, name: "Facebook", ...makeTotals(), payback: 12 },
            { id: 6, name: "Letter", ...makeTotals({ roi: -20, roas: 0.5 }), payback: null },
            { id: false, name: "No source", ...makeTotals({ cost: 0, cac: null, roi: null, roas: null }), payback: null },
        ],
        trend: [{ day: "2026-03-10", cost: 100, revenue: 520 }],
        unmatched: { amount: 0, campaigns: 0 },
        funnel: {
            stages: STAGES.map((key) => ({ key, label: key })),
            rows: [{ id: 5, name: "Facebook", counts: [40, 30, 20, 10, 8, 0] }],
            total: [40, 30, 20, 10, 8, 0],
        },
        ...extra,
    };
}

/** Open the dashboard with these figures; the steps are what was asked for. */
async function openDashboard(figures = makeFigures()) {
    defineModels(mailModels);
    patchWithCleanup(EarningsTrend.prototype, { setup() {} });
    onRpc("has_group", () => true);
    onRpc("crm.earnings.dashboard", "choices", () => ({
        models: [
            ["last", "Last touch"],
            ["position", "Position"],
        ],
        model: "position",
        journeys: [],
    }));
    onRpc("crm.earnings.dashboard", "figures", ({ args }) => {
        expect.step(args);
        return { ...figures, model: args[1] || figures.model };
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "crm_earnings_dashboard" });
    expect.verifySteps([[30, false, "source_id"]]);
}

test("figures are short and say what is unknown", async () => {
    defineModels(mailModels);
    await makeMockEnv();
    expect([percent(110), percent(null)]).toEqual(["110 %", "–"]);
    expect([times(5.24), times(null)]).toEqual(["5.2 ×", "–"]);
    expect([people(12), people(25.999), people(12.5)]).toEqual(["12", "26", "12.5"]);
    expect([points(110, 220), points(5, 3), points(null, 3)]).toEqual(["-110 points", "+2 points", ""]);
    expect([days(1), days(12), days(null)]).toEqual(["1 day", "12 days", "–"]);
    expect([change(40, 20), change(10, 0), change(10, -5), change(null, 3)]).toEqual(["+100 %", "", "", ""]);
    expect([tone(5, 4, true), tone(4, 5, true), tone(5, 4), tone(5, 4, null), tone(5, null)]).toEqual([
        "text-danger",
        "text-success",
        "text-success",
        "text-muted",
        "text-muted",
    ]);
});

test("the dashboard shows what was spent, what came back and by whom", async () => {
    await openDashboard();

    expect(queryAllTexts(".o_crm_earnings_tiles .fs-3")).toEqual([
        "$ 1,000",
        "40",
        "12.5",
        "$ 80",
        "$ 5,200",
        "$ 2,100",
        "110 %",
        "5.2 ×",
    ]);
    expect(".o_crm_tile[data-key=cac] .small").toHaveClass("text-success");
    expect(".o_crm_tile[data-key=roi] .small").toHaveClass("text-danger");
    expect(".o_crm_tile[data-key=cost] .small").toHaveClass("text-muted");
    expect("[data-row='5']").toHaveText(/Facebook.*110 %.*5.2 ×.*12 days/s);
    expect("[data-row='6'] .text-danger").toHaveText("-20 %");
    expect("[data-row='0']").toHaveText(/No source.*–.*–.*–/s);
    expect(".o_crm_earnings_unmatched").toHaveCount(0);
});

test("spend that belongs to no campaign is said", async () => {
    await openDashboard(makeFigures({ unmatched: { amount: 250, campaigns: 3 } }));
    expect(".o_crm_earnings_unmatched").toHaveText(/\$ 250 were spent by 3 campaigns/);
});

test("period, model and ranking are asked for again", async () => {
    await openDashboard();

    await contains(".o_crm_earnings_bar [data-days='90']").click();
    expect.verifySteps([[90, "position", "source_id"]]);
    await contains(".o_crm_earnings_model").select("last");
    expect.verifySteps([[90, "last", "source_id"]]);
    await contains(".o_crm_earnings_by").select("campaign_id");
    expect.verifySteps([[90, "last", "campaign_id"]]);
    await animationFrame();
    expect(".o_crm_earnings_bar [data-days='90']").toHaveAttribute("aria-pressed", "true");
    expect(".o_crm_earnings_model").toHaveValue("last");
});

test("a figure opens what it is made of", async () => {
    await openDashboard();
    patchWithCleanup(EarningsDashboard.prototype, {
        openReport(name, domain) {
            expect.step([name, domain]);
        },
    });

    await contains(".o_crm_tile[data-key=cost]").click();
    await contains(".o_crm_tile[data-key=roi]").click();
    await contains("[data-row='5'] button").click();
    await contains("[data-row='0'] button").click();

    expect.verifySteps([
        ["Cost", [["kind", "in", ["ad", "message"]]]],
        ["ROI", []],
        ["Facebook", [["source_id", "=", 5]]],
        ["No source", [["source_id", "=", false]]],
    ]);
});

test("the funnel is as wide as the leads that came so far", async () => {
    const opened = [];
    patchWithCleanup(EarningsDashboard.prototype, {
        openStage(stage, row) {
            opened.push([stage.key, row?.id]);
        },
    });
    await openDashboard();

    expect(queryAllTexts(".o_crm_funnel_count")).toEqual(["40", "30", "20", "10", "8", "0"]);
    expect(".o_crm_funnel_bar[data-stage=quoted] .o_crm_funnel_fill").toHaveAttribute("style", /width: 50%/);
    expect(".o_crm_funnel_bar[data-stage=ordered] .o_crm_funnel_share").toHaveText("50 %");
    await contains(".o_crm_funnel_bar[data-stage=paid]").click();
    await contains(".o_crm_funnel td button:eq(1)").click();
    expect(opened).toEqual([
        ["paid", undefined],
        ["qualified", 5],
    ]);
});

test("without anything the dashboard says so", async () => {
    await openDashboard(makeFigures({ period: makeTotals({ cost: 0, leads: 0, conversions: 0 }) }));
    expect(".o_nocontent_help").toHaveText(/Neither cost nor leads nor sales/);
    expect(".o_crm_tile").toHaveCount(0);
});

test("cohorts are shares, and what is to come is empty", async () => {
    defineModels(mailModels);
    await mountWithCleanup(CohortMap, {
        props: {
            cohorts: [
                { month: "2026-01-01", size: 40, counts: [40, 10, 4] },
                { month: "2026-02-01", size: 20, counts: [20, 0, null] },
            ],
        },
    });
    expect(queryAllTexts("tbody tr:eq(0) td")).toEqual(["40", "100 %", "25 %", "10 %"]);
    expect(queryAllTexts("tbody tr:eq(1) td")).toEqual(["20", "100 %", "0 %", ""]);
    expect("tbody tr:eq(0) .o_crm_cohort_cell:eq(1)").toHaveAttribute("title", "10 of 40 customers, month 1");
    expect(".o_crm_cohort_future").toHaveCount(1);
});

const NODES = ["entry", "a", "b", "state:done"].map((id) => ({ id, name: id.toUpperCase(), kind: id }));
const LINKS = [
    { from: "entry", to: "a", count: 100 },
    { from: "a", to: "b", count: 60 },
    { from: "a", to: "state:done", count: 40 },
    { from: "b", to: "state:done", count: 60 },
];

test("nodes stand after their last predecessor", () => {
    expect(columnsOf(NODES, LINKS)).toEqual({ entry: 0, a: 1, b: 2, "state:done": 3 });
});

test("a loop is told apart and moves nobody", () => {
    const back = { from: "b", to: "a", count: 5 };
    const { forward, loops } = untangle(NODES, [...LINKS, back]);
    expect(loops).toEqual([back]);
    expect(forward.length).toBe(4);
    expect(layout(NODES, [...LINKS, back], { width: 800, height: 300 }).nodes.length).toBe(4);
});

test("links are as wide as their count, within the picture", () => {
    const { nodes, links } = layout(NODES, LINKS, { width: 800, height: 300 });
    const size = Object.fromEntries(links.map((link) => [link.key, link.size]));
    expect(size["entry>a"] / size["a>b"]).toBeCloseTo(100 / 60);
    expect(Math.max(...nodes.map((node) => node.y + node.height))).toBeLessThan(300.01);
    expect(Math.max(...nodes.map((node) => node.x + node.width))).toBe(800);
    // what flows in and out of a node fills it
    const a = nodes.find((node) => node.id === "a");
    expect(size["a>b"] + size["a>state:done"]).toBeCloseTo(a.height);
});

test("nobody in the journey is said, not drawn", async () => {
    defineModels(mailModels);
    await mountWithCleanup(Sankey, { props: { nodes: [], links: [] } });
    expect("p").toHaveText("Nobody has come into this journey yet.");
    expect("svg").toHaveCount(0);
});

test("the picture has a path a link and a list for those who listen", async () => {
    defineModels(mailModels);
    const links = [...LINKS, { from: "b", to: "a", count: 5 }];
    await mountWithCleanup(Sankey, { props: { nodes: NODES, links } });
    expect("path.o_crm_sankey_link").toHaveCount(4);
    expect(queryAll("ul li").map((item) => item.textContent)).toEqual([
        "ENTRY to A: 100",
        "A to B: 60",
        "A to STATE:DONE: 40",
        "B to STATE:DONE: 60",
    ]);
    // no bar covers a name
    const drawn = queryAll(".o_crm_sankey rect, .o_crm_sankey text").map((e) => e.tagName);
    expect(drawn.lastIndexOf("rect")).toBeLessThan(drawn.indexOf("text"));
    expect("[data-node='state:done'] text").toHaveAttribute("text-anchor", "end");
    expect("[data-node='b'] text").toHaveAttribute("text-anchor", "start");
    expect(".o_crm_sankey_loops").toHaveText("Back again: B to A: 5");
});
