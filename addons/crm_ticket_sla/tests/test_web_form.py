# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from unittest.mock import patch

from odoo.tests import tagged

from ..models import crm_ticket_intake
from .http_common import TicketHttpCase

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00"
    b"\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02"
    b"\xfe\xdc\xccY\xe7\x00\x00\x00\x00IEND\xaeB`\x82"
)


@tagged("post_install", "-at_install")
class TestWebForm(TicketHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.ticket.team"].search([]).web_form_enabled = False
        cls.team.web_form_enabled = True
        cls.path = f"/tickets/new/{cls.team.id}"

    def setUp(self):
        super().setUp()
        self.visit_as(None)

    def send(self, path=None, files=None, **fields):
        values = {
            "name": "Trần Văn Bình",
            "email": "Binh@Elsewhere.test",
            "subject": "Web pump leaks",
            "description": "Since <b>Monday</b>",
            **fields,
        }
        return self.post(path or self.path, files=files, **values)

    def tickets(self):
        return self.env["crm.ticket"].search([("name", "=", "Web pump leaks")])

    def test_anybody_opens_a_ticket_and_gets_its_number(self):
        page = self.get(self.path)
        answer = self.send(
            category_id=self.env.ref("crm_ticket_sla.category_return").id
        )

        ticket = self.tickets()
        self.assertEqual((page.status_code, answer.status_code), (200, 200))
        for field in ("subject", "description", "email", "files"):
            self.assertIn(f'name="{field}"', page.text)
        self.assertIn(ticket.number, answer.text)
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(ticket.channel, "web")
        self.assertEqual(ticket.category_id.name, "Return")
        self.assertIn("&lt;b&gt;Monday", ticket.description)
        self.assertIn("binh@elsewhere.test", ticket.email_from)

    def test_sender_is_told_by_mail_where_the_team_does_so(self):
        self.send()
        self.assertFalse(self.tickets().acknowledged_at)
        self.team.ack_template_id = self.env["mail.template"].create(
            {
                "name": "We have it",
                "model_id": self.env["ir.model"]._get_id("crm.ticket"),
                "subject": "We have {{ object.number }}",
                "use_default_to": True,
                "body_html": "<p>We have it.</p>",
            }
        )
        self.send(email="second@elsewhere.test")

        self.assertTrue(self.tickets()[0].acknowledged_at)

    def test_team_that_does_not_offer_the_form_has_none(self):
        self.team.web_form_enabled = False

        self.assertEqual(self.get(self.path).status_code, 404)
        self.assertEqual(self.send().status_code, 404)
        self.assertEqual(self.get("/tickets/new").status_code, 404)
        self.assertEqual(self.get("/tickets/new/99999999999999").status_code, 404)
        self.assertFalse(self.tickets())

    def test_known_address_is_its_contact_and_nothing_is_written_on_it(self):
        before = self.person.read(["name", "email", "phone", "write_date"])
        known = self.send(email="DAO@anphat.test", phone="0999", name="Someone else")
        ticket = self.tickets()
        unknown = self.send(email="nobody@nowhere.test")

        self.assertEqual(ticket.partner_id, self.person)
        self.person.invalidate_recordset()
        self.assertEqual(
            self.person.read(["name", "email", "phone", "write_date"]), before
        )
        newest = (self.tickets() - ticket).number
        # but for the number nobody learns who is a customer
        pages = [
            re.sub(r'csrf_token: "\w+"', "", page.text.replace(number, ""))
            for page, number in ((known, ticket.number), (unknown, newest))
        ]
        self.assertEqual(*pages)
        self.assertNotIn("Đào", known.text)
        self.assertNotIn(ticket.access_token, known.text)

    def test_number_of_a_customer_proposes_them(self):
        self.send(phone="(091) 234-5678")
        ticket = self.tickets()

        self.assertEqual(ticket.proposed_partner_id, self.person)
        self.assertFalse(ticket.partner_id, "an agent decides")
        self.assertIn("binh@elsewhere.test", ticket.email_from)
        ticket.with_user(self.user_an).action_refuse_proposal()
        self.assertEqual(ticket.partner_id.name, "Trần Văn Bình")

    def test_contact_of_another_company_is_not_found(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["res.partner"].create(
            {
                "name": "Theirs",
                "email": "theirs@other.test",
                "company_id": company.id,
            }
        )
        self.send(email="theirs@other.test")

        self.assertNotEqual(self.tickets().partner_id.name, "Theirs")

    def test_what_is_missing_or_wrong_is_named_and_kept(self):
        question = self.env.ref("crm_ticket_sla.category_question")
        question.is_for_customers = False
        cases = [
            {"subject": " "},
            {"description": ""},
            {"email": "nobody"},
            {"email": "a@b.vn, c@d.vn"},
            {"email": ""},
            {"subject": "x" * 201},
            {"description": "x" * 20_001},
            {"name": "x" * 201},
            {"category_id": question.id},
            {"category_id": "nonsense"},
        ]
        for fields in cases:
            with self.subTest(**fields):
                answer = self.send(**fields)
                self.assertEqual(answer.status_code, 422)
                self.assertIn('role="alert"', answer.text)
                if "subject" not in fields:
                    self.assertIn('value="Web pump leaks"', answer.text)
        self.assertFalse(self.tickets())

    def test_form_of_another_site_is_refused(self):
        answer = self.post(self.path, csrf=False, subject="Web pump leaks")

        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.tickets())

    def test_program_that_fills_in_everything_opens_nothing(self):
        answer = self.send(fax="123456")

        self.assertEqual(answer.status_code, 200)
        self.assertFalse(self.tickets())

    def test_a_sender_and_an_address_open_so_many_an_hour(self):
        param = self.env["ir.config_parameter"]
        param.set_param("crm_ticket_sla.web_form_limit_email", "2")
        codes = [self.send().status_code for _n in range(3)]
        self.assertEqual(codes, [200, 200, 429])

        param.set_param("crm_ticket_sla.web_form_limit_network", "4")
        codes = [self.send(email=f"n{n}@x.test").status_code for n in range(2)]
        self.assertEqual(codes, [200, 429])
        self.assertEqual(len(self.tickets()), 3)

    def test_counters_forget_and_know_no_address(self):
        hits = self.env["crm.ticket.hit"]
        with self.at("2026-06-01 08:00:00"):
            hits._count("network", "10.0.0.1", 1)
            self.assertFalse(hits._count("network", "10.0.0.1", 1))
        self.assertNotIn("10.0.0.1", str(hits.search([]).mapped("key")))

        with self.at("2026-06-01 10:00:00"):
            self.assertTrue(hits._count("network", "10.0.0.1", 1))
        self.assertEqual(len(hits.search([])), 1)
        self.assertEqual(
            hits._network_of("2001:db8:1:2:aaaa::1"),
            hits._network_of("2001:db8:1:2:bbbb::9"),
        )

    def test_files_come_with_the_ticket(self):
        files = [
            ("files", ("photo.png", PNG, "image/png")),
            ("files", ("note.txt", b"it leaks", "text/plain")),
        ]
        self.send(files=files)

        attachments = self.tickets().message_ids.attachment_ids
        self.assertEqual(set(attachments.mapped("name")), {"photo.png", "note.txt"})
        self.assertEqual(set(attachments.mapped("res_model")), {"crm.ticket"})

    def test_files_that_a_browser_would_run_or_that_are_too_large_are_refused(self):
        svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
        cases = [
            ("page.html", b"<html><script>1</script></html>"),
            ("photo.png", b"<html><script>1</script></html>"),
            ("photo.svg", svg),
            ("photo.png", svg),
            ("setup.exe", b"MZ" + b"\x00" * 200),
            ("photo.png", b"MZ\x90\x00" + b"\x00" * 200),
            ("empty.txt", b""),
            ("big.txt", b"x" * 3001),
        ]
        with patch.object(crm_ticket_intake, "MAX_FILE_BYTES", 3000):
            for name, content in cases:
                with self.subTest(name):
                    answer = self.send(files=[("files", (name, content))])
                    self.assertEqual(answer.status_code, 422)
                    self.assertIn(name, answer.text)
            many = [("files", (f"{n}.txt", b"x")) for n in range(6)]
            self.assertEqual(self.send(files=many).status_code, 422)
        self.assertFalse(self.tickets())
        self.assertFalse(
            self.env["ir.attachment"].search([("name", "in", [n for n, _c in cases])])
        )
