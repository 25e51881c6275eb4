# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

CHANNELS = [
    ("call", "Call"),
    ("mail", "Email"),
    ("sms", "SMS"),
    ("chat", "Chat"),
    ("meeting", "Meeting"),
    ("visit", "Visit"),
    ("post", "Post"),
    ("web", "Web"),
    ("document", "Document"),
    ("ticket", "Ticket"),
    ("campaign", "Campaign"),
    ("other", "Other"),
]
DIRECTIONS = [
    ("in", "From customer"),
    ("out", "To customer"),
    ("internal", "Internal"),
]
DEPARTMENTS = [
    ("sales", "Sales"),
    ("finance", "Finance"),
    ("logistics", "Logistics"),
    ("service", "Service"),
]


class CrmInteractionType(models.Model):
    """A kind of interaction: what a timeline shows it as and what it counts for.

    System types are logged by the ERP and found by their code; people add and
    archive types of their own. Archiving a system type stops its capture.
    """

    _name = "crm.interaction.type"
    _description = "Interaction Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="Technical name that imports and integrations use; leave it as it is.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    channel = fields.Selection(CHANNELS, required=True, default="other", index=True)
    department = fields.Selection(
        DEPARTMENTS,
        required=True,
        default="sales",
        help="Accountants read finance interactions and warehouse staff logistics "
        "ones; sales reads all of its customers.",
    )
    icon = fields.Char(
        default="fa-circle",
        help="Font Awesome class shown on the timeline, for example fa-phone.",
    )
    color = fields.Integer()
    is_manual = fields.Boolean(
        default=True, help="Offer the type when a person logs a contact by hand."
    )
    counts_as_touch = fields.Boolean(
        default=True,
        help="A touch is human contact: it moves 'last contact' and resets the "
        "silence of a customer. Documents and automatic messages are none.",
    )
    is_meeting = fields.Boolean(
        help="Moves 'last meeting': meetings held and visits paid."
    )
    default_direction = fields.Selection(DIRECTIONS, required=True, default="out")
    outcome_ids = fields.Many2many("crm.interaction.outcome", string="Outcomes")

    _code_uniq = models.UniqueIndex(
        "(code)", "Another interaction type has this technical name."
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("code") and vals.get("name"):
                vals["code"] = self._new_code(vals["name"])
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_system_or_used(self):
        system = self._system_types()
        if system:
            raise UserError(
                self.env._(
                    "'%(name)s' is logged by the system: archive it instead.",
                    name=system[0].name,
                )
            )

    @api.model
    def _system_types(self):
        """Return those of ``self`` that come with an addon."""
        owned = (
            self.env["ir.model.data"]
            .sudo()
            .search_fetch(  # who ships what is no secret
                [("model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"]
            )
        )
        return self.browse(owned.mapped("res_id"))

    @api.model
    def _new_code(self, name):
        """Return an unused code made from a name."""
        base = "".join(c if c.isalnum() else "_" for c in name.lower())[:40]
        taken = set(
            self.with_context(active_test=False)
            .search([("code", "=like", base.replace("_", r"\_") + "%")])
            .mapped("code")
        )
        if base not in taken:
            return base
        return next(
            f"{base}_{n}"
            for n in range(2, len(taken) + 3)
            if f"{base}_{n}" not in taken
        )

    @ormcache("code")
    def _id_of(self, code):
        """Return the id of the type with this code, or False."""
        return (
            self.sudo().with_context(active_test=False).search([("code", "=", code)]).id
        )

    @ormcache()
    def _touch_ids(self):
        """Return the ids of the types that count as human contact."""
        return tuple(
            self.sudo()
            .with_context(active_test=False)
            .search([("counts_as_touch", "=", True)])
            .ids
        )

    @ormcache()
    def _message_ids(self):
        """Return the ids of the types that are messages of any channel."""
        return tuple(
            self.sudo()
            .with_context(active_test=False)
            .search([("channel", "in", ("mail", "sms", "chat"))])
            .ids
        )

    @ormcache()
    def _meeting_ids(self):
        """Return the ids of the types that are meetings."""
        return tuple(
            self.sudo()
            .with_context(active_test=False)
            .search([("is_meeting", "=", True)])
            .ids
        )
