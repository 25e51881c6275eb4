# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Measuring: interleaved runs, medians, ratios.

Figures are ratios against a peer measured in the same run, for machines differ. The
runs of all candidates alternate, so that a busy minute hits each alike. Wall time is
milliseconds by `perf_counter`. CPU time is that of this process plus that of the
PostgreSQL backend behind a cursor (nanoseconds from /proc, where both run on one
machine): on a machine that others use too it is the steadier of the two.
"""

from __future__ import annotations

import gc
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from odoo.tools import config


@dataclass
class Sample:
    """What one run cost."""

    wall: float = 0.0  # ms
    cpu: float = 0.0  # ms
    queries: int = 0
    knows_server: bool = False  # whether `cpu` has the server process in it


@dataclass
class Series:
    """The runs of one candidate; `units` is what one run handles (rows, documents)."""

    units: int = 1
    samples: list[Sample] = field(default_factory=list)

    @property
    def wall(self):
        """Return the median milliseconds a unit."""
        return median(s.wall for s in self.samples) / self.units

    @property
    def cpu(self):
        """Return the median CPU milliseconds a unit."""
        return median(s.cpu for s in self.samples) / self.units

    @property
    def knows_server(self):
        """Tell whether the CPU time is that of both processes."""
        return all(s.knows_server for s in self.samples)

    @property
    def queries(self):
        """Return the median queries a unit."""
        return median(s.queries for s in self.samples) / self.units


def settle():
    """Leave what is loaded by now out of the garbage collections to come.

    A collection of all that Odoo has loaded takes longer than what is measured.
    """
    gc.collect()
    gc.freeze()


def interleave(candidates, rounds):
    """Run every candidate once a round, in turn, the first one changing.

    :param candidates: {name: function that returns a Sample}
    :return: {name: Series}
    """
    settle()
    names = list(candidates)
    found = {name: Series() for name in names}
    for number in range(rounds):
        shift = number % len(names)
        for name in names[shift:] + names[:shift]:
            found[name].samples.append(candidates[name]())
    return found


@contextmanager
def measured(cr):
    """Measure a block that uses a cursor: `with measured(cr) as sample`."""
    backend = Backend(cr)
    sample = Sample(knows_server=backend.known)
    queries, cpu = cr.sql_log_count, time.process_time() + backend.seconds()
    started = time.perf_counter()
    yield sample
    sample.wall = (time.perf_counter() - started) * 1000
    sample.cpu = (time.process_time() + backend.seconds() - cpu) * 1000
    sample.queries = cr.sql_log_count - queries


class Backend:
    """The server process behind a cursor."""

    def __init__(self, cr):
        self.file = Path(f"/proc/{cr.connection.info.backend_pid}/schedstat")
        here = (config["db_host"] or "/").startswith("/")
        self.known = here and self.file.exists()

    def seconds(self):
        """Return the CPU seconds used so far; 0 where they cannot be known."""
        if not self.known:
            return 0.0
        return int(self.file.read_text().split()[0]) / 1e9


def resident_mb():
    """Return the memory of this process that is resident now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
