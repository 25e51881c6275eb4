# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ..tools.phone_key import phone_key
from .created_values import with_defaults
from .crm_interaction_type import DIRECTIONS
from .guarded_field import GuardedChar, GuardedDate, GuardedMonetary, GuardedText

_logger = logging.getLogger(__name__)


#: The fields that say when, and with whom.
CHECKED = {"occurred_at", "partner_id", "contact_value", "lead_id"}


#: In a context, as the very object: rows that are logged are of the past, and nothing
#: reacts to them.
HISTORY = object()


class BatchDefaults(dict):
    """Default values asked for once for a batch: they are the same for every row."""


class CrmInteraction(models.Model):
    """One thing that happened between a customer and the company.

    Rows the ERP logged are append-only: people add an outcome or a note to them.
    What a person logged can be corrected by that person for some days, the old
    values being kept; later a correction is a new row that replaces the old one,
    which stays. No body of a mail or chat is stored: it stays in its document.
    """

    _name = "crm.interaction"
    _description = "Interaction"
    _inherit = "crm.guarded"
    _order = "occurred_at desc, id desc"
    _rec_name = "subject"

    partner_id = fields.Many2one(
        "res.partner", string="Contact", ondelete="restrict", index=True
    )
    commercial_partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        ondelete="restrict",
        readonly=True,
        help="The company behind the contact, or the contact itself.",
    )
    contact_value = fields.Char(
        string="Unknown contact",
        help="Phone number, email address or handle of somebody who is no contact "
        "yet. The interaction moves to the contact who gets this value.",
    )
    lead_id = fields.Many2one(
        "crm.lead", string="Lead or opportunity", ondelete="set null"
    )
    type_id = fields.Many2one(
        "crm.interaction.type", required=True, ondelete="restrict"
    )
    channel = fields.Selection(related="type_id.channel")
    icon = fields.Char(related="type_id.icon")
    direction = fields.Selection(DIRECTIONS, required=True, default="out")
    actor_type = fields.Selection(
        [("customer", "Customer"), ("staff", "Colleague"), ("system", "System")],
        required=True,
        default="staff",
        readonly=True,
    )
    state = fields.Selection(
        [
            ("done", "Done"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
            ("corrected", "Corrected"),
        ],
        required=True,
        default="done",
        readonly=True,
        copy=False,
    )
    occurred_at = fields.Datetime(
        string="Date", required=True, default=fields.Datetime.now
    )
    duration = fields.Integer(
        string="Duration (s)", help="Seconds that the call or meeting took."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Colleague",
        ondelete="restrict",
        default=lambda self: self.env.user,
        help="Who acted for the company.",
    )
    team_id = fields.Many2one("crm.team", string="Sales team", ondelete="set null")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    outcome_id = fields.Many2one("crm.interaction.outcome", ondelete="restrict")
    is_success = fields.Boolean(related="outcome_id.is_success")
    subject = fields.Char()
    note = GuardedText()
    promise = GuardedChar(help="What was promised to the customer in this contact.")
    promise_date = GuardedDate(string="Promised for")
    promise_kept_at = fields.Datetime(string="Promise kept", readonly=True, copy=False)
    next_step_at = fields.Datetime(
        string="Next appointment",
        help="The next appointment agreed in this contact.",
    )
    amount = GuardedMonetary(aggregator="sum")
    currency_id = fields.Many2one("res.currency")
    source_id = fields.Many2one("utm.source", ondelete="set null")
    medium_id = fields.Many2one("utm.medium", ondelete="set null")
    campaign_id = fields.Many2one("utm.campaign", ondelete="set null")
    origin_model = fields.Char(readonly=True, copy=False)
    origin_id = fields.Many2oneReference(
        model_field="origin_model", readonly=True, copy=False
    )
    origin_event = fields.Char(readonly=True, copy=False)
    external_uid = fields.Char(string="External id", readonly=True, copy=False)
    correction_of_id = fields.Many2one(
        "crm.interaction",
        string="Corrects",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    revision_ids = fields.One2many("crm.interaction.revision", "interaction_id")

    # The two reads of a timeline, a page at a time
    _customer_idx = models.Index("(commercial_partner_id, occurred_at DESC, id DESC)")
    _lead_idx = models.Index(
        "(lead_id, occurred_at DESC, id DESC) WHERE lead_id IS NOT NULL"
    )
    # The lists: everything, and what one colleague did
    _occurred_idx = models.Index("(occurred_at DESC, id DESC)")
    _user_idx = models.Index("(user_id, occurred_at DESC, id DESC)")
    # Idempotency keys. No partner in them: merging contacts must not meet a conflict.
    _origin_uniq = models.UniqueIndex(
        "(origin_model, origin_id, origin_event) WHERE origin_model IS NOT NULL",
        "This event is on the timeline already.",
    )
    _external_uniq = models.UniqueIndex(
        "(external_uid) WHERE external_uid IS NOT NULL",
        "This call, message or row has been imported already.",
    )
    _unclaimed_idx = models.Index("(contact_value) WHERE partner_id IS NULL")
    _promise_idx = models.Index(
        "(commercial_partner_id) WHERE promise IS NOT NULL AND promise_kept_at IS NULL"
    )
    _duration_check = models.Constraint(
        "CHECK (duration >= 0)", "A duration cannot be negative."
    )

    # ------------------------------------------------------------
    # Computes and constraints
    # ------------------------------------------------------------

    @api.depends("subject", "type_id.name")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_display_name(self):
        """A row that the user may not read is named by its type only.

        Records that point to a row show its name in sudo: a meeting, which every
        colleague may read, must not tell what was said to somebody's customer.
        """
        readable = self.sudo(False)._filtered_access("read") if self.env.su else self
        for interaction in self:
            subject = interaction.subject if interaction in readable else False
            interaction.display_name = subject or interaction.type_id.name

    def _check_rows(self):
        """Refuse rows of the future and rows about nobody.

        Called by create and write for all rows at once: the ORM calls a constraint
        for each new row by itself, which is a tenth of the cost of logging it.
        """
        rows = self.sudo()  # sudo: as constraints, whoever may read
        latest = fields.Datetime.now() + timedelta(minutes=5)
        if any(occurred_at > latest for occurred_at in rows.mapped("occurred_at")):
            raise ValidationError(
                self.env._(
                    "Date: an interaction is something that has happened. Plan a "
                    "meeting or an activity for what is to come."
                )
            )
        if not all(row.partner_id or row.contact_value or row.lead_id for row in rows):
            raise ValidationError(
                self.env._("Contact: say with whom the interaction was.")
            )

    # ------------------------------------------------------------
    # Create, write, delete
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = with_defaults(self, vals_list, ("partner_id", "lead_id"))
        vals_list = self._prepare_created_values(vals_list)
        if not self.env.su:
            self._check_logged_values(vals_list)
        defaults = BatchDefaults(self._add_missing_default_values({}))
        batch = self.with_context(interaction_defaults=defaults)
        interactions = super(CrmInteraction, batch).create(vals_list)
        interactions = interactions.with_env(self.env)
        interactions._check_rows()
        if not self.env.su:
            interactions._check_logged_by_hand()
        interactions._capture_stale_customers()
        if self.env.context.get("interaction_history") is not HISTORY:
            # sudo: reactions to a new row are the system's, not the author's
            interactions.sudo()._after_logged()
        return interactions

    @api.model
    def _add_missing_default_values(self, values):
        known = self.env.context.get("interaction_defaults")
        if isinstance(known, BatchDefaults):  # never what a client put there
            return {**known, **values}
        return super()._add_missing_default_values(values)

    @api.model
    def _prepare_created_values(self, vals_list):
        """Return the values with what follows from the type, lead and contact."""
        vals_list = [dict(vals) for vals in vals_list]
        leads = self.env["crm.lead"].browse(
            {
                v["lead_id"]
                for v in vals_list
                if v.get("lead_id") and not v.get("partner_id")
            }
        )
        lead_partner = {lead.id: lead.partner_id.id for lead in leads}
        for vals in vals_list:
            if vals.get("lead_id") in lead_partner and not vals.get("contact_value"):
                vals["partner_id"] = lead_partner[vals["lead_id"]]
        partner_ids = [v["partner_id"] for v in vals_list if v.get("partner_id")]
        # sudo: the company behind a readable contact may itself be unreadable
        partners = self.env["res.partner"].sudo().browse(dict.fromkeys(partner_ids))
        commercial = {p.id: p.commercial_partner_id.id for p in partners}
        types = self.env["crm.interaction.type"]
        for vals in vals_list:
            vals["commercial_partner_id"] = commercial.get(
                vals.get("partner_id"), False
            )
            if "direction" not in vals and vals.get("type_id"):
                vals["direction"] = types.browse(vals["type_id"]).default_direction
            if "actor_type" not in vals or not self.env.su:
                vals["actor_type"] = self._actor_of_direction(vals.get("direction"))
            if vals.get("contact_value"):
                vals["contact_value"] = self._normalize_contact(vals["contact_value"])
        return vals_list

    @api.model
    def _actor_of_direction(self, direction):
        return "customer" if direction == "in" else "staff"

    @api.model
    def _normalize_contact(self, value):
        """Return an address or number in the form by which a contact is found."""
        value = str(value).strip()
        if "@" in value:
            return email_normalize(value) or value.lower()
        return phone_key(value) or value

    def write(self, vals):
        if not self.env.su:
            self._check_correction(vals)
            self.env["crm.interaction.revision"]._record(self, vals)
        vals = self._prepare_written_values(vals)
        self._capture_stale_customers()
        result = super().write(vals)
        self._capture_stale_customers()
        if not CHECKED.isdisjoint(vals):
            self._check_rows()
        if not self.env.su:
            self._check_corrected(vals)
        return result

    def _prepare_written_values(self, vals):
        """Return the values with what follows from them."""
        vals = dict(vals)
        if "partner_id" in vals:
            partner = self.env["res.partner"].sudo().browse(vals["partner_id"])
            vals["commercial_partner_id"] = partner.commercial_partner_id.id
        if "direction" in vals and not self.env.su:
            vals["actor_type"] = self._actor_of_direction(vals["direction"])
        if vals.get("contact_value"):
            vals["contact_value"] = self._normalize_contact(vals["contact_value"])
        return vals

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_reason(self):
        if not self.env.context.get("interaction_delete_reason"):
            raise UserError(
                self.env._(
                    "An interaction is part of the customer's history and is not "
                    "deleted. Correct it instead; an administrator may delete it, "
                    "giving a reason."
                )
            )

    def unlink(self):
        ids, reason = self.ids, self.env.context.get("interaction_delete_reason")
        self._capture_stale_customers()
        result = super().unlink()
        if ids:
            _logger.info(
                "User %s deleted interactions %s: %s", self.env.uid, ids, reason
            )
        return result

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_correct(self):
        """Open the wizard that corrects this row."""
        self.ensure_one()
        return self._open_wizard("crm.interaction.correct", self.env._("Correct"))

    def action_claim(self):
        """Open the wizard that gives unknown contacts to a customer."""
        return self._open_wizard(
            "crm.interaction.claim", self.env._("Assign to a contact")
        )

    def _open_wizard(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_interaction_ids": self.ids,
                "default_interaction_id": self[:1].id,
            },
        }

    @api.readonly
    def action_open_origin(self):
        """Open the document that caused this row.

        :raise UserError: when it is gone
        :raise AccessError: when the user may not read it
        """
        self.ensure_one()
        self.check_access("read")
        record = self._origin_record()
        if not record:
            raise UserError(self.env._("There is no document behind this interaction."))
        if not record.exists():
            raise UserError(self.env._("The document behind this interaction is gone."))
        record.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _origin_record(self):
        """Return the record to open, if any: of a message, the document it is on."""
        self.ensure_one()
        if not self.origin_model or self.origin_model not in self.env:
            return None
        record = self.env[self.origin_model].browse(self.origin_id)
        if self.origin_model in ("mail.message", "rating.rating") and record.exists():
            # sudo: only where the message hangs; the document checks the reader itself
            about = record.sudo()
            model = about.model if "model" in about._fields else about.res_model
            if model not in self.env or not about.res_id:
                return None
            return self.env[model].browse(about.res_id)
        return record

    @api.model
    def _domain_of_document(self, record):
        """Return the domain of the rows that a document's timeline shows.

        A company shows all of its people; a person shows what was with that person;
        a lead or opportunity what belongs to it.
        """
        if record._name == "crm.lead":
            return Domain("lead_id", "in", record.ids)
        if record.commercial_partner_id == record:
            return Domain("commercial_partner_id", "in", record.ids)
        return Domain(
            "commercial_partner_id", "=", record.commercial_partner_id.id
        ) & Domain("partner_id", "in", record.ids)
