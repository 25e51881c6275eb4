# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import io
import re
import zipfile
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import hmac

from ..models.crm_send_preference import SCOPE
from .send_common import SendCase
from .test_send_mail import MailStepCase


@tagged("post_install", "-at_install")
class TestSendPreferences(SendCase, HttpCase):
    def _last(self, identity):
        return self.consent.search([("identity", "=", identity)], limit=1)

    def test_case_18_looking_changes_nothing_and_the_form_does(self):
        url = self.env["crm.send.preference"]._url(self.mai)
        path = url[url.index("/crm/") :]
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Offers by e-mail", page.text)
        self.assertFalse(self._last("mai@vn.test"))

        self.url_open(path, data={"mail-marketing": "on", "mail-care": "on"})
        given = self._last("mai@vn.test")
        self.assertEqual((given.state, given.source), ("given", "preference_page"))
        self.assertTrue(given.ip_address)

        for _twice in range(2):
            answer = self.url_open(path, data={"List-Unsubscribe": "One-Click"})
            self.assertEqual(answer.status_code, 200)
        rows = self.consent.search(
            [("identity", "=", "mai@vn.test"), ("purpose", "=", "marketing")]
        )
        self.assertEqual(rows.mapped("state"), ["withdrawn", "given"])
        self.assertFalse(self._admit_one(self.mai).allowed)

    def test_a_forged_link_says_so_and_changes_nothing(self):
        token = self.env["crm.send.preference"]._token(self.lan.id)
        for method in ({}, {"data": {"none": "1"}}):
            answer = self.url_open(f"/crm/preferences/{self.mai.id}/{token}", **method)
            self.assertEqual(answer.status_code, 403)
            self.assertIn("not valid", answer.text)
        self.assertFalse(self._last("mai@vn.test"))

    def test_by_the_address_of_a_colleague_nobody_agrees_for_the_person(self):
        wizard = self.env["crm.consent.story"].create({"partner_id": self.mai.id})
        url = wizard.action_preferences()["url"]
        path = url[url.index("/crm/") :]

        self.url_open(path, data={"mail-marketing": "on"})
        self.assertNotEqual(self._last("mai@vn.test").state, "given")

        self.url_open(path, data={"none": "1"})
        self.assertFalse(self._admit_one(self.mai).allowed)

    def _old(self, partner):
        """Return the addresses of a link of long ago, and of one that has no date."""
        preferences = self.env["crm.send.preference"]
        long_ago = fields.Date.today() - timedelta(days=91)
        undated = hmac(self.env(su=True), SCOPE, partner.id)
        tokens = (preferences._token(partner.id, long_ago), undated)
        return [f"/crm/preferences/{partner.id}/{token}" for token in tokens]

    def test_an_old_link_ends_messages_and_agrees_to_none(self):
        for path in self._old(self.mai):
            with self.subTest(path=path):
                self.consent._record("mai@vn.test", "mail", "given")

                page = self.url_open(path)
                self.assertIn("This link is old", page.text)
                boxes = re.findall("<input[^>]+checkbox[^>]+>", page.text)
                for box in boxes:
                    self.assertNotEqual("checked=" in box, "disabled=" in box, box)
                self.url_open(
                    path, data={"mail-marketing": "on", "sms-marketing": "on"}
                )
                self.assertTrue(self._admit_one(self.mai).allowed)
                self.assertNotEqual(self._last(self.mai.phone_sanitized).state, "given")

                self.url_open(path, data={"none": "1"})
                self.url_open(path, data={"mail-marketing": "on", "mail-care": "on"})
                self.assertFalse(self._admit_one(self.mai).allowed)
                self.assertEqual(self._last("mai@vn.test").state, "withdrawn")

    def test_the_link_of_who_was_merged_ends_messages_and_agrees_to_none(self):
        url = self.env["crm.send.preference"]._url(self.lan)
        path = url[url.index("/crm/") :]
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        last = self._person("Mai again", "again@vn.test", "base.vn")
        merge._merge((self.lan | self.mai).ids, self.mai)
        merge._merge((self.mai | last).ids, last)
        self.env.flush_all()

        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        self.url_open(path, data={"mail-marketing": "on"})
        self.assertNotEqual(self._last("again@vn.test").state, "given")
        self.consent._record("again@vn.test", "mail", "given")
        self.url_open(path, data={"List-Unsubscribe": "One-Click"})

        self.assertEqual(self._last("again@vn.test").state, "withdrawn")
        self.assertFalse(self._admit_one(last).allowed)

    def test_a_link_of_yesterday_agrees(self):
        preferences = self.env["crm.send.preference"]
        yesterday = fields.Date.today() - timedelta(days=1)
        token = preferences._token(self.mai.id, yesterday)
        path = f"/crm/preferences/{self.mai.id}/{token}"
        self.assertNotIn("This link is old", self.url_open(path).text)

        self.url_open(path, data={"mail-marketing": "on"})

        self.assertTrue(self._admit_one(self.mai).allowed)

    def test_nobody_makes_a_link_younger(self):
        preferences = self.env["crm.send.preference"]
        today = f"{fields.Date.today():%Y%m%d}"
        for path in self._old(self.mai):
            signature = path.rpartition("/")[2].rpartition("-")[2]
            forged = f"{today}-{signature}"
            self.assertFalse(preferences._partner(self.mai.id, forged))

    def test_the_page_shows_no_address(self):
        self.mai.phone = "+84912345678"
        page = self.url_open(self._old(self.mai)[0]).text
        self.assertIn("m•••@vn.test", page)
        self.assertIn("•••678", page)
        for address in ("mai@vn.test", "912345678"):
            self.assertNotIn(address, page)


