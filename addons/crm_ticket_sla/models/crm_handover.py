# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_relationship.models.handover_part import HandoverPart


class CrmHandover(models.Model):
    """Open tickets change hands with their customer.

    By the ORM: the history of a ticket and its clocks have to know.
    """

    _inherit = "crm.handover"

    @api.model
    def _parts(self, user):
        is_open = SQL(
            "o.active IS TRUE"
            " AND o.stage_kind IN ('new', 'open', 'wait_customer', 'wait_third')"
        )
        return {
            **super()._parts(user),
            "tickets": HandoverPart(
                model="crm.ticket",
                label=self.env._("open tickets"),
                where=is_open,
                lead=SQL("o.lead_id"),
                count="ticket_count",
                moves="_move_by_write",
                restores="_restore_by_write",
            ),
        }


class CrmHandoverLine(models.Model):
    _inherit = "crm.handover.line"

    ticket_count = fields.Integer(string="Tickets", readonly=True)


class ReportCrmCustomerDossier(models.AbstractModel):
    """Open tickets are part of what is open."""

    _inherit = "report.crm_relationship.customer_dossier"

    def _sections(self, partners):
        kinds = ("new", "open", "wait_customer", "wait_third")
        return {
            **super()._sections(partners),
            "tickets": self._grouped(
                "crm.ticket", partners, [("stage_kind", "in", kinds)]
            ),
        }
