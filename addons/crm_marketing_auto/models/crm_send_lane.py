# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import smtplib
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from time import monotonic

import psycopg2
from psycopg2.extensions import TransactionRollbackError

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_relationship.models.crm_parked_row import is_ours

from ..tools.lane_outcome import DOUBTFUL, LATER, REFUSED, SENT, of_smtp_error
from ..tools.line_watch import LineWatch
from .crm_send_batch import each_alone

_logger = logging.getLogger(__name__)
#: Mails that are locked, looked at and written together.
BATCH = 200
#: What a server answers that cannot be reached, or wants no mail.
UNAVAILABLE = (OSError, smtplib.SMTPException)
#: A mail that is not taken in this time is not waited for.
PATIENCE = 60
#: For so many seconds mails leave by one server while others may wait behind them.
TURN = 4


class CrmSendLane(models.AbstractModel):
    """Sends queued marketing mails: claimed, asked about again, sent, written in sets.

    Several lanes and hosts share the work by SKIP LOCKED. The claim's transaction is
    open while the batch is sent: a lane that dies lets its mails go at once, and
    crm.send.batch tells which of them had left.
    """

    _name = "crm.send.lane"
    _description = "Sender Lane"

    @api.model
    def _wake(self, at=None):
        """Let the lanes run, now or at an instant."""
        for number in (1, 2):
            lane = self.env.ref(
                f"crm_marketing_auto.ir_cron_sender_lane_{number}",
                raise_if_not_found=False,
            )
            if lane:
                lane.sudo()._trigger(at)  # sudo: whoever queues may wake the job

    @api.model
    def _cron_send(self):
        """Send what waits until nothing does, or the job's time is over."""
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=1)
        with self._connections() as lane:
            while True:
                try:
                    count = self._send_batch(lane, fields.Datetime.now())
                    left = commit(count, remaining=int(count > 0))
                except TransactionRollbackError:
                    self.env.cr.rollback()
                    lane.cr.rollback()  # it may have been the journal's
                    # what left is not written: the journal alone knows of it
                    lane.batches.clear()
                    continue
                # a slow server may have used the time up: one batch of the others' leaves
                if not count or not (left or lane.is_turn_over):
                    break
            if lane.resting:
                self._wake(min(lane.resting.values()))
        self.env["crm.send.breaker"]._watch(fields.Datetime.now())

    @contextmanager
    def _connections(self):
        """Keep a cursor for the journal, and connections, for a run of the lane."""
        with self.env.registry.cursor() as cr:
            lane = Lane(cr)
            try:
                yield lane
            finally:
                lane.close()

    @api.model
    def _send_batch(self, lane, now, limit=BATCH):
        """Send one batch; return how many mails were looked at."""
        ids = self._claim_in_turn(lane, now, limit)
        if not ids:
            return 0
        before, doubtful, forgotten = self.env["crm.send.batch"]._left_behind(
            lane.cr, ids
        )
        report = dict.fromkeys(before, SENT)
        recheck = self.env["crm.send.recheck"]
        rulings = recheck._recheck([i for i in ids if i not in before], now)
        recheck._apply(rulings)
        rest = [i for i in ids if i not in before and i not in rulings]
        if doubtful:
            self._mark_doubtful(doubtful)
        for server_id, rows in self._by_server(rest).items():
            self._send_group(lane, server_id, rows, now, report)
        self._write_report(report, now)
        self.env["crm.send.batch"]._forget([*forgotten, *lane.batches])
        lane.batches.clear()
        return len(ids)

    def _claim_in_turn(self, lane, now, limit):
        """Lock mails of servers whose turn it is; of all when nothing else waits."""
        lane.is_turn_over = False
        ids = self._claim(now, limit, {*lane.resting, *lane.waiting})
        if not ids and lane.waiting:
            lane.next_round()
            ids = self._claim(now, limit, lane.resting)
        return ids

    def _claim(self, now, limit, resting=()):
        """Lock mails that are due, oldest first: the transaction's first statement.

        :param resting: (mail server, sender) of mails whose server has had enough
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT m.id FROM mail_mail m WHERE m.state = 'outgoing'"
                " AND m.is_in_lane IS TRUE"
                " AND (m.scheduled_date IS NULL OR m.scheduled_date <= %s) %s AND %s"
                " ORDER BY m.id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED",
                now,
                self._sql_not_resting(resting),
                self.env["crm.health"]._sql_may_leave(),
                limit,
            )
        )
        return [row[0] for row in rows]

    def _sql_not_resting(self, resting):
        if not resting:
            return SQL()
        # one look-up a mail: as a join it may be planned as a loop over all messages
        return SQL(
            "AND (SELECT (COALESCE(g.mail_server_id, 0), COALESCE(g.email_from, ''))"
            " NOT IN %s FROM mail_message g WHERE g.id = m.mail_message_id)",
            tuple((server or 0, sender or "") for server, sender in resting),
        )

    def _by_server(self, mail_ids):
        """Return {mail server id or 0: rows}; core's rules choose the server."""
        groups, chosen = {}, {}
        for row in self.env["crm.send.mime"]._read_queued(mail_ids):
            key = (row["mail_server_id"], row["email_from"])
            if key not in chosen:
                server = self.env["ir.mail_server"].browse(row["mail_server_id"])
                smtp_from = row["email_from"]
                if not server:
                    # sudo: which servers there are is the lane's business
                    found, smtp_from = server.sudo()._find_mail_server(
                        row["email_from"]
                    )
                    server = found or server
                chosen[key] = (server.id or 0, smtp_from)
            row["smtp_from"] = chosen[key][1]
            groups.setdefault(chosen[key][0], []).append(row)
        return groups

    def _send_group(self, lane, server_id, rows, now, report):
        """Send the rows that the server's rate lets through; report on each.

        The others stay as they are; this run looks at no more mails of that server.
        """
        if server_id in lane.had_turn:
            lane.wait(rows)
            return
        servers = self.env["crm.send.server"]
        granted, until = servers._take(lane.cr, server_id, len(rows), now)
        if until:
            lane.rest(rows, until)
        chosen = rows[:granted]
        if not chosen:
            return
        try:
            is_new = not lane.knows(server_id)
            if is_new:
                servers._mark_connecting(lane.cr, server_id, now)
            session = lane.session(self.env, server_id, chosen[0]["smtp_from"])
            if is_new:
                servers._mark_connecting(lane.cr, server_id)
        except psycopg2.Error:
            raise
        except Exception as error:  # of the line, the server, or its settings
            lane.rest(rows, servers._note(lane.cr, server_id, now, error))
            return
        self._send_rows(lane, server_id, session, chosen, now, report)

    def _send_rows(self, lane, server_id, session, rows, now, report):
        """Send rows over one connection, telling the journal after each."""
        servers = self.env["crm.send.server"]
        batch_id = self.env["crm.send.batch"]._begin(
            lane.cr, [row["id"] for row in rows], now
        )
        lane.batches.append(batch_id)
        maker = self.env["crm.send.mime"]._maker(session, server_id)
        advance = partial(self.env["crm.send.batch"]._advance, lane.cr, batch_id)
        end = monotonic() + TURN
        with each_alone(lane.cr), LineWatch(session.sock, PATIENCE) as watch:

            def told(done, refused):
                watch.next()
                advance(done, refused)
                return monotonic() < end

            broken = self._send_each(maker, rows, now, report, told)
        if broken:
            lane.drop(server_id)
            lane.rest(rows, servers._note(lane.cr, server_id, now, broken))
            return
        servers._note(lane.cr, server_id, now)
        left = [row for row in rows if row["id"] not in report]
        if left:
            servers._give_back(lane.cr, server_id, len(left))
            lane.end_turn(server_id, rows)

    def _send_each(self, maker, rows, now, report, advance):
        """Send rows, reporting on each; return the words of a line that broke.

        :param advance: tells the journal (how many were dealt with, which refused), and
            returns whether there is time for another one
        """
        refused = []
        for number, row in enumerate(rows):
            outcome = self._send_one(maker, row, now)
            report[row["id"]] = outcome
            if outcome != SENT:
                refused.append(number)
            has_time = advance(number + 1, refused)
            if outcome != SENT and outcome[0] == DOUBTFUL:
                return outcome[1]
            if not has_time:
                break
        return None

    def _send_one(self, maker, row, now):
        """Send one mail; return SENT or (kind, words, instant to try again)."""
        until = now + timedelta(minutes=5 * 2 ** min(row["attempt"], 6))
        try:
            envelopes = maker.make(row)
            if not envelopes:
                return (REFUSED, self.env._("No valid address."), None)
        except Exception as error:
            _logger.warning("Mail %s cannot be built", row["id"], exc_info=True)
            if is_ours(error):
                return (LATER, f"{type(error).__name__}: {error}"[:300], until)
            return (REFUSED, str(error)[:300], None)
        try:
            for envelope in envelopes:
                maker.session.sendmail(
                    envelope.sender, envelope.receivers, envelope.content
                )
        except UNAVAILABLE as error:
            kind, words = of_smtp_error(error)
            return (kind, words, None if kind == REFUSED else until)
        return SENT


