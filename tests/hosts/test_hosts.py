# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two web hosts behind the proxy: one event at both at once, and what only reads."""

import json
import threading

import pytest
from concurrency.gateway_host import ACCOUNT, send

from . import Hosts, reads

EVENTS = 20
PATIENCE = 60
#: What Odoo logs when something that says it only reads does write.
WROTE = "retrying with a read/write cursor"
STORED = "SELECT external_uid, count(*) FROM crm_gateway_event GROUP BY 1"


@pytest.fixture(scope="module")
def name(database_with):
    with database_with("hosts", ACCOUNT + reads.SETUP) as name:
        yield name


@pytest.fixture(scope="module")
def hosts(work, name):
    options = ("--dev=replica",)
    with Hosts(work, name, http=2, workers=1, cron=0, options=options) as hosts:
        yield hosts


def test_one_event_at_two_hosts_at_one_instant_is_stored_once(work, hosts, name):
    together = threading.Barrier(2, timeout=PATIENCE)
    statuses = []

    def tell(port):
        for number in range(EVENTS):
            together.wait()
            statuses.append(send(port, number))

    threads = [threading.Thread(target=tell, args=[p]) for p, _ in hosts.ports.values()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)

    assert statuses == [200] * (2 * EVENTS)
    found = work.server.sql(STORED, database=name)
    assert sorted(map(tuple, found)) == sorted((f"e-{n}", 1) for n in range(EVENTS))


def test_a_killed_host_is_not_missed(hosts):
    hosts.kill("web1")
    # one call may have been on its way to it: who calls does so again
    tries = [tell_again(hosts.port, 100 + n) for n in range(6)]
    hosts.start("web1")

    assert sum(tries) <= 6 + 1


def tell_again(port, number):
    """Tell of an event until it is taken; return how often."""
    for attempt in range(1, 5):
        if send(port, number) == 200:
            return attempt
    raise AssertionError("nobody takes it")


def test_what_says_that_it_only_reads_is_called_below():
    assert reads.unknown() == []


def test_what_says_that_it_only_reads_writes_nothing(work, hosts, name):
    [[value]] = work.server.sql(reads.KNOWN, database=name)
    known = json.loads(value)
    admin = reads.Browser(hosts.url, name, "admin", "admin")
    customer = reads.Browser(hosts.url, name, "customer", "customer")

    for method, calls in reads.CALLS.items():
        for model, args in calls:
            answer = admin.call(model, method, reads.filled(args, known))
            assert "result" in answer or method in reads.REFUSED, (method, answer)
            assert_read_only(hosts, f"{model}.{method}")
    for paths in reads.PAGES.values():
        for path in paths:
            path = path.format(**known)
            assert customer.get(path) in (200, 503), path  # 503: jobs do not run here
            assert_read_only(hosts, path)


def assert_read_only(hosts, what):
    for host in hosts.names("web"):
        log = hosts.log(host).read_text(errors="replace")
        assert WROTE not in log, f"{what} writes:\n{log[-3000:]}"
