# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tests of imports start from."""

import base64

from .common import RelationshipCase

VERDICTS = ("new", "update", "double", "existing", "owned", "error", "skipped")


class ImportCase(RelationshipCase):
    """Importing texts as files, as the job does, in this transaction."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        manager = cls.env.ref("base.group_partner_manager")
        for user in (cls.user_lan, cls.user_minh, cls.user_manager):
            user.group_ids += manager
            user.tz = "Asia/Ho_Chi_Minh"
        cls.partners = cls.env["res.partner"].with_context(active_test=False)

    def upload(self, *files, user=None, **values):
        """Return an import of (name, content) files."""
        batch = (
            self.env["crm.customer.import"]
            .with_user(user or self.user_manager)
            .create({"name": "Test", **values})
        )
        self.add(batch, *files)
        return batch

    def add(self, batch, *files):
        attachments = self.env["ir.attachment"].with_user(batch.user_id)
        batch.attachment_ids = attachments.create(
            [
                {
                    "name": name,
                    "datas": base64.b64encode(
                        content.encode() if isinstance(content, str) else content
                    ),
                    "res_model": batch._name,
                    "res_id": batch.id,
                }
                for name, content in files
            ]
        )

    def work(self, batch, units=None):
        """Do the work that is left, or so many units of it."""
        self.end_transaction()
        # sudo: the job runs as the system
        batch = batch.sudo()
        left = [units]

        def may_go_on(_is_reading):
            if left[0] is None:
                return True
            left[0] -= 1
            return left[0] > 0

        while batch.state in ("reading", "checking", "importing", "undoing"):
            if not batch._work(may_go_on):
                break
        self.end_transaction()
        self.assertNotEqual(batch.state, "failed", batch.error)

    def check(self, *files, **values):
        batch = self.upload(*files, **values)
        batch.action_check()
        self.work(batch)
        return batch

    def imported(self, *files, **values):
        batch = self.check(*files, **values)
        self.assertEqual(batch.state, "checked", batch.question)
        batch.action_import()
        self.work(batch)
        self.assertEqual(batch.state, "imported")
        return batch

    def verdicts(self, batch):
        return [row.verdict for row in batch.row_ids.sorted("line")]

    def assert_adds_up(self, batch):
        counted = sum(batch[f"{name}_count"] for name in VERDICTS)
        self.assertEqual(counted, batch.row_count)
        self.assertEqual(
            batch.row_count
            + batch.blank_count
            + batch.header_count
            + batch.continued_count,
            batch.line_count,
        )
