// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { markRaw } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { KeepLast } from "@web/core/utils/concurrency";
import { mergeRows, toServerFilters } from "./timeline_model";

const PAGE_SIZE = 50;
const REFRESH_SIZE = 200;

/** Text of an error a person can act on; anything else is a bug and goes on. */
export function errorText(error) {
    if (error instanceof RPCError) {
        return error.data?.message || error.message;
    }
    if (error instanceof ConnectionLostError) {
        return _t("The server does not answer. Check the connection and try again.");
    }
    throw error;
}

/**
 * Rows of one record, loaded page by page.
 *
 * Only the latest request counts: the answer to an older filter or to an older
 * record is dropped, whatever the order in which answers come.
 */
export class TimelineLoader {
    status = "loading"; // loading, ready, error
    error = "";
    rows = [];
    cursor = false;
    hasHistory = false; // some row was seen, whatever the filters now
    isLoadingMore = false;
    moreError = "";

    constructor(orm) {
        this.orm = markRaw(orm);
        this.keepLast = markRaw(new KeepLast());
        this.target = null;
        this.filters = {};
    }

    get hasMore() {
        return Boolean(this.cursor);
    }

    /** Start over for a record and its filters, behind a skeleton. */
    async open(resModel, resId, filters) {
        const isSame = this.target?.join() === [resModel, resId].join();
        this.hasHistory = isSame && this.hasHistory;
        this.target = [resModel, resId];
        this.filters = toServerFilters(filters, luxon.DateTime.local());
        this.status = "loading";
        this.rows = [];
        this.cursor = false;
        await this._restart(PAGE_SIZE);
    }

    /** Read again what is shown, in place, so that the reader keeps the spot. */
    async refresh() {
        const shown = Math.min(Math.max(this.rows.length, PAGE_SIZE), REFRESH_SIZE);
        await this._restart(shown);
    }

    async retry() {
        this.status = "loading";
        await this._restart(PAGE_SIZE);
    }

    async loadMore() {
        if (this.status !== "ready" || !this.cursor || this.isLoadingMore) {
            return;
        }
        this.isLoadingMore = true;
        this.moreError = "";
        try {
            const page = await this._fetch(this.cursor, PAGE_SIZE);
            this.rows = mergeRows(this.rows, page.rows);
            this.cursor = page.cursor;
        } catch (error) {
            this.moreError = errorText(error);
        }
        this.isLoadingMore = false;
    }

    async _restart(limit) {
        this.isLoadingMore = false;
        this.moreError = "";
        try {
            const page = await this._fetch(false, limit);
            this.rows = mergeRows([], page.rows);
            this.cursor = page.cursor;
            this.hasHistory ||= Boolean(this.rows.length);
            this.status = "ready";
        } catch (error) {
            this.error = errorText(error);
            this.status = "error";
        }
    }

    _fetch(cursor, limit) {
        return this.keepLast.add(
            this.orm.call("crm.interaction", "timeline_fetch", this.target, {
                filters: this.filters,
                cursor,
                limit,
            })
        );
    }
}
