// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { deserializeDate, deserializeDateTime, formatDate, formatDateTime } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

export const NOTHING = "–";

/** Say a cell as its column has it; `sign` for a difference. */
export function cellText(value, column, sign = false) {
    if (value === null || value === undefined) {
        return column.role || column.kind !== "text" ? NOTHING : "";
    }
    switch (column.kind) {
        case "text":
            return value;
        case "date":
            return formatDate(deserializeDate(value));
        case "datetime":
            return formatDateTime(deserializeDateTime(value), { format: withoutSeconds() });
    }
    const mark = value < 0 ? "-" : sign && value > 0 ? "+" : "";
    return mark + numberText(Math.abs(value), column);
}

function withoutSeconds() {
    return localization.dateTimeFormat.replace(/:ss/, "");
}

function numberText(value, { kind, currency }) {
    const digits = { int: 0, percent: 1, money: currency?.decimals ?? 2 }[kind] ?? 2;
    const shown = kind === "percent" ? 100 * value : value;
    const trailing = kind !== "number";
    const text = formatFloat(shown, { digits: [0, digits], trailingZeros: trailing });
    if (kind === "percent") {
        return _t("%s %", text);
    }
    if (kind === "money" && currency) {
        return currency.is_before
            ? `${currency.symbol}${text}`
            : `${text}\u00a0${currency.symbol}`;
    }
    return text;
}

/** Return the columns of a table that show a value, each with what stands beside it. */
export function shownColumns(table) {
    return table.columns
        .map((column, place) => ({
            ...column,
            place,
            isCompared: table.columns[place + 1]?.role === "before",
            isNumber: !["text", "date", "datetime"].includes(column.kind),
        }))
        .filter((column) => !column.role);
}

/** Say what a value was before, and how much more or less it is. */
export function besideText(row, column) {
    const [value, before, change] = row.slice(column.place, column.place + 3);
    if (!column.isCompared || (!before && !value)) {
        return null;
    }
    return {
        before: _t("before: %s", cellText(before, { ...column, role: "before" })),
        change: change === null ? "" : cellText(change, { ...column, role: "change" }, true),
        tone: !change ? "text-muted" : change > 0 ? "o_crm_more" : "o_crm_less",
    };
}
