# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two web hosts behind the proxy: one event at both at once, and what only reads."""

import json
import os
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

    wrong = []
    for method, calls in reads.CALLS.items():
        for model, args in calls:
            answer = admin.call(model, method, reads.filled(args, known))
            if "result" not in answer and method not in reads.REFUSED:
                wrong.append((model, method, answer["error"]["data"]["message"]))
            if text := wrote(hosts):
                wrong.append((model, method, text))
    for paths in reads.PAGES.values():
        for path in paths:
            status = customer.get(path.format(**known))
            if status not in (200, 503):  # 503 of the health: jobs do not run here
                wrong.append((path, status))
            if text := wrote(hosts):
                wrong.append((path, text))
    assert wrong == []


def wrote(hosts):
    """Return what was logged of something that writes; it is told once."""
    found = ""
    for host in hosts.names("web"):
        log = hosts.log(host)
        text = log.read_text(errors="replace")
        if WROTE in text:
            found += text[-1500:]
            os.truncate(log, 0)
    return found
