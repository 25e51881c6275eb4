// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { mailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { session } from "@web/session";

describe.current.tags("desktop");

class CrmInteraction extends models.Model {
    _name = "crm.interaction";
    name = fields.Char();
    caller_ids = fields.Many2many({ relation: "res.partner" });
    _records = [{ id: 5, name: "A call", caller_ids: [71, 72] }];
}

function definePeople(ids = [71, 72]) {
    defineModels({ ...mailModels, CrmInteraction });
    mailModels.ResPartner._records = [
        ...mailModels.ResPartner._records,
        { id: 71, name: "Lương Gia Hân", phone: "0931 808 809" },
        { id: 72, name: "Tô Đình Phúc", phone: false },
    ];
    CrmInteraction._records = [{ id: 5, name: "A call", caller_ids: ids }];
    onRpc("has_group", () => true);
}

const mountCaller = () =>
    mountView({
        type: "form",
        resModel: "crm.interaction",
        resId: 5,
        arch: `<form><field name="caller_ids" widget="crm_caller_choice"/></form>`,
    });

test("CallerChoice: one click says who called", async () => {
    definePeople();
    onRpc("crm.interaction", "call_assign", ({ args }) => {
        expect.step(args);
        return true;
    });
    await mountCaller();
    expect(queryAllTexts(".o_crm_caller")).toEqual(["Lương Gia Hân", "Tô Đình Phúc"]);

    await contains(".o_crm_caller:last").click();

    expect.verifySteps([[5, 72]]);
    expect(".o_notification").toHaveText(/timeline of Tô Đình Phúc/);
});

test("CallerChoice: nobody may be seen", async () => {
    definePeople([]);
    await mountCaller();
    expect(".o_crm_caller").toHaveCount(0);
    expect(".o_field_widget[name=caller_ids]").toHaveText("Nobody whom you see");
});

const mountPhone = (resId) =>
    mountView({
        type: "form",
        resModel: "res.partner",
        resId,
        arch: `<form><field name="phone" widget="phone"/></form>`,
    });

test("DialButton: a number is called through the contact centre", async () => {
    definePeople();
    patchWithCleanup(session, { crm_can_dial: true });
    mockService("crm_calls", { dial: (...args) => expect.step(args) });
    await mountPhone(71);

    await contains(".o_crm_dial").click();

    expect.verifySteps([["0931 808 809", "res.partner", 71]]);
});

test("DialButton: none without a number", async () => {
    definePeople();
    patchWithCleanup(session, { crm_can_dial: true });
    await mountPhone(72);
    expect(".o_crm_dial").toHaveCount(0);
});

test("DialButton: none for who has no extension", async () => {
    definePeople();
    patchWithCleanup(session, { crm_can_dial: false });
    await mountPhone(71);
    expect(".o_crm_dial").toHaveCount(0);
});
