# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from odoo.addons.crm_relationship.models.interaction_event import (
    InteractionDocument,
    InteractionEvent,
)


class CrmTicket(models.Model):
    """What a ticket tells the customer's interaction log."""

    _inherit = "crm.ticket"

    def _interaction_document(self):
        return InteractionDocument(lead="lead_id")

    def _interaction_events(self):
        common = {
            "contact": "email_from",
            "lead": "lead_id",
            "user": "user_id",
            "subject": "name",
            "has_utm": True,
        }
        return {
            **super()._interaction_events(),
            "opened": InteractionEvent(
                type="ticket_opened",
                direction="in",
                at="opened_at",
                actor_type=SQL("'customer'"),
                **common,
            ),
            "solved": InteractionEvent(
                type="ticket_solved",
                direction="out",
                at="solved_at",
                where=SQL("o.solved_at IS NOT NULL"),
                repeats=True,
                **common,
            ),
            "reopened": InteractionEvent(
                type="ticket_reopened",
                direction="in",
                where=SQL("o.reopen_count > 0"),
                repeats=True,
                **common,
            ),
        }
