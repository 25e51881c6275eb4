# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The reference: where a participant ends, worked out one after the other.

It knows nothing of the engine: no batches, no traces, no clock (a wait is over when it
is come to). A person is a dict of field values, which steps change.
"""

from collections import Counter
from hashlib import sha256


def walk(graph, person, max_visits, seed, person_id):
    """Take one person through a graph.

    :return: (state, reason, uids of the steps in the order they were come to); the
        person is left as the steps made it
    """
    uid, visits, path = graph["entry"], Counter(), []
    while uid:
        visits[uid] += 1
        if visits[uid] > max_visits:
            return "exited", "max_visits", path
        path.append(uid)
        step = graph["steps"][uid]
        if step["kind"] == "goal":
            return "goal", "goal", path
        if step["kind"] == "exit":
            return "done", None, path
        way = take(step, uid, person, seed, person_id)
        uid = step["branches"].get(way)
    return "done", None, path


def take(step, uid, person, seed, person_id):
    """Do what a step says; return the way out."""
    config = step["config"]
    if step["kind"] == "field":
        person[config["field"]] = config["value"]
    elif step["kind"] == "condition":
        [[name, _is, value]] = config["domain"]
        return "yes" if person[name] == value else "no"
    elif step["kind"] == "split":
        return part(config["parts"], f"{seed}:{uid}:{person_id}")
    return "next"


def part(parts, text):
    """Return the part of a split that a text falls into, by whole numbers."""
    number = int.from_bytes(sha256(text.encode()).digest()[:7]) >> 4  # 52 bits
    total = sum(part["weight"] for part in parts)
    for found in parts:
        number -= found["weight"] * 2**52 / total
        if number < 0:
            return found["name"]
    raise AssertionError("the parts are less than the whole")
