// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { localization } from "@web/core/l10n/localization";

const HOURS = [...Array(24).keys()];

/** Counts by weekday and hour: the darker, the more. A table for those who listen. */
export class HeatMap extends Component {
    static template = "crm_ticket_sla.HeatMap";
    static props = { cells: Array };

    get hours() {
        return HOURS.map((hour) => ({
            hour,
            label: luxon.DateTime.local().set({ hour, minute: 0 }).toFormat("HH"),
            isShown: hour % 3 === 0,
        }));
    }

    get max() {
        return Math.max(1, ...this.props.cells.flat());
    }

    get total() {
        return this.props.cells.flat().reduce((sum, count) => sum + count, 0);
    }

    /** Weekdays in the order of the user's week, each with its cells. */
    get rows() {
        const first = ((localization.weekStart || 1) - 1) % 7;
        return HOURS.slice(0, 7).map((offset) => {
            const index = (first + offset) % 7;
            const name = luxon.Info.weekdays("long")[index];
            return {
                index,
                name,
                short: luxon.Info.weekdays("short")[index],
                cells: this.props.cells[index].map((count, hour) => ({
                    hour,
                    count,
                    style: `--crm-heat: ${Math.round((100 * count) / this.max)}%`,
                    title: _t("%(day)s %(from)s to %(to)s: %(count)s", {
                        day: name,
                        from: `${hour}:00`,
                        to: `${hour + 1}:00`,
                        count,
                    }),
                })),
            };
        });
    }

    /** Say when most tickets arrive. */
    get peak() {
        if (!this.total) {
            return _t("No ticket arrived in this period.");
        }
        const cells = this.rows.flatMap((row) => row.cells.map((cell) => ({ ...cell, row })));
        const peak = cells.reduce((best, cell) => (cell.count > best.count ? cell : best));
        return _t("Most arrive on %(day)s between %(from)s and %(to)s.", {
            day: peak.row.name,
            from: `${peak.hour}:00`,
            to: `${peak.hour + 1}:00`,
        });
    }
}
