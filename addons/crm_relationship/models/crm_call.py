# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.gateway import calls
from .crm_secret_mixin import NO_ACCESS

RESULTS = [
    ("answered", "Answered"),
    ("missed", "Not answered"),
    ("busy", "Busy"),
    ("failed", "Failed"),
]
#: How long a call may be silent before nobody waits for its next event any more.
PATIENCE = {
    "over": timedelta(minutes=2),
    "ringing": timedelta(minutes=10),
    "talking": timedelta(hours=4),
}
#: Calls whose end the job is to see to. Of one that was only dialled nothing was told
#: that could be concluded; one that could not be concluded waits for a person.
UNSETTLED = [
    ("settled_at", "=", False),
    ("facts", "!=", False),
    ("settle_error", "=", False),
    ("state", "in", tuple(PATIENCE)),
]
#: What late events may still change.
KEEP_FACTS = timedelta(days=30)
BATCH = 100


class CrmCall(models.Model):
    """What a contact centre has said of one call so far.

    The facts are merged, so that the order of events makes no difference; what they come
    to is written on the interaction of the call, which is what people see. Only the
    system reads this: numbers and recordings of all customers are in it.
    """

    _name = "crm.call"
    _description = "Call of a Contact Centre"
    _order = "id desc"
    _rec_name = "uid_provider"

    account_id = fields.Many2one(
        "crm.channel.account", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    uid_provider = fields.Char(string="Call id", readonly=True)
    key = fields.Char(readonly=True, help="Of a call that was dialled from here.")
    about = fields.Json(readonly=True, help="Whom the call that was dialled is with.")
    facts = fields.Json(readonly=True)
    state = fields.Selection(
        [
            ("dialled", "Dialled"),
            ("ringing", "Ringing"),
            ("talking", "Talking"),
            ("over", "Over"),
        ],
        required=True,
        readonly=True,
        default="ringing",
    )
    result = fields.Selection(RESULTS, readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    line = fields.Char(readonly=True)
    queue = fields.Char(readonly=True)
    recording = fields.Char(readonly=True, groups=NO_ACCESS)
    last_event_at = fields.Datetime(required=True, readonly=True)
    settled_at = fields.Datetime(readonly=True, help="What follows has been done.")
    settle_error = fields.Char(readonly=True, help="Why it could not be concluded.")
    interaction_id = fields.Many2one(
        "crm.interaction", readonly=True, ondelete="cascade", index="btree_not_null"
    )

    _provider_uniq = models.UniqueIndex(
        "(account_id, uid_provider) WHERE uid_provider IS NOT NULL"
    )
    _key_uniq = models.UniqueIndex("(account_id, key) WHERE key IS NOT NULL")
    _waiting_idx = models.Index("(last_event_at) WHERE settled_at IS NULL")
    _failed_idx = models.Index("(id) WHERE settle_error IS NOT NULL")

    # ------------------------------------------------------------
    # An event
    # ------------------------------------------------------------

    @api.model
    def _take(self, account, event):
        """Add what an event says to its call; return the call, none for one in-house.

        :param event: a `CallEvent`
        """
        if calls.is_internal(event):
            return self.browse()
        call = self._locked(account, event)
        before = call._phase()
        facts = calls.merge(call.facts or {}, calls.said(event))
        call._conclude(facts, event.at)
        call._tell(before, event)
        return call

    @api.model
    def _locked(self, account, event):
        """Return the row of a call, locked; a new one the first time.

        A call that was dialled from here is known by its key before it has an id.
        """
        now = fields.Datetime.now()
        if event.key:
            self._join_dialled(account, event.call, event.key)
        self.env.execute_query(
            SQL(
                "INSERT INTO crm_call (account_id, company_id, uid_provider, state,"
                " last_event_at, create_uid, create_date, write_uid, write_date)"
                " VALUES (%(account)s, %(company)s, %(call)s, 'ringing', %(at)s,"
                " %(uid)s, %(now)s, %(uid)s, %(now)s) ON CONFLICT DO NOTHING"
                " RETURNING id",
                account=account.id,
                company=account.company_id.id,
                call=event.call,
                at=event.at,
                uid=self.env.uid,
                now=now,
            )
        )
        [(row_id,)] = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_call WHERE account_id = %s AND uid_provider = %s"
                " FOR UPDATE",
                account.id,
                event.call,
            )
        )
        call = self.browse(row_id)
        call.invalidate_recordset()
        return call

    @api.model
    def _join_dialled(self, account, uid, key):
        """Give the call that was dialled with a key its id; join it when it came first."""
        self.flush_model()
        self.env.execute_query(
            SQL(
                "UPDATE crm_call c SET uid_provider = %(call)s WHERE account_id ="
                " %(account)s AND key = %(key)s AND uid_provider IS NULL AND NOT EXISTS"
                " (SELECT FROM crm_call o WHERE o.account_id = c.account_id"
                " AND o.uid_provider = %(call)s) RETURNING id",
                call=uid,
                account=account.id,
                key=key,
            )
        )
        # an event without the key was faster: what was dialled moves to its call
        rows = self.env.execute_query(
            SQL(
                "DELETE FROM crm_call WHERE account_id = %s AND key = %s"
                " AND uid_provider IS NULL RETURNING about",
                account.id,
                key,
            )
        )
        if rows:
            self.env.execute_query(
                SQL(
                    "UPDATE crm_call SET key = %s, about = %s::jsonb WHERE account_id = %s"
                    " AND uid_provider = %s RETURNING id",
                    key,
                    rows[0][0] and fields.Json().convert_to_column(rows[0][0], self),
                    account.id,
                    uid,
                )
            )
        self.invalidate_model()

    # ------------------------------------------------------------
    # What it comes to
    # ------------------------------------------------------------

    def _conclude(self, facts, at):
        """Write what the facts come to, on the call and its interaction."""
        self.ensure_one()
        if self.key:
            facts = calls.merge(
                facts, {"direction": [calls.WEIGHTS[calls.DIAL], "out"]}
            )
        call = calls.conclude(facts)
        self.write(
            {
                "facts": facts,
                "state": call.state,
                "result": call.result or False,
                "user_id": self._user_of(call.extension).id,
                "line": call.line,
                "queue": call.queue,
                "recording": call.recording,
                "last_event_at": max(self.last_event_at, at),
            }
        )
        if call.phone or call.is_final or call.state != "over":
            self._write_interaction(call)
        if call.is_final:
            self._settle(call)

    def _user_of(self, extension):
        """Return the colleague at an extension; nobody when it is not known."""
        return self.env["crm.call.extension"]._user_of(self.account_id, extension)

    def _phase(self):
        """Return what is compared to know whether an event changed anything."""
        facts = self.facts or {}
        return (self.state if facts else "", self.user_id.id, facts.get("rang"))

    # ------------------------------------------------------------
    # Calls that nobody finishes
    # ------------------------------------------------------------

    @api.model
    def _cron_settle(self):
        """Settle calls of which nothing came any more; several jobs may do so."""
        now = fields.Datetime.now()
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(self._overdue(now, lock=False)))
        for _count in range(BATCH):
            call = self._overdue(now, limit=1)
            if not call:
                commit(remaining=0)  # what is left another job holds
                break
            call._give_up()
            if not commit(1):
                break

    def _give_up(self):
        """Conclude a call of which nothing came any more, or keep why it cannot be."""
        self.env["crm.parked.row"]._each_safely(
            [self],
            lambda _rows: self._conclude(
                calls.give_up(self.facts or {}), self.last_event_at
            ),
            lambda call, error: call.write({"settle_error": str(error)[:500]}),
        )

    def action_settle_again(self):
        """Try again to conclude calls that could not be."""
        self.env["crm.health"]._check_administrator()
        # sudo: calls are written by the system alone
        self.sudo().write({"settle_error": False})

    @api.model
    def _overdue(self, now, limit=BATCH, lock=True):
        """Return calls that have been silent for too long, locked for this job."""
        self.flush_model()
        silent = SQL(" OR ").join(
            SQL("(state = %s AND last_event_at < %s)", state, now - patience)
            for state, patience in PATIENCE.items()
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_call WHERE settled_at IS NULL AND facts IS NOT NULL"
                " AND settle_error IS NULL AND (%s) ORDER BY last_event_at LIMIT %s %s",
                silent,
                limit,
                SQL("FOR UPDATE SKIP LOCKED") if lock else SQL(""),
            )
        )
        calls_found = self.browse(row[0] for row in rows)
        calls_found.invalidate_recordset()
        return calls_found

    @api.autovacuum
    def _gc_facts(self):
        """Forget what was said of old calls: their interactions say what is left."""
        before = fields.Datetime.now() - KEEP_FACTS
        rows = self.env.execute_query(
            SQL(
                "UPDATE crm_call SET facts = NULL, about = NULL WHERE id IN (SELECT id"
                " FROM crm_call WHERE last_event_at < %s AND (facts IS NOT NULL"
                " OR about IS NOT NULL) LIMIT 10000) RETURNING id",
                before,
            )
        )
        self.invalidate_model()
        return len(rows), len(rows) == 10_000
