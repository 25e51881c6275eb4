# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL


class CrmSegment(models.Model):
    """Putting records in by hand, and keeping them out.

    Of a segment by hand the records put in are the members; of one by a rule they are
    exceptions. Both survive every refresh.
    """

    _inherit = "crm.segment"

    def _put_in(self, record_ids):
        """Put records in, whatever the rule; they come in at once."""
        self._pin(record_ids, "always")

    def _take_out(self, record_ids):
        """Take records out; of a segment by a rule they are kept out."""
        for segment in self:
            if segment.kind == "static":
                segment._unpin(record_ids)
            else:
                segment._pin(record_ids, "never")

    def _pin(self, record_ids, kind):
        """Make records exceptions of these segments. Twice is the same as once."""
        self._write_pins(
            SQL(
                "INSERT INTO crm_segment_pin AS p (segment_id, res_id, kind, create_uid,"
                " create_date, write_uid, write_date) SELECT s.id, r.id, %(kind)s,"
                " %(uid)s, %(now)s, %(uid)s, %(now)s"
                " FROM unnest(%(segments)s) s(id), unnest(%(records)s) r(id)"
                " ON CONFLICT (segment_id, res_id) DO UPDATE SET kind = EXCLUDED.kind,"
                " write_date = EXCLUDED.write_date WHERE p.kind <> EXCLUDED.kind"
                " RETURNING id",
                kind=kind,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                segments=self.ids,
                records=list(set(record_ids)),
            ),
            record_ids,
        )

    def _unpin(self, record_ids):
        """Let the rule decide about records again; a segment by hand loses them."""
        self._write_pins(
            SQL(
                "DELETE FROM crm_segment_pin WHERE segment_id = ANY(%s)"
                " AND res_id = ANY(%s) RETURNING id",
                self.ids,
                list(record_ids),
            ),
            record_ids,
        )

    def _write_pins(self, statement, record_ids):
        self.env.flush_all()
        self.env.execute_query(statement)
        self.env["crm.segment.pin"].invalidate_model()
        self.invalidate_recordset(["pin_ids"])
        self._refresh_records(record_ids)

    def _addresses_of_lists(self, mailing_lists):
        """Return the ids of the contacts that mailing lists write to.

        One contact for an address, the oldest; people who opted out are not taken.
        """
        self.ensure_one()
        frame = self._frame(fields.Datetime.now())
        partners = frame.of_ids(fields.Domain("email_normalized", "!=", False))
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT min(p.id) FROM mailing_subscription s"
                " JOIN mailing_contact c ON c.id = s.contact_id"
                " JOIN res_partner p ON p.email_normalized = c.email_normalized"
                " WHERE s.list_id = ANY(%s) AND s.opt_out IS NOT TRUE"
                " AND p.id IN (%s) GROUP BY p.email_normalized",
                mailing_lists.ids,
                partners,
            )
        )
        return [row[0] for row in rows]
