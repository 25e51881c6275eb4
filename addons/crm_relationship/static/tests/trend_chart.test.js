// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { queryOne } from "@odoo/hoot-dom";
import { mountWithCleanup, preloadBundle } from "@web/../tests/web_test_helpers";
import { TrendChart } from "@crm_relationship/charts/trend_chart";
import { SparkChart } from "@crm_relationship/dashboard/spark_chart";
import { defineRelationshipModels } from "./helpers";

describe.current.tags("desktop");
defineRelationshipModels();
preloadBundle("web.chartjs_lib");

class Calls extends TrendChart {
    get datasets() {
        return [this.bar("Made", "made", 0), this.bar("Missed", "missed", 1)];
    }
    get summary() {
        return `${this.sum("made")} made, ${this.sum("missed")} missed`;
    }
}

test("TrendChart: a bar a day for each measure, and its sum in words", async () => {
    const points = [
        { day: "2026-03-10", made: 3, missed: 1 },
        { day: "2026-03-11", made: 4, missed: 0 },
    ];
    await mountWithCleanup(Calls, { props: { points } });

    expect("canvas").toHaveAttribute("aria-label", "7 made, 1 missed");
    const { labels, datasets } = Chart.getChart(queryOne("canvas")).data;
    expect(labels).toEqual(["Mar 10", "Mar 11"]);
    expect(datasets.map(({ label, data }) => [label, data])).toEqual([
        ["Made", [3, 4]],
        ["Missed", [1, 0]],
    ]);
});

test("SparkChart: one figure, without axes, and its most in words", async () => {
    const points = [
        { day: "2026-03-10", value: 3 },
        { day: "2026-03-11", value: 8 },
    ];
    await mountWithCleanup(SparkChart, { props: { points, label: "Calls" } });

    expect("canvas").toHaveAttribute("aria-label", "Calls over time, at most 8");
    const { scales } = Chart.getChart(queryOne("canvas")).options;
    expect([scales.x.display, scales.y.display]).toEqual([false, false]);
});
