// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    getService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { EarningsBar } from "@crm_marketing_auto/earnings/earnings_bar";
import { Funnel } from "@crm_marketing_auto/earnings/funnel";

describe.current.tags("desktop");

test("EarningsBar: another period, another way to share the credit", async () => {
    defineModels(mailModels);
    const props = {
        days: 30,
        model: "last",
        models: [
            ["first", "First touch"],
            ["last", "Last touch"],
        ],
        onChange: (values) => expect.step(values),
    };
    await mountWithCleanup(EarningsBar, { props });
    expect(queryAllTexts(".o_crm_earnings_bar button")).toEqual(["7 days", "30 days", "90 days", "One year"]);
    expect(".o_crm_earnings_bar [aria-pressed=true]").toHaveText("30 days");
    expect(".o_crm_earnings_model").toHaveValue("last");

    await contains("[data-days='90']").click();
    await contains(".o_crm_earnings_model").select("first");
    expect.verifySteps([{ days: 90 }, { model: "first" }]);
});

test("Funnel: each stage beside the one before, and opened by source", async () => {
    defineModels(mailModels);
    const stages = ["lead", "quoted", "paid"].map((key) => ({ key, label: key }));
    const props = {
        funnel: { stages, total: [40, 10, 0], rows: [{ id: 5, name: "Facebook", counts: [40, 10, 0] }] },
        onOpen: (stage, row) => expect.step([stage.key, row?.name]),
    };
    await mountWithCleanup(Funnel, { props });
    expect(queryAllTexts(".o_crm_funnel_count")).toEqual(["40", "10", "0"]);
    expect(queryAllTexts(".o_crm_funnel_share")).toEqual(["", "25 %", "0 %"]);

    await contains("[data-stage=quoted]").click();
    await contains(".o_crm_funnel td button:last").click();
    expect.verifySteps([
        ["quoted", undefined],
        ["quoted", "Facebook"],
    ]);
});

test("Funnel: no lead, no picture", async () => {
    defineModels(mailModels);
    await mountWithCleanup(Funnel, {
        props: { funnel: { stages: [], total: [0], rows: [] }, onOpen() {} },
    });
    expect(".o_crm_funnel").toHaveCount(0);
});

async function openPage(tag) {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag });
    await animationFrame();
}

test("Cohorts: before the first customer the page says what it waits for", async () => {
    defineModels(mailModels);
    onRpc("crm.earnings.dashboard", "cohorts", () => []);
    await openPage("crm_earnings_cohorts");
    expect(".o_view_nocontent_smiling_face").toHaveText("No new customer in the last twelve months");
});

test("JourneyFlow: one journey after the other", async () => {
    defineModels(mailModels);
    onRpc("crm.earnings.dashboard", "choices", () => ({
        journeys: [
            { id: 4, name: "Welcome" },
            { id: 5, name: "Win back" },
        ],
    }));
    onRpc("crm.earnings.dashboard", "flow", ({ args }) => {
        expect.step(args[0]);
        return { nodes: [], links: [] };
    });
    await openPage("crm_journey_flow");
    await contains(".o_crm_flow_journey").select("5");
    await animationFrame();
    expect.verifySteps([4, 5]);
    expect(".o_crm_flow_journey").toHaveValue("5");
});

test("JourneyFlow: nothing was started yet", async () => {
    defineModels(mailModels);
    onRpc("crm.earnings.dashboard", "choices", () => ({ journeys: [] }));
    await openPage("crm_journey_flow");
    expect(".o_view_nocontent_smiling_face").toHaveText("No journey was started yet");
});
