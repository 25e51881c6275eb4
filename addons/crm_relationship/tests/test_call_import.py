# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a call that came live and in a file of call records is one row."""

from odoo.tests import tagged

from .calls_common import CallsCase
from .import_common import ImportCase

FILE = """callid,calldate,phone,extension,direction,status,billsec,recordingfile
17.1,2026-03-02 10:00:00,0912345678,101,inbound,ANSWERED,58,https://u:p@records.pbx.vn/1.mp3
17.2,2026-03-02 11:00:00,0912345678,101,inbound,ANSWERED,30,https://u:p@records.pbx.vn/2.mp3
"""


@tagged("post_install", "-at_install")
class TestCallImport(CallsCase, ImportCase):
    def test_live_first_and_file_first(self):
        live = self.record(call="17.1", billsec="58")

        self.imported(("cdr.csv", FILE))

        rows = self.env["crm.interaction"].search(
            [("external_uid", "=like", "import:%calls__.call_17.%")],
            order="occurred_at",
        )
        self.assertEqual(len(rows), 2)
        self.assertEqual(rows[0], live)
        later = self.record(call="17.2", billsec="31")
        self.assertEqual(later, rows[1])
        self.assertEqual((later.duration, later.call_result), (31, "answered"))

    def test_extensions_of_a_file_are_colleagues(self):
        self.env["crm.call.extension"].search([]).unlink()
        self.env["crm.call.extension"].create(
            {
                "account_id": self.account.id,
                "extension": "101",
                "user_id": self.user_lan.id,
            }
        )
        batch = self.imported(("cdr.csv", FILE.replace(",101,inb", ",102,inb", 1)))
        first, second = self.env["crm.interaction"].search(
            [("external_uid", "=like", "import:%calls__.call_17.%")],
            order="occurred_at",
        )

        self.assertEqual(second.user_id, self.user_lan)
        self.assertFalse(first.user_id)
        self.assertEqual(batch.owner_ids.mapped("name"), ["101", "102"])

    def test_recording_of_a_file_is_played_and_its_address_shown_to_nobody(self):
        self.imported(("cdr.csv", FILE))

        row = self.env["crm.interaction"].search(
            [("external_uid", "=like", "import:%calls__.call_17.2")]
        )
        self.assertTrue(row.has_recording)
        self.assertNotIn("u:p@", str(row.with_user(self.user_lan).read()))
