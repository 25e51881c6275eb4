// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class CrmJourney extends models.Model {
    _name = "crm.journey";
    name = fields.Char();
    _records = [{ id: 1, name: "Welcome" }];
}

const READY = [
    { key: "birthday", name: "Birthday", help: "A wish on the day", icon: "fa-birthday-cake", messages: 1 },
    { key: "win_back", name: "Win back", help: "Who bought no more", icon: "fa-undo", messages: 3 },
];

const VIEWS = {
    kanban: `<kanban js_class="crm_journey_kanban"><templates><t t-name="card"><field name="name"/></t></templates></kanban>`,
    list: `<list js_class="crm_journey_list"><field name="name"/></list>`,
};

for (const [type, arch] of Object.entries(VIEWS)) {
    test(`GalleryDialog: a journey begins as a ready-made one, from the ${type}`, async () => {
        defineModels({ ...mailModels, CrmJourney });
        mockService("action", { doAction: (action) => expect.step(action) });
        onRpc("has_group", () => true);
        onRpc("crm.journey", "gallery", () => READY);
        onRpc("crm.journey", "create_from_gallery", ({ args }) => {
            expect.step(args[0]);
            return 9;
        });
        onRpc("crm.journey", "action_draw", ({ args }) => `draw ${args[0]}`);
        await mountView({ type, resModel: "crm.journey", arch });

        await contains(".o_journey_new_from").click();
        await animationFrame();
        expect(queryAllTexts(".o_journey_ready b")).toEqual(["Birthday", "Win back"]);
        expect(".o_journey_ready:first").toHaveText(/1 message$/);
        expect(".o_journey_ready:last").toHaveText(/3 messages$/);
        await contains(".o_journey_ready[data-key=birthday]").click();
        await animationFrame();

        expect.verifySteps(["birthday", "draw 9"]);
        expect(".o_journey_gallery").toHaveCount(0);
    });
}
