// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { besideText, cellText, shownColumns } from "./report_cells";
import { ReportChart } from "./report_chart";

/** A table of a report: a line each, its values beside those before, its picture. */
export class ReportTable extends Component {
    static template = "crm_relationship.ReportTable";
    static components = { ReportChart };
    static props = { table: Object, onOpen: Function };

    setup() {
        this.state = useState({ sort: null, down: true });
        this.text = cellText;
        this.beside = besideText;
    }

    get columns() {
        return shownColumns(this.props.table);
    }

    /** The numbers of the rows, in the order that the reader chose. */
    get order() {
        const { rows } = this.props.table;
        const places = [...rows.keys()];
        const { sort, down } = this.state;
        if (sort === null) {
            return places;
        }
        const sign = down ? -1 : 1;
        return places.sort((a, b) => sign * compare(rows[a][sort], rows[b][sort]));
    }

    sortBy(column) {
        const { sort, down } = this.state;
        const isSame = sort === column.place;
        Object.assign(this.state, { sort: column.place, down: isSame ? !down : column.isNumber });
    }

    sorted(column) {
        if (this.state.sort !== column.place) {
            return "none";
        }
        return this.state.down ? "descending" : "ascending";
    }

    get hasChart() {
        const { chart, rows } = this.props.table;
        return (
            chart &&
            rows.length > 1 &&
            rows.some((row) => chart.values.some((place) => row[place]))
        );
    }

    /** Whether the picture says it, and the figures are for who asks. */
    get isDrawn() {
        return this.hasChart && this.props.table.chart.type === "line";
    }

    get more() {
        const { count, rows } = this.props.table;
        return count > rows.length
            ? _t("%(shown)s of %(all)s rows are shown; the file has all of them.", {
                  shown: rows.length,
                  all: count,
              })
            : "";
    }
}

function compare(a, b) {
    if (a === b) {
        return 0;
    }
    if (a === null || b === null) {
        return a === null ? -1 : 1;
    }
    return typeof a === "string" ? a.localeCompare(b) : a - b;
}
