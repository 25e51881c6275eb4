# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.gateway.call import RetryLater
from .crm_gateway_event import CRON

_logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
#: Minutes until the next attempt, after each that failed.
BACKOFF = (1, 5, 25, 125)
BATCH = 20
#: After this nobody is processing any more whose connection cannot be seen.
LEASE = timedelta(minutes=15)
#: Names a connection for ever: ids of processes are given again.
CONNECTION = SQL("pid || ' ' || extract(epoch FROM backend_start)")


class CrmGatewayEvent(models.Model):
    """The worker: claims events, processes each in a savepoint, commits each.

    A claim is committed before the work, so that an event which kills its worker is
    not tried for ever. It names the connection of the worker: when this is gone, the
    event is free again. What an event changes is committed together with its state:
    whenever a worker is killed, an event has been processed wholly or not at all.
    """

    _inherit = "crm.gateway.event"

    @api.model
    def _cron_process(self):
        """Process what is waiting; several workers may do so at once."""
        commit = self.env["ir.cron"]._commit_progress
        self._free_abandoned(fields.Datetime.now())
        events = self._claim(fields.Datetime.now())
        commit(remaining=len(events))
        for event in events:
            event._process()
            if not commit(1):
                break
        # the time is up: the next run takes the others
        for event in events.filtered(lambda e: e.state == "processing"):
            event.write({"state": "retry", "attempt": event.attempt - 1})
        commit(remaining=len(self._due(fields.Datetime.now(), limit=1)))

    # ------------------------------------------------------------
    # Claiming
    # ------------------------------------------------------------

    @api.model
    def _claim(self, now, limit=BATCH):
        """Take events that are due, the oldest first; none whose elder is not done."""
        ids = self._due(now, limit)
        self.env.cr.execute(
            SQL(
                "UPDATE crm_gateway_event SET state = 'processing',"
                " attempt = COALESCE(attempt, 0) + 1, claimed_at = %s, claimed_by ="
                " (SELECT %s FROM pg_stat_activity WHERE pid = pg_backend_pid())"
                " WHERE id = ANY(%s)",
                now,
                CONNECTION,
                ids,
            )
        )
        self.invalidate_model()
        return self.browse(ids)

    @api.model
    def _due(self, now, limit):
        """Lock events that are due and nobody has locked; return their ids."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT e.id FROM crm_gateway_event e WHERE e.state IN ('new', 'retry')"
                " AND (e.next_try_at IS NULL OR e.next_try_at <= %(now)s)"
                " AND (e.order_key IS NULL OR NOT EXISTS (SELECT"
                " FROM crm_gateway_event b WHERE b.account_id = e.account_id"
                " AND b.order_key = e.order_key AND b.id < e.id"
                " AND b.state IN ('new', 'processing')))"
                " ORDER BY e.id LIMIT %(limit)s FOR UPDATE OF e SKIP LOCKED",
                now=now,
                limit=limit,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _free_abandoned(self, now):
        """Free the events of workers that are gone; give up what killed too many."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_gateway_event e SET state = CASE WHEN attempt < %(most)s"
                " THEN 'retry' ELSE 'error' END, next_try_at = %(now)s, detail = %(why)s"
                " WHERE id IN (SELECT id FROM crm_gateway_event WHERE"
                " state = 'processing' AND (claimed_at < %(lease)s OR NOT EXISTS ("
                "SELECT FROM pg_stat_activity WHERE %(connection)s"
                " = crm_gateway_event.claimed_by)) FOR UPDATE SKIP LOCKED)",
                connection=CONNECTION,
                most=MAX_ATTEMPTS,
                now=now,
                why=self.env._("The process that worked on it was stopped."),
                lease=now - LEASE,
            )
        )
        self.invalidate_model()

    # ------------------------------------------------------------
    # Processing
    # ------------------------------------------------------------

    def _process(self):
        """Process one claimed event, and write what became of it."""
        self.ensure_one()
        event = self.try_lock_for_update().filtered(lambda e: e.state == "processing")
        if not event:
            return
        account = event.account_id
        company = event.company_id
        account = account.with_company(company).with_context(
            allowed_company_ids=company.ids,
            lang=company.partner_id.lang or self.env.lang,
            tz=account.timezone,
        )
        try:
            with self.env.cr.savepoint():
                event._settle(account._gateway_step("process", event))
                self.env.flush_all()
        except Exception as error:  # whatever went wrong is of this event alone
            event._fail(error)

    def _settle(self, outcome):
        """Write what a kind made of an event: (state, detail, record)."""
        state, detail, record = outcome or (
            "ignored",
            self.env._("Events of this kind of account are not processed."),
            None,
        )
        self.write(
            {
                "state": state,
                "detail": (detail or "")[:500] or False,
                "result_model": record._name if record else False,
                "result_id": record.id if record else False,
                "processed_at": fields.Datetime.now(),
                "next_try_at": False,
            }
        )

    def _fail(self, error):
        """Write that an attempt failed, and when the next one is."""
        now = fields.Datetime.now()
        busy = isinstance(error, psycopg2.OperationalError)
        if not isinstance(error, RetryLater | UserError) and not busy:
            _logger.warning("Gateway: event %s failed", self.id, exc_info=error)
        values = {"detail": f"{type(error).__name__}: {error}"[:500], "state": "error"}
        if isinstance(error, UserError | RetryLater):
            values["detail"] = str(error)[:500]
        if self.attempt < MAX_ATTEMPTS:
            wait = timedelta(minutes=BACKOFF[max(self.attempt, 1) - 1])
            at = now if busy else now + wait  # busy rows are free in a moment
            values.update(state="retry", next_try_at=at)
            self.env.ref(CRON)._trigger(at)
        self.write(values)
