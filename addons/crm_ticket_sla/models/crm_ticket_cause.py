# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import ormcache


class CrmTicket(models.Model):
    _inherit = "crm.ticket"

    def _after_changed(self, changes, now):
        result = super()._after_changed(changes, now)
        moved = {change.ticket_id for change in changes if change.kind == "stage_id"}
        by_hand = not self.env.su and not self.env.context.get("ticket_by_system")
        if moved and by_hand and self.env["crm.sla.policy"]._asks_for_causes():
            self.browse(moved)._check_causes()
        return result

    def _check_causes(self):
        """Check that solved tickets say why their promises were missed."""
        solved = self.filtered(lambda t: t.stage_kind in ("solved", "closed"))
        unexplained = self.env["crm.ticket.sla"].search(
            [
                ("ticket_id", "in", solved.ids),
                ("outcome", "=", "missed"),
                ("cause_id", "=", False),
                ("policy_id.is_cause_required", "=", True),
            ],
            limit=1,
        )
        if unexplained:
            raise UserError(
                self.env._(
                    "Cause: %(clock)s was missed. Review it and choose the cause "
                    "before you solve the ticket.",
                    clock=unexplained.display_name,
                )
            )


class CrmSlaPolicy(models.Model):
    _inherit = "crm.sla.policy"

    @api.model
    @ormcache()
    def _asks_for_causes(self):
        """Tell whether any policy wants a cause for its misses."""
        # sudo: the question is put to whoever solves a ticket
        policies = self.sudo().with_context(active_test=False)
        return bool(policies.search_count([("is_cause_required", "=", True)], limit=1))

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        if any(vals.get("is_cause_required") for vals in vals_list):
            self.env.registry.clear_cache()
        return policies

    def write(self, vals):
        result = super().write(vals)
        if "is_cause_required" in vals:
            self.env.registry.clear_cache()
        return result
