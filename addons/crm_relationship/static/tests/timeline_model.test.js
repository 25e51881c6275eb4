// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { mockDate, mockTimeZone } from "@odoo/hoot-mock";
import {
    changeType,
    hasTyped,
    newDraft,
    QUICK_DATES,
    quickDate,
    toServerNextStep,
    toServerValues,
} from "@crm_relationship/timeline/quick_log_model";
import {
    dayLabel,
    emptyFilters,
    foldBursts,
    groupByDay,
    humanizeDuration,
    isFiltering,
    mergeRows,
    toServerFilters,
} from "@crm_relationship/timeline/timeline_model";
import { upcomingLabel } from "@crm_relationship/timeline/upcoming";
import { allowTranslations, makeMockEnv } from "@web/../tests/web_test_helpers";
import { makeRow, NOW, TYPES } from "./helpers";

const { DateTime } = luxon;

describe.current.tags("headless");

async function freeze() {
    mockDate(NOW);
    mockTimeZone(+7);
    allowTranslations();
    await makeMockEnv();
    return DateTime.local();
}

test("rows are cut into days of the reader's timezone", async () => {
    const now = await freeze();
    const rows = [
        makeRow(4, { at: "2026-03-11 10:00:00" }),
        makeRow(3, { at: "2026-03-10 17:30:00" }), // half past midnight in UTC+7
        makeRow(2, { at: "2026-03-10 16:30:00" }),
        makeRow(1, { at: "2025-12-31 03:00:00" }),
    ];

    const days = groupByDay(rows, now);

    expect(days.map((day) => day.label)).toEqual([
        "Today",
        "Yesterday",
        "Wednesday, December 31, 2025",
    ]);
    expect(days.map((day) => day.items.map((item) => item.row.id))).toEqual([[4, 3], [2], [1]]);
});

test("a day of this year is named without its year", async () => {
    const now = await freeze();
    expect(dayLabel(DateTime.local(2026, 3, 6), now)).toBe("Friday, March 6");
    expect(dayLabel(now.startOf("day"), now)).toBe("Today");
});

test("merging pages keeps the order and drops rows already there", () => {
    const first = [makeRow(5), makeRow(4)];
    const merged = mergeRows(first, [makeRow(4), makeRow(3), makeRow(3)]);
    expect(merged.map((row) => row.id)).toEqual([5, 4, 3]);
});

test("only runs of automatic rows of one kind are folded", () => {
    const auto = (id, extra) => makeRow(id, { actor_type: "system", type_id: 7, ...extra });
    const rows = [auto(9), auto(8), auto(7), auto(6), makeRow(5), auto(4), auto(3)];

    const items = foldBursts(rows);

    expect(items.map((item) => [item.row.id, item.more.length])).toEqual([
        [9, 3],
        [5, 0],
        [4, 0],
        [3, 0],
    ]);
    const people = [1, 2, 3, 4].map((id) => makeRow(id));
    expect(foldBursts(people)).toHaveLength(4);
    const mixed = [auto(1), auto(2, { state: "failed" }), auto(3), auto(4)];
    expect(foldBursts(mixed)).toHaveLength(4);
});

test("durations read as people say them", () => {
    allowTranslations();
    const cases = [
        [0, ""],
        [false, ""],
        [-5, ""],
        [40, "40 s"],
        [60, "1 min"],
        [754, "13 min"],
        [3570, "1 h"],
        [3900, "1 h 05 min"],
        [7200, "2 h"],
    ];
    for (const [seconds, text] of cases) {
        expect(humanizeDuration(seconds)).toBe(text);
    }
});

test("filters become UTC bounds and the last day is included", async () => {
    const now = await freeze();
    const filters = {
        ...emptyFilters(),
        channels: ["call"],
        direction: "in",
        userId: 3,
        dateFrom: DateTime.local(2026, 3, 1),
        dateTo: DateTime.local(2026, 3, 10),
        text: "  thép ",
    };

    expect(toServerFilters(filters, now)).toEqual({
        channels: ["call"],
        directions: ["in"],
        user_ids: [3],
        date_from: "2026-02-28 17:00:00",
        date_to: "2026-03-10 17:00:00",
        text: "thép",
    });
});

