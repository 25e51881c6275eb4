# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

MANAGER = "crm_ticket_sla.group_crm_ticket_sla_manager"
WAIVERS = [
    ("asked", "Asked for"),
    ("granted", "Granted"),
    ("refused", "Refused"),
]


class Attainment(NamedTuple):
    """How many promises were kept.

    :param raw: share met of all that were met or missed, waived misses included
    :param adjusted: the same without waived misses; both None without any
    """

    met: int
    missed: int
    waived: int
    raw: float | None
    adjusted: float | None


def attainment(met, missed, waived):
    """Return both rates of some counts.

    >>> attainment(8, 1, 1).raw, round(attainment(8, 1, 1).adjusted, 3)
    (0.8, 0.889)
    """
    total, judged = met + missed + waived, met + missed
    return Attainment(
        met,
        missed,
        waived,
        met / total if total else None,
        met / judged if judged else None,
    )


class CrmTicketSla(models.Model):
    """Why a clock was missed, and misses that do not count."""

    _inherit = "crm.ticket.sla"

    cause_id = fields.Many2one(
        "crm.sla.cause", index="btree_not_null", ondelete="restrict"
    )
    review_note = fields.Text(string="What happened")
    reviewed_by_id = fields.Many2one("res.users", ondelete="set null")
    reviewed_at = fields.Datetime()
    waiver = fields.Selection(WAIVERS, help="Whether the miss is not to count.")
    waiver_reason = fields.Char()
    waiver_by_id = fields.Many2one(
        "res.users", string="Decided by", ondelete="set null"
    )
    waiver_at = fields.Datetime(string="Decided")

    _review_idx = models.Index(
        "(id) WHERE outcome = 'missed' AND (cause_id IS NULL OR waiver = 'asked')"
    )

    def action_review(self):
        """Open the review of these misses."""
        missed = self.filtered(lambda clock: clock.outcome in ("missed", "waived"))
        if not missed:
            raise UserError(
                self.env._("Review: choose promises that were missed; none is here.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Review of a miss"),
            "res_model": "crm.sla.review",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_clock_ids": [fields.Command.set(missed.ids)],
                "default_cause_id": missed[:1].cause_id.id,
                "default_note": missed[:1].review_note,
            },
        }

    def _review(self, cause, note):
        """Keep why these clocks were missed."""
        self._check_reviewable()
        # sudo: clocks are written by the engine; a review is the exception
        self.sudo().write(
            {
                "cause_id": cause.id,
                "review_note": note,
                "reviewed_by_id": self.env.uid,
                "reviewed_at": self.env["crm.ticket"]._now(),
            }
        )

    def _ask_waiver(self, reason):
        """Ask a manager that these misses do not count."""
        self._check_reviewable()
        # sudo: see _review
        self.filtered(lambda clock: clock.outcome == "missed").sudo().write(
            {"waiver": "asked", "waiver_reason": reason}
        )

    def _grant_waiver(self, reason):
        """Decide that these misses do not count; managers only."""
        self._check_waives()
        if any(clock.outcome != "missed" for clock in self):
            raise UserError(self.env._("Waive: only a promise that was missed."))
        if any(not clock.cause_id for clock in self):
            raise UserError(self.env._("Waive: choose the cause of each miss first."))
        self._check_reviewable()
        now = self.env["crm.ticket"]._now()
        # sudo: see _review
        clocks = self.sudo()
        clocks._waive(now, f"waiver:{self.env.uid}")
        clocks.write(
            {
                "waiver": "granted",
                "waiver_reason": reason,
                "waiver_by_id": self.env.uid,
                "waiver_at": now,
            }
        )

    def action_grant_waiver(self):
        """Grant the waivers that were asked for."""
        for reason, clocks in self.grouped("waiver_reason").items():
            if not reason:
                raise UserError(self.env._("Waive: say why in the review first."))
            clocks._grant_waiver(reason)
        return True

    def action_refuse_waiver(self):
        """Refuse the waivers that were asked for: the misses count."""
        self._check_waives()
        self._check_reviewable()
        # sudo: see _review
        self.filtered(lambda clock: clock.waiver == "asked").sudo().write(
            {
                "waiver": "refused",
                "waiver_by_id": self.env.uid,
                "waiver_at": self.env["crm.ticket"]._now(),
            }
        )
        return True

    def _check_waives(self):
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Waive: only a manager of tickets may do that.")
            )

    def _check_reviewable(self):
        """Check that the user may work on the tickets of these clocks."""
        self.check_access("read")
        self.ticket_id.check_access("write")

    # ------------------------------------------------------------
    # Rates
    # ------------------------------------------------------------

    @api.model
    def _attainment(self, domain=(), groupby=()):
        """Return the `Attainment` of some clocks, or {group values: `Attainment`}.

        :param groupby: fields to group by, as `_read_group` takes them
        """
        judged = Domain("outcome", "in", ("met", "missed", "waived"))
        counts = {}
        for *keys, outcome, count in self._read_group(
            judged & Domain(domain), [*groupby, "outcome"], ["__count"]
        ):
            counts.setdefault(tuple(keys), {})[outcome] = count
        rates = {
            keys: attainment(*(found.get(o, 0) for o in ("met", "missed", "waived")))
            for keys, found in counts.items()
        }
        if groupby:
            return rates
        return rates.get((), attainment(0, 0, 0))
