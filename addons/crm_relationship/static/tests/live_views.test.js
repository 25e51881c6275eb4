// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class CrmConversation extends models.Model {
    _name = "crm.conversation";
    name = fields.Char();
    unread = fields.Boolean();
    _records = [
        { id: 1, name: "Tuấn", unread: true },
        { id: 2, name: "Hằng", unread: false },
    ];
}

/** Mount a view of conversations; the returned function tells of changes. */
async function mountConversations(type, arch, resId) {
    defineModels({ ...mailModels, CrmConversation });
    onRpc("has_group", () => true);
    for (const method of ["mark_read", "chat_states"]) {
        onRpc("crm.conversation", method, ({ args }) => {
            expect.step([method, ...args[0]]);
            return [];
        });
    }
    const listeners = new Set();
    mockService("bus_service", {
        subscribe(name, listener) {
            if (name === "crm.conversation/changed") {
                listeners.add(listener);
            } else {
                super.subscribe(name, listener);
            }
        },
    });
    await mountView({ type, resModel: "crm.conversation", resId, arch });
    return async (...ids) => {
        ids.forEach((id) => listeners.forEach((listener) => listener({ ids: [id] })));
        await advanceTime(500);
        await animationFrame();
    };
}

const LIST = `<list js_class="crm_conversation_list"><field name="name"/></list>`;
const FORM = `<form js_class="crm_conversation_form"><field name="name"/><field name="unread"/></form>`;

test("a list is read anew once for a burst of changes, and not under a selection", async () => {
    const tell = await mountConversations("list", LIST);
    onRpc("crm.conversation", "web_search_read", () => expect.step("read"));

    await tell(1, 2, 1);
    expect.verifySteps(["read"]);

    await contains(".o_data_row:first .o_list_record_selector input").click();
    await tell(1);
    expect.verifySteps([]);
});

test("ConversationFormController: an open conversation is read, others are not", async () => {
    const tell = await mountConversations("form", FORM, 1);
    expect.verifySteps([["mark_read", 1]]);

    await tell(2);
    expect.verifySteps([]);

    await tell(1);
    expect.verifySteps([
        ["chat_states", 1],
        ["mark_read", 1],
    ]);
});

test("ConversationFormController: what somebody is entering stays", async () => {
    const tell = await mountConversations("form", FORM, 1);
    await contains("[name=name] input").edit("Tuấn Cafe Mộc", { confirm: false });
    await tell(1);
    expect("[name=name] input").toHaveValue("Tuấn Cafe Mộc");
    expect.verifySteps([
        ["mark_read", 1],
        ["chat_states", 1],
    ]);
});
