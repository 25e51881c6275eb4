# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What only reads, and says so: every such method and page of ours, with a call of it.

What says so in the source is found there; `unknown()` names what has no call here.
"""

import json
import re
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

ADDONS = Path(__file__).resolve().parents[2] / "addons"
METHOD = re.compile(r"@api\.readonly\n(?:    @.*\n)*    def (\w+)\(")
ROUTE = re.compile(r"@(?:http\.)?route\(((?:[^()]|\([^()]*\))*?)readonly=True")
#: Records to read, and what the links in mails are; told as a parameter.
SETUP = """
import json

partner = env["res.partner"].create(
    {"name": "An", "phone": "0912345678", "email": "an@read.test"})
lead = env["crm.lead"].create(
    {"name": "Tea", "type": "opportunity", "partner_id": partner.id})
team = env["crm.ticket.team"].search([], limit=1)
team.web_form_enabled = True
ticket = env["crm.ticket"].create(
    {"name": "Broken", "partner_id": partner.id, "team_id": team.id})
rating = env["rating.rating"].create({
    "res_model_id": env["ir.model"]._get_id("crm.ticket"), "res_id": ticket.id,
    "partner_id": partner.id})
journey = env["crm.journey"].create({"name": "Tea", "trigger": "manual"})
customer = env["res.users"].with_context(no_reset_password=True).create({
    "name": "Customer", "login": "customer", "password": "customer",
    "partner_id": partner.id, "group_ids": [(6, 0, env.ref("base.group_portal").ids)]})
env.cr.commit()  # interactions are written at the end of a transaction
known = {
    "partner": partner.id, "lead": lead.id, "ticket": ticket.id,
    "clock": ticket.clock_ids[:1].id or 0,
    "interaction": env["crm.interaction"].search([], limit=1).id or 0,
    "journey": journey.id, "version": journey._get_draft_version().id,
    "report": env.ref("crm_relationship.crm_report_meetings").id,
    "rating": f"{rating.id}/{rating._vote_token()}",
    "preferences": env["crm.send.preference"]._url(partner).split("/crm/", 1)[1],
    "health": env["crm.health"].new_monitor_address().rsplit("/", 1)[1],
    "team": team.id}
env["ir.config_parameter"].set_param("hosts.known", json.dumps(known))
env.cr.commit()
"""
KNOWN = "SELECT value FROM ir_config_parameter WHERE key = 'hosts.known'"
#: {method: [(model, arguments)]}; what is in braces is in SETUP.
CALLS = {
    "timeline_fetch": [("crm.interaction", ["res.partner", "{partner}"])],
    "timeline_header": [("crm.interaction", ["res.partner", "{partner}"])],
    "timeline_expand": [("crm.interaction", ["{interaction}"])],
    "brief": [
        ("crm.interaction", ["res.partner", "{partner}"]),
        ("crm.interaction", ["crm.lead", "{lead}"]),
    ],
    "action_open_origin": [("crm.interaction", [["{interaction}"]])],
    "strip": [("crm.progress", ["crm.lead", "{lead}"])],
    "web_read": [("res.partner", [["{partner}"], {"name": {}, "phone": {}}])],
    "duplicate_hints": [("res.partner", [{"name": "An", "phone": "0912345678"}])],
    "review_next": [("crm.duplicate.pair", [])],
    "review": [("crm.duplicate.pair", [[0]])],
    "qualification_panel": [("crm.lead", [["{lead}"]])],
    "chat_states": [("crm.conversation", [[0]])],
    "call_card": [("crm.call", [0])],
    "get_reports": [("crm.report", [])],
    "get_report": [("crm.report", [["{report}"], {}])],
    "choices": [("crm.dashboard", []), ("crm.earnings.dashboard", [])],
    "figures": [
        ("crm.dashboard", ["manager"]),
        ("crm.earnings.dashboard", [30]),
        ("crm.ticket.dashboard", [30]),
    ],
    "funnel": [("crm.earnings.dashboard", [30])],
    "cohorts": [("crm.earnings.dashboard", [])],
    "flow": [("crm.earnings.dashboard", ["{journey}"])],
    "arrivals": [("crm.ticket.dashboard", [30])],
    "teams": [("crm.ticket.dashboard", [])],
    "answers_since": [("crm.ticket", [["{ticket}"], 0])],
    "action_why": [("crm.ticket", [["{ticket}"]]), ("crm.ticket.sla", [["{clock}"]])],
    "gallery": [("crm.journey", [])],
    "trigger_catalog": [("crm.journey", [])],
    "get_editor": [("crm.journey", ["{version}"])],
    "get_figures": [("crm.journey.version", [["{version}"]])],
    "rule_choices": [("crm.segment", [])],
    "page": [("crm.health", [])],
    "preview": [("crm.segment", ["res.partner", {"all": []}])],
}
#: Where there is nothing to show here, or no right: the call is refused, and reads.
REFUSED = {"review", "chat_states", "call_card", "action_why", "action_open_origin"}
#: Pages by what stands in the source for their address.
PAGES = {
    "/my/agreements": ["/my/agreements"],
    "/my/tickets": ["/my/tickets", "/my/tickets?filterby=all"],
    "/crm_health": ["/crm_health/{health}"],
    "/my/tickets/new": ["/my/tickets/new"],
    "/my/tickets/<int:ticket_id>/state": ["/my/tickets/{ticket}/state"],
    "/tickets/new": ["/tickets/new", "/tickets/new/{team}"],
    "/tickets/rate/<int:rating_id>/<string:token>": ["/tickets/rate/{rating}"],
    "PAGE": ["/crm/{preferences}"],
}


def said():
    """Return the methods and the addresses that say they only read."""
    methods, addresses = set(), set()
    for path in ADDONS.glob("*/*/*.py"):
        if path.parent.name == "tests":
            continue
        text = path.read_text()
        methods |= set(METHOD.findall(text))
        if path.parent.name == "controllers":
            addresses |= {_address(words) for words in ROUTE.findall(text)}
    return methods, addresses


def _address(words):
    found = re.search(r'"(/[^"]*)"', words)
    return found[1] if found else words.split(",")[0].strip()


def unknown():
    """Return what says that it only reads and is not called here."""
    methods, addresses = said()
    return sorted(methods - set(CALLS)) + sorted(addresses - set(PAGES))


def filled(value, known):
    """Return arguments with the records in them."""
    if isinstance(value, str) and value[:1] == "{":
        return known[value[1:-1]]
    if isinstance(value, list):
        return [filled(item, known) for item in value]
    return value


class Browser:
    """Somebody who is logged in, as the web client speaks."""

    def __init__(self, url, database, login, password):
        self.url = url
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(jar)
        who = {"db": database, "login": login, "password": password}
        answer = self._post("/web/session/authenticate", who)
        assert "error" not in answer, answer

    def _post(self, path, params):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        request = urllib.request.Request(
            self.url + path, body.encode(), {"Content-Type": "application/json"}
        )
        with self.opener.open(request, timeout=60) as answer:
            return json.load(answer)

    def call(self, model, method, args):
        """Return what the server answers: `result` or `error`."""
        params = {"model": model, "method": method, "args": args, "kwargs": {}}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", params)

    def get(self, path):
        """Return the status of a page."""
        try:
            with self.opener.open(self.url + path, timeout=60) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
