# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 2000


class CrmQualificationQueue(models.Model):
    """Leads to judge anew, because something happened or because time passed.

    Append-only for whoever adds to it, so that no two transactions wait for each other;
    the job takes rows away. No foreign key: a lead may be gone by then.
    """

    _name = "crm.qualification.queue"
    _description = "Leads to Judge"
    _log_access = False

    lead_id = fields.Integer(required=True)

    @api.model
    def _enqueue(self, leads):
        """Queue the leads of a SELECT of ids, and wake the job."""
        cron = self.env["ir.model.data"]._xmlid_to_res_id(
            "crm_relationship.ir_cron_qualification_refresh"
        )
        self.env.execute_query(
            SQL(
                "WITH queued AS (INSERT INTO crm_qualification_queue (lead_id)"
                " %(leads)s RETURNING id)"
                " INSERT INTO ir_cron_trigger (cron_id, call_at) SELECT %(cron)s, %(now)s"
                " WHERE %(cron)s IS NOT NULL AND EXISTS (SELECT 1 FROM queued)"
                " AND NOT EXISTS (SELECT 1 FROM ir_cron_trigger"
                " WHERE cron_id = %(cron)s AND call_at <= %(now)s) RETURNING id",
                leads=leads,
                cron=SQL("%s::int", cron or None),
                now=SQL("%s::timestamp", fields.Datetime.now()),
            )
        )

    @api.model
    def _enqueue_open(self, condition=None):
        """Queue the leads somebody works on."""
        self.env["crm.lead"].flush_model(["active", "won_status"])
        self._enqueue(
            SQL(
                "SELECT l.id FROM crm_lead l WHERE l.active IS TRUE"
                " AND l.won_status = 'pending' AND %s",
                condition or SQL("TRUE"),
            )
        )

    @api.model
    def _cron_refresh(self):
        """Judge the queued leads, in batches that each commit."""
        commit = self.env["ir.cron"]._commit_progress
        [(remaining,)] = self.env.execute_query(
            SQL("SELECT count(*) FROM crm_qualification_queue")
        )
        commit(remaining=remaining)
        while taken := self._refresh_batch():
            if not commit(taken):
                return
        commit(remaining=0)  # what is left another job holds

    @api.model
    def _refresh_batch(self, limit=BATCH):
        """Take queued rows away and judge their leads.

        :return: number of rows taken; rows another process works on are left to it
        """
        rows = self.env.execute_query(
            SQL(
                # as an array: a join may run the subquery again and take more
                "DELETE FROM crm_qualification_queue WHERE id = ANY(ARRAY(SELECT id"
                " FROM crm_qualification_queue ORDER BY id LIMIT %s"
                " FOR UPDATE SKIP LOCKED)) RETURNING lead_id",
                limit,
            )
        )
        leads = self.env["crm.lead"]
        self.env["crm.parked.row"]._each_safely(
            sorted({row[0] for row in rows}),
            lambda ids: leads.browse(ids)._refresh_qualification(),
            self._park_lead,
        )
        return len(rows)

    @api.model
    def _park_lead(self, lead_id, error):
        """Keep a lead that cannot be judged; the others are."""
        self.env["crm.parked.row"]._park("qualification", "crm.lead", lead_id, error)

    @api.model
    def _cron_decay(self):
        """Queue the leads whose engagement fades."""
        self._enqueue_open(SQL("l.qualification_engagement <> 0"))
