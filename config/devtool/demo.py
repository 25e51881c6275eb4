# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The demo: one database with our addons and demo data, served on one port."""

from __future__ import annotations

import json
import signal
import subprocess
import time
import urllib.request

from .database import Databases
from .errors import ToolError, say
from .files import lock
from .workspace import require_port

NAME = "demo"
# the first is that of new contacts: the demo company sells in Vietnam
LANGUAGES = ("vi_VN", "en_US")
PATIENCE = 120
# compiled here, or the first page would take that long
FIRST_PAGE = """
for name in ("web.assets_frontend_minimal", "web.assets_frontend", "web.assets_web"):
    bundle = env["ir.qweb"]._get_asset_bundle(name, css=True, js=True)
    bundle.css(), bundle.js()
env["ir.qweb"]._get_asset_bundle("web.assets_frontend_lazy", css=False, js=True).js()
env.cr.commit()
"""
# whoever reads the English guides finds the words of the guides on the screen
SPEAK = """
language = {language!r}
env["res.users"].search([("share", "=", False)]).lang = language
env.cr.commit()
"""
FAILURES = (
    "SELECT module.name, failure.error FROM ir_demo_failure failure"
    " JOIN ir_module_module module ON module.id = failure.module_id"
)


def prepare(work, fresh=False):
    """Bring the demo database to what is on disk; return its name."""
    name = work.settings.env.get("ODOO_DB") or NAME
    ours = {a.name: a for a in work.addons().values() if not a.is_for_tests}
    if not ours:
        raise ToolError(f"no addon in {', '.join(map(str, work.settings.addons_dirs))}")
    now = {"odoo": work.source.key} | {n: a.fingerprint() for n, a in ours.items()}
    databases = Databases(work)
    language = _language(work)
    with lock(work.settings.home / f"{name}.lock", "another command makes the demo"):
        if fresh or not databases.exists(name):
            _create(databases, name, ours)
            _speak(work, name, language or "en_US")
        else:
            _update(databases, name, _stamp(work, name), now)
            if language:
                _speak(work, name, language)
        comment = json.dumps(now).replace("'", "''")
        work.server.sql(f"COMMENT ON DATABASE \"{name}\" IS '{comment}'")
    return name


def _language(work):
    """Return the language that was asked for the demo's staff, if one was."""
    language = work.settings.env.get("DEMO_LANG")
    if language and language not in LANGUAGES:
        raise ToolError(f"DEMO_LANG={language} is none of {', '.join(LANGUAGES)}")
    return language


def _speak(work, name, language):
    log = work.settings.logs / "demo-install.log"
    if work.shell(name, SPEAK.format(language=language), log):
        raise ToolError(f"the demo does not take the language {language}: see {log}")


def _stamp(work, name):
    query = (
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
        f"WHERE datname = '{name}'"
    )
    try:
        return json.loads(work.server.sql(query)[0][0] or "{}")
    except ValueError:
        return {}


def _create(databases, name, ours):
    new = f"{name}_new"
    databases.clone(databases.template(demo=True, languages=LANGUAGES, ours=ours), new)
    say(f"installing {', '.join(ours)} with demo data")
    log = databases.work.settings.logs / "demo-install.log"
    databases.install(new, ours, log, "--with-demo")
    refuse_failures(databases.work, new)
    databases.work.shell(new, FIRST_PAGE, log)
    databases.drop(name)
    databases.rename(new, name)


def _update(databases, name, before, now):
    changed = [module for module, value in now.items() if before.get(module) != value]
    if not changed:
        return
    modules = ["base"] if "odoo" in changed else changed
    say(f"updating the demo database: {', '.join(modules)} changed")
    log = databases.work.settings.logs / "demo-install.log"
    ours = [module for module in now if module != "odoo"]
    # -i leaves installed ones alone and takes new ones in
    options = ("-u", ",".join(modules), "--with-demo")
    databases.install(name, ours, log, *options)
    refuse_failures(databases.work, name)


def refuse_failures(work, database):
    """Stop when demo data failed to load: Odoo only notes that in a table."""
    failures = work.server.sql(FAILURES, database=database)
    if failures:
        module, error = failures[0]
        raise ToolError(f"the demo data of {module} does not load:\n{error}")


def logins(work):
    """Return the lines that say who can log in."""
    files = [work.settings.config / "demo_logins.txt"]
    for addon in work.addons().values():
        files.append(addon.path / "demo" / "LOGINS")
    lines = []
    for file in files:
        text = file.read_text() if file.exists() else ""
        lines += [line for line in text.splitlines() if line and line[0] != "#"]
    return lines


def serve(work, name):
    """Serve the demo until interrupted; announce it when it answers."""
    port = work.settings.port
    require_port(port)
    args = ["-d", name, "--db-filter", f"^{name}$", "--http-port", str(port)]
    command = [work.venv.program("odoo"), *args, "--log-level=warn"]
    server = subprocess.Popen(command, env=work.environment())
    signal.signal(signal.SIGTERM, lambda *_args: server.terminate())
    try:
        if _answers(server, port):
            _announce(work, port)
        return server.wait()
    except KeyboardInterrupt:
        return server.wait()


def _answers(server, port):
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        try:
            url = f"http://127.0.0.1:{port}/web/login"
            with urllib.request.urlopen(url, timeout=30):
                return True
        except OSError:
            time.sleep(0.3)
    return False


def _announce(work, port):
    print(f"\n  http://localhost:{port}\n")
    for line in logins(work):
        print(f"  {line}")
    print("\n  Ctrl-C stops it.\n", flush=True)
