// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryText } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { CrmDashboard } from "@crm_relationship/dashboard/dashboard";
import { change, tone } from "@crm_relationship/dashboard/dashboard_model";
import { SparkChart } from "@crm_relationship/dashboard/spark_chart";

describe.current.tags("desktop");
defineMailModels();

const CHOICES = {
    roles: [
        { key: "sales", label: "My day" },
        { key: "manager", label: "Team" },
        { key: "support", label: "Support", action: "crm_ticket_sla.crm_ticket_action_dashboard" },
    ],
    periods: [
        ["last_30_days", "30 days"],
        ["this_year", "This year"],
    ],
};

function tile(key, extra = {}) {
    return {
        key,
        label: key,
        value: 3,
        before: null,
        kind: "int",
        better: null,
        hint: "",
        icon: "",
        points: [],
        open: { name: key, res_model: "res.partner", domain: [["id", "=", 7]], context: {} },
        ...extra,
    };
}

function makeFigures(extra = {}) {
    return {
        role: "sales",
        period: "last_30_days",
        days: "October",
        days_before: "September",
        currency_id: 1,
        tiles: [tile("calls"), tile("contacts", { before: 2, better: "more" })],
        calls: [],
        tables: [],
        ...extra,
    };
}

async function openDashboard(figures = makeFigures()) {
    patchWithCleanup(SparkChart.prototype, { setup() {} });
    onRpc("crm.setup", "banner", () => false);
    onRpc("crm.dashboard", "choices", () => CHOICES);
    onRpc("crm.dashboard", "figures", ({ args }) => {
        expect.step(args.join(" "));
        return figures;
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "crm_dashboard" });
    await animationFrame();
}

test("figures stand beside the period before", async () => {
    await openDashboard();
    expect.verifySteps(["manager last_30_days"]);
    expect(queryAllTexts(".o_crm_board_value")).toEqual(["3", "3"]);
    expect("[data-key=contacts] .o_crm_board_change").toHaveText("+50 %");
    expect("[data-key=contacts] .o_crm_board_change").toHaveClass("text-success");
    expect("[data-key=calls] .o_crm_board_change").toHaveCount(0);
});

test("a click opens exactly what was counted", async () => {
    await openDashboard();
    mockService("action", {
        doAction(action) {
            expect.step([action.res_model, action.domain]);
        },
    });
    patchWithCleanup(CrmDashboard.prototype, {
        open({ res_model, domain }) {
            expect.step(`${res_model} ${JSON.stringify(domain)}`);
        },
    });
    await contains("[data-key=calls]").click();
    expect.verifySteps(["manager last_30_days", 'res.partner [["id","=",7]]']);
});

test("role and period can be switched and are remembered", async () => {
    await openDashboard();
    await contains("[data-role=sales]").click();
    await contains(".o_crm_board_period").select("this_year");
    expect.verifySteps(["manager last_30_days", "sales last_30_days", "sales this_year"]);
    expect("[data-role=sales]").toHaveClass("active");
    expect(JSON.parse(localStorage.getItem("crm_dashboard"))).toEqual({
        role: "sales",
        period: "this_year",
    });
});

test("it shows bones while it reads, and reads again every minute", async () => {
    const ready = new Deferred();
    patchWithCleanup(SparkChart.prototype, { setup() {} });
    onRpc("crm.setup", "banner", () => false);
    onRpc("crm.dashboard", "choices", () => CHOICES);
    onRpc("crm.dashboard", "figures", async () => {
        expect.step("read");
        await ready;
        return makeFigures();
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "crm_dashboard" });
    expect(".o_crm_board_skeleton").toHaveCount(1);
    ready.resolve();
    await animationFrame();
    expect(".o_crm_board_skeleton").toHaveCount(0);
    await advanceTime(61_000);
    expect.verifySteps(["read", "read"]);
});

test("an empty page says so", async () => {
    await openDashboard(makeFigures({ tiles: [tile("calls", { value: 0 })] }));
    expect.verifySteps(["manager last_30_days"]);
    expect(queryText(".o_crm_board_empty")).toMatch(/Nothing happened/);
});

test("a cell of the table opens the records of that colleague", async () => {
    const table = {
        key: "people",
        label: "Who did what",
        field: "user_id",
        columns: [
            {
                key: "won",
                label: "Won",
                kind: "int",
                res_model: "crm.lead",
                domain: ["|", ["a", "=", 1], ["b", "=", 2], ["c", "=", 3]],
                context: {},
            },
        ],
        rows: [{ id: 5, name: "Lan", won: 4 }],
    };
    patchWithCleanup(CrmDashboard.prototype, {
        open({ name, domain }) {
            expect.step(`${name} ${JSON.stringify(domain)}`);
        },
    });
    await openDashboard(makeFigures({ tables: [table] }));
    await contains("[data-row='5'] [data-column=won]").click();
    expect.verifySteps([
        "manager last_30_days",
        'Won: Lan ["&",["user_id","=",5],"&","|",["a","=",1],["b","=",2],["c","=",3]]',
    ]);
});

test("changes are said and coloured by what is better", () => {
    expect(change(150, 100)).toBe("+50 %");
    expect(change(50, 100)).toBe("-50 %");
    expect(change(5, 0)).toBe("");
    expect(change(5, null)).toBe("");
    expect(change(10_000, 1)).toBe("");
    expect(tone({ value: 2, before: 1, better: "more" })).toBe("text-success");
    expect(tone({ value: 2, before: 1, better: "less" })).toBe("text-danger");
    expect(tone({ value: 2, before: 1, better: null })).toBe("text-muted");
    expect(tone({ value: 2, before: 0, better: "more" })).toBe("text-muted");
});
