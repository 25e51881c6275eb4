// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { Message } from "@mail/core/common/message";
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
