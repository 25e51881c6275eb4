# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .guarded_field import Guarded

#: What a colleague may say about any row afterwards; the rest of a system row stands.
ANNOTATIONS = {
    "outcome_id",
    "note",
    "lead_id",
    "promise",
    "promise_date",
    "next_step_at",
}
#: What a correction may change on a row that a person logged.
CORRECTABLE = ANNOTATIONS | {
    "type_id",
    "direction",
    "occurred_at",
    "duration",
    "subject",
    "partner_id",
    "contact_value",
    "promise_kept_at",
    "share_level",
    "sensitivity",
}
#: What only the system says about a row. A person who could would block the real
#: event of a document, or pass a note of theirs off as one.
SYSTEM_FIELDS = (
    "origin_model",
    "origin_id",
    "origin_event",
    "external_uid",
    "correction_of_id",
    "call_result",
    "call_returned_at",
    "is_ambiguous",
)
#: What these are on a row that a person logs.
HAND_LOGGED = {**dict.fromkeys(SYSTEM_FIELDS, False), "state": "done"}
DEFAULT_CORRECTION_DAYS = 7
MAX_CORRECTION_DAYS = 100 * 366


class CrmInteraction(models.Model):
    """What people may log and change; record rules say whose customers."""

    _inherit = "crm.interaction"

    # ------------------------------------------------------------
    # Logging
    # ------------------------------------------------------------

    @api.model
    def _check_logged_values(self, vals_list):
        """Refuse values of new rows that a person may not log.

        Defaults of the context or of the database count like values that are given;
        then every value that matters is filled in, so that none slips through.
        """
        user = self.env.user
        for_others = user.has_group("sales_team.group_sale_manager")
        defaults = self.default_get([*HAND_LOGGED, "user_id"])
        suspect = [name for name in SYSTEM_FIELDS if defaults.get(name)]
        for vals in vals_list:
            forged = next((n for n in SYSTEM_FIELDS if vals.get(n)), None) or next(
                (name for name in suspect if name not in vals), None
            )
            if vals.get("state", defaults["state"]) != "done":
                forged = "state"
            if forged:
                raise UserError(
                    self.env._(
                        "%(field)s: only the system fills this in.",
                        field=self._field_label(forged),
                    )
                )
            vals.update(HAND_LOGGED)
            author = vals.setdefault("user_id", defaults.get("user_id"))
            if author != user.id and not (for_others and author):
                raise UserError(
                    self.env._(
                        "Colleague: log what you did yourself. A sales administrator "
                        "can log for others."
                    )
                )

    def _check_logged_by_hand(self):
        """Refuse new rows of a type or customer that the author may not log on."""
        self._check_type_by_hand()
        self._check_belongs_together()

    def _check_type_by_hand(self):
        kind = self.type_id.filtered(lambda t: not t.is_manual)[:1]
        if kind:
            raise ValidationError(
                self.env._("Type: '%(name)s' is not logged by hand.", name=kind.name)
            )

    def _check_belongs_together(self):
        """Contact, lead and company are of one customer, and the user may read them."""
        partners, leads = self.partner_id, self.lead_id
        partners.check_access("read")
        leads.check_access("read")
        # sudo: the companies behind, only to compare
        if not leads and not partners.sudo().company_id:
            return  # nothing that could belong elsewhere
        rows = self.sudo()
        for interaction in rows:
            customer = interaction.lead_id.partner_id.commercial_partner_id
            if customer and interaction.commercial_partner_id not in (
                customer,
                self.env["res.partner"],
            ):
                raise ValidationError(
                    self.env._(
                        "Lead or opportunity: '%(name)s' belongs to another customer.",
                        name=interaction.lead_id.name,
                    )
                )
            for document in (interaction.partner_id, interaction.lead_id):
                company = document.company_id
                if company and company not in interaction.company_id.parent_ids:
                    raise ValidationError(
                        self.env._(
                            "Company: '%(name)s' belongs to another company.",
                            name=document.display_name,
                        )
                    )

    def _field_label(self, name):
        return self._fields[name].get_description(self.env, ["string"])["string"]

    # ------------------------------------------------------------
    # Correcting
    # ------------------------------------------------------------

    def _check_correction(self, vals):
        """Refuse what may not be changed, saying what to do instead."""
        annotated_only = vals.keys() <= ANNOTATIONS
        forbidden = vals.keys() - CORRECTABLE
        if forbidden:
            raise UserError(
                self.env._(
                    "%(field)s: this part of an interaction cannot be changed.",
                    field=self._field_label(min(forbidden)),
                )
            )
        if any(isinstance(self._fields[name], Guarded) for name in vals):
            self._check_content()
        for interaction in self:
            if interaction._is_systems() and not annotated_only:
                raise UserError(
                    self.env._(
                        "'%(name)s' was logged by the system and stays as it is. You "
                        "can add an outcome and a note.",
                        name=interaction.display_name,
                    )
                )
            if (
                not interaction._is_systems()
                and not interaction._in_correction_window()
            ):
                raise UserError(
                    self.env._(
                        "'%(name)s' can no longer be edited. Use Correct: it appends a "
                        "correction and keeps the original.",
                        name=interaction.display_name,
                    )
                )

    def _is_systems(self):
        """Return whether the system logged this row: a document, a contact centre."""
        return bool(self.origin_model or self.call_result)

    def _check_corrected(self, vals):
        """Refuse a change that takes a row where it may not be; after writing."""
        if "type_id" in vals:
            self._check_type_by_hand()
        if not {"partner_id", "lead_id"}.isdisjoint(vals):
            self._check_belongs_together()
            self.check_access("write")

    def _in_correction_window(self):
        """Tell whether the current user may still edit this row in place."""
        self.ensure_one()
        if self.state == "corrected" or self.user_id != self.env.user:
            return False
        logged_at = self.create_date or fields.Datetime.now()
        return fields.Datetime.now() <= logged_at + timedelta(
            days=self._correction_days()
        )

    @api.model
    def _correction_days(self):
        # sudo: a setting that every user's rights depend on
        value = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("crm_relationship.correction_days", DEFAULT_CORRECTION_DAYS)
        )
        if not str(value).isdecimal():
            return DEFAULT_CORRECTION_DAYS
        return min(int(value), MAX_CORRECTION_DAYS)
