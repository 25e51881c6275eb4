// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

const DAY = 24;
// A figure that grew more than this began with next to nothing
const MAX_CHANGE = 500;

export const OPEN = ["stage_kind", "in", ["new", "open", "wait_customer", "wait_third"]];
export const NOTHING = "–";

function isKnown(value) {
    return value !== null && value !== undefined && value !== false;
}

export function number(value, decimals = 0) {
    return isKnown(value) ? formatFloat(value, { digits: [0, decimals] }) : NOTHING;
}

export function percent(value) {
    return isKnown(value) ? _t("%s %", formatFloat(value, { digits: [0, 0] })) : NOTHING;
}

/** Say hours of the clock on the wall, or working hours: those never become days. */
export function hours(value, { isWorked = false } = {}) {
    if (!isKnown(value)) {
        return NOTHING;
    }
    if (value < 1) {
        return _t("%s min", Math.round(value * 60));
    }
    if (value >= 3 * DAY && !isWorked) {
        return _t("%s days", formatFloat(value / DAY, { digits: [0, 1] }));
    }
    return _t("%s h", formatFloat(value, { digits: [0, 1] }));
}

/** Say how a figure changed against the period before, in percent. */
export function change(value, before) {
    if (!isKnown(value) || !before) {
        return "";
    }
    const percent = Math.round((100 * (value - before)) / before);
    if (percent > MAX_CHANGE) {
        return "";
    }
    return percent > 0 ? `+${percent} %` : `${percent} %`;
}

/** Return how to colour a change; null in `lessIsBetter`: neither is better. */
export function tone(value, before, lessIsBetter = false) {
    if (!isKnown(value) || !before || value === before || lessIsBetter === null) {
        return "text-muted";
    }
    return value < before === lessIsBetter ? "text-success" : "text-danger";
}
