# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.token_bucket import refilled_at, take

#: A server that cannot be reached is tried again after these minutes.
BACKOFF = (1, 2, 5, 15, 30)
#: Who connects for longer is held by the server, or was stopped meanwhile.
CONNECTING = timedelta(minutes=2)


class CrmSendServer(models.Model):
    """How fast mails leave through a server, and whether it is to be left alone.

    Read and written by lanes in transactions of their own, so that several lanes
    share one rate and nobody waits for another's batch.
    """

    _name = "crm.send.server"
    _description = "Sending Rate of a Mail Server"
    _rec_name = "mail_server_id"

    mail_server_id = fields.Many2one(
        "ir.mail_server",
        ondelete="cascade",
        help="Empty: the server of Odoo's configuration.",
    )
    per_minute = fields.Integer(
        string="Mails a minute", default=0, help="0: as fast as the server takes them."
    )
    tokens = fields.Float(readonly=True, default=0.0)
    filled_at = fields.Datetime(readonly=True)
    failures = fields.Integer(readonly=True)
    next_try_at = fields.Datetime(readonly=True)
    connecting_at = fields.Datetime(
        string="Connecting since",
        readonly=True,
        help="Written before a lane connects: the process may not come back from it.",
    )
    last_error = fields.Char(readonly=True)

    _server_uniq = models.UniqueIndex(
        "(COALESCE(mail_server_id, 0))", "This server has a rate already."
    )
    _rate_check = models.Constraint(
        "CHECK (per_minute >= 0)", "A rate is not negative."
    )

    @api.model
    def _take(self, cr, server_id, wanted, now):
        """Return how many mails may leave now; 0 while the server is left alone.

        :return: (granted, instant from which to try the others again, or None)
        """
        cr.execute(
            SQL(
                "INSERT INTO crm_send_server (mail_server_id, per_minute, tokens,"
                " filled_at, failures) VALUES (%s, 0, 0, %s, 0) ON CONFLICT DO NOTHING",
                server_id or None,
                now,
            )
        )
        cr.commit()  # pylint: disable=invalid-commit
        cr.execute(
            SQL(
                "SELECT id, per_minute, COALESCE(tokens, 0), COALESCE(filled_at, %s),"
                " next_try_at, connecting_at FROM crm_send_server"
                " WHERE COALESCE(mail_server_id, 0) = %s FOR UPDATE",
                now,
                server_id or 0,
            )
        )
        row_id, rate, tokens, filled_at, next_try_at, connecting_at = cr.fetchone()
        if connecting_at and connecting_at <= now - CONNECTING:
            words = self.env._("It takes the line and does not answer.")
            return 0, self._note(cr, server_id, now, words)
        granted = 0
        if not next_try_at or next_try_at <= now:
            granted, tokens = take(rate, tokens, filled_at, now, wanted)
            cr.execute(
                SQL(
                    "UPDATE crm_send_server SET tokens = %s, filled_at = %s"
                    " WHERE id = %s",
                    tokens,
                    now,
                    row_id,
                )
            )
            next_try_at = refilled_at(rate, tokens, now, wanted - granted)
        cr.commit()  # pylint: disable=invalid-commit
        return granted, next_try_at

    @api.model
    def _give_back(self, cr, server_id, count):
        """Let mails leave later that were granted, and for which there was no time."""
        cr.execute(
            SQL(
                "UPDATE crm_send_server SET tokens = COALESCE(tokens, 0) + %s"
                " WHERE COALESCE(mail_server_id, 0) = %s AND per_minute > 0",
                count,
                server_id or 0,
            )
        )
        # the lane's own cursor: other lanes may take from this server at once
        cr.commit()  # pylint: disable=invalid-commit

    @api.model
    def _mark_connecting(self, cr, server_id, at=None):
        """Remember that a lane connects, since the first that does; None: it has."""
        cr.execute(
            SQL(
                "UPDATE crm_send_server SET connecting_at = %s"
                " WHERE COALESCE(mail_server_id, 0) = %s"
                " AND (connecting_at IS NULL) = %s",
                at,
                server_id or 0,
                bool(at),
            )
        )
        cr.commit()  # pylint: disable=invalid-commit

    @api.model
    def _note(self, cr, server_id, now, error=None):
        """Remember that the server answered, or did not.

        :return: instant from which to try again, None: it answers
        """
        cr.execute(
            SQL(
                "SELECT id, COALESCE(failures, 0), connecting_at FROM crm_send_server"
                " WHERE COALESCE(mail_server_id, 0) = %s FOR UPDATE",
                server_id or 0,
            )
        )
        row_id, failures, connecting_at = cr.fetchone()
        until = None
        if error or failures or connecting_at:
            failures = failures + 1 if error else 0
            if error:
                minutes = BACKOFF[min(failures, len(BACKOFF)) - 1]
                until = now + timedelta(minutes=minutes)
            cr.execute(
                SQL(
                    "UPDATE crm_send_server SET failures = %s, next_try_at = %s,"
                    " last_error = %s, connecting_at = NULL WHERE id = %s",
                    failures,
                    until,
                    error and str(error)[:300],
                    row_id,
                )
            )
        cr.commit()  # pylint: disable=invalid-commit
        return until
