// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { SetupBanner } from "@crm_relationship/setup/setup";

describe.current.tags("desktop");
defineMailModels();

function step(key, extra = {}) {
    return { key, name: key, why: "Because.", done: false, detail: "", optional: false, open: "x.y", may_open: true, ...extra };
}

function makePage(extra = {}) {
    return {
        app: "relationship",
        apps: [["relationship", "Relationships", "x.y"]],
        company: "Own",
        hidden: false,
        steps: [step("mail", { may_open: false }), step("teams"), step("zalo", { optional: true }), step("hours", { done: true })],
        sample: false,
        ...extra,
    };
}

async function openSetup(page = makePage()) {
    onRpc("crm.setup", "page", () => page);
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "crm_setup", params: { app: "relationship" } });
}

test("what is needed comes first, and only what one may do has a button", async () => {
    await openSetup();
    expect(queryAllTexts("h2")).toEqual(["To do", "When you need it", "Done", "Sample data"]);
    expect(".o_crm_setup_headline").toHaveText("1 of 3 done");
    expect("[data-key=mail] button").toHaveCount(0);
    expect("[data-key=teams] button").toHaveText("Open");
    expect("[data-key=hours] button").toHaveText("Look");
});

test("what stays of the sample data is told with its reason", async () => {
    await openSetup(makePage({ sample: { count: 12, at: "2026-06-01 08:00:00" } }));
    onRpc("crm.sample", "remove", () => [["Mộc", "changed by Lan", "res.partner", 7]]);
    await contains(".o_crm_setup_remove").click();
    await contains(".modal .btn-primary").click();
    await animationFrame();
    expect(".modal li").toHaveText(/Mộc\s*changed by Lan/);
});

test("the line above an app goes when one does not want it", async () => {
    onRpc("crm.setup", "banner", () => ({ done: 1, total: 4 }));
    onRpc("crm.setup", "hide", ({ args }) => {
        expect.step(args[0]);
        return true;
    });
    await mountWithCleanup(SetupBanner, { props: { app: "journeys", action: "x.y" } });
    await animationFrame();
    expect(".o_crm_setup_banner span").toHaveText("Set up: 1 of 4 done");
    await contains(".o_crm_setup_banner .btn-link").click();
    expect(".o_crm_setup_banner").toHaveCount(0);
    expect.verifySteps(["journeys"]);
});
