// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useDebounced } from "@web/core/utils/timing";
import {
    CHANNEL_ICONS,
    DIRECTIONS,
    emptyFilters,
    isFiltering,
    PERIODS,
} from "./timeline_model";

const TYPING_PAUSE = 300;

/** Channel chips, direction, person, period and words; says what changed. */
export class TimelineFilters extends Component {
    static template = "crm_relationship.TimelineFilters";
    static components = { DateTimeInput, Dropdown, DropdownItem };
    static props = {
        filters: Object,
        channels: Array,
        people: Array,
        onChange: Function,
    };

    setup() {
        this.directions = Object.entries(DIRECTIONS);
        this.periods = Object.entries(PERIODS);
        this.onType = useDebounced((text) => this.props.onChange({ text }), TYPING_PAUSE);
    }

    get isFiltering() {
        return isFiltering(this.props.filters);
    }

    get directionLabel() {
        return DIRECTIONS[this.props.filters.direction]?.label || _t("Direction");
    }

    get personLabel() {
        const { filters, people } = this.props;
        return people.find(([id]) => id === filters.userId)?.[1] || _t("Colleague");
    }

    get periodLabel() {
        const { period, dateFrom, dateTo } = this.props.filters;
        if (period) {
            return PERIODS[period];
        }
        if (dateFrom || dateTo) {
            return `${formatDate(dateFrom) || "…"} – ${formatDate(dateTo) || "…"}`;
        }
        return _t("Period");
    }

    channelIcon(channel) {
        return CHANNEL_ICONS[channel] || CHANNEL_ICONS.other;
    }

    isOn(channel) {
        return this.props.filters.channels.includes(channel);
    }

    toggleChannel(channel) {
        const { channels } = this.props.filters;
        this.props.onChange({
            channels: this.isOn(channel)
                ? channels.filter((other) => other !== channel)
                : [...channels, channel],
        });
    }

    setDirection(direction) {
        this.props.onChange({ direction });
    }

    setPerson(userId) {
        this.props.onChange({ userId });
    }

    setPeriod(period) {
        this.props.onChange({ period, dateFrom: false, dateTo: false });
    }

    setDate(name, date) {
        this.props.onChange({ period: false, [name]: date || false });
    }

    clear() {
        this.onType.cancel();
        this.props.onChange(emptyFilters());
    }
}
