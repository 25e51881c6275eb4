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
