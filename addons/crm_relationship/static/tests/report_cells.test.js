// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { besideText, cellText, shownColumns } from "@crm_relationship/reports/report_cells";
import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { allowTranslations, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { localization } from "@web/core/l10n/localization";

describe.current.tags("headless");

beforeEach(() => {
    allowTranslations();
    patchWithCleanup(localization, {
        decimalPoint: ".",
        thousandsSep: ",",
        grouping: [3, 0],
    });
});

const EURO = { symbol: "€", decimals: 2, is_before: false };
const money = { kind: "money", currency: EURO, role: "" };

test("cells are said as their column has them", () => {
    expect(cellText(1234.5, money)).toBe("1,234.50\u00a0€");
    expect(cellText(5, { ...money, currency: { ...EURO, is_before: true } })).toBe("€5.00");
    expect(cellText(-5, { ...money, currency: { ...EURO, is_before: true } })).toBe("-€5.00");
    expect(cellText(12, { kind: "int", role: "" })).toBe("12");
    expect(cellText(0.256, { kind: "percent", role: "" })).toBe("25.6 %");
    expect(cellText(3, { kind: "int", role: "change" }, true)).toBe("+3");
    expect(cellText(-3, { kind: "int", role: "change" }, true)).toBe("-3");
    expect(cellText(null, { kind: "percent", role: "" })).toBe("–");
    expect(cellText(null, { kind: "text", role: "" })).toBe("");
});

test("what was before stands beside its value, and in no column of its own", () => {
    const table = {
        columns: [
            { label: "Who", kind: "text", role: "" },
            { label: "Calls", kind: "int", role: "" },
            { label: "Calls, before", kind: "int", role: "before" },
            { label: "Calls, change", kind: "int", role: "change" },
        ],
    };
    const [who, calls] = shownColumns(table);
    expect(shownColumns(table)).toHaveLength(2);
    expect(who.isCompared).toBe(false);
    expect(calls.isNumber).toBe(true);
    expect(besideText(["Lan", 5, 3, 2], calls)).toEqual({
        before: "before: 3",
        change: "+2",
        tone: "o_crm_more",
    });
    expect(besideText(["Lan", 1, 3, -2], calls).tone).toBe("o_crm_less");
    expect(besideText(["Lan", null, null, null], calls)).toBe(null);
    expect(besideText(["Lan", 0, 0, 0], calls)).toBe(null);
});
