// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { formView } from "@web/views/form/form_view";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { listView } from "@web/views/list/list_view";
import { onMounted, onWillUnmount } from "@odoo/owl";

const CHANGED = "crm.conversation/changed";

/** Call back with the ids of conversations that changed, once for a burst of them. */
function useConversations(callback) {
    const bus = useService("bus_service");
    let ids = new Set();
    const tell = useDebounced(() => {
        const changed = ids;
        ids = new Set();
        callback(changed);
    }, 400);
    const listener = (payload) => {
        payload.ids.forEach((id) => ids.add(id));
        tell();
    };
    onMounted(() => bus.subscribe(CHANGED, listener));
    onWillUnmount(() => bus.unsubscribe(CHANGED, listener));
}

const Live = (Controller) =>
    class extends Controller {
        setup() {
            super.setup();
            useConversations(() => {
                const editing = this.model.root.editedRecord;
                const chosen = this.model.root.selection || [];
                if (!editing && !chosen.length) {
                    this.model.load();
                }
            });
        }
    };

class ConversationFormController extends formView.Controller {
    setup() {
        super.setup();
        this.orm = useService("orm");
        this.mailStore = useService("mail.store");
        useConversations((ids) => this.onChanged(ids));
        onMounted(() => this.markRead());
    }

    /** Show what is new; what somebody is just entering stays. */
    async onChanged(ids) {
        const record = this.model.root;
        if (!ids.has(record.resId)) {
            return;
        }
        this.env.bus.trigger("MAIL:RELOAD-THREAD", {
            model: record.resModel,
            id: record.resId,
        });
        await this.showStates(record.resId);
        if (!(await record.isDirty())) {
            await record.load();
            await this.markRead();
        }
    }

    /** Show what became of answers that are on the page already. */
    async showStates(resId) {
        const states = await this.orm.call("crm.conversation", "chat_states", [[resId]]);
        this.mailStore.insert({ "mail.message": states });
    }

    async markRead() {
        const { resId, data } = this.model.root;
        if (resId && data.unread && document.visibilityState === "visible") {
            await this.orm.call("crm.conversation", "mark_read", [[resId]]);
        }
    }
}

const views = registry.category("views");
views.add("crm_conversation_kanban", {
    ...kanbanView,
    Controller: Live(kanbanView.Controller),
});
views.add("crm_conversation_list", {
    ...listView,
    Controller: Live(listView.Controller),
});
views.add("crm_conversation_form", {
    ...formView,
    Controller: ConversationFormController,
});
