# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A picture of the busiest customer's timeline, as the browser shows it.

Needs Playwright's Python package and a Chromium on the PATH; the server runs on a free
port of the loopback for as long as the picture takes.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

CUSTOMER = "14646"
TARGET = Path(__file__).resolve().parents[2] / "build" / f"timeline-{CUSTOMER}.png"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
START_SECONDS = 60
PAGE_MILLISECONDS = 60_000
SETTLE_MILLISECONDS = 3000  # pictures and fonts


def take(erp, database, configuration):
    """Serve the database, open the customer's timeline and save the picture.

    :return: the picture's path
    """
    from playwright.sync_api import sync_playwright

    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser_path:
        raise RuntimeError(f"no browser on the PATH: {', '.join(BROWSERS)}")
    partner_id = find_customer(erp)
    with serve(database, configuration) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(PAGE_MILLISECONDS)
        log_in(page, url)
        open_timeline(page, url, partner_id)
        TARGET.parent.mkdir(exist_ok=True)
        page.screenshot(path=TARGET)
        browser.close()
    return TARGET


def find_customer(erp):
    """Return the id of the customer."""
    with erp.environment() as env:
        return env["res.partner"].search([("ref", "=", CUSTOMER)], limit=1).id


@contextmanager
def serve(database, configuration):
    """Run a server on the database; give its address."""
    port = free_port()
    command = [sys.executable, Path(sys.executable).with_name("odoo")]
    command += ["-c", configuration] if configuration else []
    command += ["-d", database, "--db-filter", f"^{re.escape(database)}$"]
    command += ["--http-port", str(port), "--http-interface", "127.0.0.1"]
    command += ["--max-cron-threads", "0", "--log-level", "warn"]
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(list(map(str, command)))
    try:
        wait_for(f"{url}/web/health", process)
        yield url
    finally:
        process.terminate()
        process.wait()


def free_port():
    """Return a port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url, process):
    """Wait until the server answers."""
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError("the server did not start")


def log_in(page, url):
    """Log in as the administrator of a fresh database."""
    page.goto(f"{url}/web/login")
    page.fill("input[name=login]", "admin")
    page.fill("input[name=password]", "admin")
    page.click("button[type=submit]")
    page.wait_for_selector(".o_main_navbar")


def open_timeline(page, url, partner_id):
    """Open the customer's form at its relationship page, rows and all."""
    page.goto(f"{url}/odoo/res.partner/{partner_id}")
    page.wait_for_selector(".o_form_view")
    page.get_by_role("tab", name="Relationship").click()
    page.wait_for_selector(".o_crm_timeline")
    page.get_by_text("Order confirmed").first.wait_for()
    page.wait_for_timeout(SETTLE_MILLISECONDS)  # the web socket never lets it be idle
