# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A process that processes what the gateway received, until it is killed."""

import sys
import threading

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

PAUSE = threading.Event()


def main():
    database = sys.argv[1]
    config.parse_config(
        ["-d", database, "--no-http", "--log-level=critical"], setup_logging=True
    )
    registry = Registry(database)
    print("ready", flush=True)
    while True:
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["crm.gateway.event"]._cron_process()
        PAUSE.wait(0.05)


if __name__ == "__main__":
    main()
