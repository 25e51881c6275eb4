# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A running Odoo with the ticket addon, and a mail server beside it."""

import subprocess
import time
import urllib.request
import xmlrpc.client
from contextlib import contextmanager
from pathlib import Path

import pytest
from devtool import workspace
from mail.post_office import PostOffice

DOMAIN = "desk.test"
SETUP = """
domain = env["mail.alias.domain"].create({{"name": "{domain}"}})
env.company.write({{"alias_domain_id": domain.id, "email": "office@{domain}"}})
env["ir.mail_server"].create({{
    "name": "Loopback", "smtp_host": "127.0.0.1", "smtp_port": {port},
    "smtp_encryption": "none",
}})
team = env["crm.ticket.team"].search([], limit=1)
team.write({{
    "name": "Support", "alias_name": "support", "alias_domain_id": domain.id,
    "ack_template_id": env.ref("crm_ticket_sla.mail_template_ticket_received").id,
}})
env["res.users"].with_context(no_reset_password=True).create({{
    "name": "An", "login": "an", "password": "an-secret", "email": "an@office.test",
    "group_ids": [(4, env.ref("crm_ticket_sla.group_crm_ticket_sla_user").id)],
}})
env.cr.commit()
"""


class Odoo:
    """What people do in Odoo, over its API."""

    def __init__(self, port, database):
        self.url = f"http://127.0.0.1:{port}"
        self.database = database
        self.models = xmlrpc.client.ServerProxy(
            f"{self.url}/xmlrpc/2/object", allow_none=True
        )

    def wait(self, server, patience=60):
        """Wait until it answers."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            assert server.poll() is None, "Odoo ended by itself"
            try:
                with urllib.request.urlopen(f"{self.url}/web/login", timeout=30):
                    return
            except OSError:
                time.sleep(0.2)
        pytest.fail("Odoo does not answer")

    def call(self, model, method, *args, login="admin", password="admin", **kwargs):
        common = xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/common")
        uid = common.authenticate(self.database, login, password, {})
        return self.models.execute_kw(
            self.database, uid, password, model, method, args, kwargs
        )

    def tickets(self, *domain, fields=("name", "number", "email_from")):
        return self.call(
            "crm.ticket", "search_read", list(domain), list(fields), order="id"
        )


@pytest.fixture(scope="session")
def ports():
    """Return two ports that nobody uses: of the web server and of the mail server."""
    return workspace.free_port(), workspace.free_port()


@pytest.fixture(scope="session")
def database(database_with, ports):
    code = SETUP.format(domain=DOMAIN, port=ports[1])
    with database_with("mail", code) as name:
        yield name


@contextmanager
def served(work, database, port):
    """Serve a database as long as it is needed."""
    options = ("-d", database, "--db-filter", f"^{database}$", "--log-level=warn")
    log = open(work.settings.logs / f"{database}-served.log", "w")
    server = subprocess.Popen(
        [work.venv.program("odoo"), *options, f"--http-port={port}"]
        + ["--max-cron-threads=0"],
        env=work.environment(),
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        yield server
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


@pytest.fixture(scope="session")
def odoo(work, database, ports):
    odoo = Odoo(ports[0], database)
    with served(work, database, ports[0]) as server:
        odoo.wait(server)
        yield odoo


@pytest.fixture
def post(work, odoo, ports):
    """Return the mail server between the customers and Odoo."""
    scripts = next(
        folder / "mail" / "static" / "scripts"
        for folder in map(Path, work.source.addons)
        if (folder / "mail" / "static" / "scripts").is_dir()
    )
    gate = (scripts / "odoo-mailgate.py", "-d", odoo.database, "-u", 2, "-p", "admin")
    gate += ("--host", "127.0.0.1", "--port", ports[0])
    with PostOffice(DOMAIN, ports[1], gate) as post:
        yield post
