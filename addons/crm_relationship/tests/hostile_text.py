# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Texts that strangers send to keep a server busy, and a bound on how busy it gets."""

import signal
from contextlib import contextmanager

#: What is repeated, and how it ends: patterns with two ways to read it try them all.
SEEDS = (
    " ", "\t", "\n", "> ", ">", "a", "0", "-", "_", ".", "<", "[", "(", ",", "a ", "a.",
    "a@", "0 ", "0-", "x1", "\xa0", "\u200b", "wrote ", "from: ", "re: ", "<a ", "vn ",
    "On 1 May 2026 ", "/0", "{{", "```\n", "From: a\n", "2026-01-01 <", "à",
)  # fmt: skip
HEADS = ("", "From: ", "On 1 May 2026 ", "0", "> ")
ENDS = ("", "!", "\n!", " wrote")
#: Seconds of the processor, many times what the worst takes: no measure of speed.
LIMIT = 30


def texts(length):
    """Yield hostile texts of about a length."""
    for seed in SEEDS:
        for head in HEADS:
            for end in ENDS:
                yield f"{head}{seed * (length // len(seed))}{end}"


@contextmanager
def bounded(seconds=LIMIT):
    """End what takes longer than so many seconds of the processor: that fails."""

    def end(_signal, _frame):
        raise AssertionError(f"still busy after {seconds} seconds of the processor")

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
