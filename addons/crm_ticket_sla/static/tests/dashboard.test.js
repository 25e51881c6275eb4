// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryAll } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    makeMockEnv,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { HeatMap } from "@crm_ticket_sla/arrivals/heat_map";
import { change, hours, percent, tone } from "@crm_ticket_sla/dashboard/dashboard_model";
import { TicketTrend } from "@crm_ticket_sla/dashboard/ticket_trend";
import { Dashboard } from "@crm_ticket_sla/dashboard/dashboard";
import { defineTickets } from "./helpers";

describe.current.tags("desktop");

const emptyWeek = () => Array.from({ length: 7 }, () => Array(24).fill(0));

function makeFigures(extra = {}) {
    return {
        since: "2026-02-10 23:00:00",
        standing: { open: 12, late: 2, risk: 1, paused: 3, unassigned: 4 },
        period: {
            opened: 40,
            solved: 33,
            reopened_rate: 10,
            solved_median: 5.5,
            solved_p90: 96,
            rated: 8,
            satisfaction: 75,
        },
        previous: {
            opened: 20,
            solved: 30,
            reopened_rate: 20,
            solved_median: 4,
            solved_p90: 50,
            rated: 0,
            satisfaction: null,
        },
        promises: [
            {
                metric: "resolution",
                label: "Resolution",
                count: 30,
                met_rate: 90,
                adjusted_rate: 93.1,
                missed: 3,
                worked_median: 3.5,
                worked_p90: 80,
                elapsed_median: 20,
                elapsed_p90: 100,
            },
        ],
        trend: [{ day: "2026-03-10", opened: 3, solved: 2, met_rate: 90 }],
        ages: [
            { key: "0", label: "Today", count: 4 },
            { key: "1", label: "1 to 3 days", count: 8 },
        ],
        breaches: [{ id: 5, name: "Warranty", missed: 3, late: 1.5 }],
        teams: [
            { id: 1, name: "Care", open: 8, late: 2, risk: 1, met_rate: 88, due: 9, pace: 6.4, excess: 3 },
            { id: 2, name: "Repair", open: 4, late: 0, risk: 0, met_rate: null, due: 1, pace: 2, excess: 0 },
        ],
        heat: emptyWeek(),
        ...extra,
    };
}

/** Open the dashboard with these figures; the steps are the periods asked for. */
async function openDashboard(figures = makeFigures()) {
    defineTickets([]);
    patchWithCleanup(TicketTrend.prototype, { setup() {} });
    onRpc("crm.ticket.dashboard", "teams", () => [
        { id: 1, name: "Care" },
        { id: 2, name: "Repair" },
    ]);
    onRpc("crm.ticket.dashboard", "figures", ({ args }) => {
        expect.step(args);
        return figures;
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "crm_ticket_dashboard" });
    expect.verifySteps([[30, false]]);
}

test("a week of arrivals is a table with a peak in words", async () => {
    const cells = emptyWeek();
    cells[2][9] = 4;
    cells[4][15] = 1;
    defineTickets([]);
    await mountWithCleanup(HeatMap, { props: { cells } });

    expect(".o_crm_heat caption").toHaveText("Most arrive on Wednesday between 9:00 and 10:00.");
    expect(".o_crm_heat_cell").toHaveCount(7 * 24);
    expect(".o_crm_heat_cell:not(.o_crm_heat_none)").toHaveCount(2);
    expect(queryAll(".o_crm_heat_cell:not(.o_crm_heat_none)").map((cell) => cell.title)).toEqual([
        "Wednesday 9:00 to 10:00: 4",
        "Friday 15:00 to 16:00: 1",
    ]);
    expect(".o_crm_heat_cell[title*=Friday]:not(.o_crm_heat_none)").toHaveStyle({ "--crm-heat": "25%" });
});

test("no arrivals are said, not drawn", async () => {
    defineTickets([]);
    await mountWithCleanup(HeatMap, { props: { cells: emptyWeek() } });

    expect(".o_crm_heat caption").toHaveText("No ticket arrived in this period.");
});

