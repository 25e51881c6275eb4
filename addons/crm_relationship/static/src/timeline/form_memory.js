// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

/**
 * What outlives a notebook page while its form stays open.
 *
 * A notebook destroys the page that is left. The memory of a form keeps the
 * chosen filters and the drafts of quick logs, and shares one header between
 * the timeline and the brief. It goes with the form's model.
 */

import { EventBus, toRaw } from "@odoo/owl";
import { emptyFilters } from "./timeline_model";

const memories = new WeakMap();

class FormMemory {
    filters = emptyFilters();
    drafts = new Map();
    bus = new EventBus();
    header = { stamp: null, promise: null };

    /**
     * Fetch the header of a record once per load of that record.
     *
     * The service is used bare on purpose: bound to a component that goes, the
     * promise would never settle for the other one.
     */
    loadHeader(orm, record) {
        const stamp = loadStamp(record);
        if (this.header.stamp !== stamp) {
            const promise = orm.call("crm.interaction", "timeline_header", [
                record.resModel,
                record.resId,
            ]);
            this.header = { stamp, promise };
            promise.catch(() => this.forgetHeader());
        }
        return this.header.promise;
    }

    forgetHeader() {
        this.header = { stamp: null, promise: null };
    }
}

export function formMemory(record) {
    const model = toRaw(record.model);
    if (!memories.has(model)) {
        memories.set(model, new FormMemory());
    }
    return memories.get(model);
}

/** A value that changes each time the record comes from the server. */
export function loadStamp(record) {
    return toRaw(record._values);
}

export function recordKey({ resModel, resId }) {
    return `${resModel},${resId}`;
}

/**
 * Tell the form that its history has changed: reload it when nothing typed in
 * it would be lost, else only refresh the widgets of this addon.
 */
export async function announceChange(record) {
    const memory = formMemory(record);
    memory.forgetHeader();
    const { model } = record;
    if (toRaw(model.root) === toRaw(record) && !(await record.isDirty())) {
        await model.load();
    } else {
        memory.bus.trigger("changed");
    }
}
