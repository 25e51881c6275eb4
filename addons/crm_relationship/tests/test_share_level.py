# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the author chooses what others read of an interaction, and it stays so."""

from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import RelationshipCase


@tagged("post_install", "-at_install")
class TestShareLevel(RelationshipCase):
    """What the author chooses, and where it is kept."""

    def _write_to(self, level):
        """Return what Lan logs from the timeline, for whom she chooses."""
        interactions = self.env["crm.interaction"].with_user(self.user_lan)
        logged = interactions.timeline_log(
            "res.partner",
            self.customer.id,
            {
                "type_id": self._type("call").id,
                "subject": "Price",
                "note": "He is leaving",
                "share_level": level,
            },
        )
        return interactions.browse(logged["id"])

    def test_the_author_chooses_in_the_timeline(self):
        row = self._write_to("subject")

        self.assertEqual(row.share_level, "subject")
        self.assertEqual(row.note, "He is leaving")
        page = row.timeline_fetch("res.partner", self.customer.id)
        self.assertEqual(page["rows"][0]["share_level"], "subject")
        self.assertFalse(page["rows"][0]["is_closed"])
        for wrong in ("everybody", 3, ["subject"]):
            with self.assertRaisesRegex(ValidationError, "Readable by"):
                self._write_to(wrong)

    def test_the_author_chooses_in_the_form(self):
        row = self._log(user=self.user_lan, subject="Price", note="He is leaving")
        with Form(row) as form:
            form.share_level = "subject"

        colleague = self._colleague()

        self.assertTrue(row.with_user(colleague).is_content_closed)
        self.assertFalse(row.is_content_closed)
        self.assertFalse(row.with_user(colleague).note)

    def test_a_correction_is_for_no_more_people(self):
        for level in ("subject", "metadata"):
            row = self._log(
                user=self.user_lan,
                note="He is leaving",
                share_level=level,
                sensitivity="private",
            )
            wizard = self.env["crm.interaction.correct"].with_user(self.user_lan)
            wizard = wizard.with_context(default_interaction_id=row.id).create(
                {"reason": "Typo", "note": "He is living"}
            )

            corrected_id = wizard.action_apply()["infos"]["corrected_id"]

            corrected = row.browse(corrected_id)
            self.assertEqual(corrected.share_level, level)
            self.assertEqual(corrected.sensitivity, "private")

    def test_the_activity_it_completes_says_no_more(self):
        for level, said in (
            ("full", "leaving"),
            ("subject", "Price"),
            ("metadata", ""),
        ):
            activity = self.customer.with_user(self.user_lan).activity_schedule(
                "mail.mail_activity_data_call", user_id=self.user_lan.id
            )
            interactions = self.env["crm.interaction"].with_user(self.user_lan)
            interactions.timeline_log(
                "res.partner",
                self.customer.id,
                {
                    "type_id": self._type("call").id,
                    "subject": "Price",
                    "note": "He is leaving",
                    "share_level": level,
                    "activity_id": activity.id,
                },
            )

            text = self.customer.message_ids.sorted("id")[-1:].body
            self.assertIn(said, text)
            if level != "full":
                self.assertNotIn("leaving", text)
            if level == "metadata":
                self.assertNotIn("Price", text)

    def _colleague(self):
        user = new_test_user(
            self.env, "rel_colleague", groups="sales_team.group_sale_salesman"
        )
        self.env["crm.customer.share"].create(
            {
                "partner_id": self.customer.id,
                "user_id": user.id,
                "reason": "Together",
                "access": "edit",
            }
        )
        return user
