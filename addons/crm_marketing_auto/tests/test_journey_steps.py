# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: each kind of step does what it says, for contacts and for leads."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common_journey import JourneyCase


@tagged("post_install", "-at_install")
class TestJourneySteps(JourneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lan = new_test_user(
            cls.env, "lan_j", groups="sales_team.group_sale_salesman_all_leads"
        )
        cls.hoa = new_test_user(
            cls.env, "hoa_j", groups="sales_team.group_sale_salesman_all_leads"
        )
        cls.owner = new_test_user(
            cls.env, "owner_j", groups="sales_team.group_sale_salesman_all_leads"
        )
        cls.people = cls._create_people(4)
        cls.people[0].user_id = cls.lan
        cls.leads = cls.env["crm.lead"].create(
            [
                {"name": "A", "partner_id": cls.people[0].id, "user_id": cls.hoa.id},
                {
                    "name": "B",
                    "contact_name": "Bình",
                    "email_from": "binh@lead.test",
                    "user_id": False,
                },
            ]
        )

    def _run_step(self, kind, config, records=None, **values):
        """Run one step for some records; return its traces."""
        records = self.people if records is None else records
        journey = self._create_journey(
            {"step": (kind, config)},
            res_model=records._name,
            user_id=self.owner.id,
            **values,
        )
        self._enrol(journey, records)
        self._drain()
        traces = self._traces(journey)
        self.assertEqual(len(traces), len(records))
        return traces

    def _refuse(self, text, kind, config, model="res.partner"):
        with self.assertRaisesRegex(UserError, text):
            self._create_journey({"step": (kind, config)}, res_model=model)

    # --- fields, tags, lists ---

    def test_a_field_of_a_lead(self):
        self._run_step("field", {"field": "priority", "value": "2"}, self.leads)
        self.assertEqual(self.leads.mapped("priority"), ["2", "2"])

    def test_a_field_that_may_not_be_written_is_refused(self):
        self._refuse("may not write", "field", {"field": "email", "value": "x"})
        self._refuse("may not write", "field", {"field": "active", "value": False})
        self._refuse("no field", "field", {"field": "nope", "value": 1})

    def test_a_value_of_the_wrong_type_is_refused(self):
        self._refuse("no possible value", "field", {"field": "color", "value": "red"})
        self._refuse("no possible value", "field", {"field": "user_id", "value": 10**8})
        for field, value in (("priority", "9"), ("date_deadline", "2027-02-30")):
            with self.subTest(field=field):
                config = {"field": field, "value": value}
                self._refuse("no possible value", "field", config, "crm.lead")

    def test_tags_are_added_and_removed(self):
        old, new = self.env["res.partner.category"].create(
            [{"name": "Old"}, {"name": "New"}]
        )
        self.people.category_id = old
        self._run_step("tag", {"action": "add", "tag_ids": [new.id]})
        self._run_step("tag", {"action": "remove", "tag_ids": [old.id]})
        for person in self.people:
            self.assertEqual(person.category_id, new)

    def test_a_tag_that_is_gone_is_named_before_publishing(self):
        tag = self.env["crm.tag"].create({"name": "Gone"})
        config = {"action": "add", "tag_ids": [tag.id]}
        tag.unlink()
        self._refuse("does not exist", "tag", config, "crm.lead")

    def test_lists_never_touch_who_opted_out(self):
        news = self.env["mailing.list"].create({"name": "News"})
        contact = self.env["mailing.contact"].create(
            {
                "name": "Out",
                "email": "P0@people.test",
                "subscription_ids": [
                    Command.create({"list_id": news.id, "opt_out": True})
                ],
            }
        )
        self.people[3].email = False
        traces = self._run_step("list", {"action": "add", "list_ids": [news.id]})

        self.assertEqual(traces[3].reason_id.code, "no_address")
        subscriptions = news.contact_ids.subscription_ids
        self.assertEqual(len(subscriptions), 3)
        self.assertTrue(contact.subscription_ids.opt_out)
        self._run_step("list", {"action": "remove", "list_ids": [news.id]})
        self.assertEqual(news.contact_ids.subscription_ids, contact.subscription_ids)

    def test_who_is_on_a_list_is_not_put_on_it_twice(self):
        news = self.env["mailing.list"].create({"name": "News"})
        for _time in range(2):
            self._run_step("list", {"action": "add", "list_ids": [news.id]})
        self.assertEqual(len(news.contact_ids), 4)

    # --- colleagues ---

    def test_a_call_goes_to_the_salesperson_or_else_to_the_owner(self):
        traces = self._run_step(
            "call", {"summary": "Welcome call", "owner": "salesperson", "days": 2}
        )
        activities = self.env["mail.activity"].browse(traces.mapped("made_id"))
        self.assertEqual(activities.mapped("res_id"), self.people.ids)
        self.assertEqual([a.user_id for a in activities], [self.lan] + [self.owner] * 3)
        self.assertEqual(set(activities.mapped("summary")), {"Welcome call"})
        self.assertEqual(str(activities[0].date_deadline), "2026-03-04")
        self.assertEqual(set(traces.mapped("channel")), {"call"})

    def test_nobody_is_asked_to_call_who_does_not_want_to_be_called(self):
        numbers = ["+6581234567", "+6581234568"]
        for person, number in zip(self.people, numbers, strict=False):
            person.write({"country_id": self.env.ref("base.sg").id, "phone": number})
        self.env["crm.consent"]._record(numbers[0], "call", "withdrawn")

        traces = self._run_step("call", {"summary": "Call"})

        self.assertEqual(traces.mapped("state"), ["skipped"] + ["done"] * 3)
        self.assertEqual(traces[0].reason_id.code, "optout")
        activities = self.env["mail.activity"].browse(traces[1:].mapped("made_id"))
        self.assertEqual(activities.mapped("res_id"), self.people[1:].ids)
        ledger = self.env["crm.contact.log"].search([("channel", "=", "call")])
        self.assertEqual(
            ledger.mapped("identity"), [numbers[1]], "it counts for limits"
        )

    def test_calls_go_round_without_those_who_left(self):
        # who leaves has handed over
        self.env["crm.lead"].search([("user_id", "=", self.hoa.id)]).user_id = self.lan
        self.hoa.active = False
        traces = self._run_step(
            "call",
            {
                "summary": "Call",
                "owner": "round_robin",
                "user_ids": [self.lan.id, self.hoa.id, self.owner.id],
            },
        )
        users = self.env["mail.activity"].browse(traces.mapped("made_id")).user_id
        self.assertEqual(users, self.lan | self.owner)

    def test_a_plan_involves_several_departments(self):
        call = self.env.ref("mail.mail_activity_data_call")
        plan = self.env["mail.activity.plan"].create(
            {
                "name": "Onboarding",
                "res_model": "res.partner",
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": call.id,
                            "summary": summary,
                            "responsible_type": "other",
                            "responsible_id": user.id,
                        }
                    )
                    for summary, user in (("Sales", self.lan), ("Care", self.hoa))
                ],
            }
        )
        self._run_step("plan", {"plan_id": plan.id})
        for person in self.people:
            self.assertEqual(
                {(a.summary, a.user_id) for a in person.activity_ids},
                {("Sales", self.lan), ("Care", self.hoa)},
            )

    def test_a_colleague_is_told(self):
        self._run_step("notify", {"text": "Came <in>", "owner": "salesperson"})
        message = self.env["mail.message"].search(
            [
                ("partner_ids", "in", self.lan.partner_id.ids),
                ("body", "like", "Came"),
            ]
        )
        self.assertEqual(len(message), 1)
        self.assertIn("Came &lt;in&gt;", message.body)

    # --- business ---

    def test_a_lead_knows_its_campaign_and_its_person(self):
        campaign = self.env["utm.campaign"].create({"name": "Spring"})
        traces = self._run_step(
            "lead",
            {"name": "Renewal", "type": "lead"},
            self.leads,
            campaign_id=campaign.id,
        )
        made = self.env["crm.lead"].browse(traces.mapped("made_id"))
        self.assertEqual(made.mapped("campaign_id"), campaign)
        self.assertEqual(made[0].partner_id, self.people[0])
        self.assertEqual(made[1].email_from, "binh@lead.test")
        self.assertEqual(set(made.mapped("type")), {"lead"})
        self.assertEqual(made.user_id, self.owner)

    def test_a_quotation_has_its_lines(self):
        product = self.env["product.product"].create({"name": "Desk", "list_price": 5})
        line = {"product_id": product.id, "quantity": 2}
        traces = self._run_step("quotation", {"lines": [line]}, self.leads)

        self.assertEqual(traces.mapped("state"), ["done", "skipped"])
        self.assertEqual(traces[1].reason_id.code, "no_contact")
        order = self.env["sale.order"].browse(traces[0].made_id)
        self.assertEqual(order.partner_id, self.people[0])
        self.assertEqual(order.opportunity_id, self.leads[0])
        self.assertEqual(order.order_line.product_uom_qty, 2)

    # --- server actions ---

    def _action(self, code, approved=True):
        return self.env["ir.actions.server"].create(
            {
                "name": "Act",
                "model_id": self.env.ref("base.model_res_partner").id,
                "state": "code",
                "code": code,
                "is_journey_approved": approved,
            }
        )

    def test_case_07_a_server_action_that_fails_undoes_only_its_own(self):
        action = self._action(
            "record.write({'ref': 'acted'})\n"
            "if record.name == 'Person 1':\n"
            "    env.cr.execute('SELECT 1/0')"
        )
        traces = self._run_step("server_action", {"action_id": action.id})

        self.assertEqual(self.people.mapped("ref"), ["acted", False, "acted", "acted"])
        self.assertEqual(traces.mapped("state"), ["done", "ready", "done", "done"])
        self.assertIn("division by zero", traces[1].detail)

    def test_a_server_action_is_approved_first_and_again_when_changed(self):
        action = self._action("pass", approved=False)
        self._refuse("not been approved", "server_action", {"action_id": action.id})
        action.is_journey_approved = True
        self._create_journey({"s": ("server_action", {"action_id": action.id})})
        action.code = "env.user.unlink()"
        self.assertFalse(action.is_journey_approved)

    # --- web calls ---

    def test_a_web_call_tells_only_what_the_step_asks_for(self):
        account = self.env["crm.channel.account"].create(
            {"name": "Shop", "kind": "webhook", "url": "https://shop.test/hook"}
        )
        config = {"account_id": account.id, "fields": ["email", "ref"]}
        traces = self._run_step("webhook", config, self.leads)

        calls = self.env["crm.channel.outbox"].browse(traces.mapped("made_id"))
        self.assertEqual(
            calls.mapped("key"), [f"crm.journey.trace:{t.id}" for t in traces]
        )
        payload = calls[1].payload
        self.assertEqual(payload["values"], {"email": "binh@lead.test"})
        record = {"model": "crm.lead", "id": self.leads[1].id}
        self.assertEqual(payload["record"], record)
        self.assertNotIn("Bình", str(payload))

    def test_a_web_call_does_not_tell_what_it_likes(self):
        account = self.env["crm.channel.account"].create({"name": "Shop"})
        config = {"account_id": account.id, "fields": ["comment"]}
        self._refuse("no possible value", "webhook", config)

    # --- conditions, splits, waits ---

    def _branches(self, kind, config, branches, records=None, **values):
        """Return the way out that each record took."""
        records = self.people if records is None else records
        journey = self._create_journey(
            {"ask": (kind, config, dict.fromkeys(branches, "end")), "end": ("exit",)},
            res_model=records._name,
            **values,
        )
        self._enrol(journey, records)
        self._drain()
        traces = self._traces(journey).filtered(lambda t: t.step_uid == "ask")
        return traces.mapped("branch")

    def test_a_condition_by_filter(self):
        config = {"mode": "domain", "domain": [["user_id", "=", self.lan.id]]}
        self.assertEqual(
            self._branches("condition", config, ("yes", "no")), ["yes"] + ["no"] * 3
        )

    def test_bad_input_a_filter_over_a_field_that_is_gone(self):
        config = {"mode": "domain", "domain": [["x_gone", "=", 1]]}
        with self.assertRaisesRegex(UserError, "x_gone"):
            self._branches("condition", config, ("yes", "no"))

    def test_a_condition_by_segment_asks_now(self):
        segment = self.env["crm.segment"].create({"name": "S", "kind": "static"})
        self.env["crm.segment.pin"].create(
            {"segment_id": segment.id, "res_id": self.people[1].id, "kind": "always"}
        )
        config = {"mode": "segment", "segment_id": segment.id}
        self.assertEqual(
            self._branches("condition", config, ("yes", "no")),
            ["no", "yes", "no", "no"],
        )

    def test_a_condition_by_interaction(self):
        kind = self.env["crm.interaction.type"].search([], limit=1)
        self.env["crm.interaction"].create(
            {
                "partner_id": self.people[2].id,
                "type_id": kind.id,
                "occurred_at": self.now,
            }
        )
        config = {"mode": "interaction", "types": [kind.code], "days": 3}
        self.assertEqual(
            self._branches("condition", config, ("yes", "no")),
            ["no", "no", "yes", "no"],
        )

    def test_a_split_is_the_same_however_often_it_is_drawn(self):
        people = self._create_people(100)
        config = {"parts": [{"name": "a", "weight": 30}, {"name": "b", "weight": 70}]}
        ways = self._branches("split", config, ("a", "b"), people)
        self.assertTrue(15 <= ways.count("a") <= 45, ways.count("a"))

    def test_a_wait_until_a_date_of_the_record(self):
        self.leads[0].date_deadline = "2026-03-10"
        journey = self._create_journey(
            {
                "wait": (
                    "wait",
                    {
                        "mode": "field",
                        "field": "date_deadline",
                        "offset_days": -3,
                        "at": "09:00",
                    },
                    "mark",
                ),
                "mark": ("field", {"field": "priority", "value": "3"}),
            },
            res_model="crm.lead",
        )
        self.env.company.partner_id.tz = "Asia/Ho_Chi_Minh"
        self.people[0].tz = "Asia/Ho_Chi_Minh"
        self._enrol(journey, self.leads[0])
        self._drain()
        planned = self._traces(journey, "ready")
        self.assertEqual(str(planned.due_at), "2026-03-07 02:00:00")
        # the deal is put off meanwhile: what counts is looked at again
        self.leads[0].date_deadline = "2026-03-20"
        self._drain(days=5)
        self.assertEqual(str(planned.due_at), "2026-03-17 02:00:00")
        self._drain(days=10)
        self.assertEqual(self.leads[0].priority, "3")

    def test_case_35_a_reaction_that_comes_late_is_seen(self):
        journey = self._create_journey(
            {
                "send": ("field", {"field": "ref", "value": "sent"}, "ask"),
                "ask": (
                    "wait",
                    {"mode": "event", "kind": "open", "of": "send", "max_days": 3},
                    {"happened": "yes", "timeout": "no"},
                ),
                "yes": ("field", {"field": "color", "value": 1}),
                "no": ("field", {"field": "color", "value": 2}),
            }
        )
        self._enrol(journey, self.people)
        self._drain()
        sent = self._traces(journey, "done")
        self._react(sent[0])
        self._react(sent[1], is_machine=True)
        self._drain(days=2)
        self.assertEqual(set(self.people.mapped("color")), {0}, "nobody was woken")
        self.env["crm.journey.trace"]._wake(sent.participant_id.ids, ["ask"], self.now)
        self._drain()
        self.assertEqual(self.people.mapped("color"), [1, 0, 0, 0])
        self._react(sent[2])
        self._drain(days=1)

        self.assertEqual(self.people.mapped("color"), [1, 2, 1, 2])

    def _react(self, trace, **values):
        return self.env["crm.journey.reaction"].create(
            {
                "trace_id": trace.id,
                "journey_id": trace.journey_id.id,
                "kind": "open",
                "at": self.now,
                "event_key": f"{trace.id}",
                **values,
            }
        )
