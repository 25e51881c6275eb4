// Copyright 2026 The CRM Suite contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import { describe, expect, test } from "@odoo/hoot";
import { click, fill, press, queryAllAttributes, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame, Deferred, runAllTimers } from "@odoo/hoot-mock";
import { contains, makeServerError, mockService, onRpc } from "@web/../tests/web_test_helpers";
import {
    defineRelationshipModels,
    makeHeader,
    makeRow,
    mockScroll,
    mockServer,
    mountArch,
    mountForm,
} from "./helpers";

describe.current.tags("desktop");
defineRelationshipModels();

const page = (rows, cursor = false) => ({ rows, cursor });
const shownIds = () => queryAllAttributes(".o_crm_timeline_row", "data-id").map(Number);

test("a row tells what happened, with whom and how it ended", async () => {
    mockServer({
        timeline_fetch: page([
            makeRow(3, {
                direction: "in",
                outcome_id: 3,
                duration: 754,
                partner: [8, "Mai"],
                amount: 1250,
                state: "failed",
                promise: "Send samples",
                promise_date: "2026-03-20",
            }),
            makeRow(2, { at: "2026-03-10 08:00:00", subject: "", actor_type: "system", user: false }),
        ]),
    });
    await mountForm();

    expect(queryAllTexts(".o_crm_timeline_day")).toEqual(["Today", "Yesterday"]);
    const first = ".o_crm_timeline_row:first";
    expect(`${first} .o_crm_timeline_title`).toHaveText(/Subject 3\s*Failed\s*Complaint/);
    expect(`${first} .o_crm_timeline_outcome`).toHaveClass("text-bg-danger");
    expect(`${first} .o_crm_timeline_direction .visually-hidden`).toHaveText("From the customer");
    expect(`${first} .o_crm_timeline_meta`).toHaveText(/Call.*Lan.*Mai.*13 min/s);
    expect(`${first} .o_crm_timeline_amount`).toHaveText("1,250.00");
    expect(`${first} .o_crm_timeline_promise`).toHaveText(/Send samples.*by Mar 20/s);
    const second = ".o_crm_timeline_row:last";
    expect(second).toHaveClass("o_crm_timeline_auto");
    expect(`${second} .o_crm_timeline_title`).toHaveText("Call");
    // the record itself is not repeated as the contact
    expect(`${second} .o_crm_timeline_contact`).toHaveCount(0);
});

test("what is to come stands above what has been", async () => {
    mockServer({
        timeline_header: makeHeader({
            upcoming: [
                {
                    kind: "activity",
                    id: 5,
                    res_model: "res.partner",
                    res_id: 1,
                    at: "2026-03-10",
                    title: "Call back",
                    user: [2, "Lan"],
                    icon: "fa-phone",
                    overdue: true,
                },
            ],
        }),
        timeline_fetch: page([makeRow(1)]),
    });
    await mountForm();

    expect(".o_crm_timeline_upcoming .text-danger").toHaveText("Mar 10");
    const order = queryOne(".o_crm_timeline_upcoming").compareDocumentPosition(
        queryOne(".o_crm_timeline_list")
    );
    expect(order & Node.DOCUMENT_POSITION_FOLLOWING).not.toBe(0);
});

test("scrolling loads the next page once and repeats no row", async () => {
    const scrollToEnd = mockScroll();
    const calls = mockServer({
        timeline_fetch: ({ kwargs }) =>
            kwargs.cursor
                ? page([makeRow(2), makeRow(1)])
                : page([makeRow(3), makeRow(2)], "cursor-2"),
    });
    await mountForm();
    expect(shownIds()).toEqual([3, 2]);

    scrollToEnd();
    scrollToEnd();
    await animationFrame();
    await animationFrame();

    expect(shownIds()).toEqual([3, 2, 1]);
    expect(calls.timeline_fetch.map(({ kwargs }) => kwargs.cursor)).toEqual([false, "cursor-2"]);
    expect(".o_crm_timeline_more").toHaveCount(0);
});

