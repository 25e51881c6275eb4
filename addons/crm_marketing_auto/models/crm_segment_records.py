# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What becomes of a segment when its records are deleted or merged."""

from odoo import api, fields, models
from odoo.tools import SQL


class CrmSegment(models.Model):
    _inherit = "crm.segment"

    def _forget_records(self, model_name, record_ids):
        """Let records that are deleted leave all segments."""
        if not record_ids:
            return
        for table in ("member", "pin"):
            self.env[f"crm.segment.{table}"].flush_model()
        self.env.execute_query(
            SQL(
                "DELETE FROM crm_segment_pin p USING crm_segment s WHERE s.id = p.segment_id"
                " AND s.res_model = %s AND p.res_id = ANY(%s) RETURNING p.id",
                model_name,
                list(record_ids),
            )
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT m.segment_id FROM crm_segment_member m"
                " JOIN crm_segment s ON s.id = m.segment_id"
                " WHERE s.res_model = %s AND m.res_id = ANY(%s)",
                model_name,
                list(record_ids),
            )
        )
        # sudo: whoever deletes a contact need not know its segments
        segments = self.sudo().browse(row[0] for row in rows)
        for segment in segments:
            segment._drop_members(record_ids, fields.Datetime.now())

    def _drop_members(self, record_ids, now):
        """Let records leave this segment, whatever the rule says of them."""
        nobody = SQL("SELECT NULL::int AS id WHERE FALSE")
        touched = SQL("SELECT unnest(%s) AS id", list(record_ids))
        first, enters, leaves = self._apply_diff(nobody, now, touched)
        self.env["crm.segment.member"].invalidate_model()
        self.member_count += enters - leaves
        if first:
            self._after_changes(first)

    @api.model
    def _merge_records(self, model_name, merged_ids, kept_id):
        """Give what segments know of merged records to the one that is kept.

        It is the same person: nobody enters or leaves. Where both are in a segment one
        row is left; of two exceptions that of the record that is kept.
        """
        self.env.flush_all()
        values = {"model": model_name, "merged": merged_ids, "kept": kept_id}
        for table in ("member", "pin"):
            dropped = self._drop_doubles(f"crm_segment_{table}", values)
            if table == "member":
                self._count_dropped(dropped)
        for table in ("member", "pin", "change"):
            self.env.execute_query(
                SQL(
                    "UPDATE %(table)s r SET res_id = %(kept)s FROM crm_segment s"
                    " WHERE s.id = r.segment_id AND s.res_model = %(model)s"
                    " AND r.res_id = ANY(%(merged)s) RETURNING r.id",
                    table=SQL.identifier(f"crm_segment_{table}"),
                    **values,
                )
            )
            self.env[f"crm.segment.{table}"].invalidate_model()

    def _drop_doubles(self, table, values):
        """Delete the rows that merged records have beside one that is kept.

        :return: ``{row id: segment id}``
        """
        rows = self.env.execute_query(
            SQL(
                "DELETE FROM %(table)s r USING crm_segment s, %(table)s o"
                " WHERE s.id = r.segment_id AND s.res_model = %(model)s"
                " AND o.segment_id = r.segment_id AND r.res_id = ANY(%(merged)s)"
                " AND (o.res_id = %(kept)s OR o.res_id = ANY(%(merged)s) AND o.id < r.id)"
                " RETURNING r.id, r.segment_id",
                table=SQL.identifier(table),
                **values,
            )
        )
        return dict(rows)

    def _count_dropped(self, segment_by_row):
        """Let the counts follow rows that two records had and one keeps."""
        # sudo: whoever merges contacts need not know their segments
        for segment in self.sudo().browse(set(segment_by_row.values())):
            segment.member_count -= list(segment_by_row.values()).count(segment.id)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def unlink(self):
        partner_ids = self.ids
        result = super().unlink()
        self.env["crm.segment"]._forget_records(self._name, partner_ids)
        return result


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def unlink(self):
        lead_ids = self.ids
        result = super().unlink()
        self.env["crm.segment"]._forget_records(self._name, lead_ids)
        return result

    def _rows_to_merge(self):
        ours = SQL(
            "segment_id IN (SELECT id FROM crm_segment WHERE res_model = %s)",
            self._name,
        )
        names = ("crm.segment.member", "crm.segment.pin", "crm.segment.change")
        rows = [self._rows_by(name, "res_id", ours) for name in names]
        return [*super()._rows_to_merge(), *rows]

    def _merge_rows(self, opportunities):
        result = super()._merge_rows(opportunities)
        self.env["crm.segment"]._merge_records(self._name, opportunities.ids, self.id)
        return result
