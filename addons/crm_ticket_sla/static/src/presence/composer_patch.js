// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { useEffect } from "@odoo/owl";
import { Composer } from "@mail/core/common/composer";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { isHtmlEmpty } from "@web/core/utils/html";

/** Tells colleagues that an answer is being written, and asks before a second one. */
patch(Composer.prototype, {
    setup() {
        super.setup(...arguments);
        this.ticketPresence = this.env.services.crm_ticket_presence;
        useEffect(
            (isWriting, ticketId) => {
                if (ticketId) {
                    this.ticketPresence?.setWriting(ticketId, isWriting);
                    return () => this.ticketPresence?.setWriting(ticketId, false);
                }
            },
            () => [!isHtmlEmpty(this.props.composer.composerHtml), this.answeredTicketId]
        );
    },

    /** The ticket that is answered here; an internal note answers nobody. */
    get answeredTicketId() {
        const thread = this.props.composer.thread;
        const isAnswer = thread?.model === "crm.ticket" && this.props.type !== "note";
        return isAnswer && thread.id;
    },

    async sendMessage() {
        if (this.answeredTicketId && !(await this.confirmAnswer())) {
            return;
        }
        return super.sendMessage(...arguments);
    },

    async onClickFullComposer() {
        if (this.answeredTicketId && !(await this.confirmAnswer())) {
            return;
        }
        return super.onClickFullComposer(...arguments);
    },

    /** Ask whether to answer although somebody did since the form was loaded. */
    async confirmAnswer() {
        const answers = await this.ticketPresence.answersSince(this.answeredTicketId);
        if (!answers.length) {
            return true;
        }
        const names = [...new Set(answers.map((answer) => answer.name))].join(", ");
        return new Promise((resolve) => {
            this.env.services.dialog.add(
                ConfirmationDialog,
                {
                    title: _t("Answered already"),
                    body: _t(
                        "%s answered since you opened this ticket. Read it first, or send yours as well.",
                        names
                    ),
                    confirmLabel: _t("Send anyway"),
                    confirm: () => resolve(true),
                    cancelLabel: _t("Go back"),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) }
            );
        });
    },
});