test("a button loads more where nothing scrolls, and an error there can be retried", async () => {
    mockScroll();
    let isBroken = true;
    mockServer({
        timeline_fetch: ({ kwargs }) => {
            if (!kwargs.cursor) {
                return page([makeRow(2)], "next");
            }
            if (isBroken) {
                throw makeServerError({ message: "Out of order" });
            }
            return page([makeRow(1)]);
        },
    });
    await mountForm();

    await contains(".o_crm_timeline_more").click();
    await animationFrame();
    expect(".o_crm_timeline_list [role=alert]").toHaveText("Out of order");
    expect(shownIds()).toEqual([2]);

    isBroken = false;
    await contains(".o_crm_timeline_more").click();
    await animationFrame();
    expect(shownIds()).toEqual([2, 1]);
});

test("the answer to an older filter is dropped", async () => {
    const slow = new Deferred();
    mockServer({
        timeline_fetch: async ({ kwargs }) => {
            const channels = kwargs.filters.channels || [];
            if (channels.length === 1) {
                await slow;
                return page([makeRow(1, { subject: "Old" })]);
            }
            return page([makeRow(2, { subject: channels.length ? "New" : "All" })]);
        },
    });
    await mountForm();

    await contains("[data-channel=call]").click();
    expect(".o_crm_timeline_skeleton").toHaveCount(1);
    await contains("[data-channel=mail]").click();
    await animationFrame();
    expect(queryAllTexts(".o_crm_timeline_title")).toEqual(["New"]);
    slow.resolve();
    await animationFrame();
    await animationFrame();

    expect(queryAllTexts(".o_crm_timeline_title")).toEqual(["New"]);
});

test("filters are sent together and cleared at once", async () => {
    const calls = mockServer({
        timeline_fetch: ({ kwargs }) =>
            page(Object.keys(kwargs.filters).length ? [] : [makeRow(1)]),
    });
    await mountForm();

    await contains("[data-channel=call]").click();
    expect("[data-channel=call]").toHaveAttribute("aria-pressed", "true");
    await contains(".o_crm_filter_direction").click();
    await contains(".o-dropdown-item:contains(From the customer)").click();
    await contains(".o_crm_filter_person").click();
    await contains(".o-dropdown-item:contains(Minh)").click();
    await contains(".o_crm_filter_period").click();
    await contains(".o-dropdown-item:contains(Last 30 days)").click();
    await click(".o_crm_timeline_search input");
    const before = calls.timeline_fetch.length;
    await fill("pho");
    expect(calls.timeline_fetch.length).toBe(before);
    await runAllTimers();
    await animationFrame();

    expect(calls.timeline_fetch.at(-1).kwargs.filters).toEqual({
        channels: ["call"],
        directions: ["in"],
        user_ids: [3],
        date_from: "2026-02-08 23:00:00",
        text: "pho",
    });
    expect(calls.timeline_fetch.length).toBe(before + 1);
    expect(".o_crm_timeline_empty").toHaveText(/No interaction matches/);

    await contains(".o_crm_filter_clear").click();
    await animationFrame();
    expect(calls.timeline_fetch.at(-1).kwargs.filters).toEqual({});
    expect(".o_crm_timeline_search input").toHaveValue("");
    expect(shownIds()).toEqual([1]);
});

test("one header serves the timeline and the brief", async () => {
    const calls = mockServer();
    await mountForm(["crm_brief", "crm_timeline"]);
    await animationFrame();

    expect(calls.timeline_header).toHaveLength(1);
    expect(calls.timeline_header[0].args).toEqual(["res.partner", 1]);
    expect(calls.brief).toHaveLength(1);
});

