// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { formatFloat } from "@web/views/fields/formatters";
import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";

export const UNKNOWN = "–";

export function isKnown(value) {
    return value !== null && value !== undefined && value !== false;
}

/** Write an amount of money without parts: a dashboard is read from afar. */
export function money(value, currencyId) {
    return isKnown(value) ? formatCurrency(Math.round(value), currencyId, { digits: [69, 0] }) : UNKNOWN;
}

export function number(value, digits = 0) {
    return isKnown(value) ? formatFloat(value, { digits: [16, digits] }) : UNKNOWN;
}

/** Write a number of customers: shared credit makes parts of them. */
export function people(value) {
    const tenths = isKnown(value) && Math.round(10 * value) / 10;
    return number(value, Number.isInteger(tenths) ? 0 : 1);
}

export function percent(value, digits = 0) {
    return isKnown(value) ? _t("%s %", formatFloat(value, { digits: [16, digits] })) : UNKNOWN;
}

export function times(value) {
    return isKnown(value) ? `${formatFloat(value, { digits: [16, 1] })} ×` : UNKNOWN;
}

export function days(value) {
    if (!isKnown(value)) {
        return UNKNOWN;
    }
    return value === 1 ? _t("1 day") : _t("%s days", value);
}

/** Return the change against the period before, or nothing where it tells nothing. */
export function change(value, before) {
    if (!isKnown(value) || !before || before < 0) {
        return "";
    }
    const share = Math.round((100 * (value - before)) / before);
    if (Math.abs(share) > 999) {
        return "";
    }
    return share > 0 ? `+${share} %` : `${share} %`;
}

/** Say how a figure that is in percent itself changed: in points. */
export function points(value, before) {
    if (!isKnown(value) || !isKnown(before) || Math.abs(value - before) > 999) {
        return "";
    }
    const gap = Math.round(value - before);
    return _t("%s points", gap > 0 ? `+${gap}` : gap);
}

/** Return how to colour a change; null in `lessIsBetter`: neither is better. */
export function tone(value, before, lessIsBetter = false) {
    if (!isKnown(value) || !isKnown(before) || value === before || lessIsBetter === null) {
        return "text-muted";
    }
    return value < before === lessIsBetter ? "text-success" : "text-danger";
}
