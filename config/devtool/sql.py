# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run SQL for the tool: a job read from standard input, rows printed as JSON.

Runs in Odoo's environment (the tool itself has no database driver), so that no
client program of PostgreSQL is needed.
"""

import json
import sys

import psycopg2


def main():
    """Execute the statements of one job and print the last one's rows."""
    job = json.load(sys.stdin)
    try:
        connection = psycopg2.connect(connect_timeout=10, **job["connect"])
        connection.autocommit = True
        cursor = connection.cursor()
        for statement in job["statements"]:
            cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
    except psycopg2.Error as error:
        sys.exit(str(error).strip().splitlines()[0])
    json.dump(rows, sys.stdout, default=str)


main()
