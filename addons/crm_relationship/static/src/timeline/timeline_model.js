// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

/**
 * What a timeline is, without a server and without a screen.
 *
 * A ROW is one interaction as `timeline_fetch` returns it, newest first. Rows
 * are merged page by page, cut into days of the reader's timezone, and runs of
 * automatic rows of one kind are folded into one. Filters are what the person
 * chose; `toServerFilters` turns them into what the server understands. The
 * present moment is always a parameter.
 */

import { deserializeDateTime, serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

export const CHANNEL_ICONS = {
    call: "fa-phone",
    mail: "fa-envelope",
    sms: "fa-mobile",
    chat: "fa-comments",
    meeting: "fa-users",
    visit: "fa-map-marker",
    post: "fa-inbox",
    web: "fa-globe",
    document: "fa-file-text-o",
    ticket: "fa-life-ring",
    campaign: "fa-bullhorn",
    other: "fa-circle-o",
};

export const DIRECTIONS = {
    in: { icon: "fa-arrow-down", label: _t("From the customer") },
    out: { icon: "fa-arrow-up", label: _t("To the customer") },
    internal: { icon: "fa-exchange", label: _t("Internal") },
};

/** Who reads a row. Without any, whoever sees the customer does. */
export const SHARE_LEVELS = {
    full: { label: _t("Whoever sees the customer") },
    subject: { label: _t("Others see the subject only") },
    metadata: { label: _t("Who did it and managers") },
};

export const STATES = {
    failed: { badge: "text-bg-danger", label: _t("Failed") },
    cancelled: { badge: "text-bg-secondary", label: _t("Cancelled") },
    corrected: { badge: "text-bg-warning", label: _t("Corrected") },
};

export const TONES = {
    positive: "text-bg-success",
    neutral: "text-bg-secondary",
    negative: "text-bg-danger",
};

export const PERIODS = {
    days_30: _t("Last 30 days"),
    days_90: _t("Last 90 days"),
    this_year: _t("This year"),
};

const FOLD_FROM = 4;

// Rows -----------------------------------------------------------------------

/** Append a page to the rows already shown; a row that is there stays once. */
export function mergeRows(rows, page) {
    const known = new Set(rows.map((row) => row.id));
    return [...rows, ...page.filter((row) => !known.has(row.id) && known.add(row.id))];
}

/** Cut rows into `{key, label, items}` per day, in the order they come. */
export function groupByDay(rows, now) {
    const days = [];
    for (const row of rows) {
        const at = deserializeDateTime(row.at);
        const key = at.toISODate();
        if (days.at(-1)?.key !== key) {
            days.push({ key, label: dayLabel(at, now), rows: [] });
        }
        days.at(-1).rows.push(row);
    }
    return days.map(({ rows, ...day }) => ({ ...day, items: foldBursts(rows) }));
}

/** Name a day the way people do: today, yesterday, else its date. */
export function dayLabel(day, now) {
    const age = Math.round(now.startOf("day").diff(day.startOf("day"), "days").days);
    if (age === 0) {
        return _t("Today");
    }
    if (age === 1) {
        return _t("Yesterday");
    }
    const format = { weekday: "long", day: "numeric", month: "long" };
    if (day.year !== now.year) {
        format.year = "numeric";
    }
    return day.toLocaleString(format);
}

/**
 * Fold runs of automatic rows of the same type and person: each item is
 * `{row, more}`, where `more` holds the rows behind it.
 */
export function foldBursts(rows, from = FOLD_FROM) {
    const runs = [];
    for (const row of rows) {
        const first = runs.at(-1)?.[0];
        if (first && isSameBurst(first, row)) {
            runs.at(-1).push(row);
        } else {
            runs.push([row]);
        }
    }
    return runs.flatMap((run) =>
        run.length >= from
            ? [{ row: run[0], more: run.slice(1) }]
            : run.map((row) => ({ row, more: [] }))
    );
}

function isSameBurst(first, row) {
    return (
        row.actor_type === "system" &&
        first.actor_type === "system" &&
        row.type_id === first.type_id &&
        row.state === first.state &&
        (row.user && row.user[0]) === (first.user && first.user[0])
    );
}

/** Say a duration in seconds as people do: 40 s, 12 min, 1 h 05 min. */
export function humanizeDuration(seconds) {
    if (!seconds || seconds < 0) {
        return "";
    }
    if (seconds < 60) {
        return _t("%s s", Math.round(seconds));
    }
    const minutes = Math.round(seconds / 60);
    if (minutes < 60) {
        return _t("%s min", minutes);
    }
    const hours = Math.floor(minutes / 60);
    const rest = minutes % 60;
    if (!rest) {
        return _t("%s h", hours);
    }
    return _t("%(hours)s h %(minutes)s min", {
        hours,
        minutes: String(rest).padStart(2, "0"),
    });
}

// Filters --------------------------------------------------------------------

export function emptyFilters() {
    return {
        channels: [],
        direction: false,
        userId: false,
        period: false,
        dateFrom: false,
        dateTo: false,
        text: "",
    };
}

export function isFiltering(filters) {
    const { channels, direction, userId, period, dateFrom, dateTo, text } = filters;
    return Boolean(
        channels.length || direction || userId || period || dateFrom || dateTo || text.trim()
    );
}

/** First day of a preset period, in the reader's timezone. */
export function periodStart(period, now) {
    const today = now.startOf("day");
    return {
        days_30: () => today.minus({ days: 30 }),
        days_90: () => today.minus({ days: 90 }),
        this_year: () => today.startOf("year"),
    }[period]();
}

/** Filters as the server takes them: UTC bounds, the last day included. */
export function toServerFilters(filters, now) {
    const result = {};
    if (filters.channels.length) {
        result.channels = [...filters.channels];
    }
    if (filters.direction) {
        result.directions = [filters.direction];
    }
    if (filters.userId) {
        result.user_ids = [filters.userId];
    }
    const from = filters.period ? periodStart(filters.period, now) : filters.dateFrom;
    if (from) {
        result.date_from = serializeDateTime(from.startOf("day"));
    }
    if (filters.dateTo && !filters.period) {
        result.date_to = serializeDateTime(filters.dateTo.startOf("day").plus({ days: 1 }));
    }
    const text = filters.text.trim();
    if (text) {
        result.text = text;
    }
    return result;
}
