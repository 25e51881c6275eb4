# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How property tests run: the same examples every time, nothing left in the checkout."""

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, configuration, settings

# hypothesis keeps what it learned in the current folder unless told otherwise
configuration.set_hypothesis_home_dir(
    Path(tempfile.gettempdir()) / f"hypothesis-{os.getuid()}"
)


def examples(count: int) -> settings:
    """Return settings for so many examples, fit for a busy machine."""
    return settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
