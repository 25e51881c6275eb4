// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { Mutex } from "@web/core/utils/concurrency";

/** How often an open form tells that it is open. */
export const BEAT = 30000;

/** Who else has the same ticket open, and what the form has seen of its messages. */
export class TicketPresence {
    constructor(orm) {
        this.orm = orm;
        // two at once would meet at one row, and one of them be tried again
        this.turns = new Mutex();
        this.ticketId = false;
        this.others = [];
        this.isWriting = false;
        this.lastMessageId = 0;
    }

    /** Watch a ticket; called again when the form was loaded anew. */
    async open(ticketId) {
        if (this.ticketId && this.ticketId !== ticketId) {
            this.close();
        }
        this.ticketId = ticketId;
        this.isWriting = false;
        browser.clearInterval(this.timer);
        this.timer = browser.setInterval(() => this.beat(), BEAT);
        const answer = await this.beat();
        if (answer && this.ticketId === ticketId) {
            this.lastMessageId = answer.last_message_id;
        }
    }

    close() {
        const ticketId = this.ticketId;
        browser.clearInterval(this.timer);
        Object.assign(this, { ticketId: false, others: [], lastMessageId: 0 });
        if (ticketId) {
            this.ping(ticketId, { is_leaving: true });
        }
    }

    async beat() {
        const ticketId = this.ticketId;
        const answer = await this.ping(ticketId, { is_writing: this.isWriting });
        if (answer && this.ticketId === ticketId) {
            this.others = answer.others;
        }
        return answer;
    }

    /** Nobody is held up when the server cannot be reached. */
    async ping(ticketId, options) {
        try {
            return await this.turns.exec(() =>
                this.orm.silent.call("crm.ticket", "presence_ping", [ticketId], options)
            );
        } catch {
            return false;
        }
    }

    setWriting(ticketId, isWriting) {
        if (ticketId === this.ticketId && isWriting !== this.isWriting) {
            this.isWriting = isWriting;
            this.beat();
        }
    }

    onNotification(payload) {
        if (payload.ticket_id !== this.ticketId) {
            return;
        }
        const others = this.others.filter((other) => other.id !== payload.id);
        if (!payload.is_leaving) {
            const { id, name, is_writing } = payload;
            others.push({ id, name, is_writing });
        }
        this.others = others;
    }

    /** What others answered since the form was loaded. */
    async answersSince(ticketId) {
        if (ticketId !== this.ticketId || !this.lastMessageId) {
            return [];
        }
        try {
            return await this.orm.silent.call("crm.ticket", "answers_since", [
                [ticketId],
                this.lastMessageId,
            ]);
        } catch {
            return [];
        }
    }
}

export const ticketPresenceService = {
    dependencies: ["orm", "bus_service"],
    start(env, { orm, bus_service: bus }) {
        const presence = reactive(new TicketPresence(orm));
        bus.subscribe("crm_ticket_sla/presence", (payload) => presence.onNotification(payload));
        return presence;
    },
};

registry.category("services").add("crm_ticket_presence", ticketPresenceService);
