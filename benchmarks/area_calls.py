# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Calls of a contact centre: four events each, taken one after the other.

Ring, answer, hang-up and the record of each call, from known and unknown numbers. Beside:
logging one such call by hand, which is the floor of what a row costs.
"""

from __future__ import annotations

from datetime import timedelta

from area_create import cost
from harness import interleave, measured

from odoo import fields

TITLE = "Contact centre: the four events of a call become one row"
EVENTS = (
    ("call_in", 0, {"event": "RING", "extension": "101"}),
    ("call_in", 5, {"event": "ANSWER", "extension": "101"}),
    ("hangup", 65, {}),
    ("calldata", 66, {"status": "ANSWERED", "billsec": "60", "extension": "101"}),
)


def run(bench, report):
    """Measure events of calls beside calls that are logged by hand."""
    count = bench.sized(100, 25)
    user = bench.user_id("bench.manager")
    partners = bench.add_customers(500, "Caller")
    ways = {way.label: way(bench, user, partners, count) for way in (Logged, Heard)}
    for way in ways.values():
        way()
    found = interleave(ways, bench.sized(6, 3))
    for series in found.values():
        series.units = count
    report.columns("a call", "ms", "CPU ms", "queries")
    for label, series in found.items():
        report.row(label, series.wall, series.cpu, series.queries)
    logged, heard = found[Logged.label], found[Heard.label]
    report.target("x the cost of one logged by hand", cost(heard) / cost(logged), 8.0)
    with bench.erp.environment() as env:
        rows = env["crm.interaction"].search_count(
            [("external_uid", "=like", "import:%calls__.call_bench%")]
        )
        report.holds("each call is one row", rows == ways[Heard.label].done, rows)


class Logged:
    """Calls that a person logs, one by one."""

    label = "logged by hand"

    def __init__(self, bench, user_id, partners, count):
        self.bench, self.user_id = bench, user_id
        self.partners, self.count, self.done = partners, count, 0

    def __call__(self):
        with self.bench.erp.environment(self.user_id) as env:
            with measured(env.cr) as sample:
                for _n in range(self.count):
                    self.one(env, self.partners[self.done % len(self.partners)])
                    self.done += 1
                env.flush_all()
                env.cr.commit()
        return sample

    def one(self, env, partner_id):
        """Log one call and write it."""
        call = env["crm.interaction.type"]._id_of("call")
        values = {"type_id": call, "partner_id": partner_id, "duration": 60}
        env["crm.interaction"].create(values)
        env.flush_all()


class Heard(Logged):
    """Calls that a contact centre reports."""

    label = "reported, four events"

    def __init__(self, *arguments):
        super().__init__(*arguments)
        with self.bench.erp.environment() as env:
            account = env["crm.channel.account"].create(
                {"name": "Bench", "kind": "call_url"}
            )
            env["crm.call.extension"].create(
                {
                    "account_id": account.id,
                    "extension": "101",
                    "user_id": self.user_id,
                }
            )
            env.cr.commit()
            self.account_id = account.id

    def one(self, env, partner_id):
        """Take the events of one call."""
        env = env(su=True)
        account = env["crm.channel.account"].browse(self.account_id)
        partner = env["res.partner"].browse(partner_id)
        number = partner.phone or f"09{self.done:08d}"
        start = fields.Datetime.now() - timedelta(seconds=70)
        for name, seconds, data in EVENTS:
            data = {"callid": f"bench-{self.done}", "phone": number, **data}
            at = start + timedelta(seconds=seconds)
            said = account._gateway_read_call(name, data, at)
            env["crm.call"]._take(account, said)
            env.flush_all()
