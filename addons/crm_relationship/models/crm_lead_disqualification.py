# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, fields, models
from odoo.tools import SQL, plaintext2html

_logger = logging.getLogger(__name__)
BATCH = 200


class CrmLeadDisqualification(models.Model):
    """That a lead was put aside, why, and when it comes back; kept for ever."""

    _name = "crm.lead.disqualification"
    _description = "Disqualified Lead"
    _inherit = "crm.lead.owned"
    _order = "disqualified_at desc, id desc"
    _rec_name = "reason_id"

    reason_id = fields.Many2one(
        "crm.lost.reason", required=True, readonly=True, ondelete="restrict"
    )
    verdict = fields.Selection(
        [("later", "Not now"), ("never", "Never")], required=True, readonly=True
    )
    note = fields.Text(readonly=True)
    disqualified_at = fields.Datetime(string="Put aside", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, ondelete="set null"
    )
    recycle_date = fields.Date(string="Comes back", readonly=True)
    recycled_at = fields.Datetime(string="Came back", readonly=True)
    error = fields.Char(readonly=True)
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, ondelete="set null", index="btree_not_null"
    )

    _due_idx = models.Index(
        "(recycle_date) WHERE recycle_date IS NOT NULL AND recycled_at IS NULL"
    )
    _date_check = models.Constraint(
        "CHECK ((verdict = 'later') = (recycle_date IS NOT NULL))",
        "Not now needs a date at which the lead comes back; never has none.",
    )

    @api.model
    def _cron_recycle(self):
        """Bring back the leads whose day has come, in batches that each commit."""
        commit = self.env["ir.cron"]._commit_progress
        while taken := self._recycle_batch():
            if not commit(taken, remaining=taken == BATCH):
                break

    @api.model
    def _recycle_batch(self, now=None, limit=BATCH):
        """Bring back leads that are due; each once, whoever runs this how often.

        :return: number of rows taken; those another process works on are left to it
        """
        now = now or fields.Datetime.now()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                # as an array: a join may run the subquery again and take more
                "UPDATE crm_lead_disqualification SET recycled_at = %(now)s"
                " WHERE id = ANY(ARRAY(SELECT d.id FROM crm_lead_disqualification d"
                " JOIN crm_lead l ON l.id = d.lead_id"
                " LEFT JOIN res_company c ON c.id = l.company_id"
                " LEFT JOIN res_partner p ON p.id = c.partner_id"
                " WHERE d.recycled_at IS NULL AND d.recycle_date <= (%(now)s"
                " AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(NULLIF(p.tz, ''), 'UTC'))::date"
                " ORDER BY d.recycle_date, d.id LIMIT %(limit)s"
                " FOR UPDATE OF d SKIP LOCKED)) RETURNING id",
                now=SQL("%s::timestamp", now),
                limit=limit,
            )
        )
        due = self.browse(row[0] for row in rows)
        due.invalidate_recordset()
        try:
            with self.env.cr.savepoint():
                due._bring_back()
        except Exception:
            _logger.exception("Leads could not be brought back together: one by one")
            for one in due:
                one._bring_back_or_say()
        return len(rows)

    def _bring_back_or_say(self):
        """Bring one lead back, or keep why it could not be."""
        try:
            with self.env.cr.savepoint():
                self._bring_back()
        except Exception as error:
            _logger.exception("Lead %s could not be brought back", self.lead_id.id)
            self.error = str(error)[:200]

    def _bring_back(self):
        """Give lost leads back to their owners, with a call to make."""
        # somebody may have restored, or won, it by hand meanwhile
        due = self.filtered(
            lambda row: not row.lead_id.active and row.lead_id.won_status == "lost"
        )
        due.lead_id.with_context(mail_notrack=True).action_restore()
        due.lead_id.recycle_date = False
        activities = self.env["mail.activity"].create(
            [row._prepare_call_values() for row in due]
        )
        for row, activity in zip(due, activities, strict=True):
            row.activity_id = activity

    def _prepare_call_values(self):
        """Return the call that brings a lead back to mind, for whoever owns it now."""
        lead = self.lead_id
        owner = lead.user_id if lead.user_id.active else lead.team_id.user_id
        words = self.with_context(lang=owner.lang or self.env.lang)
        return {
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "res_id": lead.id,
            "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
            "summary": words.env._("Not now, we said: %s", words.reason_id.name),
            "note": plaintext2html(self.note) if self.note else False,
            "user_id": owner.id,
            "automated": True,
        }


class CrmLead(models.Model):
    _inherit = "crm.lead"

    recycle_date = fields.Date(
        string="Comes back",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        help="The day on which this lead, which was put aside, comes back to its owner.",
    )
    disqualification_ids = fields.One2many(
        "crm.lead.disqualification", "lead_id", readonly=True, groups="base.group_user"
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active"):
            self._forget_recycling()
        return result

    def _forget_recycling(self):
        """Who brings a lead back before its day needs it back no second time."""
        # sudo: the history of a lead is the system's
        waiting = self.env["crm.lead.disqualification"].sudo()
        waiting = waiting.search(
            [("lead_id", "in", self.ids), ("recycled_at", "=", False)]
        )
        if waiting:
            waiting.recycled_at = fields.Datetime.now()
            waiting.lead_id.recycle_date = False

    def action_disqualify(self):
        """Ask why the leads are put aside, and until when."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "crm_relationship.crm_lead_disqualify_action"
            ),
            "context": {"default_lead_ids": self.ids},
        }
