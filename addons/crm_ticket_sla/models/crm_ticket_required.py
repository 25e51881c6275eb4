# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

#: What a stage may ask for: what a person fills in on the form.
REQUIRABLE = (
    "partner_id",
    "email_from",
    "phone",
    "lang_id",
    "team_id",
    "user_id",
    "category_id",
    "tag_ids",
    "description",
    "lead_id",
    "sale_order_id",
    "picking_id",
    "move_id",
    "product_id",
    "lot_id",
    "parent_id",
    "campaign_id",
    "source_id",
    "medium_id",
)
#: In the context of what the system does; no caller from outside can send it.
SYSTEM = object()


class CrmTicketStage(models.Model):
    _inherit = "crm.ticket.stage"

    required_field_ids = fields.Many2many(
        "ir.model.fields",
        "crm_ticket_stage_required_field_rel",
        string="Filled in before",
        domain=lambda self: list(self._domain_required_field_ids()),
        help="Nobody moves a ticket here while one of these is empty.",
    )

    @api.model
    def _domain_required_field_ids(self):
        # fields that were made by hand may be asked for too
        return Domain("model", "=", "crm.ticket") & (
            Domain("name", "in", REQUIRABLE)
            | (Domain("state", "=", "manual") & Domain("store", "=", True))
        )

    @api.constrains("required_field_ids")
    def _check_required_field_ids(self):
        # sudo: the names of fields are no secret to who sets up stages
        fields_ = self.sudo().required_field_ids
        wrong = fields_ - fields_.filtered_domain(self._domain_required_field_ids())
        if wrong:
            raise ValidationError(
                self.env._(
                    "Filled in before: '%(field)s' is nothing that people fill in on a"
                    " ticket.",
                    field=wrong[0].field_description,
                )
            )


class CrmTicket(models.Model):
    """What has to be filled in before a ticket enters a stage, on every path."""

    _inherit = "crm.ticket"

    def _after_opened(self):
        result = super()._after_opened()
        # what arrives by itself is never refused
        self.filtered(lambda t: t.channel == "manual")._check_required_fields()
        return result

    def _after_changed(self, changes, now):
        result = super()._after_changed(changes, now)
        moved = {change.ticket_id for change in changes if change.kind == "stage_id"}
        if moved:
            self.browse(moved)._check_required_fields()
        return result

    def _without_required_fields(self):
        """Return the tickets for what the system does to them: nothing is asked."""
        return self.with_context(ticket_system=SYSTEM)

    def _missing_fields(self, stage=None):
        """Return {ticket: names of empty fields} of those that a stage would refuse.

        :param stage: the one they would enter; default: the one they are in
        """
        # sudo: what is asked for is known to everybody who moves tickets
        stages = (stage or self.stage_id).sudo()
        wanted = {one.id: one.required_field_ids.mapped("name") for one in stages}
        missing = {}
        for ticket in self if any(wanted.values()) else ():
            names = wanted[(stage or ticket.stage_id).id]
            if empty := [name for name in names if not ticket[name]]:
                missing[ticket] = empty
        return missing

    def _check_required_fields(self):
        """Refuse tickets with an empty field that their stage asks for.

        The system and the customer are never held up by what agents have to fill in;
        what was left out is noted.
        """
        missing = self._missing_fields()
        if not missing:
            return
        words = {
            ticket: ", ".join(self._field_label(name) for name in names)
            for ticket, names in missing.items()
        }
        if self.env.su or self.env.context.get("ticket_system") is SYSTEM:
            self._note_missing(words)
            return
        raise ValidationError(
            "\n".join(
                self.env._(
                    "%(ticket)s: fill in %(fields)s before '%(stage)s'.",
                    ticket=ticket.display_name,
                    fields=labels,
                    stage=ticket.stage_id.name,
                )
                for ticket, labels in words.items()
            )
        )

    def _note_missing(self, words):
        """Note on tickets what the system left out; {ticket: names of fields}."""
        bodies = {
            ticket.id: self.env._(
                "Moved by the system without: %(fields)s", fields=labels
            )
            for ticket, labels in words.items()
        }
        self.browse(bodies)._message_log_batch(bodies)

    @api.model
    def _field_label(self, name):
        """Return what a field is called on the screen."""
        return self._fields[name].get_description(self.env, ["string"])["string"]
