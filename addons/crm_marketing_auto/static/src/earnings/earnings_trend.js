// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { TrendChart } from "@crm_relationship/charts/trend_chart";
import { _t } from "@web/core/l10n/translation";
import { money } from "./earnings_model";

/** Cost and revenue, side by side. */
export class EarningsTrend extends TrendChart {
    static props = { ...TrendChart.props, currencyId: [Number, Boolean] };

    get datasets() {
        return [this.bar(_t("Revenue"), "revenue", 0), this.bar(_t("Cost"), "cost", 1)];
    }

    get summary() {
        return _t("Revenue %(revenue)s, cost %(cost)s", {
            revenue: money(this.sum("revenue"), this.props.currencyId),
            cost: money(this.sum("cost"), this.props.currencyId),
        });
    }
}
