# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""UCI Bank Marketing as clients and calls.

Source: Moro, Cortez, Rita, UCI data set 222 (Moro et al. 2011), CC BY 4.0.

- One partner a row: the file names nobody, so *Client 00001* is its first row.
- The last contact is an interaction: a call out, its duration in seconds, the outcome
  *Subscribed* or *Refused* (column y), the contact kind as UTM medium, the campaign
  as UTM campaign. The rows are created by a sales manager, through the ORM.
- The file has day and month and no year. Its rows are in the order of time from May
  2008 to November 2010: a month before the previous row's month starts a new year.
  The hour is not known either: noon UTC.
- A contact of an earlier campaign (pdays >= 0) is another call, pdays days before,
  with that campaign's outcome (poutcome).
- Of the calls before the last one only the number is known: it stays in the subject.
"""

from __future__ import annotations

import csv
import gzip
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import bulk
from erp import QUIET

from odoo.tools import SQL

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
FIRST_YEAR = 2008
BATCH = 1000
KINDS = ("cellular", "unknown", "telephone")
#: value in the file: (name, tone, success)
OUTCOMES = {
    "success": ("Subscribed", "positive", True),
    "failure": ("Refused", "negative", False),
    "other": ("Other", "neutral", False),
}


@dataclass(frozen=True)
class Client:
    """One row of the file; times are naive UTC, durations seconds."""

    number: int
    at: datetime
    kind: str
    seconds: int
    contacts: int
    days_since_earlier: int
    earlier_contacts: int
    earlier_outcome: str
    subscribed: bool


def read(path):
    """Return the clients of the file, in its order."""
    clients, year, last = [], FIRST_YEAR, 0
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream, delimiter=";"), 1):
            month = MONTHS.index(row["month"]) + 1
            year += month < last
            last = month
            clients.append(
                client(number, datetime(year, month, int(row["day"]), 12), row)
            )
    return clients


def client(number, at, row):
    """Return a row of the file as a client."""
    return Client(
        number=number,
        at=at,
        kind=row["contact"],
        seconds=int(row["duration"]),
        contacts=int(row["campaign"]),
        days_since_earlier=int(row["pdays"]),
        earlier_contacts=int(row["previous"]),
        earlier_outcome=row["poutcome"],
        subscribed=row["y"] == "yes",
    )


def load_partners(env, clients):
    """Add one person per client; return the ids in the order of the file."""
    env.cr.execute(
        SQL(
            "CREATE TEMP TABLE bank_client AS SELECT nextval('res_partner_id_seq') AS id,"
            " n AS number, lpad(n::text, 5, '0') AS label FROM generate_series(1, %s) n",
            len(clients),
        )
    )
    country = env.ref("base.pt")
    record = (
        env["res.partner"]
        .with_context(**QUIET)
        .create({"name": "Client", "country_id": country.id})
    )
    values = {
        "id": "c.id",
        "commercial_partner_id": "c.id",
        "name": "'Client ' || c.label",
        "complete_name": "'Client ' || c.label",
        "ref": "'PT-' || c.label",
    }
    bulk.insert_like(record, values, "bank_client c", "c.id")
    record.unlink()
    env.cr.execute(SQL("ANALYZE res_partner"))
    return [
        i
        for (i,) in env.execute_query(SQL("SELECT id FROM bank_client ORDER BY number"))
    ]


def load_masters(env):
    """Add outcomes, media and campaigns; return their ids by the file's values."""
    outcomes = env["crm.interaction.outcome"]
    values = {key: outcome_values(key) for key in OUTCOMES}
    media = {kind: {"name": f"Call: {kind}"} for kind in KINDS}
    campaigns = {
        "now": {"name": "Term deposit", "title": "Term deposit"},
        "earlier": {"name": "Earlier campaign", "title": "Earlier campaign"},
    }
    return {
        "outcome": create_keyed(outcomes, values),
        "medium": create_keyed(env["utm.medium"], media),
        "campaign": create_keyed(env["utm.campaign"], campaigns),
        "type": env["crm.interaction.type"].search([("code", "=", "call")]).id,
    }


def outcome_values(key):
    """Return the values of an outcome of the file."""
    name, tone, success = OUTCOMES[key]
    return {
        "name": name,
        "code": f"bank_{key}",
        "tone": tone,
        "is_success": success,
        "happened": True,
    }


def create_keyed(model, values):
    """Create one record per key and return {key: id}."""
    return dict(zip(values, model.create(list(values.values())).ids, strict=True))


def load_calls(env, clients, partners, masters, report):
    """Create the calls in batches, each committed, as the environment's user."""
    started = time.monotonic()
    rows = [
        values
        for entry, partner_id in zip(clients, partners, strict=True)
        for values in calls_of(entry, partner_id, masters)
    ]
    for start in range(0, len(rows), BATCH):
        env["crm.interaction"].create(rows[start : start + BATCH])
        env.cr.commit()
    seconds = time.monotonic() - started
    report.note(
        f"{len(rows):,} calls created in {seconds:.0f} s, {len(rows) / seconds:,.0f}/s"
    )


def calls_of(entry, partner_id, masters):
    """Yield the values of a client's earlier contact, if any, and of the last one."""
    shared = {"partner_id": partner_id, "type_id": masters["type"], "direction": "out"}
    if entry.days_since_earlier >= 0:
        yield {
            **shared,
            "occurred_at": entry.at - timedelta(days=entry.days_since_earlier),
            "outcome_id": masters["outcome"].get(entry.earlier_outcome, False),
            "campaign_id": masters["campaign"]["earlier"],
            "subject": f"Contacts in the earlier campaign: {entry.earlier_contacts}",
        }
    yield {
        **shared,
        "occurred_at": entry.at,
        "duration": entry.seconds,
        "outcome_id": masters["outcome"]["success" if entry.subscribed else "failure"],
        "medium_id": masters["medium"][entry.kind],
        "campaign_id": masters["campaign"]["now"],
        "subject": f"Contact {entry.contacts} of the campaign",
    }
