# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Random graphs that can be published, for property tests."""

from hypothesis import strategies as st

DAY = {"mode": "duration", "amount": 1, "unit": "days"}
COLORS = st.integers(0, 3)


@st.composite
def graphs(draw, most=7):
    """Draw a graph: ways lead on, or back to a wait; every step can be come to."""
    count = draw(st.integers(1, most))
    steps = {f"s{n}": draw(step()) for n in range(count)}
    uids = list(steps)
    for place, uid in enumerate(uids):
        waits = [u for u in uids[: place + 1] if steps[u]["kind"] == "wait"]
        targets = st.sampled_from([*uids[place + 1 :], *waits, None])
        ways = {way: draw(targets) for way in WAYS[steps[uid]["kind"]]}
        if len(ways) > 1:  # these say where each of them leads
            ways = {way: target or "end" for way, target in ways.items()}
        steps[uid]["branches"] = ways
    steps["end"] = {"kind": "exit", "config": {}, "branches": {}}
    reached, todo = set(), ["s0"]
    while todo:
        uid = todo.pop()
        if uid and uid not in reached:
            reached.add(uid)
            todo += steps[uid]["branches"].values()
    return {"entry": "s0", "steps": {u: s for u, s in steps.items() if u in reached}}


@st.composite
def step(draw):
    """Draw a step without its ways out."""
    kind = draw(st.sampled_from(["field", "wait", "condition", "split", "goal"]))
    config = {
        "field": lambda: {"field": "color", "value": draw(COLORS)},
        "wait": lambda: dict(DAY),
        "condition": lambda: {
            "mode": "domain",
            "domain": [["color", "=", draw(COLORS)]],
        },
        "split": lambda: {
            "parts": [
                {"name": "left", "weight": draw(st.integers(1, 9))},
                {"name": "right", "weight": draw(st.integers(0, 9))},
            ]
        },
        "goal": dict,
    }[kind]()
    return {"kind": kind, "config": config}


WAYS = {
    "field": ("next",),
    "wait": ("next",),
    "condition": ("yes", "no"),
    "split": ("left", "right"),
    "goal": (),
}
