# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("related", "Related"),
    ("split", "Split off"),
    ("follow_up", "Follows"),
]


class CrmTicketLink(models.Model):
    """Two tickets that have to do with each other; it reads the same from both."""

    _name = "crm.ticket.link"
    _description = "Link between Tickets"
    _inherit = "crm.system.row"
    _order = "id"
    _rec_name = "kind"

    ticket_id = fields.Many2one(
        "crm.ticket", required=True, index=True, ondelete="cascade"
    )
    other_id = fields.Many2one(
        "crm.ticket",
        string="Other ticket",
        required=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Selection(KINDS, required=True, default="related")

    _pair_uniq = models.UniqueIndex(
        "(LEAST(ticket_id, other_id), GREATEST(ticket_id, other_id))",
        "These tickets are linked already.",
    )
    _other_check = models.Constraint(
        "CHECK (ticket_id <> other_id)", "A ticket cannot be linked to itself."
    )

    @api.constrains("ticket_id", "other_id")
    def _check_other_id(self):
        for link in self:
            if link.ticket_id.company_id != link.other_id.company_id:
                raise ValidationError(
                    self.env._(
                        "%(ticket)s belongs to another company than %(other)s.",
                        ticket=link.ticket_id.number,
                        other=link.other_id.number,
                    )
                )


class CrmTicket(models.Model):
    _inherit = "crm.ticket"

    link_ids = fields.One2many("crm.ticket.link", "ticket_id", string="Links")
    related_ids = fields.Many2many(
        "crm.ticket",
        string="Related tickets",
        compute="_compute_related_ids",
        inverse="_inverse_related_ids",
        domain="[('id', '!=', id), ('company_id', '=', company_id)]",
        help="Tickets that have to do with this one, linked from either side.",
    )

    @api.depends_context("uid")
    @api.depends("link_ids.other_id")
    def _compute_related_ids(self):
        others = {ticket.id: set() for ticket in self}
        for link in self._links():
            for one, other in (
                (link.ticket_id.id, link.other_id.id),
                (link.other_id.id, link.ticket_id.id),
            ):
                if one in others:
                    others[one].add(other)
        for ticket in self:
            linked = self.browse(
                others[ticket._origin.id or ticket.id] if others else []
            )
            ticket.related_ids = linked._filtered_access("read")

    def _inverse_related_ids(self):
        links = self._links()
        for ticket in self:
            mine = links.filtered(lambda k, t=ticket: t in (k.ticket_id | k.other_id))
            linked = ((mine.ticket_id | mine.other_id) - ticket).with_env(self.env)
            # others that this user cannot see stay linked
            seen = linked._filtered_access("read")
            gone = seen - ticket.related_ids
            mine.filtered(lambda k, g=gone: (k.ticket_id | k.other_id) & g).unlink()
            ticket._link_to(ticket.related_ids - linked)

    def _links(self):
        # sudo: a link is read by who reads one end; the other ends are filtered
        return (
            self.env["crm.ticket.link"]
            .sudo()
            .search(["|", ("ticket_id", "in", self.ids), ("other_id", "in", self.ids)])
        )

    def _link_to(self, others, kind="related"):
        """Link this ticket with others, once each."""
        self.ensure_one()
        (self | others).check_access("read")
        self.check_access("write")
        known = self._links()
        others -= known.ticket_id | known.other_id | self
        # sudo: who may write the one and read the other may link them
        self.env["crm.ticket.link"].sudo().create(
            [
                {"ticket_id": self.id, "other_id": other.id, "kind": kind}
                for other in others
            ]
        )
        (self | others).invalidate_recordset(["related_ids"])
