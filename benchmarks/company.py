# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fill a database of Odoo's own modules with years of a company's ordinary work.

No addon of ours is needed or used. Full: 100,000 contacts, 500,000 orders, 500,000
invoices, 2,000,000 messages. The database is written to and cannot be emptied.
"""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import ExitStack
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests" / "verify"))  # erp and bulk: loading is the same

import company_check  # noqa: E402
import company_people  # noqa: E402
import company_stories as stories  # noqa: E402
import copies  # noqa: E402
from bench import maintain, without_indexes  # noqa: E402
from company_talk import AGO, day_zero  # noqa: E402
from erp import QUIET, Erp  # noqa: E402

from odoo.tools import SQL  # noqa: E402

YEARS = 8
#: Of all copies, those of the last weeks: only they may be unfinished.
RECENT = 0.97
FULL = {
    "partners": 100_000,
    "orders": 500_000,
    "bills": 60_000,
    "leads": 100_000,
    "talks": 100_000,
}
SIZES = {"full": 1, "small": 100}
#: Stories acted for each kind and end, so that amounts and goods vary.
VARIANTS = {"full": 10, "small": 2}


def main(arguments=None):
    """Fill a database and say how large it became."""
    options = parse(arguments)
    started = time.monotonic()
    erp = Erp(options.database, options.config)
    fill(erp, options.size)
    maintain(options.database, "ANALYZE")
    with erp.environment() as env:
        for line in figures(env):
            print(line)
    say(f"made in {time.monotonic() - started:.0f} s")
    found = company_check.problems(erp)
    for line in found:
        say(f"WRONG {line}")
    say("its people can open it" if not found else f"{len(found)} things are wrong")
    return 1 if found else 0


def parse(arguments):
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--config", help="Odoo's configuration file (default: ODOO_RC)")
    parser.add_argument("--size", choices=sorted(SIZES), default="small")
    return parser.parse_args(arguments)


def fill(erp, size):
    """Add the people, act the stories, copy them, set the sequences."""
    with erp.environment(**QUIET) as env:
        staff = company_people.hire(env)
        company_people.add_customers(env, FULL["partners"] // SIZES[size])
        people = stories.cast(env, staff)
        env.cr.commit()
        scenes = list(act(env, people, size))
        env.cr.commit()
        say("stories acted")
        copy_all(env, scenes)
        finish(env)


def say(text):
    """Print how far it is."""
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def act(env, people, size):
    """Yield (scene, first number, number of copies, is recent, days it takes)."""
    number = 1
    for kind, story, ends in KINDS:
        total = FULL[kind] // SIZES[size]
        for is_recent in (False, True):
            part = round(total * (1 - RECENT if is_recent else RECENT))
            shares = [end[2] if is_recent else end[1] for end in ends]
            for end, count in zip(ends, divided(part, shares), strict=True):
                for variant, copied in enumerate(divided(count, [1] * VARIANTS[size])):
                    if copied:
                        scene = stories.told(env, people, story, variant, end[0])
                        yield (
                            scene,
                            number,
                            copied,
                            is_recent,
                            stories.LAG.get(end[0], 4),
                        )
                        number += copied


def divided(total, shares):
    """Return whole parts of a total in proportion to shares."""
    sums = [total * part // sum(shares) for part in accumulate(shares)]
    return [here - before for here, before in zip(sums, [0, *sums], strict=False)]


KINDS = (
    ("orders", stories.sell, stories.ENDS),
    ("bills", stories.invoice_only, ((True, 95, 30), (False, 5, 70))),
    ("leads", stories.pursue, (("won", 45, 0), ("lost", 55, 0), ("open", 0, 100))),
    ("talks", stories.keep_in_touch, ((False, 100, 0), (True, 0, 100))),
)


def copy_all(env, scenes):
    """Copy the scenes without indexes, which come back at the end."""
    written = sorted({model for scene, *_rest in scenes for model in scene.rows})
    next_ids = {model: last + 1 for model, last in copies.last_ids(env).items()}
    with ExitStack() as stack:
        for model in written:
            stack.enter_context(without_indexes(env.cr, env[model]._table, valid=True))
        for scene, first, count, is_recent, lag in scenes:
            cast_copies(env, first, count, is_recent, lag)
            copies.multiply(env, scene, count, next_ids)
        say("copied; the indexes come back")
    for model in written:
        table = env[model]._table
        env.cr.execute(
            SQL(
                "SELECT setval(%s, (SELECT max(id) FROM %s))",
                f"{table}_id_seq",
                SQL.identifier(table),
            )
        )


def cast_copies(env, first, count, is_recent, lag):
    """Make the table `copy`: numbers, days and people of the copies of one scene."""
    oldest = YEARS * 365 - AGO
    newest = round(oldest * (1 - RECENT))
    start, stop = (newest, lag - AGO) if is_recent else (oldest, newest)
    env.cr.execute("DROP TABLE IF EXISTS copy")
    env.cr.execute(
        SQL(
            """
            CREATE TEMP TABLE copy AS
            SELECT k, n, days, later, %(zero)s::timestamp + later AS moment, c.*
              FROM (SELECT k, %(first)s + k AS n, days,
                           days * interval '1 day'
                           + mod(k * 7919::bigint, 14000) * interval '1 second' AS later,
                           CASE WHEN mod(k, 10) = 0 THEN mod(k * 31::bigint, %(heavy)s)
                                ELSE mod((%(first)s + k) * 7919::bigint, %(customers)s)
                           END AS buyer
                      FROM generate_series(0, %(count)s - 1) k,
                           LATERAL (SELECT -(%(start)s - (%(start)s - %(stop)s)
                                    * k::numeric / %(count)s)::int AS days) d) s
              JOIN customer c ON c.r = s.buyer ORDER BY k
            """,
            zero=day_zero(),
            first=first,
            count=count,
            start=start,
            stop=stop,
            customers=SQL("(SELECT count(*) FROM customer)"),
            heavy=SQL("(SELECT 1 + count(*) / 100 FROM customer)"),
        )
    )


def finish(env):
    """Let Odoo number what comes next after what is there."""
    number = env.execute_query(SQL("SELECT max(id) + 1 FROM sale_order"))[0][0]
    codes = ("sale.order", "account.payment")
    sequences = env["ir.sequence"].search([("code", "in", codes)])
    sequences |= env["stock.picking.type"].search([]).sequence_id
    sequences.filtered(
        lambda s: s.implementation == "standard"
    ).number_next_actual = number


def figures(env):
    """Yield a line for each of the largest tables."""
    rows = env.execute_query(
        SQL(
            "SELECT relname, n_live_tup, pg_size_pretty(pg_total_relation_size(relid))"
            " FROM pg_stat_user_tables ORDER BY pg_total_relation_size(relid) DESC LIMIT 22"
        )
    )
    for table, count, size in rows:
        yield f"{table:42} {count:>12,} {size:>10}"
    size = env.execute_query(
        SQL("SELECT pg_size_pretty(pg_database_size(current_database()))")
    )
    yield f"the database: {size[0][0]}"


if __name__ == "__main__":
    sys.exit(main())