class Lane:
    """A run of a lane: its journal's cursor, its connections, its open batches.

    `resting`: {(mail server or None, sender): instant from which to try again}.
    `waiting`: the same of servers that had their turn, until all others had theirs.
    """

    def __init__(self, cr):
        self.cr = cr
        self.batches = []
        self.resting = {}
        self.waiting = set()
        self.had_turn = set()
        self.is_turn_over, self.is_first_round = False, True
        self._sessions = {}

    def session(self, env, server_id, smtp_from):
        """Return a connection to a server, made once a run."""
        if server_id not in self._sessions:
            # sudo: passwords of servers are readable to administrators only
            self._sessions[server_id] = (
                env["ir.mail_server"]
                .sudo()
                ._connect__(mail_server_id=server_id or None, smtp_from=smtp_from)
            )
        return self._sessions[server_id]

    def knows(self, server_id):
        """Tell whether there is a connection to a server already."""
        return server_id in self._sessions

    def rest(self, rows, until):
        """Leave mails like these alone for the rest of the run."""
        for row in rows:
            self.resting[row["mail_server_id"], row["email_from"]] = until

    def end_turn(self, server_id, rows):
        """Let mails of other servers go first: this one needs long for each."""
        self.had_turn.add(server_id)
        self.is_turn_over = self.is_first_round
        self.wait(rows)
        for key in self.waiting & self.resting.keys():
            del self.resting[key]  # it was not its rate that stopped it

    def wait(self, rows):
        """Leave mails like these until those of all other servers had their turn."""
        self.waiting.update((row["mail_server_id"], row["email_from"]) for row in rows)

    def next_round(self):
        """Begin anew with the servers that are slow."""
        self.waiting.clear()
        self.had_turn.clear()
        self.is_first_round = False

    def drop(self, server_id):
        session = self._sessions.pop(server_id, None)
        if session:
            with suppress(OSError, smtplib.SMTPException):
                session.close()

    def close(self):
        for session in self._sessions.values():
            with suppress(OSError, smtplib.SMTPException):
                session.quit()
        self._sessions.clear()
