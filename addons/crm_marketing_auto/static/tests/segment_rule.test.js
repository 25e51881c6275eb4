// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { addAt, asGroup, removeAt, replaceAt, withValues } from "@crm_marketing_auto/segment_rule/rule_tree";
import { KINDS, newLeaf, windowMode, windowValues } from "@crm_marketing_auto/segment_rule/rule_kinds";
import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";
import { mailModels } from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

const A = { kind: "tag", n: 1 };
const B = { kind: "tag", n: 2 };

test("a tree is edited without changing the old one", () => {
    const tree = asGroup(A);
    expect(tree).toEqual({ kind: "and", rules: [A] });
    expect(asGroup(null)).toEqual({ kind: "and", rules: [] });
    const nested = addAt(tree, [], { kind: "or", rules: [B] });
    expect(addAt(nested, [1], A).rules[1].rules).toEqual([B, A]);
    expect(replaceAt(nested, [1, 0], A).rules[1].rules).toEqual([A]);
    expect(nested.rules[1].rules).toEqual([B]);
});

test("a group that loses its last condition goes, the root stays", () => {
    const tree = { kind: "and", rules: [A, { kind: "or", rules: [{ kind: "not", rules: [B] }] }] };
    expect(removeAt(tree, [1, 0, 0])).toEqual({ kind: "and", rules: [A] });
    expect(removeAt({ kind: "and", rules: [A] }, [0])).toEqual({ kind: "and", rules: [] });
});

test("windows are one of three modes", () => {
    for (const mode of ["ever", "days", "dates"]) {
        expect(windowMode(withValues({ kind: "bought", days: 3 }, windowValues(mode)))).toBe(mode);
    }
    expect(withValues({ days: 3 }, windowValues("ever"))).toEqual({});
});

test("every kind offers inputs", () => {
    for (const kind of Object.keys(KINDS)) {
        expect(KINDS[kind].inputs(newLeaf(kind)).length).toBeGreaterThan(0);
    }
});

class CrmSegment extends models.Model {
    _name = "crm.segment";
    name = fields.Char();
    res_model = fields.Selection({ selection: [["res.partner", "Contacts"], ["crm.lead", "Leads"]] });
    company_id = fields.Many2one({ relation: "res.company" });
    rule = fields.Json();
}

class InteractionType extends models.Model {
    _name = "crm.interaction.type";
    name = fields.Char();
    code = fields.Char();
    _records = [{ id: 1, name: "Call", code: "call" }];
}

const ARCH = /* xml */ `<form><field name="rule" widget="crm_segment_rule" /></form>`;

async function mountRule(rule, answer) {
    defineModels({ ...mailModels, CrmSegment, InteractionType });
    CrmSegment._records = [{ id: 1, name: "S", res_model: "res.partner", company_id: 1, rule }];
    onRpc("has_group", () => true);
    onRpc("crm.segment", "rule_choices", () => ({ rfm_segment: [["champion", "Champions"], ["new", "New"]] }));
    onRpc("crm.segment", "preview", ({ args }) => {
        expect.step(JSON.stringify(args[1]));
        return { count: 1234, sample: [{ id: 5, name: "Lan" }], problems: [], words: "in words", ...answer };
    });
    await mountView({ type: "form", resModel: "crm.segment", resId: 1, arch: ARCH });
    await animationFrame();
}

test("the editor shows who meets the rule now", async () => {
    await mountRule({ kind: "birthday", within_days: 7 });

    expect(".o_crm_rule_count").toHaveText("1,234");
    expect(queryAllTexts(".o_crm_rule_preview li")).toEqual(["Lan"]);
    expect(".o_crm_rule_preview small").toHaveText("and 1233 more");
    expect(".o_crm_rule_words").toHaveText("in words");
    expect.verifySteps(['{"kind":"birthday","within_days":7}']);
});

test("an empty rule says that nobody is in it; conditions are added, changed and removed", async () => {
    await mountRule(false);
    expect(".o_crm_rule_tree p").toHaveText("There is no condition yet, so nobody is in the segment.");
    expect.verifySteps(["false"]);

    await contains(".o_crm_rule_add").click();
    await contains(".o_crm_rule_leaf select[name=kind]").select("birthday");
    await contains(".o_crm_rule_leaf input[name=within_days]").edit("14");
    await advanceTime(500);
    expect.verifySteps(['{"kind":"and","rules":[{"kind":"birthday","within_days":14}]}']);

    await contains("select[name=group]").select("not");
    await contains(".o_crm_rule_add_group").click();
    await contains(".o_crm_rule_leaf:last select[name=kind]").select("rfm");
    await contains(".o_crm_rule_leaf:last button:contains(New)").click();
    await advanceTime(500);
    expect.verifySteps([
        '{"kind":"not","rules":[{"kind":"birthday","within_days":14},' +
            '{"kind":"or","rules":[{"kind":"rfm","segments":["champion","new"]}]}]}',
    ]);

    await contains(".o_crm_rule_remove:last").click();
    await contains(".o_crm_rule_remove:last").click();
    expect(".o_crm_rule_leaf").toHaveCount(0);
});

test("numbers, windows and interaction types", async () => {
    await mountRule({ kind: "interaction", op: "at_least", count: 1, types: ["call"], days: 30 });
    expect.verifySteps(['{"kind":"interaction","op":"at_least","count":1,"types":["call"],"days":30}']);
    expect(".o_crm_rule_records[data-name=types] .o_tag").toHaveText("Call");

    await contains("select[name=op]").select("none");
    expect("input[name=count]").toHaveCount(0);
    await contains("select[name=window]").select("dates");
    await advanceTime(500);
    expect.verifySteps([
        '{"kind":"and","rules":[{"kind":"interaction","op":"none","count":1,"types":["call"],"from":"","to":""}]}',
    ]);
});

test("a day that moves with today is shown as it is, and edited as text", async () => {
    await mountRule({ kind: "fields", domain: [["create_date", ">=", "today -14d"]] });
    expect.verifySteps(['{"kind":"fields","domain":[["create_date",">=","today -14d"]]}']);
    expect(".o_crm_rule_leaf input[name=domain]").toHaveValue('[("create_date", ">=", "today -14d")]');

    await contains("input[name=domain]").edit('[("create_date", ">=", "today -7d")]');
    await advanceTime(500);
    expect("input[name=domain]").toHaveValue('[("create_date", ">=", "today -7d")]');
    expect.verifySteps([
        JSON.stringify({
            kind: "and",
            rules: [{ kind: "fields", domain: '[("create_date", ">=", "today -7d")]' }],
        }),
    ]);
});

test("what is wrong is shown instead of a count", async () => {
    await mountRule({ kind: "tag" }, { count: null, sample: [], problems: ["A value is missing: tags."] });
    expect(".o_crm_rule_count").toHaveText("–");
    expect(".o_crm_rule_preview .alert").toHaveText("A value is missing: tags.");
    expect.verifySteps(['{"kind":"tag"}']);
});

test("the editor is usable by keyboard", async () => {
    await mountRule(false);
    expect.verifySteps(["false"]);
    queryOne(".o_crm_rule_add").focus();
    await press("Enter");
    await animationFrame();
    expect(".o_crm_rule_leaf").toHaveCount(1);
    for (const input of document.querySelectorAll(".o_crm_rule button, .o_crm_rule select")) {
        expect(input.tabIndex).toBe(0);
    }
});
