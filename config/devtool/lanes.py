# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Work that runs side by side: how it is shared out, and how all of it ends."""

from __future__ import annotations

import os
import threading
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait

#: Each lane is an Odoo, its database's process and now and then a browser.
MOST = 2


def count(wanted, cores=None):
    """Return how many lanes there are: as many as cores, and not more than things."""
    cores = len(os.sched_getaffinity(0)) if cores is None else cores
    return max(1, min(wanted, cores, MOST))


def share(weights, lanes):
    """Share things out so that the lanes weigh about the same, the heaviest first.

    >>> share({"a": 5, "b": 3, "c": 1}, 2)
    [['a'], ['b', 'c']]
    """
    parts = [[] for _lane in range(lanes)]
    totals = [0] * lanes
    for name in sorted(weights, key=lambda name: (-weights[name], name)):
        lightest = totals.index(min(totals))
        parts[lightest].append(name)
        totals[lightest] += weights[name]
    return [sorted(part) for part in parts if part]


class Processes:
    """The processes of all lanes: when one lane cannot go on, all of them end."""

    def __init__(self):
        self._running, self._lock, self._ended = set(), threading.Lock(), False

    def add(self, process):
        """Take a process that was started; after the end it is ended at once."""
        with self._lock:
            self._running.add(process)
            ended = self._ended
        if ended:
            process.terminate()

    def remove(self, process):
        """Forget a process that is over."""
        with self._lock:
            self._running.discard(process)

    def end(self):
        """End all of them."""
        with self._lock:
            self._ended = True
            for process in self._running:
                process.terminate()


def side_by_side(works, processes):
    """Run functions, a thread each; return what they return, in order.

    What stops one of them, or the keyboard, stops the processes of all.
    """
    with ThreadPoolExecutor(len(works)) as pool:
        futures = [pool.submit(work) for work in works]
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
            return [future.result() for future in _failed_first(futures)]
        except BaseException:
            processes.end()
            raise


def _failed_first(futures):
    """Return the futures, after raising what one of them was stopped by."""
    for future in futures:
        if future.done():
            future.result()
    return futures
