# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import itertools
from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import keyset
from .common import RelationshipCase

AT = datetime(2026, 3, 2, 8, 0, 0)


class TimelineCase(RelationshipCase):
    def fetch(self, record, filters=None, user=None, **options):
        """Return the ids of all pages, newest first."""
        self.env.flush_all()
        self.env.invalidate_all()
        timeline = self.env["crm.interaction"].with_user(user or self.user_lan)
        ids, cursor = [], None
        while True:
            page = timeline.timeline_fetch(
                record._name, record.id, filters, cursor, **{"limit": 3, **options}
            )
            ids += [row["id"] for row in page["rows"]]
            cursor = page["cursor"]
            if not cursor:
                return ids

    def log_at(self, at, code="call", **values):
        return self._log(code, occurred_at=at, **values)


@tagged("post_install", "-at_install")
class TestTimelinePages(TimelineCase):
    """E35"""

    def test_pages_join_to_the_whole_in_order(self):
        rows = self.env["crm.interaction"]
        for n in range(10):
            rows += self.log_at(AT + timedelta(minutes=n // 3))  # equal instants
        expected = rows.sorted(lambda r: (r.occurred_at, r.id), reverse=True).ids
        for limit in (1, 2, 3, 9, 10, 11, 50):
            with self.subTest(limit=limit):
                self.assertEqual(self.fetch(self.customer, limit=limit), expected)

    def test_rows_that_arrive_between_pages_shift_nothing(self):
        rows = [self.log_at(AT - timedelta(days=n)) for n in range(6)]
        timeline = self.env["crm.interaction"].with_user(self.user_lan)
        first = timeline.timeline_fetch("res.partner", self.customer.id, limit=3)

        self.log_at(AT + timedelta(days=1))
        same_instant = self.log_at(rows[2].occurred_at)  # sorts before the page's end
        backdated = self.log_at(rows[4].occurred_at + timedelta(hours=1))

        second = timeline.timeline_fetch(
            "res.partner", self.customer.id, cursor=first["cursor"], limit=10
        )
        ids = [row["id"] for row in first["rows"]] + [r["id"] for r in second["rows"]]
        expected = [*rows[:4], backdated, *rows[4:]]
        self.assertEqual(ids, [row.id for row in expected])
        self.assertNotIn(same_instant.id, ids)
        self.assertEqual(
            self.fetch(self.customer)[3:5],
            [same_instant.id, rows[2].id],
            "after reload",
        )

    def test_last_page_has_no_cursor(self):
        self.log_at(AT)
        page = self.env["crm.interaction"].timeline_fetch(
            "res.partner", self.customer.id, limit=1
        )
        self.assertEqual((len(page["rows"]), page["cursor"]), (1, False))
        empty = self._create_customer("Silent")
        page = self.env["crm.interaction"].timeline_fetch("res.partner", empty.id)
        self.assertEqual(page, {"rows": [], "cursor": False})

    def test_a_cursor_that_is_none_is_refused(self):
        def forge(text):
            return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

        good = keyset.encode(AT, 5)
        cursors = [
            "x", good[:-1], good + "A", good + "=", good.lower(), "é" * 8, "a" * 10_000,
            " " + good, "\x00", good + "\n", 5, 5.5, True, ["x"], {"id": 1}, b"x",
            forge("2026-03-02T08:00:00.000000|-1"), forge("2026-03-02T08:00:00.000000|0"),
            forge("2026-03-02T08:00:00|1"), forge("now|1"), forge("|"),
            forge("2026-03-02T08:00:00.000000+00:00|1"),
            forge("2026-03-02T08:00:00.000000|1;DROP"),
            forge(f"2026-03-02T08:00:00.000000|{10**12}"),
            forge("2026-03-02T08:00:00.000000|١"),
        ]  # fmt: skip
        for cursor in cursors:
            with self.subTest(cursor=cursor), self.assertRaises(ValidationError):
                self.env["crm.interaction"].timeline_fetch(
                    "res.partner", self.customer.id, cursor=cursor
                )

    def test_limits_are_bounded(self):
        self.log_at(AT)
        self.log_at(AT)
        timeline = self.env["crm.interaction"]
        for limit, expected in (
            (1, 1),
            ("2", 2),
            (0, 2),
            (-3, 2),
            (10**9, 2),
            ("x", 2),
        ):
            with self.subTest(limit=limit):
                page = timeline.timeline_fetch(
                    "res.partner", self.customer.id, limit=limit
                )
                self.assertEqual(len(page["rows"]), expected)

    def test_documents_that_are_none_are_refused(self):
        timeline = self.env["crm.interaction"].with_user(self.user_lan)
        gone = self._create_customer("Gone")
        gone_id = gone.id
        gone.unlink()
        for model, res_id in (
            ("res.users", 1), ("crm.interaction", 1), ("nope", 1), ("", 1), (False, 1),
            ("res.partner", gone_id), ("res.partner", 0), ("res.partner", -1),
            ("res.partner", "x"), ("res.partner", None), ("res.partner", 10**12),
            ("res.partner", [1]),
        ):  # fmt: skip
            for method in ("timeline_fetch", "timeline_header", "brief"):
                with self.subTest(model=model, res_id=res_id, method=method):
                    with self.assertRaises(ValidationError):
                        getattr(timeline, method)(model, res_id)

    def test_row_says_what_the_contract_says(self):
        outcome = self.env["crm.interaction.outcome"].search([], limit=1)
        row = self.log_at(
            AT,
            subject="Asked for a price",
            note="Twice",
            promise="Send samples",
            promise_date="2026-03-05",
            outcome_id=outcome.id,
            duration=65,
            lead_id=self.lead.id,
        )
        [shown] = (
            self.env["crm.interaction"]
            .with_user(self.user_lan)
            .timeline_fetch("crm.lead", self.lead.id)["rows"]
        )
        self.assertEqual(
            shown,
            {
                "id": row.id,
                "at": "2026-03-02 08:00:00",
                "type_id": self._type("call").id,
                "direction": "out",
                "state": "done",
                "actor_type": "staff",
                "user": [self.user_lan.id, "Lan"],
                "partner": [self.person.id, "Nguyễn Thị Đào"],
                "contact_value": False,
                "lead": [self.lead.id, "Fit out the new office"],
                "subject": "Asked for a price",
                "note": "Twice",
                "outcome_id": outcome.id,
                "duration": 65,
                "amount": False,
                "currency_id": False,
                "origin_model": False,
                "origin_id": False,
                "origin_event": False,
                "can_expand": True,
                "editable": True,
                "promise": "Send samples",
                "promise_date": "2026-03-05",
                "promise_kept": False,
                "correction_of_id": False,
                "share_level": False,
                "is_closed": False,
                "recording": False,
            },
        )

    def test_a_contact_without_a_name_is_named_by_its_company(self):
        address = self.env["res.partner"].create(
            {"parent_id": self.customer.id, "type": "delivery"}
        )
        self._log("call", partner=address)
        [row] = self.env["crm.interaction"].timeline_fetch("res.partner", address.id)[
            "rows"
        ]
        self.assertTrue(row["partner"][1])

    def test_company_shows_all_and_a_person_only_its_own(self):
        mine = self.log_at(AT)
        company = self.log_at(AT + timedelta(1), partner=self.customer)
        lead = self.log_at(AT + timedelta(2), lead_id=self.lead.id)
        self.assertEqual(self.fetch(self.customer), (lead + company + mine).ids)
        self.assertEqual(self.fetch(self.person), (lead + mine).ids)
        self.assertEqual(self.fetch(self.lead), lead.ids)


@tagged("post_install", "-at_install")
class TestTimelineFilters(TimelineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archived_type = cls.env["crm.interaction.type"].create(
            {"name": "Fax", "channel": "post", "code": "fax"}
        )
        lan, hoa = cls.user_lan, cls.user_hoa
        specimens = [
            ("call", "out", lan, "Giá bàn gỗ sồi", 0),
            ("call", "in", hoa, "Giảm 50% cho đơn lớn", 1),
            ("meeting", "internal", lan, "Đào tạo nhân viên", 2),
            ("visit", "out", hoa, "snake_case and C:\\path", 3),
            ("note", "internal", lan, "'; DROP TABLE crm_interaction; --", 4),
            ("fax", "out", lan, "snakeXcase, 50 desks", 5),
        ]
        cls.rows = [
            cls._log(
                code,
                direction=direction,
                user=user,
                subject=text,
                occurred_at=AT + timedelta(days=day),
            )
            for code, direction, user, text, day in specimens
        ]
        cls.archived_type.active = False

    def _found(self, **filters):
        return [self._index()[row_id] for row_id in self.fetch(self.customer, filters)]

    def _index(self):
        return {row.id: n for n, row in enumerate(self.rows)}

    def test_each_filter(self):
        call = self._type("call").id
        cases = [
            ({}, [5, 4, 3, 2, 1, 0]),
            ({"channels": ["call"]}, [1, 0]),
            ({"channels": ["call", "visit"]}, [3, 1, 0]),
            ({"channels": ["post"]}, [5]),
            ({"channels": ["nothing"]}, []),
            ({"channels": []}, [5, 4, 3, 2, 1, 0]),
            ({"directions": ["in"]}, [1]),
            ({"directions": ["in", "internal"]}, [4, 2, 1]),
            ({"user_ids": [self.user_hoa.id]}, [3, 1]),
            ({"user_ids": [self.user_hoa.id, self.user_lan.id]}, [5, 4, 3, 2, 1, 0]),
            ({"user_ids": [10**9]}, []),
            ({"type_ids": [call]}, [1, 0]),
            ({"type_ids": [self.archived_type.id]}, [5]),
            ({"date_from": "2026-03-04 08:00:00"}, [5, 4, 3, 2]),
            ({"date_to": "2026-03-04 08:00:00"}, [1, 0]),
            ({"date_from": "2026-03-03"}, [5, 4, 3, 2, 1]),
            (
                {"date_from": "2026-03-03 08:00:00", "date_to": "2026-03-05 08:00:00"},
                [2, 1],
            ),
            ({"text": "giá"}, [0]),
            ({"text": "gỗ SỒI"}, [0]),
            ({"text": "50%"}, [1]),
            ({"text": "%"}, [1]),
            ({"text": "_"}, [4, 3]),
            ({"text": "snake_case"}, [3]),
            ({"text": "C:\\path"}, [3]),
            ({"text": "\\"}, [3]),
            ({"text": "'; DROP TABLE"}, [4]),
            ({"text": "no such text"}, []),
            ({"text": 50}, [5, 1]),
            ({"unknown": ["x"], "channels": None, "text": ""}, [5, 4, 3, 2, 1, 0]),
        ]
        for filters, expected in cases:
            with self.subTest(filters=filters):
                self.assertEqual(self._found(**filters), expected)

    def test_filters_combine(self):
        """Two filters find what both find; over pages as well."""
        filters = [
            {"channels": ["call", "visit", "other"]},
            {"directions": ["out", "internal"]},
            {"user_ids": [self.user_lan.id]},
            {"date_from": "2026-03-02 08:00:01"},
            {"date_to": "2026-03-06 08:00:00"},
            {"text": "a"},
        ]
        single = [set(self._found(**one)) for one in filters]
        for pair in itertools.combinations(range(len(filters)), 2):
            with self.subTest(pair=pair):
                both = {key: value for n in pair for key, value in filters[n].items()}
                found = self._found(**both)
                self.assertEqual(
                    set(found), set.intersection(*(single[n] for n in pair))
                )
                self.assertEqual(found, sorted(found, reverse=True))

    def test_text_is_found_in_note_and_promise_too(self):
        self.rows[0].sudo().note = "Khách hỏi về bảo hành"
        self.rows[1].sudo().promise = "Gửi bảo hành"
        self.assertEqual(self._found(text="bảo hành"), [1, 0])

    def test_filters_that_are_none_are_refused(self):
        for filters in (
            {"date_from": "yesterday"}, {"date_to": "2026-13-45"}, {"date_from": 5},
            {"user_ids": ["Lan"]}, {"user_ids": 5}, {"type_ids": [{}]},
            {"user_ids": [[1]]}, {"channels": 5}, {"directions": 7}, "text", ["x"], 5,
        ):  # fmt: skip
            with self.subTest(filters=filters), self.assertRaises(ValidationError):
                self.env["crm.interaction"].timeline_fetch(
                    "res.partner", self.customer.id, filters
                )


@tagged("post_install", "-at_install")
class TestTimelineEqualsSearch(TimelineCase):
    """A timeline shows what a search by the same user finds: no more, no less."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_b = cls.env["res.company"].create({"name": "Company B"})
        cls.company_c = cls.env["res.company"].create({"name": "Gone company"})
        cls.branch = cls.env["res.company"].create(
            {"name": "Branch", "parent_id": cls.company.id}
        )
        both = cls.company + cls.company_b
        cls.user_hoa.company_ids = [Command.set(both.ids)]
        cls.user_lan.company_ids = [Command.set((both + cls.branch).ids)]
        cls.user_minh.group_ids = [
            Command.link(cls.env.ref("account.group_account_invoice").id)
        ]
        team = cls.env["crm.team"].create({"name": "North", "user_id": cls.user_lan.id})
        cls.env["crm.team.member"].create(
            {"crm_team_id": team.id, "user_id": cls.user_hoa.id}
        )
        owners = {
            "lan": cls.user_lan,
            "minh": cls.user_minh,
            "hoa": cls.user_hoa,
            "nobody": cls.env["res.users"],
        }
        cls.documents = []
        for (name, owner), lead_owner in itertools.product(
            owners.items(), owners.values()
        ):
            customer = cls._create_customer(f"Customer of {name}", user_id=owner.id)
            people = cls.env["res.partner"].create(
                [
                    {"name": "Heir", "parent_id": customer.id},
                    {
                        "name": "Own",
                        "parent_id": customer.id,
                        "user_id": lead_owner.id,
                        "active": False,
                    },
                ]
            )
            lead = cls.env["crm.lead"].create(
                {
                    "name": "Lead",
                    "type": "opportunity",
                    "partner_id": people[0].id,
                    "user_id": lead_owner.id,
                }
            )
            cls._fill(customer + people, lead)
            cls.documents += [customer, *people, lead]
        cls.documents[0].active = False  # E22
        cls.company_c.active = False
        stranger = cls.env["crm.lead"].create(
            {"name": "Stranger", "user_id": False, "email_from": "x@stranger.test"}
        )
        cls._fill(cls.env["res.partner"], stranger)
        cls.documents.append(stranger)

    @classmethod
    def _fill(cls, partners, lead):
        companies = (cls.company, cls.company_b, cls.company_c, cls.branch)
        codes = ("call", "invoice_posted", "delivery_done")
        vals_list = [
            {
                "type_id": cls._type(code).id,
                "partner_id": partner.id,
                "contact_value": False if partner else "+84999",
                "lead_id": lead.id if with_lead else False,
                "company_id": company.id,
                "occurred_at": AT,
                "user_id": cls.user_manager.id,
            }
            for code, company in itertools.product(codes, companies)
            for partner, with_lead in (
                [*((p, False) for p in partners), (partners[:1], True)]
            )
        ]
        cls.env["crm.interaction"].create(vals_list)

    def test_for_every_user_document_and_company(self):
        everyone = self.env["res.company"].search([])
        compared = 0
        for user in (
            self.user_lan, self.user_minh, self.user_hoa, self.user_manager,
            self.user_accountant, self.user_warehouse,
        ):  # fmt: skip
            for companies in self._subsets(user.company_ids & everyone):
                env = self.env(
                    user=user,
                    context={**self.env.context, "allowed_company_ids": companies.ids},
                )
                compared += self._compare(env)
        self.assertGreater(compared, 300)

    def _subsets(self, companies):
        return [
            self.env["res.company"].concat(*subset)
            for size in range(1, len(companies) + 1)
            for subset in itertools.combinations(companies, size)
        ]

    def _compare(self, env):
        self.env.flush_all()
        self.env.invalidate_all()
        Interaction = env["crm.interaction"]
        visible = set(Interaction.search([]).ids)
        compared = 0
        for document in self.documents:
            document = document.with_env(env)
            if not document.has_access("read"):
                with self.assertRaises(AccessError):
                    Interaction.timeline_fetch(document._name, document.id)
                continue
            domain = Interaction._domain_of_document(document)
            rows = self.env["crm.interaction"].search(domain)  # superuser: all of them
            expected = rows.filtered(lambda row: row.id in visible)
            ids, cursor = [], None
            while cursor is not False:
                page = Interaction.timeline_fetch(
                    document._name, document.id, cursor=cursor, limit=5
                )
                ids += [row["id"] for row in page["rows"]]
                cursor = page["cursor"]
            label = (env.user.name, env.companies.mapped("name"), document.display_name)
            self.assertEqual(ids, expected.sorted("id", reverse=True).ids, label)
            people = dict(Interaction._timeline_people(document))
            self.assertEqual(set(people), set(expected.user_id.ids), label)
            compared += 1
        return compared

    def test_a_rule_that_an_administrator_adds_applies(self):
        """The timeline reads by SQL; it must not know better than the rules."""
        row = self._log("call", subject="Secret", user=self.user_lan)
        self._log("note", subject="Open", user=self.user_lan)
        self.env["ir.rule"].create(
            {
                "name": "No calls",
                "model_id": self.env["ir.model"]._get_id("crm.interaction"),
                "domain_force": "[('type_id.code', '!=', 'call')]",
            }
        )
        for user in (self.user_lan, self.user_hoa, self.user_manager):
            with self.subTest(user=user.name):
                self.assertNotIn(row.id, self.fetch(self.customer, user=user))
                self.assertEqual(len(self.fetch(self.customer, user=user)), 1)

    def test_a_rule_that_an_administrator_tightens_applies(self):
        orphan = self._create_customer("Orphan")
        self.env["crm.interaction"].create(
            {"type_id": self._type("call").id, "partner_id": orphan.id}
        )
        self.assertEqual(len(self.fetch(orphan)), 1)
        self.env.ref(
            "crm_relationship.rule_crm_interaction_own"
        ).domain_force = "[('commercial_partner_id.user_id', '=', user.id)]"
        self.assertEqual(self.fetch(orphan), [])


@tagged("post_install", "-at_install")
class TestTimelineExpand(TimelineCase):
    def expand(self, row, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.env["crm.interaction"]
            .with_user(user or self.user_lan)
            .timeline_expand(row.id)
        )

    def _row_of(self, origin, code="mail_out", **values):
        return self.env["crm.interaction"].create(
            {
                "type_id": self._type(code).id,
                "partner_id": self.person.id,
                "origin_model": origin._name,
                "origin_id": origin.id,
                "origin_event": f"test {code}",
                "occurred_at": AT,
                **values,
            }
        )

    def test_mail_is_shown_sanitised(self):
        body = (
            '<p onclick="steal()">Kính gửi <b>chị Đào</b></p><script>alert(1)</script>'
            '<img src="x" onerror="alert(2)"><a href="javascript:alert(3)">x</a>'
            "<iframe src='//evil.test'></iframe><form action='//evil.test'></form>"
        )
        message = self.lead.message_post(body="x", message_type="comment")
        # what an import or an older version may have left in the table
        self.env.cr.execute(
            "UPDATE mail_message SET body = %s WHERE id = %s", (body, message.id)
        )
        attachment = self.env["ir.attachment"].create(
            {
                "name": "offer.pdf",
                "raw": b"x",
                "res_model": "crm.lead",
                "res_id": self.lead.id,
            }
        )
        message.attachment_ids = attachment

        answer = self.expand(self._row_of(message))

        self.assertFalse(answer["denied"])
        self.assertIn("<b>chị Đào</b>", answer["html"])
        for danger in ("script", "onclick", "onerror", "javascript", "iframe", "<form"):
            self.assertNotIn(danger, answer["html"])
        self.assertEqual(
            answer["attachments"],
            [
                {
                    "id": attachment.id,
                    "name": "offer.pdf",
                    "mimetype": attachment.mimetype,
                    "url": f"/web/content/{attachment.id}?download=true",
                }
            ],
        )

    def test_mail_of_a_hidden_document_is_not_shown(self):
        """The row belongs to Lan's customer, the mail to Minh's lead."""
        hidden = self.env["crm.lead"].create(
            {
                "name": "Hidden",
                "type": "opportunity",
                "partner_id": self.person.id,
                "user_id": self.user_minh.id,
            }
        )
        message = hidden.message_post(body="SECRET", message_type="comment")
        row = self._row_of(message)
        for user in (self.user_lan,):
            answer = self.expand(row, user)
            self.assertTrue(answer["denied"])
            self.assertTrue(answer["message"])
            self.assertNotIn("SECRET", str(answer))
            with self.assertRaises(AccessError):
                row.with_user(user).action_open_origin()
        self.assertIn("SECRET", self.expand(row, self.user_hoa)["html"])
        action = row.with_user(self.user_hoa).action_open_origin()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("crm.lead", hidden.id)
        )

    def test_attachment_of_another_document_is_left_out(self):
        hidden = self.env["crm.lead"].create(
            {"name": "Hidden", "user_id": self.user_minh.id}
        )
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": "open",
                    "raw": b"x",
                    "res_model": "crm.lead",
                    "res_id": lead.id,
                }
                for lead in (self.lead, hidden)
            ]
        )
        message = self.lead.message_post(body="Hello", message_type="comment")
        message.attachment_ids = attachments

        answer = self.expand(self._row_of(message))

        self.assertIn("Hello", answer["html"])
        self.assertEqual([a["id"] for a in answer["attachments"]], attachments[0].ids)

    def test_gone_origin_says_so(self):
        message = self.lead.message_post(body="x", message_type="comment")
        rows = self._row_of(message)
        rows += self.env["crm.interaction"].create(
            [
                {
                    "type_id": self._type("mail_out").id,
                    "partner_id": self.person.id,
                    "origin_model": model,
                    "origin_id": 99999999,
                    "origin_event": "x",
                }
                for model in ("sale.order", "no.such.model", "crm.interaction")
            ]
        )
        message.unlink()
        for row in rows:
            with self.subTest(model=row.origin_model):
                answer = self.expand(row)
                self.assertTrue(answer["denied"])
                self.assertIn("gone", answer["message"])
                with self.assertRaises(UserError):
                    row.with_user(self.user_lan).action_open_origin()

    def test_message_of_a_model_that_is_gone_opens_nothing_hidden(self):
        message = self.lead.message_post(body="SECRET", message_type="comment")
        row = self._row_of(message)
        self.env.cr.execute(
            "UPDATE mail_message SET model = 'no.such.model' WHERE id = %s",
            (message.id,),
        )
        self.assertNotIn("SECRET", str(self.expand(row)))

    def test_rows_logged_by_hand_have_nothing_behind(self):
        row = self._log("call", note="What was said")
        answer = self.expand(row)
        self.assertEqual(
            (answer["denied"], answer["html"], answer["lines"]), (False, False, [])
        )

    def test_gone_or_foreign_rows_are_refused(self):
        foreign = self._create_customer("Foreign", user_id=self.user_minh.id)
        row = self._log("call", partner=foreign, user=self.user_minh)
        with self.assertRaises(AccessError):
            self.expand(row)
        timeline = self.env["crm.interaction"].with_user(self.user_lan)
        for interaction_id in (0, -1, 99999999, "x", None, [1], 10**12):
            with self.subTest(id=interaction_id):
                with self.assertRaises(ValidationError):
                    timeline.timeline_expand(interaction_id)
                with self.assertRaises(ValidationError):
                    timeline.promise_keep(interaction_id)

    def test_order_invoice_and_delivery_show_their_lines(self):
        order = self._create_order()
        order.order_line.price_unit = 12_345_678.0
        order.order_line.tax_ids = False
        order.action_confirm()
        picking = order.picking_ids
        invoice = order._create_invoices()
        rows = {
            "order": self._row_of(order, "order_confirmed"),
            "invoice": self._row_of(invoice, "invoice_posted"),
            "picking": self._row_of(picking, "delivery_done"),
        }
        for name, row in rows.items():
            with self.subTest(document=name):
                [line] = self.expand(row, self.user_manager)["lines"]
                self.assertIn("Desk", line["label"])
                if name != "picking":
                    self.assertIn("12,345,678", line["value"])
                    self.assertNotIn("e+", line["value"])

    def test_meeting_shows_who_where_and_what_about(self):
        meeting = self.env["calendar.event"].create(
            {
                "name": "Showroom",
                "start": AT,
                "stop": AT + timedelta(hours=1),
                "user_id": self.user_minh.id,
                "partner_ids": [Command.set(self.person.ids)],
                "location": "12 Lý Thường Kiệt",
                "description": "<p>Mẫu <b>gỗ</b></p>",
            }
        )
        answer = self.expand(self._row_of(meeting, "meeting_held"))
        values = " ".join(line["value"] for line in answer["lines"])
        for word in ("Nguyễn Thị Đào", "12 Lý Thường Kiệt", "Mẫu"):
            self.assertIn(word, values)

    def test_private_meeting_of_a_colleague_shows_nothing(self):
        """E41: by its own privacy and by the colleague's default."""
        self.user_hoa.with_user(self.user_hoa).calendar_default_privacy = "private"
        for owner, privacy in ((self.user_minh, "private"), (self.user_hoa, False)):
            with self.subTest(owner=owner.name):
                meeting = self.env["calendar.event"].create(
                    {
                        "name": "SECRET title",
                        "start": AT,
                        "stop": AT + timedelta(hours=1),
                        "user_id": owner.id,
                        "privacy": privacy,
                        "partner_ids": [
                            Command.set((self.person + owner.partner_id).ids)
                        ],
                        "location": "SECRET place",
                        "description": "<p>SECRET text</p>",
                    }
                )
                row = self._row_of(meeting, "meeting_held", origin_event=f"h{owner.id}")
                answer = self.expand(row)
                self.assertTrue(answer["denied"])
                self.assertNotIn("SECRET", str(answer))
                self.assertNotIn("Đào", str(answer))
                if owner == self.user_hoa:  # Minh does not see Lan's customer
                    self.assertIn("SECRET place", str(self.expand(row, owner)))

    def test_private_meeting_to_come_shows_no_more_than_busy_time(self):
        self.env["calendar.event"].create(
            {
                "name": "SECRET title",
                "start": fields.Datetime.now() + timedelta(days=2),
                "stop": fields.Datetime.now() + timedelta(days=2, hours=1),
                "user_id": self.user_minh.id,
                "privacy": "private",
                "partner_ids": [
                    Command.set((self.person + self.user_minh.partner_id).ids)
                ],
                "location": "SECRET place",
            }
        )
        self.refresh_statistics()
        timeline = self.env["crm.interaction"].with_user(self.user_lan)
        header = timeline.timeline_header("res.partner", self.customer.id)
        self.assertEqual(len(header["upcoming"]), 1)
        stat = self.env["crm.partner.stat"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertFalse(stat.next_step_summary)
        self.assertTrue(stat.next_step_at)
        for answer in (
            header,
            timeline.brief("res.partner", self.customer.id),
            stat.with_user(self.user_lan).read(),
            self.customer.with_user(self.user_lan).read(["relation_next_step_at"]),
        ):
            self.assertNotIn("SECRET", str(answer))


@tagged("post_install", "-at_install")
class TestTimelineHeader(TimelineCase):
    def header(self, record, user):
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.env["crm.interaction"]
            .with_user(user)
            .timeline_header(record._name, record.id)
        )

    def test_everybody_who_reads_rows_gets_a_header(self):
        self.env["calendar.event"].create(
            {
                "name": "Next meeting",
                "start": fields.Datetime.now() + timedelta(days=2),
                "stop": fields.Datetime.now() + timedelta(days=2, hours=1),
                "partner_ids": [Command.set(self.person.ids)],
            }
        )
        self.customer.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.user_lan.id,
            summary="Call back",
        )
        for user in (
            self.user_lan, self.user_hoa, self.user_manager, self.user_accountant,
            self.user_warehouse,
        ):  # fmt: skip
            with self.subTest(user=user.name):
                header = self.header(self.customer, user)
                self.assertEqual(header["partner_id"], self.customer.id)
                self.assertIn("Next meeting", str(header["upcoming"]))
                timeline = self.env["crm.interaction"].with_user(user)
                self.assertTrue(timeline.brief("res.partner", self.customer.id))
        for user in (self.user_employee, self.user_portal):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.header(self.customer, user)

    def test_logging_is_offered_to_who_may_log(self):
        foreign = self._create_customer("Foreign", user_id=self.user_minh.id)
        lead = self.env["crm.lead"].create(
            {"name": "Mine", "partner_id": foreign.id, "user_id": self.user_lan.id}
        )
        orphan = self._create_customer("Orphan")
        for user, record, expected in (
            (self.user_lan, self.customer, True),
            (self.user_lan, self.person, True),
            (self.user_lan, self.lead, True),
            (self.user_lan, foreign, False),
            (self.user_lan, lead, True),
            (self.user_lan, orphan, True),
            (self.user_hoa, foreign, True),
            (self.user_accountant, self.customer, False),
            (self.user_warehouse, self.customer, False),
        ):
            with self.subTest(user=user.name, record=record.display_name):
                self.assertIs(self.header(record, user)["can_log"], expected)
                timeline = self.env["crm.interaction"].with_user(user)
                values = {"type_id": self._type("call").id}
                if expected:
                    timeline.timeline_log(record._name, record.id, values)
                else:
                    with self.assertRaises(AccessError):
                        timeline.timeline_log(record._name, record.id, values)

    def test_statistics_are_what_the_contact_shows(self):
        self._log("call", direction="in")
        self.refresh_statistics()
        stats = self.header(self.person, self.user_lan)["stats"]
        self.assertEqual((stats["count_90"], stats["waiting_reply"]), (1, True))
        self.assertTrue(stats["last_in_at"])
        stats = self.header(self.person, self.user_accountant)["stats"]
        self.assertEqual((stats["count_90"], stats["waiting_reply"]), (0, False))
        self.assertFalse(stats["last_in_at"])

    def test_upcoming_comes_soonest_first_and_from_all_documents(self):
        today = fields.Date.context_today(self.user_lan)
        todo = "mail.mail_activity_data_todo"
        lan = self.user_lan.id
        self.person.activity_schedule(
            todo, today + timedelta(days=3), summary="third", user_id=lan
        )
        self.lead.activity_schedule(
            todo, today - timedelta(days=1), summary="first", user_id=lan
        )
        self._create_order().activity_schedule(
            todo, today + timedelta(days=1), summary="second", user_id=lan
        )
        upcoming = self.header(self.customer, self.user_lan)["upcoming"]
        self.assertEqual(
            [(item["title"], item["overdue"]) for item in upcoming],
            [("first", True), ("second", False), ("third", False)],
        )
        upcoming = self.header(self.lead, self.user_lan)["upcoming"]
        self.assertEqual([item["title"] for item in upcoming], ["first", "second"])

    def test_upcoming_leaves_out_what_the_user_may_not_read(self):
        hidden = self.env["crm.lead"].create(
            {
                "name": "Hidden",
                "type": "opportunity",
                "partner_id": self.person.id,
                "user_id": self.user_minh.id,
            }
        )
        hidden.activity_schedule(
            "mail.mail_activity_data_todo", summary="SECRET", user_id=self.user_minh.id
        )
        header = self.header(self.customer, self.user_lan)
        self.assertNotIn("SECRET", str(header))
        self.assertIn("SECRET", str(self.header(self.customer, self.user_hoa)))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_lead_of_a_customer_in_another_company_still_opens(self):
        company_b = self.env["res.company"].create({"name": "B"})
        stranger = self._create_customer("Of B", company_id=company_b.id)
        lead = self.env["crm.lead"].create(
            {"name": "Odd", "user_id": self.user_lan.id, "company_id": False}
        )
        self.env.cr.execute(
            "UPDATE crm_lead SET partner_id = %s WHERE id = %s", (stranger.id, lead.id)
        )
        self.assertTrue(self.header(lead, self.user_lan))
        timeline = self.env["crm.interaction"].with_user(self.user_lan)
        self.assertTrue(timeline.brief("crm.lead", lead.id))
