# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

#: Kinds of stages in which an agent has something to do.
WORKABLE_KINDS = ("new", "open")


class CrmTicket(models.Model):
    """The ticket an agent should work on now."""

    _inherit = "crm.ticket"

    def action_my_next(self):
        """Open the ticket to work on now, taking one of one's teams if none is left.

        A button of boards and lists: what is selected there does not matter.
        """
        ticket = self._get_my_next() or self._take_next()
        if not ticket:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "success",
                    "message": self.env._("Nothing waits for you: well done."),
                },
            }
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.ticket",
            "res_id": ticket.id,
            "views": [[False, "form"]],
        }

    @api.model
    def _action_my_next_menu(self):
        """Answer the menu: it opens a page, also when nothing waits."""
        action = self.action_my_next()
        if action["type"] == "ir.actions.client":
            # by its name: of an action that is given whole the page shows the help's tags
            action["params"]["next"] = "crm_ticket_sla.crm_ticket_action_my"
        return action

    @api.model
    def _get_my_next(self):
        """Return the agent's own ticket that is due first, an empty record if none."""
        mine = Domain("user_id", "=", self.env.uid) & self._next_domain()
        return self.search(mine, order=self._next_order(), limit=1)

    @api.model
    def _take_next(self):
        """Assign the first unassigned ticket of the agent's teams to the agent.

        Agents who ask at the same moment get different tickets: rows that another one
        is taking are skipped, not waited for.
        """
        own_teams = Domain(
            "team_id.member_ids", "any", [("user_id", "=", self.env.uid)]
        )
        domain = Domain("user_id", "=", False) & own_teams & self._next_domain()
        query = self._search(domain, order=self._next_order(), limit=1)
        rows = self.env.execute_query(
            SQL(
                "%s FOR UPDATE OF %s SKIP LOCKED",
                query.select(),
                SQL.identifier(query.table),
            )
        )
        ticket = self.browse(rows[0][0] if rows else None)
        if ticket:
            ticket.write({"user_id": self.env.uid})
        return ticket

    @api.model
    def _next_domain(self):
        return Domain("stage_kind", "in", WORKABLE_KINDS)

    @api.model
    def _next_order(self):
        """Earliest deadline first, no deadline last; then urgent, then old ones."""
        return "deadline_at, priority desc, opened_at, id"
