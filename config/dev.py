# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Entry point of the development tool; runs on the system's Python alone."""

import sys

# before any import that an old Python cannot read
if sys.version_info < (3, 10):  # noqa: UP036
    sys.exit(
        "error: this tool needs Python 3.10 or newer: "
        "install python3.11 and run with DEV_PYTHON=python3.11"
    )

from devtool.cli import main  # noqa: E402

sys.exit(main(sys.argv[1:]))
