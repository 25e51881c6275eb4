// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { queryOne } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { startInteraction } from "@web/../tests/public/helpers";
import { onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { PERIOD, TicketLive } from "@crm_ticket_sla/portal/ticket_live";

describe.current.tags("desktop");

const PAGE = `
    <div class="o_ticket_live" data-url="/my/tickets/7/state" data-stamp="one" data-message="3">
        <div data-part="status">Received</div>
        <form data-part="actions"><textarea></textarea></form>
    </div>`;

/** Open the page of a ticket; `answer` is how the ticket stands, or a status code. */
async function openPage(answer) {
    const ask = ({ url }) => {
        expect.step(new URL(url).searchParams.get("seen"));
        const { status = 200, ...state } = answer.current;
        return new Response(JSON.stringify(state), { status });
    };
    onRpc("/my/tickets/7/state", ask, { pure: true });
    await startInteraction(TicketLive, PAGE);
}

function hide(isHidden) {
    patchWithCleanup(document, { hidden: isHidden });
    document.dispatchEvent(new Event("visibilitychange"));
}

async function pass(time) {
    await advanceTime(time);
    await animationFrame();
}

const state = (extra = {}) => ({ stamp: "two", message: 3, parts: { status: "Closed" }, ...extra });

test("TicketLive: what changed is shown, and what was seen is said", async () => {
    await openPage({ current: state() });
    await pass(PERIOD + 10);
    expect.verifySteps(["one"]);
    expect("[data-part=status]").toHaveText("Closed");
    await pass(PERIOD + 10);
    expect.verifySteps(["two"]);
});

test("TicketLive: nothing is asked while the page is hidden, and at once when it is back", async () => {
    await openPage({ current: state() });
    hide(true);
    await pass(5 * PERIOD);
    expect.verifySteps([]);
    hide(false);
    await pass(10);
    expect.verifySteps(["one"]);
    await pass(PERIOD + 10);
    expect.verifySteps(["two"]);
});

test("TicketLive: what somebody is typing in stays", async () => {
    await openPage({ current: state({ parts: { status: "Closed", actions: "Nothing to do" } }) });
    queryOne("textarea").focus();
    await pass(PERIOD + 10);
    expect.verifySteps(["one"]);
    expect("[data-part=status]").toHaveText("Closed");
    expect("textarea").toHaveCount(1);
});

test("TicketLive: it asks less often while the server is away, and ends with the ticket", async () => {
    const answer = { current: { status: 500 } };
    await openPage(answer);
    await pass(PERIOD + 10);
    expect.verifySteps(["one"]);
    await pass(PERIOD + 10);
    expect.verifySteps([]);
    answer.current = { status: 404 };
    await pass(PERIOD + 10);
    expect.verifySteps(["one"]);
    await pass(20 * PERIOD);
    expect.verifySteps([]);
});
