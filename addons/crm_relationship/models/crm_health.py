# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from typing import NamedTuple

from babel.dates import format_timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, get_lang

from ..tools.system_health import BAD, WARN, of_waiting, worst

#: Counted up to here: a number beside ten thousand tells nobody anything.
COUNTED = 10_000
#: Where there is no index of ours, only so many of the newest rows are looked at.
RECENT = 10_000
#: Failed rows that are processed again by one click.
AGAIN = 1_000


class Queue(NamedTuple):
    """Rows that wait for a job, and what may become of them.

    Each domain must be answered by a partial index, unless the table `is_small`
    (it does not grow with customers) or only its newest rows count (`is_recent`).

    :param since: fields; the first that is set is when a waiting row became due
    :param failed: rows that were given up, and that `retry` processes again
    :param unclear: rows that wait for a person's decision
    :param stuck: rows claimed by a worker that does not finish them
    :param patience: how long a row may be due
    """

    key: str
    name: str
    model: str
    waiting: list | None = None
    since: tuple = ()
    patience: timedelta | None = timedelta(minutes=30)
    failed: list | None = None
    unclear: list | None = None
    stuck: list | None = None
    retry: str = ""
    is_small: bool = False
    is_recent: bool = False


class CrmHealth(models.AbstractModel):
    """Whether everything that should happen by itself does.

    An addon adds its queues to `_health_queues`, its settings to `_health_checks` and
    its name to `_health_modules`, whose scheduled jobs are watched. What is told are
    numbers and settings, never customers.
    """

    _name = "crm.health"
    _description = "Health of the System"

    # ------------------------------------------------------------
    # To extend
    # ------------------------------------------------------------

    @api.model
    def _health_modules(self):
        """Return the names of the addons whose scheduled jobs are watched."""
        return ["crm_relationship"]

    @api.model
    def _health_queues(self, now):
        """Return the queues of this system."""
        return []

    @api.model
    def _health_checks(self, now):
        """Return (key, name, state, what it is, action or None) of each setting."""
        return []

    # ------------------------------------------------------------
    # For the page
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def page(self):
        """Return everything an administrator looks at."""
        self._check_administrator()
        now = fields.Datetime.now()
        found = self.sudo()._look(now)  # sudo: numbers of every company
        states = [row["state"] for part in found.values() for row in part]
        return {
            **found,
            "state": worst(states),
            "at": fields.Datetime.to_string(now),
            "paused": self.sudo()._is_held(),
        }

    @api.model
    def open_rows(self, key, which):
        """Return the action that shows rows of a queue: failed, unclear or stuck."""
        self._check_administrator()
        queue = self._queue(key)
        domain = self._rows_of(queue, which)
        self.env[queue.model].check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": queue.name,
            "res_model": queue.model,
            "views": [[False, "list"], [False, "form"]],
            "domain": domain,
            "context": {"active_test": False},
        }

    @api.model
    def retry_failed(self, key):
        """Process the failed rows of a queue again; return how many.

        It is the model's own button that does it, with the rights of who clicks.
        """
        self._check_administrator()
        queue = self._queue(key)
        if not queue.retry:
            raise UserError(self.env._("What failed here is processed one by one."))
        # sudo: which rows failed; the button itself asks what the user may do
        model = self.env[queue.model].sudo().with_context(active_test=False)
        rows = model.search(self._counted(queue, queue.failed), limit=AGAIN).sudo(False)
        if rows:
            getattr(rows, queue.retry)()
        return len(rows)

    @api.model
    def _check_administrator(self):
        if not self.env.su and not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._("Only an administrator of the settings sees this page.")
            )

    @api.model
    def _queue(self, key):
        for queue in self._health_queues(fields.Datetime.now()):
            if queue.key == key:
                return queue
        raise UserError(self.env._("Queue: there is none called '%s'.", key))

    @api.model
    def _rows_of(self, queue, which):
        is_known = which in ("waiting", "failed", "unclear", "stuck")
        domain = getattr(queue, which) if is_known else None
        if domain is None:
            raise UserError(self.env._("There is nothing to show."))
        return list(self._counted(queue, domain))

    @api.model
    def _counted(self, queue, domain):
        """Return the domain of the rows that are counted, shown and processed again.

        They are the same, or one click sends what nobody was shown.
        """
        domain = Domain(domain)
        if not queue.is_recent:
            return domain
        newest = SQL(
            "SELECT id FROM %s ORDER BY id DESC OFFSET %s LIMIT 1",
            SQL.identifier(self.env[queue.model]._table),
            RECENT,
        )
        self.env[queue.model].flush_model()
        rows = self.env.execute_query(newest)
        return Domain("id", ">", rows[0][0] if rows else 0) & domain

    # ------------------------------------------------------------
    # Looking
    # ------------------------------------------------------------

    @api.model
    def _look(self, now):
        """Return the rows of queues, jobs and settings, as they are now."""
        self.env.flush_all()
        return {
            "queues": [self._look_at(q, now) for q in self._health_queues(now)],
            "jobs": self._jobs(now),
            "checks": [
                {
                    "key": key,
                    "name": name,
                    "state": state,
                    "detail": detail,
                    "open": action or False,
                }
                for key, name, state, detail, action in self._health_checks(now)
            ],
        }

    @api.model
    def _look_at(self, queue, now):
        """Count a queue and judge it."""
        waiting, oldest = self._measure(queue, queue.waiting, queue.since)
        counts = {
            name: self._measure(queue, getattr(queue, name))[0]
            for name in ("failed", "unclear", "stuck")
        }
        age = now - oldest if oldest else None
        states = [of_waiting(age, queue.patience)]
        states += [WARN] * bool(counts["failed"] or counts["unclear"])
        states += [BAD] * bool(counts["stuck"])
        return {
            "key": queue.key,
            "name": queue.name,
            "waiting": waiting,
            "oldest": self._age_text(age) if age else "",
            "oldest_seconds": int(age.total_seconds()) if age else 0,
            "is_late": states[0] != "ok",
            "late": states[0],
            **counts,
            "is_more": max(waiting, *counts.values()) > COUNTED,
            "can_retry": bool(queue.retry),
            "can_open": self.env[queue.model].sudo(False).has_access("read"),
            "state": worst(states),
        }

    @api.model
    def _measure(self, queue, domain, since=()):
        """Return (how many, the oldest) of the rows of a domain, up to a bound."""
        if domain is None:
            return 0, None
        self.env.cr.execute(self._measure_sql(queue, domain, since))
        return self.env.cr.fetchone()

    @api.model
    def _measure_sql(self, queue, domain, since=()):
        model = self.env[queue.model].sudo().with_context(active_test=False)
        query = model._search(self._counted(queue, domain), limit=COUNTED + 1)
        at = SQL("NULL::timestamp")
        if since:
            columns = [SQL.identifier(query.table, name) for name in since]
            at = SQL("COALESCE(%s)::timestamp", SQL(", ").join(columns))
        return SQL(
            "SELECT count(*), min(at) FROM (%s) due", query.select(SQL("%s AS at", at))
        )

    @api.model
    def _age_text(self, age):
        """Return how old something is, in the reader's words."""
        locale = get_lang(self.env).code
        return format_timedelta(age, locale=locale, threshold=1.5)
