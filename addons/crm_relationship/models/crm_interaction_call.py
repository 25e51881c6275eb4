# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import ormcache

from .crm_call import RESULTS

MISSED_KEY = "missed_call"
CALL_ACTIVITY = "mail.mail_activity_data_call"
#: A call that nobody answered is not called back any more after this many days.
RETURN_DAYS = 30


class CrmInteraction(models.Model):
    """Calls that a contact centre reported, and those that nobody answered."""

    _inherit = "crm.interaction"

    call_result = fields.Selection(
        RESULTS,
        string="Call result",
        readonly=True,
        copy=False,
        help="What the contact centre says.",
    )
    call_returned_at = fields.Datetime(
        string="Called back",
        readonly=True,
        copy=False,
        help="When somebody talked to the caller after this call was missed.",
    )
    is_ambiguous = fields.Boolean(
        readonly=True,
        copy=False,
        help="Several customers have this number: somebody says which one called.",
    )
    candidate_ids = fields.Many2many(
        "res.partner",
        string="Who it may be",
        compute="_compute_candidate_ids",
        compute_sudo=False,
        help="Those with this number whom you may see, last touched first.",
    )
    has_recording = fields.Boolean(compute="_compute_has_recording")

    # Unanswered calls are few, and asked for by every call that is answered
    _to_return_idx = models.Index(
        "(company_id, occurred_at) WHERE call_result IN ('missed', 'busy', 'failed')"
        " AND call_returned_at IS NULL AND direction = 'in'"
    )
    _ambiguous_idx = models.Index(
        "(occurred_at) WHERE is_ambiguous IS TRUE AND partner_id IS NULL"
    )

    @api.depends("contact_value", "is_ambiguous", "partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_candidate_ids(self):
        for row in self:
            found = self.env["res.partner"]
            if row.is_ambiguous and not row.partner_id:
                found = row._callers_readable()
            row.candidate_ids = found

    def _callers_readable(self):
        """Return those with the number of this row whom the user may read."""
        self.ensure_one()
        # sudo: who has the number is asked as the system; the user's rules follow
        call = self.env["crm.call"].sudo()
        call = call.search([("interaction_id", "=", self.id)], limit=1)
        if not call:
            return self.env["res.partner"]
        partners = call.account_id._gateway_partners(phone=self.contact_value)
        return partners.sudo(False)._filtered_access("read")

    @api.depends_context("uid")
    def _compute_has_recording(self):
        recorded = self._recorded(self.ids)
        for row in self:
            row.has_recording = row.id in recorded and row._is_content_open()

    @api.model
    def _recorded(self, ids):
        """Return those of these ids whose calls were recorded."""
        # sudo: only whether there is one; the rows are those the user reads
        recorded = self.env["crm.call"].sudo()
        rows = recorded.search(
            [("interaction_id", "in", ids), ("recording", "!=", False)]
        )
        return set(rows.interaction_id.ids)

    def _format_rows(self, rows):
        """Say where to listen to the calls of a timeline."""
        found = super()._format_rows(rows)
        ids = [row["id"] for row in rows if row["call_result"] and not row["is_closed"]]
        recorded = self._recorded(ids) if ids else ()
        for row in found:
            row["recording"] = row["id"] in recorded and f"/crm/recording/{row['id']}"
        return found

    def action_play_recording(self):
        """Open the recording of this call."""
        self.ensure_one()
        if not self.has_recording:
            raise UserError(self.env._("This call was not recorded."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/crm/recording/{self.id}",
            "target": "new",
        }

    # ------------------------------------------------------------
    # Who it was
    # ------------------------------------------------------------

    @api.model
    def call_assign(self, interaction_id, partner_id):
        """Say which of several customers called: one click in the queue."""
        row = self._browse_checked(interaction_id, "write")
        partner = self.env["res.partner"].browse(self._to_id(partner_id))
        if row.partner_id or partner not in row._callers_readable():
            raise UserError(
                self.env._("This call is assigned already. Reload the page.")
            )
        # sudo: who it was with is no correction of the row; both were checked above
        row.sudo().write({"partner_id": partner.id, "is_ambiguous": False})
        row.sudo()._plan_call_back()
        return True

    # ------------------------------------------------------------
    # Calls that nobody answered
    # ------------------------------------------------------------

    def _notice_missed_call(self):
        """Let somebody call back: once, whoever noticed it. To extend."""
        self._plan_call_back()

    def _plan_call_back(self):
        """Plan a call to a customer whose call nobody answered, once a customer."""
        for row in self:
            record = row.lead_id or row.partner_id
            if not record or not row._is_to_return():
                continue
            user = row._who_calls_back()
            if not user or row._planned_call_back(record):
                continue
            words = row.with_context(lang=user.lang or row.env.lang)
            record.with_context(mail_activity_quick_update=True).activity_schedule(
                CALL_ACTIVITY,
                fields.Date.context_today(row.with_context(tz=user.tz)),
                summary=words.env._("Missed call: call back"),
                user_id=user.id,
                crm_key=f"{row._missed_prefix()}{record._name}:{record.id}",
            )

    def _missed_prefix(self):
        return f"{MISSED_KEY}:{self.company_id.id}:"

    def _is_to_return(self):
        return (
            self.direction == "in"
            and self.call_result in ("missed", "busy", "failed")
            and not self.call_returned_at
        )

    def _planned_call_back(self, record):
        return self.env["mail.activity"].search(
            [
                ("crm_key", "=like", f"{self._missed_prefix()}%"),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
            ],
            limit=1,
        )

    def _who_calls_back(self):
        """Return whose customer it is; else who missed it, or the queue's leader."""
        self.ensure_one()
        team = self.env["crm.call"].search([("interaction_id", "=", self.id)], limit=1)
        team = team.account_id.team_id
        wanted = (
            self.lead_id.user_id,
            self.partner_id.user_id,
            self.commercial_partner_id.user_id,
            self.user_id,
            team.user_id,
        )
        return next((user for user in wanted if user.active), self.env["res.users"])

    def _close_missed_calls(self):
        """Note that the callers of unanswered calls have been talked to since."""
        for row in self._settling():
            missed = self.search(row._missed_before())
            if missed:
                missed._note_called_back(row)
            row._close_call_backs()

    def _note_called_back(self, talk):
        """Note that somebody has talked to the callers of these. To extend."""
        self.call_returned_at = talk.occurred_at

    def _missed_before(self):
        """Return the domain of what this talk settles."""
        self.ensure_one()
        whom = Domain.FALSE
        if self.commercial_partner_id:
            whom |= Domain("commercial_partner_id", "=", self.commercial_partner_id.id)
        if self.lead_id:
            whom |= Domain("lead_id", "=", self.lead_id.id)
        if self.contact_value:
            whom |= Domain("contact_value", "=", self.contact_value)
        return (
            whom
            & Domain("company_id", "=", self.company_id.id)
            & Domain("direction", "=", "in")
            & Domain("call_result", "in", ("missed", "busy", "failed"))
            & Domain("call_returned_at", "=", False)
            & Domain("occurred_at", "<=", self.occurred_at)
            & Domain("id", "!=", self.id)
        )

    def _close_call_backs(self):
        """Mark the planned call-backs of whom this row is with as done."""
        self.ensure_one()
        people = self.env["res.partner"].with_context(active_test=False)
        people = people._search(
            [("commercial_partner_id", "=", self.commercial_partner_id.id)]
        )
        whose = Domain("res_model", "=", "crm.lead") & Domain(
            "res_id", "in", self.lead_id.ids
        )
        if self.commercial_partner_id:
            whose |= Domain("res_model", "=", "res.partner") & Domain(
                "res_id", "in", people
            )
        # sudo: whoever talked to the customer, the colleague need not call any more
        activities = self.env["mail.activity"].sudo()
        kept = Domain("crm_key", "=like", f"{self._missed_prefix()}%")
        planned = activities.search(kept & whose)
        if planned:
            # the talk is on the timeline: its activity makes no second row
            planned.with_context(interaction_capture_disable=True).action_feedback()

    def _is_reported_call(self):
        """Return whether a contact centre says itself what becomes of this call."""
        return bool(self.call_result or (self.external_uid or "").startswith("import:"))

    def _after_logged(self):
        result = super()._after_logged()
        kinds = self.env["crm.interaction.type"]._call_ids()
        talks = self.filtered(
            lambda row: (
                row.type_id.id in kinds
                and not row._is_reported_call()
                and row.state == "done"
                and (not row.outcome_id or row.outcome_id.happened)
            )
        )
        talks._close_missed_calls()
        return result


class CrmInteractionType(models.Model):
    _inherit = "crm.interaction.type"

    @ormcache()
    def _call_ids(self):
        """Return the ids of the types that are calls."""
        # sudo: which types there are is set up once for all, and kept for all
        return tuple(
            self.sudo()
            .with_context(active_test=False)
            .search([("channel", "=", "call")])
            .ids
        )
