// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { _t } from "@web/core/l10n/translation";

/**
 * The conditions that the editor offers: what each starts with and which inputs it has.
 *
 * An input is `{name, type, label}`; types are those of the templates of RuleLeaf:
 * select, number, records, types, texts, months, score, window, domain.
 */
export const GROUP_LABELS = {
    and: _t("all of these hold"),
    or: _t("one of these holds"),
    not: _t("none of these holds"),
};

const records = (name, model, label) => ({ name, type: "records", model, label });
const select = (name, label, options) => ({ name, type: "select", label, options });

export const KINDS = {
    fields: {
        label: _t("Fields"),
        start: { domain: "[]" },
        inputs: () => [{ name: "domain", type: "domain", label: _t("Conditions on fields") }],
    },
    interaction: {
        label: _t("Interactions"),
        start: { op: "at_least", count: 1, types: [], days: 30 },
        inputs: (leaf) => [
            select("op", _t("How many"), [
                ["at_least", _t("at least")],
                ["at_most", _t("at most")],
                ["none", _t("none")],
            ]),
            ...(leaf.op === "none"
                ? []
                : [{ name: "count", type: "number", label: _t("Number"), min: 1 }]),
            { name: "types", type: "types", label: _t("any interaction") },
            select("direction", _t("Direction"), [
                ["any", _t("in any direction")],
                ["in", _t("from the customer")],
                ["out", _t("to the customer")],
                ["internal", _t("internal")],
            ]),
            records("outcomes", "crm.interaction.outcome", _t("any outcome")),
            records("campaigns", "utm.campaign", _t("any campaign")),
            records("media", "utm.medium", _t("any medium")),
            { name: "window", type: "window", label: _t("When") },
        ],
    },
    bought: {
        label: _t("Bought"),
        start: { op: "bought", products: [], categories: [] },
        inputs: () => [
            select("op", _t("Bought or not"), [
                ["bought", _t("bought")],
                ["not_bought", _t("did not buy")],
            ]),
            records("products", "product.template", _t("any product")),
            records("categories", "product.category", _t("any category")),
            { name: "min_quantity", type: "number", label: _t("Pieces at least"), min: 0, optional: true },
            { name: "min_amount", type: "number", label: _t("Amount at least"), min: 0, optional: true },
            { name: "window", type: "window", label: _t("When") },
        ],
    },
    rfm: {
        label: _t("RFM"),
        start: { segments: ["champion"] },
        inputs: () => [
            { name: "segments", type: "choices", label: _t("any group"), field: "rfm_segment" },
            { name: "recency", type: "score", label: _t("Recency") },
            { name: "frequency", type: "score", label: _t("Frequency") },
            { name: "monetary", type: "score", label: _t("Monetary") },
        ],
    },
    stage: {
        label: _t("Leads and stages"),
        start: { op: "open" },
        inputs: (leaf) => [
            select("op", _t("State of the lead"), [
                ["open", _t("open lead")],
                ["won", _t("won lead")],
                ["lost", _t("lost lead")],
                ["stage", _t("lead in stage")],
            ]),
            ...(leaf.op === "stage" ? [records("stages", "crm.stage", _t("Stages"))] : []),
        ],
    },
    tag: {
        label: _t("Tags"),
        start: { of: "partner", op: "any", tags: [] },
        inputs: (leaf) => [
            select("of", _t("Tags of"), [
                ["partner", _t("contact")],
                ["lead", _t("lead")],
            ]),
            select("op", _t("How"), [
                ["any", _t("has one of")],
                ["all", _t("has all of")],
                ["none", _t("has none of")],
            ]),
            records("tags", leaf.of === "lead" ? "crm.tag" : "res.partner.category", _t("Tags")),
        ],
    },
    geography: {
        label: _t("Place"),
        start: { countries: [], states: [], cities: [] },
        inputs: () => [
            records("countries", "res.country", _t("any country")),
            records("states", "res.country.state", _t("any state")),
            { name: "cities", type: "texts", label: _t("Cities, separated by commas") },
        ],
    },
    birthday: {
        label: _t("Birthday"),
        start: { within_days: 7 },
        inputs: (leaf) => [
            {
                name: "mode",
                type: "birthday",
                label: _t("Birthday"),
                options: [
                    ["within_days", _t("within days")],
                    ["months", _t("in month")],
                ],
            },
            leaf.months
                ? { name: "months", type: "months", label: _t("Months") }
                : { name: "within_days", type: "number", label: _t("Days"), min: 0 },
        ],
    },
    satisfaction: {
        label: _t("Satisfaction"),
        start: { measure: "last", op: "<=", value: 2 },
        inputs: () => [
            select("measure", _t("Rating"), [
                ["last", _t("last rating")],
                ["average", _t("average rating")],
            ]),
            select("op", _t("Compared"), [
                ["<=", _t("at most")],
                [">=", _t("at least")],
            ]),
            { name: "value", type: "number", label: _t("Stars"), min: 1, max: 5 },
            { name: "window", type: "window", label: _t("When") },
        ],
    },
    segment: {
        label: _t("Another segment"),
        start: { op: "in", segments: [] },
        inputs: () => [
            select("op", _t("In or not"), [
                ["in", _t("is in")],
                ["not_in", _t("is not in")],
            ]),
            records("segments", "crm.segment", _t("Segments")),
        ],
    },
};

/** Return a new condition of a kind. */
export function newLeaf(kind) {
    return { kind, ...structuredClone(KINDS[kind].start) };
}

/** Return the values of a window of a mode. */
export function windowValues(mode) {
    return {
        ever: { days: undefined, from: undefined, to: undefined },
        days: { days: 30, from: undefined, to: undefined },
        dates: { days: undefined, from: "", to: "" },
    }[mode];
}

/** Return the mode of the window of a condition. */
export function windowMode(leaf) {
    if (leaf.days !== undefined && leaf.days !== null) {
        return "days";
    }
    return leaf.from !== undefined || leaf.to !== undefined ? "dates" : "ever";
}
