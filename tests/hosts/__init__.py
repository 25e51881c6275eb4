# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Several hosts of Odoo on one database, behind a proxy, to be killed and restarted.

    with Hosts(work, database, http=2, workers=2, cron=2) as hosts:
        urlopen(hosts.url)
        hosts.kill("web1")
        hosts.start("web1")
        hosts.wait("web1")

The hosts have the configuration of config/odoo-workers.conf and config/odoo-cron.conf,
the proxy that of config/proxy/nginx.conf. Every wait has an end.
"""

from .hosts import Hosts
from .private import PrivateServer

__all__ = ["Hosts", "PrivateServer"]
