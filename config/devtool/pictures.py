# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""`make screenshots`: the pictures of the guides, from the tours that show each job.

The tours are tests like others and run in CI. Their twins in another language run here
only: they need a database that has its translations.
"""

from __future__ import annotations

from . import runner, shell
from .database import Databases, temporary

TAG, LANGUAGE = "crm_screenshots", "vi_VN"


def run(work, folder="", tags=""):
    """Write the pictures to a folder, docs/images by default; return the exit code."""
    target = folder or str(work.settings.root / "docs" / "images")
    databases = Databases(work)
    databases.sweep()
    database = temporary("screenshots")
    databases.clone(databases.template(), database)
    names = ",".join(sorted(work.addons()))
    args = ["-i", names, "--load-language", LANGUAGE, "--test-tags", tags or TAG]
    try:
        reader, code = runner.run_odoo(
            work, database, args, "screenshots", environment={"CRM_SCREENSHOTS": target}
        )
        count = runner.judge(reader, code, in_ci=True)
        if not (tags or count.failed):
            film = work.settings.config / "film.py"
            shell.run([work.venv.python, film, target])
        return count.close()
    finally:
        databases.drop(database)
