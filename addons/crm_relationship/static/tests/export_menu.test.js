// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { makeMockEnv, mountWithCleanup, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { ExportReport } from "@crm_relationship/export/export_menu";
import { defineRelationshipModels } from "./helpers";

describe.current.tags("desktop");
defineRelationshipModels();

test("ExportReport: what the filters leave is downloaded", async () => {
    patchWithCleanup(download, {
        async _download({ url, data }) {
            expect.step([url, data.model, data.domain]);
        },
    });
    const searchModel = { resModel: "crm.portfolio", domain: [["user_id", "=", 2]] };
    const env = await makeMockEnv({ searchModel });
    const menu = await mountWithCleanup(ExportReport, { env });

    await menu.download();

    expect.verifySteps([["/crm_relationship/report.xlsx", "crm.portfolio", '[["user_id","=",2]]']]);
});

test("ExportReport: it is offered for reports, and for nothing else", async () => {
    const { isDisplayed } = registry.category("cogMenu").get("crm-report-export");
    const config = { actionType: "ir.actions.act_window" };
    const on = (resModel) => isDisplayed({ config, searchModel: { resModel } });
    expect([on("crm.adoption"), on("res.partner"), on(undefined)]).toEqual([true, false, false]);
    expect(isDisplayed({ config: {}, searchModel: { resModel: "crm.adoption" } })).toBe(false);
});
