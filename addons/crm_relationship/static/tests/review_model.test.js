// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { chosenValues, differs, startChoices } from "@crm_relationship/duplicates/review_model";

describe.current.tags("headless");

const data = {
    contacts: [{ id: 1 }, { id: 2 }, { id: 3 }],
    rows: [
        { name: "name", values: ["Dao", "Đào", ""], keys: ["Dao", "Đào", ""], can_choose: true },
        { name: "ref", values: ["", "KH2", "KH3"], keys: ["", "KH2", "KH3"], can_choose: true },
        { name: "is_company", values: ["No", "No", "Yes"], keys: ["No", "No", "Yes"] },
    ],
};

test("a value that the contact has stays, a missing one comes from the others", () => {
    const choices = startChoices(data, 1, { 1: true, 2: true });
    expect(choices).toEqual({ name: 1, ref: 2, is_company: 1 });
    expect(chosenValues(data, 1, choices)).toEqual({ ref: 2 });
});

test("values of contacts that are left out are not taken", () => {
    const choices = startChoices(data, 1, { 1: true, 3: true });
    expect(choices.ref).toBe(3);
});

test("what cannot be chosen is not sent", () => {
    expect(chosenValues(data, 1, { name: 2, ref: 1, is_company: 3 })).toEqual({ name: 2 });
});

test("only contacts that are merged make a difference", () => {
    const [name, ref, kind] = data.rows;
    expect(differs(name, data, { 1: true, 2: true })).toBe(true);
    expect(differs(ref, data, { 1: true, 2: true })).toBe(false);
    expect(differs(kind, data, { 1: true, 2: true })).toBe(false);
    expect(differs(kind, data, { 1: true, 3: true })).toBe(true);
});
