// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, markup, useEffect, useRef, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import {
    deserializeDate,
    deserializeDateTime,
    formatDateTime,
    toLocaleDateString,
} from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { imageUrl } from "@web/core/utils/urls";
import { errorText } from "./timeline_loader";
import { DIRECTIONS, humanizeDuration, SHARE_LEVELS, STATES, TONES } from "./timeline_model";

const LONG_NOTE = 180;

/** One interaction: what, who, when, how it ended; its content on demand. */
export class TimelineRow extends Component {
    static template = "crm_relationship.TimelineRow";
    static props = {
        row: Object,
        type: Object,
        outcome: [Object, { value: false }],
        recordPartnerId: [Number, { value: false }],
        canLog: Boolean,
        canOpen: Boolean,
        isTabStop: Boolean,
        onFocus: Function,
        onKept: Function,
        onEdit: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({ isExpanded: false, isLoading: false, content: null });
        this.contentRef = useRef("content");
        useEffect(
            (el) => {
                for (const link of el?.querySelectorAll("a[href]") || []) {
                    link.target = "_blank";
                    link.rel = "noopener noreferrer";
                }
            },
            () => [this.contentRef.el]
        );
    }

    get title() {
        return this.props.row.subject || this.props.type.name;
    }

    get at() {
        return deserializeDateTime(this.props.row.at);
    }

    get time() {
        return this.at.toLocaleString(luxon.DateTime.TIME_SIMPLE);
    }

    get fullTime() {
        return formatDateTime(this.at);
    }

    get direction() {
        return DIRECTIONS[this.props.row.direction] || DIRECTIONS.internal;
    }

    get stateBadge() {
        return STATES[this.props.row.state];
    }

    /** What is said about who reads the row; nothing where whoever sees the customer does. */
    get shareLabel() {
        const { is_closed, share_level } = this.props.row;
        if (is_closed) {
            return _t("Only the subject is shared");
        }
        return share_level && share_level !== "full" ? SHARE_LEVELS[share_level].label : "";
    }

    get toneClass() {
        return TONES[this.props.outcome.tone] || TONES.neutral;
    }

    get duration() {
        return humanizeDuration(this.props.row.duration);
    }

    get amount() {
        const { amount, currency_id } = this.props.row;
        return amount ? formatCurrency(amount, currency_id || undefined) : "";
    }

    get avatar() {
        return imageUrl("res.users", this.props.row.user[0], "avatar_128");
    }

    /** The other side, unless it is the very record on screen. */
    get contact() {
        const { partner, contact_value } = this.props.row;
        if (!partner) {
            return contact_value || "";
        }
        return partner[0] === this.props.recordPartnerId ? "" : partner[1];
    }

    /** Who acted is named first. */
    get isFromCustomer() {
        return this.props.row.actor_type === "customer";
    }

    get promiseDate() {
        const { promise_date } = this.props.row;
        return promise_date ? _t("by %s", toLocaleDateString(deserializeDate(promise_date))) : "";
    }

    get hasDocument() {
        return Boolean(this.props.row.origin_model && this.props.row.origin_id);
    }

    /** Whether the server has more to show than the row itself. */
    get hasContent() {
        return this.props.row.can_expand && this.hasDocument;
    }

    get isExpandable() {
        const note = this.props.row.note || "";
        return this.hasContent || note.length > LONG_NOTE || note.includes("\n");
    }

    get hasAnything() {
        const { html, lines, attachments } = this.state.content;
        return Boolean(html || lines.length || attachments.length);
    }

    get classNames() {
        const { row } = this.props;
        return {
            o_crm_timeline_auto: row.actor_type === "system",
            o_crm_timeline_struck: row.state === "cancelled" || row.state === "corrected",
            o_crm_timeline_expanded: this.state.isExpanded,
        };
    }

    async toggle() {
        if (!this.isExpandable) {
            return;
        }
        this.state.isExpanded = !this.state.isExpanded;
        if (this.state.isExpanded && this.hasContent && !this.state.content) {
            await this.loadContent();
        }
    }

    async loadContent() {
        this.state.isLoading = true;
        try {
            const content = await this.orm.call("crm.interaction", "timeline_expand", [
                this.props.row.id,
            ]);
            // the server sanitised it: nothing else is ever shown as HTML
            content.html = content.html ? markup(content.html) : false;
            this.state.content = content;
        } catch (error) {
            this.state.content = { denied: true, message: errorText(error) };
        }
        this.state.isLoading = false;
    }

    async openDocument() {
        if (!this.hasDocument || !this.props.canOpen) {
            return;
        }
        try {
            const action = await this.orm.call("crm.interaction", "action_open_origin", [
                [this.props.row.id],
            ]);
            await this.action.doAction(action);
        } catch (error) {
            this.notification.add(errorText(error), { type: "warning" });
        }
    }

    onKeydown(ev) {
        if (ev.target !== ev.currentTarget || ev.altKey || ev.ctrlKey || ev.metaKey) {
            return;
        }
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.toggle();
        } else if (ev.key === "o") {
            ev.preventDefault();
            this.openDocument();
        }
    }
}
