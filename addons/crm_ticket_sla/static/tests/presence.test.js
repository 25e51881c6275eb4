// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import {
    click,
    contains,
    defineMailModels,
    insertText,
    openFormView,
    start,
    startServer,
} from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import {
    defineModels,
    fields,
    getService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { BEAT } from "@crm_ticket_sla/presence/presence_service";

describe.current.tags("desktop");

class Ticket extends models.Model {
    _name = "crm.ticket";
    _inherit = ["mail.thread"];

    name = fields.Char();

    _records = [{ id: 1, name: "Printer on fire" }];
}

defineMailModels();
defineModels({ Ticket });

const MINH = { id: 50, name: "Minh", is_writing: false };
const ARCH = /* xml */ `
    <form>
        <widget name="crm_ticket_presence"/>
        <field name="name"/>
    </form>`;

/** Play the server: who else is here, and what they answered. */
function mockPresence({ others = [], answers = [] } = {}) {
    onRpc("crm.ticket", "presence_ping", ({ args, kwargs: { is_leaving, is_writing } }) => {
        const what = is_leaving ? "left" : is_writing ? "writing" : "looking";
        expect.step(`${what} ${args[0]}`);
        return { others, last_message_id: 7 };
    });
    onRpc("crm.ticket", "answers_since", ({ args }) => {
        expect.step(`answers since ${args[1]}`);
        return answers;
    });
}

async function mountTicket() {
    await mountView({ type: "form", resModel: "crm.ticket", resId: 1, arch: ARCH });
    await animationFrame();
}

test("what is told of a form is told one after the other", async () => {
    const first = new Deferred();
    let pings = 0;
    onRpc("crm.ticket", "presence_ping", async () => {
        pings++;
        await first;
        return { others: [], last_message_id: 7 };
    });
    await mountTicket();

    getService("crm_ticket_presence").setWriting(1, true);
    await animationFrame();
    expect(pings).toBe(1);

    first.resolve();
    await animationFrame();
    await animationFrame();
    expect(pings).toBe(2);
});

test("says who else is looking, and that somebody begins to write", async () => {
    mockPresence({ others: [MINH] });
    await mountTicket();

    expect(".o_crm_ticket_presence").toHaveText("Minh is looking at this.");
    expect(".o_crm_ticket_presence").toHaveClass("alert-info");

    const presence = getService("crm_ticket_presence");
    presence.onNotification({ ...MINH, ticket_id: 1, is_writing: true });
    await animationFrame();
    expect(".o_crm_ticket_presence").toHaveText("Minh is writing an answer.");
    expect(".o_crm_ticket_presence").toHaveClass("alert-danger");

    presence.onNotification({ ...MINH, ticket_id: 2, is_leaving: true });
    await animationFrame();
    expect(".o_crm_ticket_presence").toHaveCount(1);

    presence.onNotification({ ...MINH, ticket_id: 1, is_leaving: true });
    await animationFrame();
    expect(".o_crm_ticket_presence").toHaveCount(0);
    expect.verifySteps(["looking 1"]);
    presence.close();
    await animationFrame();
    expect.verifySteps(["left 1"]);
});

test("an open form beats, and says when it is left", async () => {
    mockPresence();
    await mountTicket();
    expect.verifySteps(["looking 1"]);

    await advanceTime(BEAT + 1);
    expect.verifySteps(["looking 1"]);

    const presence = getService("crm_ticket_presence");
    presence.setWriting(1, true);
    presence.setWriting(1, true);
    await animationFrame();
    expect.verifySteps(["writing 1"]);

    presence.close();
    await animationFrame();
    expect.verifySteps(["left 1"]);
    await advanceTime(2 * BEAT);
    expect.verifySteps([]);
});

test("a server that cannot be reached holds nobody up", async () => {
    onRpc("crm.ticket", "presence_ping", () => {
        throw new Error("down");
    });
    await mountTicket();

    expect(".o_crm_ticket_presence").toHaveCount(0);
    expect(await getService("crm_ticket_presence").answersSince(1)).toEqual([]);
});

test("asks before a second answer is sent", async () => {
    mockPresence({ answers: [{ name: "Minh", date: "2026-06-01 08:00:00" }] });
    onRpc("/mail/message/post", () => expect.step("posted"));
    await startServer();
    await start();
    await openFormView("crm.ticket", 1, {
        arch: ARCH.replace("</form>", "<chatter/></form>"),
    });
    await click("button", { text: "Send message" });
    await insertText(".o-mail-Composer-input", "Hello");
    expect.verifySteps(["looking 1", "writing 1"]);

    await click(".o-mail-Composer-send:enabled");
    await contains(".modal-body", {
        text: "Minh answered since you opened this ticket. Read it first, or send yours as well.",
    });
    await click(".modal-footer button", { text: "Go back" });
    await contains(".modal-body", { count: 0 });
    expect.verifySteps(["answers since 7"]);

    await click(".o-mail-Composer-send:enabled");
    await click(".modal-footer button", { text: "Send anyway" });
    await contains(".o-mail-Message", { text: "Hello" });
    await animationFrame();
    expect.verifySteps(["answers since 7", "posted", "looking 1"]);
    getService("crm_ticket_presence").close();
    await animationFrame();
    expect.verifySteps(["left 1"]);
});