@tagged("post_install", "-at_install")
class TestSendOneClick(MailStepCase, HttpCase):
    def test_case_18_the_mail_programs_button_is_heard_once_and_a_scanner_is_not(self):
        self._enrol(self.journey, self.people)
        self._drain()
        now = fields.Datetime.now()
        traces = self._traces(self.journey)
        traces.sent_at = now
        ledger = self.env["crm.contact.log"].search([("trace_id", "in", traces.ids)])
        ledger.write({"sent_at": now, "state": "sent"})
        person = self.people[0]
        page = self.mailing_of_journey._get_unsubscribe_url(person.email, person.id)
        path = page[page.index("/mailing/") :]
        button = path.replace("/confirm_unsubscribe?", "/unsubscribe_oneclick?")
        rows = self.env["crm.consent"]
        said = [("identity", "=", person.email)]

        self.url_open(path)
        self.assertNotEqual(self.url_open(button).status_code, 200)
        self.assertFalse(rows.search(said))

        for _twice in range(2):
            answer = self.url_open(button, data={"List-Unsubscribe": "One-Click"})
            self.assertEqual(answer.status_code, 200)

        row = rows.search(said)
        self.assertEqual((row.state, row.source), ("withdrawn", "unsubscribe"))
        self.assertIn("/unsubscribe_oneclick", row.proof)
        reaction = self.env["crm.journey.reaction"].search([("kind", "=", "optout")])
        self.assertEqual(reaction.trace_id.participant_id.res_id, person.id)

    @property
    def mailing_of_journey(self):
        return self._traces(self.journey).mailing_trace_id.mass_mailing_id


