// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { download } from "@web/core/network/download";
import { WebClient } from "@web/webclient/webclient";
import { ReportChart } from "@crm_relationship/reports/report_chart";
import { ReportPage } from "@crm_relationship/reports/report_page";
import { defineRelationshipModels } from "./helpers";

describe.current.tags("desktop");
defineRelationshipModels();

const text = { kind: "text", role: "" };
const int = { kind: "int", role: "" };

function makeTable(extra = {}) {
    return {
        title: "Calls",
        columns: [
            { label: "Who", ...text },
            { label: "Calls", ...int },
        ],
        rows: [
            ["Hương", 3],
            ["Quân", 9],
            ["Vân", null],
        ],
        totals: ["Together", 12],
        count: 3,
        notes: [],
        opens: [{ model: "res.users", domain: [["id", "=", 6]] }, null, null],
        chart: { type: "bar", values: [1] },
        ...extra,
    };
}

function makeReport(extra = {}) {
    return {
        name: "Calls of the month",
        description: "Who called",
        days: "September",
        days_before: "August",
        period: "this_month",
        periods: [
            ["this_month", "This month"],
            ["custom", "Other days"],
        ],
        date_from: "2026-09-01",
        date_to: "2026-09-30",
        filters: [],
        companies: [],
        can_export: true,
        can_schedule: true,
        tables: [makeTable()],
        ...extra,
    };
}

async function openReport(report = makeReport()) {
    patchWithCleanup(ReportChart.prototype, { setup() {} });
    onRpc("crm.report", "get_report", ({ args }) => {
        expect.step(args[1]);
        return report;
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "crm_report",
        params: { report_id: Math.floor(1e6 * Math.random()) },
    });
    await animationFrame();
}

test("ReportPage: what happened, beside before, and its chart in words", async () => {
    await openReport();
    expect.verifySteps([{}]);
    expect(".o_crm_report_days").toHaveText("September beside August");
    expect(queryAllTexts(".o_crm_report_table tbody td")).toEqual(["Hương", "3", "Quân", "9", "Vân", "–"]);
    expect(".o_crm_report_chart canvas").toHaveAttribute("aria-label", "Calls. Calls: Hương 3, Quân 9, Vân –");
});

test("ReportTable: a click on a title sorts, what is unknown stays last", async () => {
    await openReport();
    const names = () => queryAllTexts(".o_crm_report_table tbody td:first-child");
    await contains(".o_crm_report_table th:last button").click();
    expect(names()).toEqual(["Quân", "Hương", "Vân"]);
    expect(".o_crm_report_table th:last").toHaveAttribute("aria-sort", "descending");
    await contains(".o_crm_report_table th:last button").click();
    expect(names()).toEqual(["Vân", "Hương", "Quân"]);
    expect.verifySteps([{}]);
});

test("ReportTable: a row opens what it counts", async () => {
    patchWithCleanup(ReportPage.prototype, {
        open: (table, place) => expect.step([table.title, place]),
    });
    await openReport();
    expect(".o_crm_report_open").toHaveCount(1);
    await contains(".o_crm_report_open").click();
    expect.verifySteps([{}, ["Calls", 0]]);
});

test("ReportFilters: other days are asked for at once", async () => {
    await openReport();
    await contains(".o_crm_report_period").select("custom");
    await animationFrame();
    expect.verifySteps([{}, { period: "custom", date_from: "2026-09-01", date_to: "2026-09-30" }]);
});

test("ReportPage: a file has what the page shows, and nothing without the right", async () => {
    patchWithCleanup(download, {
        async _download({ data }) {
            expect.step([data.kind, JSON.parse(data.options).period]);
        },
    });
    await openReport();
    await contains(".o_crm_report_csv").click();
    expect.verifySteps([{}, ["csv", "this_month"]]);
});

test("ReportPage: an empty period says so", async () => {
    await openReport(makeReport({ tables: [makeTable({ rows: [], totals: null, chart: null })] }));
    expect(".o_crm_report_empty").toHaveText(/Nothing happened in this period/);
    expect.verifySteps([{}]);
});
