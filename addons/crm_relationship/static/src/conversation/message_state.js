// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Composer } from "@mail/core/common/composer";
import { Message } from "@mail/core/common/message";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

const ICONS = {
    waiting: "fa-clock-o",
    sent: "fa-check",
    delivered: "fa-check-circle-o",
    read: "fa-check-circle",
    unknown: "fa-question-circle",
    failed: "fa-exclamation-triangle",
};
const CLASSES = { failed: "text-danger", unknown: "text-warning" };

patch(Message.prototype, {
    get chatStateIcon() {
        return ICONS[this.message.chat_state?.state] || "fa-check";
    },
    get chatStateClass() {
        return CLASSES[this.message.chat_state?.state] || "text-muted";
    },
});

patch(Composer.prototype, {
    get placeholder() {
        const isAnswer = this.props.type === "message" && !this.props.placeholder;
        if (isAnswer && this.thread?.model === "crm.conversation") {
            return _t("Write to the customer… :: for canned responses");
        }
        return super.placeholder;
    },
});
