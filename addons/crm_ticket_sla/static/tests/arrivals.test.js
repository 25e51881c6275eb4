// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");
defineMailModels();

test("Arrivals: when tickets come, of the team and the days that are chosen", async () => {
    const cells = Array.from({ length: 7 }, () => Array(24).fill(0));
    cells[1][9] = 5;
    onRpc("crm.ticket.dashboard", "teams", () => [
        { id: 3, name: "Care" },
        { id: 4, name: "Warranty" },
    ]);
    onRpc("crm.ticket.dashboard", "arrivals", ({ args }) => {
        expect.step(args);
        return { tz: "Asia/Ho_Chi_Minh", cells };
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "crm_ticket_arrivals" });

    expect.verifySteps([[90, false]]);
    expect(".o_crm_arrivals caption").toHaveText("Most arrive on Tuesday between 9:00 and 10:00.");

    await contains(".o_crm_period_team").select("4");
    await animationFrame();
    expect.verifySteps([[90, 4]]);
});
