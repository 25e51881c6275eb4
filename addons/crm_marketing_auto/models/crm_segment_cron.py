# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

#: How long ago a segment was looked at when a job takes it up again.
NIGHTLY = timedelta(hours=20)
OFTEN = timedelta(minutes=10)


class CrmSegment(models.Model):
    """The jobs that refresh segments, one segment after the other."""

    _inherit = "crm.segment"

    @api.model
    def _cron_refresh_touched(self):
        """Refresh every segment by what was touched since the last time.

        One that is held waits for a person, or for the night.
        """
        due = Domain("held_at", "=", False) & _is_old("checked_at", OFTEN)
        self._refresh_due(due, is_full=False)

    @api.model
    def _cron_refresh_full(self):
        """Look at everybody, for every segment that was not since the last night."""
        due = _is_old("full_at", NIGHTLY)
        # what failed or was held a moment ago is not tried again in the same night
        works = Domain("error", "=", False) & Domain("held_at", "=", False)
        self._refresh_due(due & (works | _is_old("checked_at", NIGHTLY)), is_full=True)

    @api.model
    def _refresh_due(self, due, is_full):
        """Refresh the segments of a domain.

        Each is a transaction: a job that is stopped goes on with those that are left,
        and two hosts share the work.
        """
        commit = self.env["ir.cron"]._commit_progress
        segment_ids = self.search(due, order="checked_at NULLS FIRST, id").ids
        commit(remaining=len(segment_ids))
        for segment_id in segment_ids:
            # the first statement of its transaction locks the segment
            segment = self.browse(segment_id)
            self.env["crm.parked.row"]._each_safely(
                [segment],
                lambda rows: rows[0]._refresh(is_full=is_full),
                # sudo: errors are written by the system
                lambda row, error: row.sudo()._refuse(
                    fields.Datetime.now(), str(error)[:500]
                ),
            )
            if not commit(1):
                break


def _is_old(field, age):
    """Return the domain of the segments whose last time is so long ago, or never."""
    before = fields.Datetime.now() - age
    return Domain(field, "=", False) | Domain(field, "<", before)
