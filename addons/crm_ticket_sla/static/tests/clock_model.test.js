// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { mockTimeZone } from "@odoo/hoot-mock";
import { makeMockEnv } from "@web/../tests/web_test_helpers";
import { deserializeDateTime } from "@web/core/l10n/dates";
import {
    clockSentence,
    durationLabel,
    instantLabel,
    leftAt,
    leftLabel,
    stateAt,
    usedPercent,
} from "@crm_ticket_sla/clock/clock_model";
import { makeClock, NOW } from "./helpers";

describe.current.tags("desktop");

const at = (instant) => deserializeDateTime(instant);

test("only working time is used up", async () => {
    await makeMockEnv();
    const clock = makeClock({ left: 5 * 3600, deadline_at: "2026-03-12 10:00:00" });

    expect(leftAt(clock, at(NOW))).toBe(5 * 3600);
    expect(leftAt(clock, at("2026-03-11 14:30:00"))).toBe(3.5 * 3600);
    // after work, and all night long
    expect(leftAt(clock, at("2026-03-11 17:00:00"))).toBe(2 * 3600);
    expect(leftAt(clock, at("2026-03-12 08:00:00"))).toBe(2 * 3600);
    expect(leftAt(clock, at("2026-03-12 11:00:00"))).toBe(-3600);
});

test("a clock that stands loses nothing", async () => {
    await makeMockEnv();
    const clock = makeClock({ clock: "paused", deadline_at: false });

    expect(leftAt(clock, at("2026-03-12 12:00:00"))).toBe(3 * 3600);
    expect(stateAt(clock, at("2026-03-12 12:00:00"))).toBe("paused");
    expect(leftLabel(clock, at(NOW))).toBe("Paused, 3 h left");
});

test("the state turns when its time comes", async () => {
    await makeMockEnv();
    const clock = makeClock();

    expect(stateAt(clock, at(NOW))).toBe("ok");
    expect(stateAt(clock, at("2026-03-11 14:00:00"))).toBe("risk");
    // at the deadline it is still met
    expect(stateAt(clock, at("2026-03-11 16:00:00"))).toBe("risk");
    expect(stateAt(clock, at("2026-03-11 16:00:01"))).toBe("missed");
    expect(stateAt(makeClock({ outcome: "met", clock: "stopped" }), at(NOW))).toBe("met");
    expect(stateAt(makeClock({ clock: "idle", deadline_at: false }), at(NOW))).toBe("none");
});

test("a miss is late by working time", async () => {
    await makeMockEnv();
    const clock = makeClock();

    expect(leftLabel(clock, at("2026-03-11 20:00:00"))).toBe("Late");
    expect(leftLabel(clock, at("2026-03-12 09:30:00"))).toBe("Late 1 h 30 min");
});

test("without known hours nothing is promised", async () => {
    await makeMockEnv();
    const clock = makeClock({ left: false, budget: false, deadline_at: false, is_unplannable: true });

    expect(leftLabel(clock, at(NOW))).toBe("No working hours");
    expect(usedPercent(clock, at(NOW))).toBe(0);
});

test("durations are short", async () => {
    await makeMockEnv();
    expect([0, 59, 60, 3600, 5400, 40 * 3600 + 60].map(durationLabel)).toEqual([
        "0 min",
        "0 min",
        "1 min",
        "1 h",
        "1 h 30 min",
        "40 h",
    ]);
});

test("instants are told in the zone of who looks", async () => {
    await makeMockEnv();
    const now = at(NOW);
    expect(instantLabel("2026-03-11 16:00:00", now)).toBe("today 5:00 PM");
    expect(instantLabel("2026-03-11 23:30:00", now)).toBe("tomorrow 12:30 AM");

    mockTimeZone("Asia/Ho_Chi_Minh");
    expect(instantLabel("2026-03-11 16:00:00", at(NOW))).toBe("today 11:00 PM");
});

test("a clock is said in one sentence", async () => {
    await makeMockEnv();
    expect(clockSentence(makeClock(), at(NOW))).toBe("Resolution: 3 h left, due today 5:00 PM");
    const paused = makeClock({
        clock: "paused",
        deadline_at: false,
        frozen_deadline_at: "2026-03-11 16:00:00",
    });
    expect(clockSentence(paused, at(NOW))).toBe(
        "Resolution: Paused, 3 h left, was due today 5:00 PM"
    );
});
