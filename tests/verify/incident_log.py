# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""UCI incident log: the audit of 12,459 incidents of a ServiceNow desk, replayed.

How events become tickets is said in incident_log_load.py. The figures are those of the
data set's README, but where a comment says that they were read off the file.
"""

from __future__ import annotations

TITLE = "UCI incident log"
FILE = "uci_incident_log/incident_event_log_part1.csv.gz"
FILES = [FILE]


def run(erp, folder, report):
    """Replay the log by the arithmetic alone and as tickets, and compare."""
    # the addons can be imported only now that the database is open
    import incident_log_checks
    import incident_log_load
    import incident_log_read

    incidents = incident_log_read.read(folder / FILE)
    incident_log_checks.check_file(incidents, report)
    desk = incident_log_load.load(erp, incidents, report)
    incident_log_checks.check_tickets(erp, incidents, desk, report)
