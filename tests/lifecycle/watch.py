# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What those who work in the database feel while something else happens to it.

For each core table somebody takes the lock of a reader and of a writer again and again
and notes the longest wait; a sampler notes how long locks are held that stop writers; and
the statistics of the server tell which rows were written and which tables rewritten.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from lifecycle.snapshot import connect

TABLES = (
    "res_partner",
    "res_users",
    "crm_lead",
    "sale_order",
    "sale_order_line",
    "account_move",
    "account_move_line",
    "stock_picking",
    "mail_message",
    "mail_notification",
    "mail_activity",
    "calendar_event",
    "product_template",
)
SAMPLED, PROBED = 0.05, 0.2  # seconds between two looks
#: Locks that stop who writes; the last stops readers, too.
MODES = ["ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"]
HELD = """
    SELECT l.pid, c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
     WHERE l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname =
           current_database()) AND l.mode = ANY(%s) AND c.relname = ANY(%s)
"""
WRITTEN = """
    SELECT s.relname, n_tup_ins, n_tup_upd, n_tup_del, n_live_tup, c.relfilenode
      FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
"""


@dataclass
class Watch:
    """Watch a database while the block runs: `with Watch(work, name) as watch`."""

    work: object
    database: str
    waits: dict = field(default_factory=dict)  # {(table, "read" or "write"): seconds}
    held: dict = field(default_factory=dict)  # {(table, mode): seconds}
    written: dict = field(default_factory=dict)  # {table: (inserted, updated, deleted)}
    rewritten: list = field(default_factory=list)
    seconds: float = 0.0

    def __enter__(self):
        self._over = threading.Event()
        self._before, self._known = self._rows(), self._counts()
        self._started = time.monotonic()
        jobs = [(self._sample,), *((self._probe, table) for table in TABLES)]
        self._threads = [threading.Thread(target=job[0], args=job[1:]) for job in jobs]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self.seconds = time.monotonic() - self._started
        self._over.set()
        for thread in self._threads:
            thread.join()
        for table, after in self._rows().items():
            if before := self._before.get(table):
                self._compare(table, before, after)

    def _compare(self, table, before, after):
        change = tuple(
            new - old for new, old in zip(after[:3], before[:3], strict=True)
        )
        if any(change):
            self.written[table] = (*change, self._known.get(table, before[3]))
        if after[4] != before[4]:
            self.rewritten.append(table)

    def _rows(self):
        with connect(self.work, self.database) as connection:
            with connection.cursor() as cursor:
                cursor.execute(WRITTEN)
                return {row[0]: row[1:] for row in cursor.fetchall()}

    def _counts(self):
        """Count the rows: a copy of a database has no statistics yet."""
        counts = {}
        with connect(self.work, self.database) as connection:
            with connection.cursor() as cursor:
                for table in TABLES:
                    cursor.execute(f'SELECT count(*) FROM "{table}"')
                    counts[table] = cursor.fetchone()[0]
        return counts

    def _sample(self):
        since = {}
        connection = connect(self.work, self.database)
        connection.autocommit = True
        with connection.cursor() as cursor:
            while not self._over.wait(SAMPLED):
                cursor.execute(HELD, [MODES, list(TABLES)])
                now, found = time.monotonic(), set(cursor.fetchall())
                since = {lock: since.get(lock, now) for lock in found}
                for (_pid, table, mode), start in since.items():
                    longest = self.held.get((table, mode), 0.0)
                    self.held[table, mode] = max(longest, now - start)
        connection.close()

    def _probe(self, table):
        connection = connect(self.work, self.database)
        with connection.cursor() as cursor:
            while not self._over.wait(PROBED):
                for what, mode in (
                    ("write", "ROW EXCLUSIVE"),
                    ("read", "ACCESS SHARE"),
                ):
                    started = time.monotonic()
                    cursor.execute(f'LOCK TABLE "{table}" IN {mode} MODE')
                    waited = time.monotonic() - started
                    connection.rollback()
                    key = (table, what)
                    self.waits[key] = max(self.waits.get(key, 0.0), waited)
        connection.close()

    def longest(self, what):
        """Return (seconds, table) of the longest wait of a "read" or "write"."""
        found = [(wait, key[0]) for key, wait in self.waits.items() if key[1] == what]
        return max(found, default=(0.0, ""))

    def in_proportion(self, share=0.05, least=50):
        """Return {table: rows} of the tables with many of their rows written."""
        return {
            table: (updated + deleted, rows)
            for table, (_new, updated, deleted, rows) in self.written.items()
            if table in TABLES and updated + deleted > max(least, share * rows)
        }