test("who may only read sees no log bar", async () => {
    mockServer({ timeline_header: makeHeader({ can_log: false }) });
    await mountForm();
    expect(".o_crm_timeline_log").toHaveCount(0);
    expect(".o_crm_timeline_filters").toHaveCount(0);
    expect(".o_crm_timeline_empty").toHaveText(/Nothing here yet/);
    expect(".o_crm_timeline_empty").not.toHaveText(/Log your first/);
});

test("an error says so and a retry recovers", async () => {
    let isBroken = true;
    mockServer({
        timeline_fetch: () => {
            if (isBroken) {
                throw makeServerError({ message: "You may not read this customer" });
            }
            return page([makeRow(1)]);
        },
    });
    await mountForm();
    await animationFrame();
    expect(".o_crm_timeline_error").toHaveText(/You may not read this customer/);

    isBroken = false;
    await contains(".o_crm_timeline_retry").click();
    await animationFrame();
    expect(".o_crm_timeline_error").toHaveCount(0);
    expect(shownIds()).toEqual([1]);
});

test("content is fetched once, on demand, and a refusal is explained", async () => {
    const calls = mockServer({
        timeline_fetch: page([
            makeRow(2, { can_expand: true, origin_model: "mail.message", origin_id: 5 }),
            makeRow(1, { can_expand: true, origin_model: "mail.message", origin_id: 6 }),
        ]),
        timeline_expand: ({ args }) =>
            args[0] === 2
                ? {
                      denied: false,
                      html: "<p>Dear <b>Lan</b></p><a href='https://example.com'>link</a>",
                      attachments: [
                          { id: 4, name: "offer.pdf", mimetype: "application/pdf", url: "/web/content/4" },
                      ],
                      lines: [{ label: "<i>To</i>", value: "Mai" }],
                  }
                : { denied: true, message: "You may not read this email." },
    });
    await mountForm();
    expect(calls.timeline_expand).toHaveLength(0);

    const toggle = ".o_crm_timeline_row:first .o_crm_timeline_toggle";
    await contains(toggle).click();
    await animationFrame();
    expect(toggle).toHaveAttribute("aria-expanded", "true");
    expect(".o_crm_timeline_html b").toHaveText("Lan");
    expect(".o_crm_timeline_html a").toHaveAttribute("target", "_blank");
    expect(".o_crm_timeline_html a").toHaveAttribute("rel", /noopener/);
    // only the sanitised body is HTML: other words are words
    expect(".o_crm_timeline_lines dt").toHaveText("<i>To</i>");
    expect(".o_crm_timeline_content a[href='/web/content/4']").toHaveText("offer.pdf");
    await contains(toggle).click();
    await contains(toggle).click();
    await animationFrame();
    expect(calls.timeline_expand).toHaveLength(1);

    await contains(".o_crm_timeline_row:last .o_crm_timeline_toggle").click();
    await animationFrame();
    expect(".o_crm_timeline_row:last .alert").toHaveText("You may not read this email.");
});

test("arrows move between rows, Enter expands, o opens the document", async () => {
    mockServer({
        timeline_fetch: page([
            makeRow(3),
            makeRow(2, { can_expand: true, origin_model: "sale.order", origin_id: 7 }),
            makeRow(1),
        ]),
        timeline_expand: { denied: false, html: "<p>Body</p>", attachments: [], lines: [] },
        action_open_origin: ({ args }) => {
            expect.step(`open ${args[0]}`);
            return { type: "ir.actions.act_window", res_model: "sale.order", res_id: 7 };
        },
    });
    mockService("action", {
        doAction(action) {
            expect.step(`action ${action.res_model}`);
        },
    });
    await mountForm();
    expect(queryAllAttributes(".o_crm_timeline_row", "tabindex")).toEqual(["0", "-1", "-1"]);

    queryOne(".o_crm_timeline_row:first").focus();
    await press("ArrowDown");
    await animationFrame();
    expect(".o_crm_timeline_row[data-id='2']").toBeFocused();
    expect(queryAllAttributes(".o_crm_timeline_row", "tabindex")).toEqual(["-1", "0", "-1"]);
    await press("Enter");
    await animationFrame();
    expect(".o_crm_timeline_row[data-id='2'] .o_crm_timeline_html").toHaveText("Body");
    await press("o");
    await animationFrame();
    await press("End");
    expect(".o_crm_timeline_row[data-id='1']").toBeFocused();
    await press("ArrowUp");
    expect(".o_crm_timeline_row[data-id='2']").toBeFocused();

    expect.verifySteps(["open 2", "action sale.order"]);
});

