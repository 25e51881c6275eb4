# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.http import Controller, request, route
from odoo.tools import email_normalize

from .common import MAX_FORM_BYTES, MAX_ID, sent_files, sent_id, sent_text

FIELDS = ("name", "email", "phone", "subject", "description")
#: A field that people do not see, and that programs fill in.
TRAP = "fax"


class TicketWebForm(Controller):
    """The public form: anybody may open a ticket of a team that offers it."""

    @route(
        ["/tickets/new", "/tickets/new/<int:team_id>"],
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def form(self, team_id=0, **_params):
        teams = self._teams(team_id)
        if not teams:
            return request.not_found()
        return self._render_form(teams, {}, "")

    @route(
        ["/tickets/new", "/tickets/new/<int:team_id>"],
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
        max_content_length=MAX_FORM_BYTES,
    )
    def submit(self, team_id=0, **params):
        teams = self._teams(team_id)
        if not teams:
            return request.not_found()
        if params.get(TRAP):
            # whatever filled that in is not told what gave it away
            return request.render("crm_ticket_sla.web_form_done", {"number": ""})
        values = sent_text(params, *FIELDS)
        category = sent_id(params, "category_id")
        files = sent_files()
        team = teams.filtered(lambda t: t.id == sent_id(params, "team_id"))
        try:
            self._check(values, category, files, team or teams[:1])
        except UserError as error:
            values |= {"category_id": category, "team_id": team.id}
            return self._render_form(teams, values, str(error), status=422)
        if not self._is_within_limits(values["email"]):
            message = request.env._(
                "There were many requests from here. Please try again in an hour."
            )
            return self._render_form(teams, values, message, status=429)
        ticket = self._open(team or teams[:1], values, category, files)
        # the number alone: whoever typed the address need not be its owner
        return request.render("crm_ticket_sla.web_form_done", {"number": ticket.number})

    def _teams(self, team_id):
        """Return the teams that the form may be for, with the system's rights.

        One that is addressed by its id may be of any company.
        """
        if team_id > MAX_ID:
            return request.env["crm.ticket.team"]
        where = (
            ("id", "=", team_id)
            if team_id
            else ("company_id", "=", request.env.company.id)
        )
        # sudo: visitors see the names of teams that offer the form
        return (
            request.env["crm.ticket.team"]
            .sudo()
            .search([("web_form_enabled", "=", True), where])
        )

    def _check(self, values, category, files, team):
        env = request.env
        if not email_normalize(values["email"]) or len(values["email"]) > 254:
            raise UserError(
                env._("Email: enter an address that we can answer, such as an@mail.vn.")
            )
        for name, label, length in (
            ("name", env._("Name"), 200),
            ("phone", env._("Phone"), 40),
        ):
            if len(values[name]) > length:
                raise UserError(
                    env._("%(field)s: use fewer characters.", field=label),
                )
        if category and category not in self._categories(team.company_id).ids:
            raise UserError(env._("Category: choose one of the list."))
        env["crm.ticket"]._check_web_request(
            values["subject"], values["description"], files
        )

    def _categories(self, company):
        # sudo: the names of categories that customers may choose
        return request.env["crm.ticket.category"].sudo()._for_customers(company)

    def _is_within_limits(self, email):
        """Count the request; tell whether sender and address are within limits."""
        # sudo: the counters and the settings are nobody's
        hits = request.env["crm.ticket.hit"].sudo()
        network = hits._network_of(request.httprequest.remote_addr)
        limits = hits._web_limits()
        within = hits._count("network", network, limits["network"])
        return within and hits._count("email", email_normalize(email), limits["email"])

    def _open(self, team, values, category, files):
        # sudo: visitors have no right on tickets; what they send was checked
        tickets = request.env["crm.ticket"].sudo().with_company(team.company_id)
        contact = tickets._web_contact(
            values["email"], values["name"], team.company_id, values["phone"]
        )
        ticket = tickets._open_from_web(
            {
                "name": values["subject"],
                "description": values["description"],
                "phone": values["phone"] or False,
                "category_id": category or False,
                "team_id": team.id,
                "channel": "web",
                **contact,
            },
            files,
        )
        ticket._acknowledge(ticket.env["mail.message"])
        return ticket

    def _render_form(self, teams, values, error, status=200):
        company = teams[:1].company_id
        page = {
            "teams": teams,
            "categories": self._categories(company),
            "values": values,
            "error": error,
            "company": company,
            "trap": TRAP,
            "page_name": "ticket_form",
        }
        response = request.render("crm_ticket_sla.web_form", page)
        response.status_code = status
        return response
