// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { deserializeDateTime, toLocaleDateString, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const MINUTE = 60;
const HOUR = 3600;
// Beyond this many hours the minutes tell nothing
const LONG_HOURS = 40;

export const STATES = {
    ok: { icon: "fa-clock-o", badge: "o_crm_clock_ok" },
    risk: { icon: "fa-hourglass-half", badge: "text-bg-warning" },
    missed: { icon: "fa-exclamation-triangle", badge: "text-bg-danger" },
    paused: { icon: "fa-pause", badge: "text-bg-secondary" },
    met: { icon: "fa-check", badge: "o_crm_clock_met" },
    waived: { icon: "fa-flag-o", badge: "text-bg-light" },
    none: { icon: "fa-clock-o", badge: "text-bg-light" },
};

/**
 * Return the working seconds that are left, negative when late.
 *
 * The server says how many were left when it answered and which hours of the next
 * days are worked: the rest is a sum, so a clock ticks without asking again.
 *
 * @param {{left: number|false, at: string, windows: [string, string][], clock: string}} clock
 * @param {luxon.DateTime} now
 */
export function leftAt(clock, now) {
    if (clock.left === false || clock.left === null || clock.clock !== "running") {
        return clock.left;
    }
    const since = deserializeDateTime(clock.at);
    let worked = 0;
    for (const [start, stop] of clock.windows) {
        const from = luxon.DateTime.max(deserializeDateTime(start), since);
        const to = luxon.DateTime.min(deserializeDateTime(stop), now);
        worked += Math.max(0, to.diff(from, "seconds").seconds);
    }
    return Math.round(clock.left - worked);
}

/** Return the state that a clock has at an instant: see `STATES`. */
export function stateAt(clock, now) {
    if (["met", "missed", "waived"].includes(clock.outcome)) {
        return clock.outcome;
    }
    if (clock.clock === "paused") {
        return "paused";
    }
    const left = leftAt(clock, now);
    if (clock.clock !== "running" || left === false || left === null) {
        return "none";
    }
    const isOver = clock.deadline_at && deserializeDateTime(clock.deadline_at) < now;
    if (isOver || left < 0) {
        return "missed";
    }
    const isAtRisk = clock.risk_at && deserializeDateTime(clock.risk_at) <= now;
    return isAtRisk ? "risk" : "ok";
}

/** Say what is left: a minute that has begun counts, so nothing left is really nothing. */
function remainderLabel(seconds) {
    return durationLabel(Math.ceil(Math.max(0, seconds) / MINUTE) * MINUTE);
}

/** Say a duration: "25 min", "3 h 20 min", "56 h". */
export function durationLabel(seconds) {
    const minutes = Math.floor(Math.abs(seconds) / MINUTE);
    const hours = Math.floor(minutes / (HOUR / MINUTE));
    const rest = minutes % (HOUR / MINUTE);
    if (!hours) {
        return _t("%s min", rest);
    }
    if (hours >= LONG_HOURS || !rest) {
        return _t("%s h", hours);
    }
    return _t("%(hours)s h %(minutes)s min", { hours, minutes: rest });
}

/** Say an instant in the user's zone: the time alone while it is near. */
export function instantLabel(value, now) {
    const at = deserializeDateTime(value);
    const days = Math.round(at.startOf("day").diff(now.startOf("day"), "days").days);
    const time = at.toLocaleString(luxon.DateTime.TIME_SIMPLE);
    if (days === 0) {
        return _t("today %s", time);
    }
    if (days === 1) {
        return _t("tomorrow %s", time);
    }
    if (days === -1) {
        return _t("yesterday %s", time);
    }
    if (days > 1 && days < 7) {
        return `${at.toLocaleString({ weekday: "short" })} ${time}`;
    }
    return Math.abs(days) > 30
        ? toLocaleDateString(at)
        : toLocaleDateTimeString(at, { showSeconds: false });
}

/** Say what is left of a clock, as short as a badge. */
export function leftLabel(clock, now) {
    const state = stateAt(clock, now);
    const left = leftAt(clock, now);
    const isKnown = left !== false && left !== null;
    switch (state) {
        case "met":
            return _t("Met");
        case "waived":
            return _t("Waived");
        case "missed":
            // a miss outside working hours is late by nothing yet
            return isKnown && left <= -MINUTE ? _t("Late %s", durationLabel(left)) : _t("Late");
        case "paused":
            return isKnown ? _t("Paused, %s left", remainderLabel(left)) : _t("Paused");
        case "none":
            return clock.is_unplannable ? _t("No working hours") : _t("Not started");
        default:
            return _t("%s left", remainderLabel(left));
    }
}

/** Say a clock in a sentence, for those who hear it and for tooltips. */
export function clockSentence(clock, now) {
    const label = leftLabel(clock, now);
    const due = clock.deadline_at || clock.frozen_deadline_at;
    const parts = { metric: clock.label, left: label, due: due && instantLabel(due, now) };
    if (!due) {
        return _t("%(metric)s: %(left)s", parts);
    }
    return clock.deadline_at
        ? _t("%(metric)s: %(left)s, due %(due)s", parts)
        : _t("%(metric)s: %(left)s, was due %(due)s", parts);
}

/** Return how much of the budget is used, in percent from 0 to 100. */
export function usedPercent(clock, now) {
    const left = leftAt(clock, now);
    if (!clock.budget || left === false || left === null) {
        return 0;
    }
    return Math.min(100, Math.max(0, Math.round(100 - (100 * left) / clock.budget)));
}
