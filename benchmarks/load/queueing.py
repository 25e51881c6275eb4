# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How long people wait at so many workers on so many cores: a simulation.

A closed system: each of N people thinks, sends a request, waits for the answer. A
request takes the first free worker, in order of arrival, and needs some seconds of CPU;
the workers that are busy share the cores evenly. Fed with the measured CPU seconds of
requests it says what more people, workers or cores would bring.
"""

from __future__ import annotations

import heapq
import random
from collections import deque
from dataclasses import dataclass, field


@dataclass
class System:
    """What is simulated; `demands` are CPU seconds, `thinks` is (least, most) seconds."""

    people: int
    workers: int
    cores: float
    demands: list
    thinks: tuple = (2.0, 6.0)
    seed: int = 1
    answered: list = field(default_factory=list)

    def run(self, seconds, warm=60.0):
        """Simulate so many seconds after a warm-up; return the seconds of each answer.

        >>> alone = System(1, 1, 1.0, [0.5], (1.0, 1.0)).run(60)
        >>> {round(one, 6) for one in alone}
        {0.5}
        """
        draw = random.Random(self.seed)
        arrivals = [(draw.uniform(*self.thinks), n) for n in range(self.people)]
        heapq.heapify(arrivals)
        waiting, busy, now = deque(), [], 0.0
        while now < warm + seconds:
            speed = min(1.0, self.cores / len(busy)) if busy else 1.0
            done_at = now + min(busy)[0] / speed if busy else float("inf")
            comes_at = arrivals[0][0] if arrivals else float("inf")
            after = min(done_at, comes_at)
            for one in busy:
                one[0] -= (after - now) * speed
            now = after
            if comes_at <= done_at:
                waiting.append((now, heapq.heappop(arrivals)[1]))
            else:
                first = min(busy)
                busy.remove(first)
                if now > warm:
                    self.answered.append(now - first[1])
                heapq.heappush(arrivals, (now + draw.uniform(*self.thinks), first[2]))
            while waiting and len(busy) < self.workers:
                since, person = waiting.popleft()
                busy.append([draw.choice(self.demands), since, person])
        return self.answered


def predict(people, workers, cores, demands, thinks, more=(5, 10, 20)):
    """Return what the simulation says of a run: median and p95 of a request in ms.

    :param cores: (all of the machine, how many of them others used meanwhile)
    :param demands: (measured seconds of requests, mean CPU seconds of one): the seconds
        have waiting in them where others worked too, and so give the shape only
    :param more: how many times as many people to ask for, on the machine alone
    """
    seconds, mean = demands
    if not seconds:
        return {}
    scale = mean * len(seconds) / sum(seconds)
    shape = [one * scale for one in seconds]
    total, used = cores

    def ask(count, left):
        answers = System(count, workers, left, shape, tuple(thinks)).run(300)
        ordered = sorted(answers) or [0.0]
        places = (len(ordered) // 2, len(ordered) * 95 // 100)
        return [round(1000 * ordered[place]) for place in places]

    found = {
        "as measured": ask(people, max(total - used, 0.1)),
        "alone": ask(people, total),
    }
    for times in more:
        found[f"alone, {times * people} people"] = ask(times * people, total)
    return found
