// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { formatCurrency } from "@web/core/currency";
import { formatFloat } from "@web/core/utils/numbers";

// A figure that grew more than this began with next to nothing
const MAX_CHANGE = 500;

/** Say a figure as its kind wants it. */
export function figure(value, kind, currencyId) {
    if (value === null || value === undefined) {
        return "–";
    }
    if (kind === "money") {
        return formatCurrency(Math.round(value), currencyId, { digits: [69, 0], humanReadable: Math.abs(value) >= 1e6 });
    }
    if (kind === "percent") {
        return `${formatFloat(value, { digits: [0, 0] })} %`;
    }
    return formatFloat(value, { digits: [0, 0] });
}

/** Say how a figure changed against the period before, in percent. */
export function change(value, before) {
    if (before === null || before === undefined || !before) {
        return "";
    }
    const percent = Math.round((100 * (value - before)) / Math.abs(before));
    if (percent > MAX_CHANGE) {
        return "";
    }
    return percent > 0 ? `+${percent} %` : `${percent} %`;
}

/** Return how to colour a change; where neither more nor less is better, not at all. */
export function tone({ value, before, better }) {
    if (!before || value === before || !better) {
        return "text-muted";
    }
    return value > before === (better === "more") ? "text-success" : "text-danger";
}
