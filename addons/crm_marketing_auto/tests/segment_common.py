# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tests of segments start from."""

from datetime import datetime, timedelta

from odoo.tests import new_test_user

from odoo.addons.crm_relationship.tests.common import RelationshipCase

NOW = datetime(2026, 6, 1, 9, 0)
MARKETER = "crm_marketing_auto.group_crm_marketing_auto_user"


class SegmentCase(RelationshipCase):
    """Three companies of a tag of their own, a lead each, and marketers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tag = cls.env["res.partner.category"].create({"name": "In the test"})
        cls.acme, cls.bravo, cls.cargo = cls.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "category_id": cls.tag.ids}
                for name in ("Acme", "Bravo", "Cargo")
            ]
        )
        cls.everybody = cls.acme | cls.bravo | cls.cargo
        cls.marketer = new_test_user(
            cls.env, "seg_marketer", groups=f"{MARKETER},sales_team.group_sale_salesman"
        )
        cls.marketing_manager = new_test_user(
            cls.env,
            "seg_manager",
            groups="crm_marketing_auto.group_crm_marketing_auto_manager,"
            "sales_team.group_sale_manager",
        )

    @classmethod
    def _segment(cls, *rules, **values):
        """Return a segment of which all the rules hold."""
        rule = rules[0] if len(rules) == 1 else {"kind": "and", "rules": list(rules)}
        return cls.env["crm.segment"].create(
            {"name": "A segment", "rule": rule, **values}
        )

    @classmethod
    def _tagged(cls):
        """Return the rule that only the companies of the test meet."""
        return {"kind": "tag", "of": "partner", "op": "any", "tags": cls.tag.ids}

    def _ids(self, segment, now=NOW):
        """Return the ids of the records that meet a rule."""
        self.env.flush_all()
        rows = self.env.execute_query(segment._sql_ids(now))
        ids = [row[0] for row in rows]
        self.assertEqual(len(ids), len(set(ids)), "a record is selected twice")
        return set(ids)

    def assertMeets(self, rule, records, now=NOW):
        """Check who of the test's companies meets a rule."""
        segment = self._segment(self._tagged(), rule)
        self.assertEqual(self._ids(segment, now), set(records.ids))

    @classmethod
    def _interact(cls, partner, days_ago=0, code="call", **values):
        """Log an interaction some days before NOW."""
        return cls.env["crm.interaction"].create(
            {
                "partner_id": partner.id,
                "type_id": cls.env["crm.interaction.type"]._id_of(code),
                "occurred_at": NOW - timedelta(days=days_ago),
                "direction": "out",
                **values,
            }
        )

    def _members(self, segment):
        """Return the ids of the stored members."""
        segment.invalidate_recordset()
        return set(segment.member_ids.mapped("res_id"))

    def _changes(self, segment):
        """Return the changes as (kind, record id), in their order."""
        changes = self.env["crm.segment.change"].search(
            [("segment_id", "=", segment.id)], order="id"
        )
        return [(change.kind, change.res_id) for change in changes]