test("figures are short and say what is unknown", async () => {
    defineTickets([]);
    await makeMockEnv();
    expect([0.5, 5.5, 100, null].map((value) => hours(value))).toEqual([
        "30 min",
        "5.5 h",
        "4.2 days",
        "–",
    ]);
    expect(hours(100, { isWorked: true })).toBe("100.0 h");
    expect([percent(75), percent(null), percent(0)]).toEqual(["75 %", "–", "0 %"]);
    expect([change(40, 20), change(10, 20), change(10, 0), change(39, 1)]).toEqual([
        "+100 %",
        "-50 %",
        "",
        "",
    ]);
    expect([tone(5, 4, true), tone(4, 5, true), tone(5, 4), tone(5, 4, null)]).toEqual([
        "text-danger",
        "text-success",
        "text-success",
        "text-muted",
    ]);
});

test("the dashboard shows what is open, how it went and who is overloaded", async () => {
    await openDashboard();

    expect(queryAllTexts(".o_crm_dashboard_tiles .fs-2")).toEqual(["12", "2", "1", "4", "3"]);
    expect(queryAllTexts(".o_crm_dashboard_figures .fs-3")).toEqual([
        "40",
        "33",
        "5.5 h",
        "10 %",
        "75 %",
    ]);
    expect("[data-key=opened]").toHaveText(/\+100 %/);
    expect("[data-key=solved_median] .small:first").toHaveClass("text-danger");
    expect("[data-metric=resolution]").toHaveText(/90 %.*93 %.*3.5 h.*80.0 h.*20.0 h.*4.2 days/s);
    expect(".o_crm_team:eq(0) .o_crm_forecast").toHaveText(
        "9 due within a working day, 6.4 solved a day: 3 too many"
    );
    expect(".o_crm_team:eq(1) .o_crm_forecast").toHaveText("1 due within a working day, 2.0 solved a day");
    expect(".o_crm_dashboard_breaches").toHaveText(/Warranty\s*3 by 1.5 h/);
});

test("period and team are asked for again", async () => {
    await openDashboard();

    await contains(".o_crm_period [data-days='90']").click();
    expect.verifySteps([[90, false]]);
    await contains(".o_crm_period_team").select("2");
    expect.verifySteps([[90, 2]]);
    await animationFrame();
    expect(".o_crm_period [data-days='90']").toHaveAttribute("aria-pressed", "true");
});

test("a figure opens the tickets behind it", async () => {
    await openDashboard();
    patchWithCleanup(Dashboard.prototype, {
        openList(name, resModel, domain) {
            expect.step([resModel, domain]);
        },
    });
    const open = ["stage_kind", "in", ["new", "open", "wait_customer", "wait_third"]];

    await contains(".o_crm_tile[data-key=late]").click();
    await contains("[data-metric=resolution] button").click();
    await contains(".o_crm_dashboard_breaches button").click();

    const since = ["opened_at", ">=", "2026-02-10 23:00:00"];
    expect.verifySteps([
        ["crm.ticket", [open, ["sla_state", "=", "missed"]]],
        ["crm.ticket.sla.report", [["metric", "=", "resolution"], since]],
        ["crm.ticket.sla.report", [["missed_count", ">", 0], ["category_id", "=", 5], since]],
    ]);
});

test("without tickets the dashboard says so", async () => {
    const figures = makeFigures();
    figures.standing.open = figures.period.opened = figures.period.solved = 0;
    await openDashboard(figures);

    expect(".o_nocontent_help").toHaveText(/No ticket in this period/);
    expect(".o_crm_tile").toHaveCount(0);
});

test("arrivals are a page of their own", async () => {
    defineTickets([]);
    onRpc("crm.ticket.dashboard", "teams", () => []);
    onRpc("crm.ticket.dashboard", "arrivals", ({ args }) => {
        expect.step(args);
        return { cells: emptyWeek(), weeks: 1, tz: "Europe/Brussels" };
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "crm_ticket_arrivals" });

    expect.verifySteps([[90, false]]);
    expect(".o_crm_arrivals").toHaveText(/Europe\/Brussels/);
    await contains(".o_crm_period [data-days='7']").click();
    expect.verifySteps([[7, false]]);
});