@tagged("post_install", "-at_install")
class TestConsentRegister(SendCase):
    def test_case_27_who_was_erased_is_not_written_to_when_imported_again(self):
        paper = self.env["ir.attachment"].create({"name": "Form", "raw": b"Lan"})
        self.consent._record(
            "lan@one.test",
            "mail",
            "given",
            proof="On paper",
            attachment_id=paper.id,
            document=base64.b64encode(b"Lan signed"),
            document_name="Lan.pdf",
        )
        rows = self.consent.search([("identity", "=", "lan@one.test")])
        erase = self.env["crm.send.suppression"]
        with self.assertRaises(AccessError):
            erase.with_user(self.marketer)._erase(self.lan)

        erase.with_user(self.manager)._erase(self.lan)

        self.assertFalse(any("lan" in identity for identity in rows.mapped("identity")))
        self.assertFalse(rows.filtered("proof"))
        self.assertFalse(rows.filtered("document") or rows.filtered("document_name"))
        self.assertFalse(paper.exists())
        self.assertFalse(erase.search([("kind", "=", "erased")]).filtered("identity"))
        self.lan.unlink()
        again = self._person("Lan", "Lan@One.test", "base.be")
        self.assertEqual(self._admit_one(again).reason, "optout")
        self.consent._record("lan@one.test", "mail", "given", source="preference_page")
        self.assertTrue(
            self._admit_one(again).allowed, "unless she asks for it herself"
        )

    def test_case_58_erasure_covers_every_number_of_the_person(self):
        self.lan.phone_ids = [Command.create({"number": "+84 977 111 222"})]
        suppressions = self.env["crm.send.suppression"].with_user(self.manager)

        suppressions._erase(self.lan)

        self.assertIn(
            ("erased", "all"), suppressions._kinds(["+84977111222"])["+84977111222"]
        )

    def test_whom_core_knows_to_have_said_no_is_in_the_register_after_installation(
        self,
    ):
        self.env.cr.execute(
            "INSERT INTO mail_blacklist (email, active) VALUES ('old@no.test', TRUE)"
        )
        self.env["crm.consent.bridge"]._adopt_core()
        self.env["crm.consent.bridge"]._adopt_core()

        rows = self.consent.search([("identity", "=", "old@no.test")])
        self.assertEqual(rows.mapped("state"), ["withdrawn"])

    def test_case_20_the_question_is_sent_once(self):
        wizard = self.env["crm.consent.story"].with_user(self.marketer)
        story = wizard.create({"partner_id": self.lan.id})
        story.action_ask()
        with self.assertRaises(UserError):
            story.action_ask()

        mails = self.env["mail.mail"].search([("email_to", "ilike", "lan@one.test")])
        self.assertEqual(len(mails), 1)
        self.assertIn(f"/crm/preferences/{self.lan.id}/", mails.body_html)
        self.assertFalse(mails.is_in_lane)
        self.assertEqual(self._admit_one(self.lan).reason, "no_consent")

    def test_the_register_is_only_added_to(self):
        row = self.consent._record("lan@one.test", "mail", "given")
        with self.assertRaises(UserError):
            row.write({"state": "withdrawn"})
        with self.assertRaises(UserError):
            row.with_context(consent_erase=True).write({"state": "withdrawn"})
        with self.assertRaises(UserError):
            row.unlink()

    def test_only_managers_take_the_register_away_and_no_cell_is_a_formula(self):
        row = self.consent._record(
            "lan@one.test", "mail", "given", proof="=HYPERLINK(1)"
        )
        with self.assertRaises(AccessError):
            row.with_user(self.marketer).action_export()

        action = row.with_user(self.manager).action_export()

        attachment_id = int(action["url"].split("/")[3].split("?")[0])
        data = base64.b64decode(self.env["ir.attachment"].browse(attachment_id).datas)
        sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
        self.assertIn(b"HYPERLINK", sheet)
        self.assertNotIn(b"<f>", sheet)

    def test_a_national_list_is_read_line_by_line(self):
        text = "So dien thoai\n0912345678\nabc\n+84 987 654 321\n"
        wizard = self.env["crm.dnc.import"].create(
            {"file": base64.b64encode(text.encode()), "filename": "dnc.csv"}
        )
        wizard.action_import()
        self.assertIn("2 numbers added", wizard.result)
        self.assertIn("Line 3", wizard.result)

        wizard.action_import()
        self.assertIn("0 numbers added, 2 known", wizard.result)

    def test_a_marketer_reads_why_not_on_a_contact_only(self):
        self.consent._record("lan@one.test", "mail", "withdrawn")
        with self.assertRaises(AccessError):
            self.consent.with_user(self.marketer).search([])

        action = self.lan.with_user(self.marketer).action_consent_messages()
        wizard = self.env["crm.consent.story"].with_user(self.marketer)
        story = wizard.browse(action["res_id"]).story

        self.assertIn("Opted out", story)
        self.assertIn("Withdrawn", story)
