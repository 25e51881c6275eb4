# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Entry point of the development tool; runs on the system's Python alone."""

import sys

if sys.version_info < (3, 10):  # before any import that an old Python cannot read
    sys.exit("error: Python 3.10 or newer is needed to run this tool, found %s.%s: install python3.11 and run with DEV_PYTHON=python3.11" % sys.version_info[:2])  # noqa: E501, UP031

from devtool.cli import main

sys.exit(main(sys.argv[1:]))
