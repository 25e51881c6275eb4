# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: where it is asked for, opening a colleague's customer is written down."""

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..models.crm_access_log import AUDIT_READS
from .common import RelationshipCase

FORM = {"name": {}, "phone": {}}


@tagged("post_install", "-at_install")
class TestAccessLog(HttpCase, RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.settings = cls.env["ir.config_parameter"]
        cls.settings.set_param(AUDIT_READS, "True")

    def _open(self, user, partner=None):
        self.env.flush_all()
        (partner or self.customer).with_user(user).web_read(FORM)
        return self.env["crm.access.log"].search([("user_id", "=", user.id)])

    def test_a_manager_is_written_down_once_a_day_and_customer(self):
        line = self._open(self.user_manager)
        again = self._open(self.user_manager, self.person)

        self.assertEqual(line, again)
        self.assertEqual(line.partner_id, self.customer)
        self.assertEqual(line.owner_id, self.user_lan)

    def test_two_people_are_two_lines(self):
        self.assertEqual(len(self._open(self.user_manager)), 1)
        self.assertEqual(len(self._open(self.user_hoa)), 1)

    def test_who_opens_their_own_or_an_ownerless_customer_is_not(self):
        self.assertFalse(self._open(self.user_lan))
        self.customer.user_id = self.user_manager
        self.assertFalse(self._open(self.user_manager))
        self.customer.user_id = False
        self.assertFalse(self._open(self.user_manager))

    def test_it_is_off_unless_set(self):
        self.settings.set_param(AUDIT_READS, False)

        self.assertFalse(self._open(self.user_manager))

    def test_labels_are_no_opening(self):
        self.customer.with_user(self.user_manager).web_read({"display_name": {}})

        self.assertFalse(self.env["crm.access.log"].search([]))

    def test_the_timeline_is_an_opening(self):
        rows = self.env["crm.interaction"].with_user(self.user_manager)
        rows.timeline_fetch("crm.lead", self.lead.id)

        line = self.env["crm.access.log"].search([])
        self.assertEqual(line.partner_id, self.customer)

    def test_a_read_only_request_is_answered_and_written_down(self):
        self.authenticate(self.user_manager.login, self.user_manager.login)
        call = {
            "model": "res.partner",
            "method": "web_read",
            "args": [self.customer.ids],
            "kwargs": {"specification": FORM},
        }

        with mute_logger("odoo.http", "odoo.sql_db"):
            for _again in range(2):
                found = self.make_jsonrpc_request(
                    "/web/dataset/call_kw/res.partner/web_read", call
                )
                self.assertEqual(found[0]["name"], "An Phát")

        line = self.env["crm.access.log"].search([])
        self.assertEqual(line.user_id, self.user_manager)

    def test_nobody_changes_the_log(self):
        line = self._open(self.user_manager)

        for user in (self.user_lan, self.user_manager, self.env.ref("base.user_admin")):
            for operation in ("write", "create", "unlink"):
                self.assertFalse(line.with_user(user).has_access(operation), user.name)
        self.assertFalse(line.with_user(self.user_lan).has_access("read"))
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            line.unlink()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            line.day = "2026-01-01"

    def test_merged_customers_keep_what_was_written_of_both(self):
        twin = self._create_customer("An Phat Co", user_id=self.user_lan.id)
        self._open(self.user_manager)
        self._open(self.user_manager, twin)
        self.env.flush_all()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.customer + twin).ids, self.customer
        )
        self.env.invalidate_all()

        lines = self.env["crm.access.log"].search([])
        self.assertEqual(len(lines), 2)
        self.assertEqual(lines.partner_id, self.customer)
