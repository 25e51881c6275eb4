// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { announceChange, formMemory, loadStamp, recordKey } from "./form_memory";
import { useOpenable } from "./openable";
import { QuickLog } from "./quick_log";
import { changeType, newDraft } from "./quick_log_model";
import { TimelineFilters } from "./timeline_filters";
import { errorText, TimelineLoader } from "./timeline_loader";
import { emptyFilters, groupByDay, isFiltering } from "./timeline_model";
import { TimelineRow } from "./timeline_row";
import { Upcoming } from "./upcoming";
import { useRowNavigation } from "./row_navigation";

const BAR_BUTTONS = 4;
const HOTKEYS = { call: "shift+p", meeting: "shift+e", visit: "shift+t", note: "shift+o" };
const UNKNOWN_TYPE = { id: 0, name: "", icon: "fa-circle-o", color: 0, channel: "other" };
// On a phone the page itself scrolls: what lies below must stay within reach
const AUTO_PAGES_ON_PHONE = 2;

/** The relationship with a partner or a lead: what is to come, what has been. */
export class Timeline extends Component {
    static template = "crm_relationship.Timeline";
    static components = {
        Dropdown,
        DropdownItem,
        QuickLog,
        TimelineFilters,
        TimelineRow,
        Upcoming,
    };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.ui = useService("ui");
        this.isOpenable = useOpenable();
        this.memory = formMemory(this.props.record);
        this.keepHeader = new KeepLast();
        this.loader = useState(new TimelineLoader(this.orm));
        this.state = useState({
            header: null,
            headerError: "",
            draft: null,
            filters: this.memory.filters,
            unfolded: {},
        });
        this.autoPages = 0;
        this.rootRef = useRef("root");
        this.listRef = useRef("list");
        this.moreRef = useRef("more");
        this.navigation = useRowNavigation(this.listRef, ".o_crm_timeline_row");
        useRecordObserver((record) => this.onRecord(record));
        useBus(this.memory.bus, "changed", () => this.refresh(this.props.record));
        useEffect(
            (el) => this.watchEnd(el),
            () => [this.moreRef.el]
        );
    }

    // Loading ----------------------------------------------------------------

    onRecord(record) {
        const stamp = loadStamp(record);
        if (!record.resId || stamp === this.stamp) {
            return;
        }
        this.stamp = stamp;
        const key = recordKey(record);
        if (key === this.key) {
            this.refresh(record);
        } else {
            this.key = key;
            this.open(record);
        }
    }

    open(record) {
        this.autoPages = 0;
        this.state.header = null;
        this.state.unfolded = {};
        this.state.draft = this.memory.drafts.get(this.key) || null;
        this.loadHeader(record);
        this.loader.open(record.resModel, record.resId, this.state.filters);
    }

    refresh(record) {
        this.loadHeader(record);
        this.loader.refresh();
    }

    retry() {
        this.loadHeader(this.props.record);
        this.loader.retry();
    }

    async loadHeader(record) {
        this.state.headerError = "";
        try {
            this.state.header = await this.keepHeader.add(
                this.memory.loadHeader(this.env.services.orm, record)
            );
        } catch (error) {
            this.state.headerError = errorText(error);
        }
    }

    watchEnd(el) {
        if (!el) {
            return;
        }
        const observer = new IntersectionObserver(([entry]) => {
            if (!entry.isIntersecting || this.loader.moreError) {
                return;
            }
            if (!this.ui.isSmall || this.autoPages < AUTO_PAGES_ON_PHONE) {
                this.autoPages++;
                this.loader.loadMore();
            }
        });
        observer.observe(el);
        return () => observer.disconnect();
    }

    loadMore() {
        this.autoPages = 0;
        this.loader.loadMore();
    }

    // What is shown ----------------------------------------------------------

    get status() {
        if (this.state.headerError || this.loader.status === "error") {
            return "error";
        }
        return this.state.header ? this.loader.status : "loading";
    }

    get error() {
        return this.state.headerError || this.loader.error;
    }

    get days() {
        return groupByDay(this.loader.rows, luxon.DateTime.local());
    }

    get isFiltering() {
        return isFiltering(this.state.filters);
    }

    get recordPartnerId() {
        const { resModel, resId } = this.props.record;
        return resModel === "res.partner" ? resId : this.state.header.partner_id;
    }

    get loadedMessage() {
        return _t("%s interactions shown", this.loader.rows.length);
    }

    typeOf(row) {
        return this.state.header.types.find((type) => type.id === row.type_id) || UNKNOWN_TYPE;
    }

    outcomeOf(row) {
        const { outcomes } = this.state.header;
        return outcomes.find((outcome) => outcome.id === row.outcome_id) || false;
    }

    visibleRows(item) {
        return this.state.unfolded[item.row.id] ? [item.row, ...item.more] : [item.row];
    }

    moreLabel(item) {
        return _t("%s more like this", item.more.length);
    }

    unfold(item) {
        this.state.unfolded[item.row.id] = true;
    }

    // Filters ----------------------------------------------------------------

    setFilters(change) {
        this.state.filters = { ...this.state.filters, ...change };
        this.memory.filters = this.state.filters;
        this.autoPages = 0;
        const { resModel, resId } = this.props.record;
        this.loader.open(resModel, resId, this.state.filters);
    }

    clearFilters() {
        this.setFilters(emptyFilters());
    }

    // Logging ----------------------------------------------------------------

    get manualTypes() {
        return this.state.header.types.filter((type) => type.is_manual);
    }

    get barTypes() {
        const known = this.manualTypes.filter((type) => type.code in HOTKEYS);
        return known.length ? known : this.manualTypes.slice(0, BAR_BUTTONS);
    }

    get otherTypes() {
        const bar = this.barTypes;
        return this.manualTypes.filter((type) => !bar.includes(type));
    }

    hotkeyOf(type) {
        return HOTKEYS[type.code];
    }

    startLog(type) {
        if (this.state.draft) {
            changeType(this.state.draft, type);
        } else {
            this.keepDraft(newDraft(type));
        }
    }

    /** Log a planned activity as done: its kind and words are the draft. */
    completeActivity(item) {
        const types = this.manualTypes;
        const type = types.find((type) => type.icon === item.icon) || types.at(-1);
        this.keepDraft(newDraft(type, { activityId: item.id, subject: item.title }));
    }

    keepDraft(draft) {
        this.state.draft = draft;
        if (draft) {
            this.memory.drafts.set(this.key, draft);
        } else {
            this.memory.drafts.delete(this.key);
        }
    }

    closeLog() {
        const { typeId } = this.state.draft;
        this.keepDraft(null);
        const bar = this.rootRef.el?.querySelectorAll(".o_crm_timeline_log") || [];
        const button = [...bar].find((el) => Number(el.dataset.id) === typeId) || bar[0];
        button?.focus();
    }

    async onLogged() {
        this.closeLog();
        await announceChange(this.props.record);
    }

    async onKept(row) {
        await this.orm.call("crm.interaction", "promise_keep", [row.id]);
        await announceChange(this.props.record);
    }

    onEdit(row) {
        this.dialog.add(FormViewDialog, {
            resModel: "crm.interaction",
            resId: row.id,
            title: _t("Edit interaction"),
            onRecordSaved: () => announceChange(this.props.record),
        });
    }
}

export const timelineField = {
    component: Timeline,
    displayName: _t("Relationship timeline"),
    supportedTypes: ["integer"],
    isEmpty: () => false,
};

registry.category("fields").add("crm_timeline", timelineField);