test("preset periods start at the reader's midnight", async () => {
    const now = await freeze();
    const from = (period) => toServerFilters({ ...emptyFilters(), period }, now).date_from;
    expect(from("days_30")).toBe("2026-02-08 17:00:00");
    expect(from("days_90")).toBe("2025-12-10 17:00:00");
    expect(from("this_year")).toBe("2025-12-31 17:00:00");
    expect(toServerFilters(emptyFilters(), now)).toEqual({});
});

test("blank words are no filter", () => {
    expect(isFiltering(emptyFilters())).toBe(false);
    expect(isFiltering({ ...emptyFilters(), text: "  " })).toBe(false);
    expect(isFiltering({ ...emptyFilters(), period: "days_30" })).toBe(true);
});

test("a draft sends only what was filled in", async () => {
    await freeze();
    const draft = newDraft(TYPES[0]);
    expect(toServerValues(draft)).toEqual({ type_id: 1, direction: "out" });
    expect(toServerNextStep(draft)).toBe(false);

    Object.assign(draft, {
        at: DateTime.local(2026, 3, 11, 9, 30),
        minutes: "12,5",
        outcomeId: 2,
        subject: " Price ",
        promise: "Samples",
        promiseDate: DateTime.local(2026, 3, 20),
        activityId: 7,
    });
    expect(toServerValues(draft)).toEqual({
        type_id: 1,
        direction: "out",
        occurred_at: "2026-03-11 02:30:00",
        duration: 750,
        outcome_id: 2,
        subject: "Price",
        promise: "Samples",
        promise_date: "2026-03-20",
        activity_id: 7,
    });
});

test("a next step is an activity on a day or a meeting with an end", async () => {
    await freeze();
    const draft = newDraft(TYPES[0], { subject: "Demo" });
    Object.assign(draft.next, {
        kind: "activity",
        activityTypeId: 11,
        date: DateTime.local(2026, 3, 12),
        summary: "Send offer",
    });
    expect(toServerNextStep(draft)).toEqual({
        activity_type_id: 11,
        date_deadline: "2026-03-12",
        summary: "Send offer",
    });

    Object.assign(draft.next, {
        kind: "meeting",
        start: DateTime.local(2026, 3, 12, 9),
        minutes: "45",
    });
    expect(toServerNextStep(draft)).toEqual({
        meeting: true,
        start: "2026-03-12 02:00:00",
        stop: "2026-03-12 02:45:00",
        name: "Demo",
    });
});

test("changing the type keeps the words and drops a foreign outcome", () => {
    const draft = newDraft(TYPES[0]);
    expect(hasTyped(draft)).toBe(false);
    Object.assign(draft, { note: "Likes blue", outcomeId: 2 });
    expect(hasTyped(draft)).toBe(true);

    changeType(draft, TYPES[1]);

    expect(draft.typeId).toBe(2);
    expect(draft.note).toBe("Likes blue");
    expect(draft.outcomeId).toBe(false);
});

test("quick dates count from today", async () => {
    const now = await freeze();
    const dates = QUICK_DATES.map(({ shift }) => quickDate(shift, now).toISODate());
    expect(dates).toEqual(["2026-03-12", "2026-03-14", "2026-03-18", "2026-04-11"]);
});

test("what is planned says its day or its time", async () => {
    const now = await freeze();
    expect(upcomingLabel("2026-03-11", now)).toBe("Today");
    expect(upcomingLabel("2026-03-12", now)).toBe("Tomorrow");
    expect(upcomingLabel("2026-03-12 02:00:00", now)).toMatch(/^Tomorrow, 9:00/);
    expect(upcomingLabel("2026-03-20", now)).toBe("Mar 20");
});
