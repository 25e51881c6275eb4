# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every example of the API pages runs against a real server and prints what they say."""

import json
import os
import re
import subprocess
import sys
import urllib.request

import pytest
from devtool.workspace import free_port
from hosts.process import Process, wait_until

from . import pages

SECRET = "a-secret-of-the-examples"
#: Who calls, whom it is about, and the accounts that the examples call.
SCENE = """
import json
from datetime import timedelta

from odoo import Command, fields

groups = (
    "sales_team.group_sale_salesman_all_leads",
    "crm_ticket_sla.group_crm_ticket_sla_user",
    "crm_marketing_auto.group_crm_marketing_auto_manager",
)
user = env["res.users"].create({{
    "name": "Program", "login": "program", "email": "program@company.example",
    "group_ids": [Command.link(env.ref(group).id) for group in groups],
}})
later = fields.Datetime.now() + timedelta(days=1)
keys = env["res.users.apikeys"].with_user(user).sudo()
found = {{"API_KEY": keys._generate(None, "examples", later)}}
env["res.partner"].create({{
    "name": "Dao Nguyen", "email": "dao@anphat.example", "phone": "0912345678",
}})
accounts = {{}}
for kind in ("generic", "call_generic", "form", "marketplace"):
    account = env["crm.channel.account"].create({{
        "name": kind, "kind": kind, "new_secret": "{secret}", "is_unsigned": True,
    }})
    accounts[kind] = ["/crm_gateway/" + account.token, "{secret}"]
team = env["crm.ticket.team"].search([], limit=1)
policies = env["crm.sla.policy"].search([])
policies.write({{"active": False}})
env["crm.sla.policy"].create({{
    "name": "Promise", "company_id": False,
    "target_ids": [Command.create({{"metric": "resolution", "seconds": 28800}})],
}})
key = env["crm.ticket.api.key"].create({{"name": "Examples", "team_id": team.id}})
found.update(TICKET_KEY=key.identifier, TICKET_SECRET=key._secret())
for name, trigger in (("Welcome", "manual"), ("Sign-up", "webhook")):
    journey = env["crm.journey"].create({{"name": name, "trigger": trigger}})
    version = journey._get_draft_version()
    version.write({{
        "entry_uid": "end",
        "step_ids": [Command.clear(), Command.create({{
            "step_uid": "end", "name": "End", "kind": "exit", "config": {{}},
            "branches": {{}},
        }})],
    }})
    if trigger == "webhook":
        journey.action_renew_hook()
        accounts["journey"] = [
            "/crm/journey/hook/" + journey.hook_token, journey.hook_secret,
        ]
    journey.action_start()
address = env["crm.health"].new_monitor_address()
accounts["health"] = ["/crm_health/" + address.rsplit("/", 1)[1], ""]
with open("{told}", "w") as stream:
    json.dump([found, accounts], stream)
env.cr.commit()
"""
PAGES = sorted((pages.ROOT / "docs" / "api").glob("*.md"))


@pytest.fixture(scope="module")
def scene(database_with, tmp_path_factory):
    """Return a database, the variables of the examples, and the accounts."""
    told = tmp_path_factory.mktemp("scene") / "told.json"
    with database_with("api", SCENE.format(secret=SECRET, told=told)) as name:
        yield name, *json.loads(told.read_text())


@pytest.fixture(scope="module")
def base(work, scene):
    """Serve the database; return its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [work.venv.program("odoo"), "-d", scene[0], f"--http-port={port}"]
    command += ["--db-filter", f"^{scene[0]}$", "--max-cron-threads=0"]
    log = work.settings.logs / f"{scene[0]}-served.log"
    server = Process("odoo", [*command, "--log-level=warn"], work.environment(), log)
    server.start()

    def answers():
        try:
            return urllib.request.urlopen(f"{url}/web/health", timeout=5).status == 200
        except OSError:
            return False

    try:
        wait_until(answers, server.tail, 120)
        yield url
    finally:
        server.kill()


def matches(told, expected):
    """Tell whether a program printed what a page says; … stands for anything."""
    pattern = ".*".join(map(re.escape, expected.strip().split("…")))
    return re.fullmatch(pattern, told.strip()) is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_examples_print_what_the_page_says(page, scene, base, tmp_path):
    _name, variables, accounts = scene
    examples, ran = pages.blocks(page.read_text()), 0
    for example in examples:
        if example.title.endswith(".py"):
            (tmp_path / example.title).write_text(example.code)
    for example in examples:
        if example.title or example.language not in ("sh", "python"):
            continue
        path, secret = accounts[example.account or "generic"]
        values = {**variables, "BASE": base, "ADDRESS": base + path, "SECRET": secret}
        program = {"sh": "bash", "python": sys.executable}[example.language]
        done = subprocess.run(
            [program, "-c", example.code],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **values},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert not done.returncode, f"{example.code}\n{done.stderr}"
        assert matches(done.stdout, example.prints), f"{example.code}\n{done.stdout}"
        ran += 1

    assert ran > 5


def test_what_was_told_is_processed(work, scene, base, tmp_path):
    """Runs after the examples: what they told is on timelines, once."""
    told = tmp_path / "told.json"
    code = f"""
import json
job = env.ref("crm_relationship.ir_cron_gateway")
job.method_direct_trigger()
env.cr.commit()  # to see what the job has done
events = env["crm.gateway.event"].search([])
leads = env["crm.lead"].search([("email_from", "=", "lan@pham.example")])
person = env["res.partner"].search([("email", "=", "dao@anphat.example")])
codes = env["crm.interaction"].search([("partner_id", "=", person.id)]).type_id
json.dump([events.mapped("state"), len(leads), codes.mapped("code")], open("{told}", "w"))
"""
    log = work.settings.logs / f"{scene[0]}-told.log"
    assert work.shell(scene[0], code, log) == 0, log.read_text()[-3000:]

    states, leads, codes = json.loads(told.read_text())

    assert set(states) == {"done"}
    assert leads == 1
    assert {"call", "chat_manual", "ticket_opened"} <= set(codes)


def test_a_wrong_key_is_refused(base):
    request = urllib.request.Request(
        f"{base}/json/2/res.partner/search",
        b"{}",
        {"Authorization": "bearer wrong", "Content-Type": "application/json"},
    )

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=30)

    assert refused.value.code == 401
