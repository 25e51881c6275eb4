# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from .interaction_event import InteractionEvent

STATES = [
    ("planned", "Planned"),
    ("done", "Handed over"),
    ("error", "Failed"),
    ("excluded", "Stays"),
    ("undone", "Taken back"),
]


class CrmHandoverLine(models.Model):
    """One customer that changes hands, or a document that is nobody's customer's.

    Its state changes in the transaction that moves its records. A line that is done
    says so on the customer's timeline, once.
    """

    _name = "crm.handover.line"
    _description = "Customer Handed Over"
    _inherit = ["crm.interaction.mixin"]
    _order = "handover_id, revenue desc, id"
    _rec_name = "partner_id"

    handover_id = fields.Many2one(
        "crm.handover", required=True, readonly=True, ondelete="cascade"
    )
    user_id = fields.Many2one(related="handover_id.user_id", string="From")
    company_id = fields.Many2one(related="handover_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    owner_model = fields.Char(required=True, readonly=True)
    owner_id = fields.Many2oneReference(
        string="Document", model_field="owner_model", required=True, readonly=True
    )
    to_user_id = fields.Many2one(
        "res.users", string="To", ondelete="restrict", index="btree_not_null"
    )
    state = fields.Selection(
        STATES, required=True, default="planned", readonly=True, index=True
    )
    is_manual = fields.Boolean(string="Chosen by hand", readonly=True)
    is_customer = fields.Boolean(
        string="Owned", readonly=True, help="The customer itself changes hands."
    )
    overflow = fields.Boolean(string="Past capacity", readonly=True)
    tier_id = fields.Many2one("crm.customer.tier", readonly=True, ondelete="set null")
    province_id = fields.Many2one(
        "res.country.state", readonly=True, ondelete="set null"
    )
    revenue = fields.Monetary(readonly=True)
    pipeline = fields.Monetary(readonly=True, help="Expected revenue of what is open.")
    quoted = fields.Monetary(readonly=True, help="Quotations, untaxed.")
    contact_count = fields.Integer(string="Contacts", readonly=True)
    lead_count = fields.Integer(string="Opportunities", readonly=True)
    order_count = fields.Integer(string="Quotations", readonly=True)
    activity_count = fields.Integer(string="Activities", readonly=True)
    meeting_count = fields.Integer(string="Meetings", readonly=True)
    follower_count = fields.Integer(string="Followed", readonly=True)
    other_count = fields.Integer(string="Other records", readonly=True)
    item_ids = fields.One2many("crm.handover.item", "line_id")
    introduction_ids = fields.One2many("mail.activity", "handover_line_id")
    error = fields.Char(readonly=True)
    done_at = fields.Datetime(readonly=True)

    _owner_uniq = models.Constraint(
        "UNIQUE (handover_id, owner_model, owner_id)",
        "A customer is handed over once in a handover.",
    )
    _error_idx = models.Index("(id) WHERE state = 'error'")
    _planned_idx = models.Index("(handover_id, id) WHERE state = 'planned'")

    # ------------------------------------------------------------
    # On the timeline
    # ------------------------------------------------------------

    def _interaction_events(self):
        common = {
            "type": "handover",
            "direction": "internal",
            "lead": SQL("CASE WHEN o.owner_model = 'crm.lead' THEN o.owner_id END"),
            "actor_type": SQL("'staff'"),
            "user_is_final": True,
            "joins": SQL(
                "JOIN crm_handover h ON h.id = o.handover_id"
                " JOIN crm_handover_successor s ON s.handover_id = h.id"
                " AND s.user_id = o.to_user_id"
            ),
            "user": SQL("h.started_by_id"),
            "at": "done_at",
            "in_backfill": False,
        }
        return {
            **super()._interaction_events(),
            "handed_over": InteractionEvent(
                subject=SQL("s.farewell"), where=SQL("o.state = 'done'"), **common
            ),
            "taken_back": InteractionEvent(
                subject=SQL("%s || s.farewell", self.env._("Taken back: ")),
                where=SQL("o.state = 'undone'"),
                **common,
            ),
        }

    # ------------------------------------------------------------
    # Computes and checks
    # ------------------------------------------------------------

    @api.depends("partner_id", "owner_model", "owner_id")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """A document that the reader may not read is named by its kind only."""
        for line in self:
            record = line._document()
            line.display_name = record.display_name if record else line.owner_model

    def _document(self):
        """Return the customer or document, empty where it may not be read."""
        self.ensure_one()
        record = self.partner_id
        if not record and self.owner_model in self.env:
            record = self.env[self.owner_model].browse(self.owner_id)
        reader = record.sudo(False) if self.env.su else record
        return reader.exists()._filtered_access("read")

    @api.constrains("to_user_id")
    def _check_to_user_id(self):
        for line in self:
            successors = line.handover_id.successor_ids.user_id
            if line.to_user_id and line.to_user_id not in successors:
                raise ValidationError(
                    self.env._(
                        "To: %(name)s is not among the successors of this handover.",
                        name=line.to_user_id.name,
                    )
                )

    def write(self, vals):
        if "to_user_id" in vals:
            if not vals["to_user_id"]:
                raise UserError(self.env._("To: no customer is left to nobody."))
            self._check_before_start()
            vals = {**vals, "is_manual": True}
        result = super().write(vals)
        if "to_user_id" in vals:
            self.handover_id._mark_overflow()
        return result

    def _check_before_start(self):
        self.check_access("write")
        if any(line.handover_id.state not in ("draft", "previewed") for line in self):
            raise UserError(
                self.env._("The handover has started: its lines stay as they are.")
            )

    # ------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------

    def action_exclude(self):
        """Leave these customers where they are."""
        self._check_before_start()
        self.filtered(lambda line: line.state == "planned").state = "excluded"
        self.handover_id._mark_overflow()

    def action_include(self):
        """Hand these customers over after all."""
        self._check_before_start()
        self.filtered(lambda line: line.state == "excluded").state = "planned"
        self.handover_id._mark_overflow()

    def action_try_again(self):
        """Hand over, or take back, after all what could not be, and nothing else."""
        failed = self.filtered(lambda line: line.state == "error")
        stopped = failed.filtered(lambda line: line.handover_id.state == "cancelled")
        if stopped and stopped == failed:
            raise UserError(
                self.env._(
                    "%(name)s: this handover was stopped. Go on with it to try again "
                    "what failed.",
                    name=stopped.handover_id[0].display_name,
                )
            )
        for handover, lines in (failed - stopped).grouped("handover_id").items():
            handover._try_again(lines)

    def action_open_document(self):
        """Open the customer or document."""
        self.ensure_one()
        record = self._document()
        if not record:
            raise UserError(self.env._("It is gone, or not yours to see."))
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def action_open_items(self):
        """Open what moves with this customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "crm.handover.item",
            "views": [(False, "list")],
            "domain": [("line_id", "=", self.id)],
        }

    def action_print_dossier(self):
        """Print what to know about these customers."""
        partners = self.partner_id
        if not partners:
            raise UserError(self.env._("There is no customer on these lines."))
        self.env["report.crm_relationship.customer_dossier"]._check_size(partners)
        return self.env.ref(
            "crm_relationship.action_report_customer_dossier"
        ).report_action(partners)
