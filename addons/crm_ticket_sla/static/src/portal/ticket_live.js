// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/** Milliseconds between two looks, and the longest wait when the server is away. */
export const PERIOD = 20000;
const LONGEST = 300000;

/**
 * Keeps the page of a ticket as the ticket is: status, promised time, what the customer
 * may do, and the conversation. Nothing is asked while the page is hidden.
 */
export class TicketLive extends Interaction {
    static selector = ".o_ticket_live";
    dynamicContent = {
        _document: { "t-on-visibilitychange": this.onVisibilityChange },
    };

    setup() {
        this.stamp = this.el.dataset.stamp;
        this.message = parseInt(this.el.dataset.message) || 0;
        this.wait = PERIOD;
        this.timer = null;
        this.isAsking = false;
        this.isOver = false;
    }

    start() {
        this.plan();
    }

    destroy() {
        clearTimeout(this.timer);
    }

    plan() {
        clearTimeout(this.timer);
        if (!this.isOver && !document.hidden) {
            this.timer = setTimeout(() => this.look(), this.wait);
        }
    }

    onVisibilityChange() {
        if (document.hidden) {
            clearTimeout(this.timer);
        } else if (!this.isOver) {
            this.look();
        }
    }

    async look() {
        if (this.isAsking) {
            return;
        }
        this.isAsking = true;
        try {
            const state = await this.waitFor(this.ask());
            if (state) {
                this.show(state);
            }
            this.wait = PERIOD;
        } catch {
            this.wait = Math.min(2 * this.wait, LONGEST); // the server is away
        } finally {
            this.isAsking = false;
        }
        this.plan();
    }

    /** @returns {Promise<Object|null>} how the ticket stands; null: it is gone */
    async ask() {
        const url = new URL(this.el.dataset.url, window.location.origin);
        url.searchParams.set("seen", this.stamp);
        const answer = await fetch(url, { credentials: "same-origin" });
        if (answer.status === 404) {
            this.isOver = true; // merged, or not to be seen any more
            return null;
        }
        if (!answer.ok) {
            throw new Error(answer.statusText);
        }
        return answer.json();
    }

    show({ stamp, message, parts }) {
        for (const [name, html] of Object.entries(parts)) {
            const part = this.el.querySelector(`[data-part="${name}"]`);
            if (part && !part.contains(document.activeElement)) {
                part.innerHTML = html; // rendered by the server, escaped there
            }
        }
        this.stamp = stamp;
        if (message !== this.message) {
            this.message = message;
            this.env.bus.trigger("reload_chatter_content", {});
        }
    }
}

registry.category("public.interactions").add("crm_ticket_sla.ticket_live", TicketLive);
