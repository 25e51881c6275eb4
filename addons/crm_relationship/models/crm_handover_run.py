# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_handover import WAITS
from .crm_parked_row import is_passing

_logger = logging.getLogger(__name__)
BATCH = 500


class CrmHandover(models.Model):
    """The job: batches of lines, each moved in one transaction.

    A batch locks its lines, and passes over those that another process holds. Its
    records, its lines' state and its rows on the timelines change together or not at
    all, so that a job killed anywhere is simply run again.
    """

    _inherit = "crm.handover"

    @api.model
    def _cron_run(self):
        """Move, or give back, a batch a transaction."""
        commit = self.env["ir.cron"]._commit_progress
        for handover in self.search(self._to_do()):
            while handover._step_or_stop():
                if not commit(1, remaining=handover._remaining_batches()):
                    return
            commit(0, remaining=0)

    @api.model
    def _to_do(self):
        """Return the domain of handovers that run, or ended and have lines that wait."""
        return Domain("state", "in", ("running", "undoing")) | Domain.OR(
            Domain("state", "=", state) & Domain("line_ids.state", "=", WAITS[state])
            for state in ("done", "undone")
        )

    def _step_or_stop(self):
        """Do a step; a handover whose step fails every time stops, and says why."""
        more = []
        self.env["crm.parked.row"]._each_safely(
            [self],
            lambda _rows: more.append(self._step()),
            lambda handover, error: handover._stop_failed(error),
        )
        return bool(more and more[0])

    def _stop_failed(self, error):
        """Stop after an error; *Resume* tries again."""
        self._stop()
        self.env["crm.parked.row"]._park("handover", self._name, self.id, error)

    def _remaining_batches(self):
        waits = WAITS.get(self.state, "planned")
        count = self.env["crm.handover.line"].search_count(
            [("handover_id", "=", self.id), ("state", "=", waits)]
        )
        return 1 + count // BATCH

    def _step(self, limit=None):
        """Move one batch, or finish when there is none left.

        :return: whether there may be more to do
        """
        self.ensure_one()
        waits = WAITS.get(self.state)
        if not waits:
            return False
        takes_back = waits == "done"
        lines = self._claim(waits, limit or BATCH)
        if not lines:
            return self._try_finish()
        self.env.cr.execute("SET LOCAL jit = off")
        lines._settle(takes_back)
        return True

    def _claim(self, state, limit):
        """Lock lines that no other process works on."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_handover_line WHERE handover_id = %s AND state = %s"
                " ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED",
                self.id,
                state,
                limit,
            )
        )
        return self.env["crm.handover.line"].browse(row[0] for row in rows)

    # ------------------------------------------------------------
    # The end
    # ------------------------------------------------------------

    def _try_finish(self):
        """End when no line is left, whoever works on it.

        What the user got while the job ran is found now.

        :return: whether there is more to do
        """
        waits = WAITS[self.state]
        lines = self.env["crm.handover.line"]
        if lines.search_count(
            [("handover_id", "=", self.id), ("state", "=", waits)], limit=1
        ):
            return False  # another process holds them, and ends it
        handover = self.try_lock_for_update()
        if not handover or handover.state not in ("running", "undoing"):
            return False
        if handover.state == "undoing":
            handover.state = "undone"
            handover.activity_ids.unlink()  # there is nobody to get to know
            return False
        if handover._find():
            handover._deal()
            return True
        handover._finish()
        return False

    def _finish(self):
        now = fields.Datetime.now()
        first_time = not self.done_at
        self.write({"state": "done", "done_at": self.done_at or now})
        if first_time:
            for successor in self.successor_ids.filtered("line_count"):
                self._notify_successor(successor)

    def _notify_successor(self, successor):
        """Tell a successor once: one message and one activity, not one a customer."""
        user = successor.user_id
        handover = self.with_context(lang=user.lang, mail_notify_force_send=False)
        summary = handover.env._(
            "Get to know %(count)s customers of %(name)s",
            count=successor.given_count,
            name=self.user_id.name,
        )
        text = handover.env._(
            "%(count)s customers of %(name)s are yours now, with their opportunities, "
            "quotations, activities and meetings. Their dossiers say what to know.",
            count=successor.given_count,
            name=self.user_id.name,
        )
        body = Markup("<p>%s</p>") % text
        if self.note:
            body += Markup("<p>%s</p>") % self.note
        handover.message_notify(
            partner_ids=user.partner_id.ids,
            subject=summary,
            body=body,
            author_id=self.started_by_id.partner_id.id,
        )
        handover.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=fields.Date.context_today(self) + timedelta(days=3),
            summary=summary,
            user_id=user.id,
        )


class CrmHandoverLine(models.Model):
    """A batch of lines, moved or given back."""

    _inherit = "crm.handover.line"

    def _settle(self, takes_back):
        """Move these lines; one that cannot be moved says why and stays behind."""
        try:
            with self.env.cr.savepoint():
                self._give_back() if takes_back else self._hand_over()
        except Exception as error:
            if is_passing(error):
                raise  # somebody writes the same records: the job tries again
            self.env.invalidate_all(flush=False)
            if len(self) > 1:  # find the one it is
                half = len(self) // 2
                self[:half]._settle(takes_back)
                self[half:]._settle(takes_back)
                return
            _logger.exception("Handover line %s failed", self.id)
            self.write({"state": "error", "error": str(error)[:500]})

    def _hand_over(self):
        handover = self.handover_id
        for name, part in handover._parts(handover.user_id).items():
            getattr(handover, part.moves)(name, part, self.ids)
        self._mark("done")
        if handover.has_introduction:
            self._introduce()
        self._tell("handed_over")

    def _give_back(self):
        handover = self.handover_id
        for name, part in handover._parts(handover.user_id).items():
            getattr(handover, part.restores)(name, part, self.ids)
        self._mark("undone")
        self._forget_introduction()
        self._tell("taken_back")

    def _mark(self, state):
        self.write({"state": state, "done_at": fields.Datetime.now(), "error": False})
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_handover_item SET state = %s WHERE line_id = ANY(%s)"
                " AND state = %s",
                "skipped" if state == "done" else "kept",
                self.ids,
                "planned" if state == "done" else "moved",
            )
        )
        self.env["crm.handover.item"].invalidate_model()

    def _tell(self, event):
        """Say it on the timelines; what is there already is not said again."""
        now = fields.Datetime.now()
        select = self._interaction_events()[event].select(
            self.browse(), event, scope=SQL("o.id = ANY(%s)", self.ids), now=now
        )
        # sudo: the log is the system's
        self.env["crm.interaction"].sudo()._insert_events([select], now)

    # ------------------------------------------------------------
    # Introduction
    # ------------------------------------------------------------

    def _introduce(self):
        """Plan a call to each customer, the sooner the shorter the tier's rhythm."""
        handover = self.handover_id
        today = fields.Date.context_today(self)
        call = self.env.ref("mail.mail_activity_data_call")
        model = self.env["ir.model"]._get_id("res.partner")
        activities = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        activities.create(
            [
                {
                    "res_model_id": model,
                    "res_id": line.partner_id.id,
                    "activity_type_id": call.id,
                    "summary": line._introduction_words(handover.user_id),
                    "date_deadline": today + timedelta(days=line._introduction_days()),
                    "user_id": line.to_user_id.id,
                    "handover_line_id": line.id,
                }
                for line in self
                if line.partner_id and line.is_customer and not line._is_introduced()
            ]
        )

    def _introduction_words(self, former):
        """Return what the successor is asked to do, in the successor's language."""
        line = self.with_context(lang=self.to_user_id.lang or self.env.lang)
        return line.env._(
            "Introduce yourself: you take over from %(name)s", name=former.name
        )

    def _introduction_days(self):
        days = self.handover_id.introduction_days
        rhythm = self.tier_id.cadence_days
        return min(days, rhythm) if rhythm else days

    def _is_introduced(self):
        return bool(self.with_context(active_test=False).introduction_ids)

    def _forget_introduction(self):
        """Take back the calls that nobody made."""
        self.introduction_ids.filtered("active").unlink()
