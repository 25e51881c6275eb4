// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { onMounted, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

const MINUTE = 60_000;
const watchers = new Set();
let timer = 0;

function tick() {
    for (const watcher of watchers) {
        watcher();
    }
}

/** Return an object whose `now` moves each minute; one timer serves the whole page. */
export function useMinute() {
    const minute = useState({ now: luxon.DateTime.local() });
    const update = () => (minute.now = luxon.DateTime.local());
    onMounted(() => {
        if (!watchers.size) {
            timer = browser.setInterval(tick, MINUTE);
        }
        watchers.add(update);
    });
    onWillUnmount(() => {
        watchers.delete(update);
        if (!watchers.size) {
            browser.clearInterval(timer);
        }
    });
    return minute;
}
