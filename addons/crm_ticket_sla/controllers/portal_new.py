# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from .common import MAX_FORM_BYTES, sent_files, sent_id, sent_text

#: Orders and serial numbers that are offered, the newest.
MAX_OFFERED = 200


class TicketPortalNew(CustomerPortal):
    """A new ticket of a customer who is logged in, about something of theirs."""

    @route(
        "/my/tickets/new",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        readonly=True,
    )
    def portal_new_ticket(self, **_params):
        return self._render_new({}, "")

    @route(
        "/my/tickets/new",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        max_content_length=MAX_FORM_BYTES,
    )
    def portal_create_ticket(self, **params):
        values = sent_text(params, "subject", "description")
        chosen = {
            name: sent_id(params, name)
            for name in ("category_id", "sale_order_id", "lot_id")
        }
        files = sent_files()
        try:
            self._check_new(values, chosen, files)
        except UserError as error:
            return self._render_new({**values, **chosen}, str(error), status=422)
        ticket = self._create_ticket(values, chosen, files)
        return request.redirect(ticket.access_url)

    def _offered(self):
        """Return what the customer can choose from: nothing of anybody else."""
        partner = request.env.user.partner_id
        company = request.env.company
        # sudo: names of what was sold and delivered to the customer's company
        return {
            "category_id": request.env["crm.ticket.category"]
            .sudo()
            ._for_customers(company),
            "sale_order_id": request.env["sale.order"]
            .sudo()
            .search(
                [
                    ("partner_id", "child_of", partner.commercial_partner_id.id),
                    ("company_id", "=", company.id),
                    ("state", "=", "sale"),
                ],
                limit=MAX_OFFERED,
                order="id desc",
            ),
            "lot_id": request.env["crm.ticket"]
            # sudo: customers see no moves of stock, and only their own lots are offered
            .sudo()
            ._portal_lots(partner, company, MAX_OFFERED),
        }

    def _check_new(self, values, chosen, files):
        labels = {
            "category_id": request.env._("Category"),
            "sale_order_id": request.env._("Order"),
            "lot_id": request.env._("Serial number"),
        }
        offered = self._offered()
        for name, chosen_id in chosen.items():
            if chosen_id and chosen_id not in offered[name].ids:
                raise UserError(
                    request.env._(
                        "%(field)s: choose one of the list.", field=labels[name]
                    )
                )
        request.env["crm.ticket"]._check_web_request(
            values["subject"], values["description"], files
        )

    def _create_ticket(self, values, chosen, files):
        partner = request.env.user.partner_id
        company = request.env.company
        # sudo: customers have no right to create; what they send was checked
        tickets = request.env["crm.ticket"].sudo().with_company(company)
        category = tickets.env["crm.ticket.category"].browse(chosen["category_id"])
        team = category.team_id
        if team.company_id != company:
            team = team.search([("company_id", "=", company.id)], limit=1)
        lot = tickets.env["stock.lot"].browse(chosen["lot_id"])
        return tickets._open_from_web(
            {
                "name": values["subject"],
                "description": values["description"],
                "partner_id": partner.id,
                "email_from": partner.email_formatted,
                "phone": partner.phone,
                "team_id": team.id,
                "company_id": company.id,
                "channel": "portal",
                "product_id": lot.product_id.id,
                **{name: chosen_id or False for name, chosen_id in chosen.items()},
            },
            files,
            author=partner,
        )

    def _render_new(self, values, error, status=200):
        response = request.render(
            "crm_ticket_sla.portal_new_ticket",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "ticket_new",
                "offered": self._offered(),
                "values": values,
                "error": error,
            },
        )
        response.status_code = status
        return response
