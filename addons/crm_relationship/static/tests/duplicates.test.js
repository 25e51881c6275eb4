// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mockService,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { defineRelationshipModels } from "./helpers";

describe.current.tags("desktop");
defineRelationshipModels();

// DuplicateHints -----------------------------------------------------------------

async function typeIn(answer) {
    onRpc("has_group", () => true);
    onRpc("res.partner", "duplicate_hints", ({ args }) => {
        expect.step(args[0].name);
        return answer;
    });
    await mountView({
        type: "form",
        resModel: "res.partner",
        arch: `<form><field name="name"/><field name="id" widget="crm_duplicate_hints"/></form>`,
    });
    for (const name of ["Đà", "Đào"]) {
        await contains("[name=name] input").edit(name);
    }
    await advanceTime(500);
    await animationFrame();
}

test("DuplicateHints: who types a contact that is here is told so, once", async () => {
    await typeIn({
        contacts: [
            { id: 7, name: "Nguyễn Thị Đào", reasons: ["Same phone"], band: "merge", owner: "Lan" },
            { id: 8, name: "Đào Hải", reasons: ["Same street"], band: "related", owner: false },
        ],
        masked: false,
    });
    expect.verifySteps(["Đào"]);
    expect(queryAllTexts(".o_crm_duplicate_contact")).toEqual(["Nguyễn Thị Đào", "Đào Hải"]);
    expect(queryAllTexts(".o_crm_duplicate_hints .badge")).toEqual(["the same?", "related?"]);
    expect(".o_crm_duplicate_masked").toHaveCount(0);
});

test("DuplicateHints: a hidden customer is a code and an owner, and can be asked for", async () => {
    mockService("action", {
        doAction: ({ res_model, context }) => expect.step([res_model, context.default_value]),
    });
    await typeIn({ contacts: [], masked: { code: "KH0042", owner: "Minh", ask: "signed" } });
    expect(".o_crm_duplicate_masked").toHaveText(/Customer KH0042 exists, owner Minh/);
    await contains(".o_crm_duplicate_masked button").click();
    expect.verifySteps(["Đào", ["crm.access.ask", "signed"]]);
});

// DuplicateReview ----------------------------------------------------------------

const contact = (id, name, extra = {}) => ({
    id,
    name,
    is_in_pair: true,
    is_archived: false,
    can_write: true,
    ...extra,
});

function makeReview(extra = {}) {
    return {
        pair: { id: 3, band: "merge", score: 95, reasons: ["Same phone"] },
        left: 4,
        kept_id: 11,
        can_decide: true,
        contacts: [contact(11, "Đào"), contact(12, "Dao")],
        rows: [
            {
                name: "email",
                label: "Email",
                values: ["dao@a.test", "dao@b.test"],
                keys: ["dao@a.test", "dao@b.test"],
                can_choose: true,
            },
        ],
        have: [{ label: "Orders", values: ["2", ""] }],
        ...extra,
    };
}

async function review(data = makeReview()) {
    onRpc("crm.duplicate.pair", "review", () => data);
    onRpc("crm.duplicate.pair", "review_next", () => false);
    for (const method of ["review_merge", "action_not_same", "action_later"]) {
        onRpc("crm.duplicate.pair", method, ({ args }) => {
            expect.step([method, ...args]);
            return false;
        });
    }
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "crm_duplicate_review",
        params: { pair_id: 3 },
    });
}

test("DuplicateReview: what is chosen is merged, and the next ones come", async () => {
    await review();
    expect(".o_crm_review_differs").toHaveCount(2);

    await contains("input[name=value_email]:last").click();
    await contains(".o_crm_review_merge").click();

    expect.verifySteps([["review_merge", [3], 11, [12], { email: 12 }]]);
    expect(".o_crm_review").toHaveText(/All duplicates are decided/);
});

test("DuplicateReview: the other contact may stay, and two may be two", async () => {
    await review();
    await contains("input[name=kept]:last").click();
    expect(".o_crm_review_kept a").toHaveText("Dao");
    await contains(".o_crm_review_not").click();
    expect.verifySteps([["action_not_same", [3]]]);
});

test("DuplicateReview: nobody merges what they may not change", async () => {
    await review(
        makeReview({ contacts: [contact(11, "Đào"), contact(12, "Dao", { can_write: false })] })
    );
    expect(".o_crm_review_merge").not.toBeEnabled();
});
