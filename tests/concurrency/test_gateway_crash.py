# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Processes that take calls, and one that processes, are killed: nothing is lost."""

import random
import threading
import time

import pytest
from gateway_host import (
    ACCOUNT,
    COUNTS,
    PATIENCE,
    GatewayServer,
    Processing,
    Providers,
)

EVENTS = 300
KILLS = 4


@pytest.fixture(scope="module")
def gateway(database_with):
    """Return the name of a database with an account that is called."""
    with database_with("gateway", ACCOUNT) as name:
        yield name


@pytest.fixture
def processing(work, gateway):
    """Return the worker, which is not running yet."""
    worker = Processing(work.venv.python, gateway, work.environment())
    yield worker
    worker.kill()


def test_what_was_answered_is_processed_once(work, gateway, processing):
    def counts():
        [row] = work.server.sql(COUNTS, database=gateway)
        return [int(value) for value in row]

    chance = random.Random(7)
    server = GatewayServer(work.venv.program("odoo"), gateway, work.environment())
    processing.start()
    killed = 0
    with server:
        processing.ready()
        providers = Providers(server.port, EVENTS).run()
        for _kill in range(KILLS):
            threading.Event().wait(chance.uniform(0.1, 0.5))
            killed += server.kill_worker()
            processing.kill()
            processing.start()
        providers.wait()
    assert killed == KILLS, "too few processes were killed at work"
    assert len(providers.answered) == EVENTS, providers.unexpected

    end = time.monotonic() + PATIENCE
    while counts()[2] < EVENTS:
        assert time.monotonic() < end, f"not processed: {counts()}"
        threading.Event().wait(0.1)
    assert counts() == [EVENTS, EVENTS, EVENTS, EVENTS, 0]