test("a document that the user could not open is no link", async () => {
    mockServer({
        timeline_fetch: page([
            makeRow(2, { origin_model: "account.move", origin_id: 7 }),
            makeRow(1, { origin_model: "sale.order", origin_id: 7 }),
        ]),
    });
    onRpc("has_group", ({ args }) => !args[1].startsWith("account."));
    await mountForm();
    expect(queryAllTexts(".o_crm_timeline_open")).toEqual(["Subject 1"]);
});

test("filters and a half-written log survive a change of page", async () => {
    const calls = mockServer({ timeline_fetch: page([makeRow(1)]) });
    await mountArch(`<form><notebook>
        <page name="other" string="Other"><field name="name"/></page>
        <page name="relation" string="Relation"><field name="id" widget="crm_timeline"/></page>
    </notebook></form>`);
    await contains(".nav-link[name=relation]").click();
    await contains("[data-channel=mail]").click();
    await contains(".o_crm_timeline_log[data-code=call]").click();
    await fill("Half a thou");

    await contains(".nav-link[name=other]").click();
    expect(".o_crm_timeline").toHaveCount(0);
    await contains(".nav-link[name=relation]").click();
    await animationFrame();

    expect("[data-channel=mail]").toHaveAttribute("aria-pressed", "true");
    expect(calls.timeline_fetch.at(-1).kwargs.filters).toEqual({ channels: ["mail"] });
    expect(".o_crm_log_subject").toHaveValue("Half a thou");
});

test("bursts of automatic rows unfold in place", async () => {
    const auto = (id) => makeRow(id, { actor_type: "system", type_id: 7, user: false });
    mockServer({ timeline_fetch: page([5, 4, 3, 2].map(auto)) });
    await mountForm();
    expect(shownIds()).toEqual([5]);
    expect(".o_crm_timeline_unfold").toHaveText("3 more like this");

    await contains(".o_crm_timeline_unfold").click();

    expect(shownIds()).toEqual([5, 4, 3, 2]);
});

test("saving the form reads the history again, in place", async () => {
    let rows = [makeRow(1)];
    const calls = mockServer({ timeline_fetch: () => page(rows) });
    await mountForm();
    expect(shownIds()).toEqual([1]);

    rows = [makeRow(2), makeRow(1)];
    await contains(".o_field_widget[name=name] input").edit("Azure Interior");
    await contains(".o_form_button_save").click();
    await animationFrame();
    await animationFrame();

    expect(shownIds()).toEqual([2, 1]);
    expect(calls.timeline_fetch).toHaveLength(2);
});

test("a new record asks the server for nothing", async () => {
    const calls = mockServer();
    await mountForm(["crm_brief", "crm_timeline"], false);
    expect(Object.values(calls).flat()).toEqual([]);
});

test("a row says that only its subject is shared, and offers no more", async () => {
    mockServer({
        timeline_fetch: page([
            makeRow(2, { is_closed: true, share_level: "subject", can_expand: false }),
            makeRow(1, { is_closed: false, share_level: "metadata", note: "Mine" }),
            makeRow(0, { share_level: false }),
        ]),
    });
    await mountForm();

    expect(queryAllTexts(".o_crm_timeline_share")).toEqual([
        "Only the subject is shared",
        "Who did it and managers",
    ]);
    expect(".o_crm_timeline_row:first .o_crm_timeline_toggle").toHaveCount(0);
    expect(".o_crm_timeline_row:first .o_crm_timeline_note").toHaveCount(0);
});
