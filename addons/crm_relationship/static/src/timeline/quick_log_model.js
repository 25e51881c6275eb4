// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

/**
 * The draft of a contact that a person is logging, without a screen.
 *
 * A draft holds dates as the pickers give them (or false) and durations in
 * minutes. `toServerValues` and `toServerNextStep` make of it the one call that
 * saves both. The present moment is always a parameter.
 */

import { serializeDate, serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

export const QUICK_DATES = [
    { key: "tomorrow", label: _t("Tomorrow"), shift: { days: 1 } },
    { key: "in_3_days", label: _t("In 3 days"), shift: { days: 3 } },
    { key: "next_week", label: _t("Next week"), shift: { weeks: 1 } },
    { key: "next_month", label: _t("Next month"), shift: { months: 1 } },
];

let lastUid = 0;
const MEETING_MINUTES = 60;
const MEETING_HOUR = 9;

export function newDraft(type, { activityId = false, subject = "" } = {}) {
    return {
        uid: ++lastUid,
        typeId: type.id,
        direction: type.default_direction,
        at: false,
        minutes: "",
        outcomeId: false,
        subject,
        note: "",
        promise: "",
        promiseDate: false,
        shareLevel: "full",
        contactId: false,
        activityId,
        next: newNextStep(),
    };
}

export function newNextStep() {
    return {
        kind: false,
        activityTypeId: false,
        date: false,
        summary: "",
        start: false,
        minutes: String(MEETING_MINUTES),
        name: "",
    };
}

/** Switch the type; keep what was typed, drop what the new type does not know. */
export function changeType(draft, type) {
    draft.typeId = type.id;
    draft.direction = type.default_direction;
    if (!type.outcome_ids.includes(draft.outcomeId)) {
        draft.outcomeId = false;
    }
}

/** Whether closing would lose words or figures that a person typed. */
export function hasTyped(draft) {
    const { subject, note, promise, minutes, next } = draft;
    return [subject, note, promise, minutes, next.summary, next.name].some(
        (text) => text && text.trim()
    );
}

export function quickDate(shift, now) {
    return now.startOf("day").plus(shift);
}

/** Proposed start of a meeting on a day: nine in the morning. */
export function meetingStart(shift, now) {
    return quickDate(shift, now).set({ hour: MEETING_HOUR });
}

export function toServerValues(draft) {
    const values = { type_id: draft.typeId, direction: draft.direction };
    const optional = {
        occurred_at: draft.at && serializeDateTime(draft.at),
        duration: toSeconds(draft.minutes),
        outcome_id: draft.outcomeId,
        subject: draft.subject.trim(),
        note: draft.note.trim(),
        promise: draft.promise.trim(),
        promise_date: draft.promiseDate && serializeDate(draft.promiseDate),
        share_level: draft.shareLevel !== "full" && draft.shareLevel,
        partner_id: draft.contactId,
        activity_id: draft.activityId,
    };
    for (const [name, value] of Object.entries(optional)) {
        if (value) {
            values[name] = value;
        }
    }
    return values;
}

/** The next step as the server takes it, or false when none was asked for. */
export function toServerNextStep({ next, subject }) {
    if (next.kind === "activity") {
        return {
            activity_type_id: next.activityTypeId,
            date_deadline: next.date && serializeDate(next.date),
            summary: next.summary.trim(),
        };
    }
    if (next.kind === "meeting") {
        const start = next.start;
        const length = { seconds: toSeconds(next.minutes) || MEETING_MINUTES * 60 };
        return {
            meeting: true,
            start: start && serializeDateTime(start),
            stop: start && serializeDateTime(start.plus(length)),
            name: next.name.trim() || subject.trim(),
        };
    }
    return false;
}

function toSeconds(minutes) {
    return Math.round(Number(String(minutes).replace(",", ".")) * 60) || 0;
}
