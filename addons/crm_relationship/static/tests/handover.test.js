// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { queryAll, queryAllTexts } from "@odoo/hoot-dom";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class CrmHandover extends models.Model {
    _name = "crm.handover";
    split = fields.Json();
    _records = [
        {
            id: 1,
            split: [
                { id: 1, name: "Hương", load: 2, given: 3, overflow: 1, capacity: 4, revenue: 900, currency_id: 1 },
                { id: 2, name: "Quân", load: 5, given: 1, overflow: 0, capacity: 0, revenue: 0, currency_id: 1 },
            ],
        },
    ];
}

test("SplitPicture: who has, gets and gets too many, to eyes and to screen readers", async () => {
    defineModels({ ...mailModels, CrmHandover });
    onRpc("has_group", () => true);
    await mountView({
        type: "form",
        resModel: "crm.handover",
        resId: 1,
        arch: `<form><field name="split" widget="crm_handover_split"/></form>`,
    });

    expect(queryAllTexts(".o_crm_split_row strong")).toEqual(["Hương", "Quân"]);
    const labels = queryAll(".o_crm_split_bar").map((bar) => bar.getAttribute("aria-label"));
    expect(labels).toEqual(["Hương: has 2, gets 3: 5 of 4", "Quân: has 5, gets 1: 6"]);
    // the widest holds six customers
    const [first] = queryAll(".o_crm_split_row .o_crm_split_over");
    expect(parseFloat(first.style.width)).toBeWithin(16.6, 16.7);
    expect(".o_crm_split_mark").toHaveCount(1);
});
