# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who is there, and how often each does what.

`LOAD_SCENARIO=base` has only what Odoo does by itself, so that the same script measures
a database with and without the addons; `crm` is the whole mix. Started by main.py.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import random
import time
from itertools import count

import actions
from browser import Browser
from locust import FastHttpUser, between, constant_throughput, events, task

SCENARIO = os.environ.get("LOAD_SCENARIO", "crm")
THINK = between(*map(float, os.environ.get("LOAD_THINK", "2,6").split(",")))
TICKETS = [("stage_kind", "in", ["new", "open", "wait_customer", "wait_third"])]
STATES = {"ok": "success", "risk": "warning", "missed": "danger"}
DUE = {"planned": "success", "today": "warning", "overdue": "danger"}
SAMPLES = []


class Seller(Browser):
    """A salesperson with customers of their own."""

    role, weight, wait_time, abstract = "sales", 8, THINK, SCENARIO != "base"

    def begin(self):
        actions.read_list(self, "res.partner", self.own(), "contact list")
        actions.read_list(self, "sale.order", [], "order list")

    def own(self):
        """Return the domain of what is one's own."""
        return [("user_id", "=", self.uid)]

    @task(6)
    def contacts(self):
        actions.read_list(self, "res.partner", self.own(), "contact list")

    @task(10)
    def open_contact(self):
        record = actions.pick(self, "res.partner")
        actions.open_form(self, "res.partner", record, "contact form")

    @task(6)
    def pipeline(self):
        domain = [("type", "=", "opportunity"), ("user_id", "=", self.uid)]
        progress = ("activity_state", DUE)
        actions.board(self, "crm.lead", "stage_id", domain, "pipeline", progress)

    @task(6)
    def open_order(self):
        actions.open_order(self)

    @task(4)
    def note(self):
        record = actions.pick(self, "res.partner")
        actions.post_note(self, "res.partner", record, "post a note")

    @task(5)
    def search(self):
        actions.search_name(self)

    @task(3)
    def search_list(self):
        actions.search_list(self)


class CrmSeller(Seller):
    """A salesperson who works with the timeline."""

    abstract = SCENARIO == "base"

    @task(12)
    def open_customer(self):
        record, model = actions.pick(self, "res.partner"), "res.partner"
        besides = actions.timeline(self, model)
        actions.open_form(self, model, record, "contact with timeline", *besides)

    @task(6)
    def scroll(self):
        actions.scroll(self)

    @task(6)
    def log_call(self):
        if "cursor" in self.kept:
            actions.log_call(self)

    @task(5)
    def open_lead(self):
        lead = actions.pick(self, "crm.lead")
        if lead:
            besides = actions.timeline(self, "crm.lead")
            actions.open_form(self, "crm.lead", lead, "opportunity form", *besides)

    @task(2)
    def my_day(self):
        actions.figures(self, "crm.dashboard", "dashboard my day", "sales")


class Manager(CrmSeller):
    """A sales manager: the team's figures, and everybody's customers."""

    role, weight, abstract = "manager", 2, SCENARIO == "base"

    def own(self):
        return [("active", "=", True)]

    @task(8)
    def team(self):
        actions.figures(self, "crm.dashboard", "dashboard team", "manager")

    @task(8)
    def report(self):
        actions.open_report(self)


class Agent(Browser):
    """A ticket agent."""

    role, weight, wait_time, abstract = "agent", 5, THINK, SCENARIO == "base"

    def begin(self):
        self.groups = []
        self.tickets()

    @task(5)
    def tickets(self):
        order = "deadline_at, priority desc, id"
        actions.read_list(self, "crm.ticket", TICKETS, "ticket list", order=order)

    @task(3)
    def board(self):
        progress = ("sla_state", STATES)
        self.groups = actions.board(
            self, "crm.ticket", "stage_id", TICKETS, "ticket board", progress
        )

    @task(9)
    def open_ticket(self):
        record = actions.pick(self, "crm.ticket")
        actions.open_form(self, "crm.ticket", record, "ticket form")

    @task(4)
    def drag(self):
        actions.drag(self, self.groups)

    @task(6)
    def answer(self):
        actions.answer(self)

    @task(1)
    def figures(self):
        actions.figures(self, "crm.ticket.dashboard", "dashboard tickets", 30)


class Marketer(Browser):
    """Somebody of marketing."""

    role, weight, wait_time, abstract = "marketing", 1, THINK, SCENARIO == "base"

    @task(3)
    def segments(self):
        actions.read_list(self, "crm.segment", [], "segment list")

    @task(3)
    def count_live(self):
        rule = {"kind": "fields", "domain": [["city", "!=", False]]}
        with self.action("segment live count"):
            self.call("crm.segment", "preview", "res.partner", rule)

    @task(3)
    def journeys(self):
        actions.read_list(self, "crm.journey", [], "journey list")

    @task(2)
    def earnings(self):
        actions.figures(self, "crm.earnings.dashboard", "dashboard earnings", 30)


class Customer(Browser):
    """A customer at the portal."""

    role, weight, wait_time, abstract = "portal", 3, THINK, SCENARIO == "base"

    @task(2)
    def home(self):
        with self.action("portal home"):
            self.page("/my", "page")

    @task(4)
    def tickets(self):
        with self.action("portal tickets"):
            text = self.page("/my/tickets?filterby=all", "page")
        self.kept["crm.ticket"] = [
            int(part.split("?")[0].split('"')[0])
            for part in text.split("/my/tickets/")[1:]
            if part.split("?")[0].split('"')[0].isdigit()
        ]

    @task(4)
    def ticket(self):
        ticket = actions.pick(self, "crm.ticket")
        if ticket:
            with self.action("portal ticket"):
                self.page(f"/my/tickets/{ticket}", "page")

    @task(1)
    def write(self):
        ticket = actions.pick(self, "crm.ticket")
        if ticket:
            data = {
                "body": "It has not come yet.",
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_comment",
            }
            actions.post(self, "crm.ticket", ticket, data, "portal reply")


class Provider(FastHttpUser):
    """A telephone exchange that tells of calls, so many a second."""

    abstract, fixed_count = SCENARIO == "base", 1
    wait_time = constant_throughput(2)
    numbers = count(int(time.time()))

    @task
    def event(self):
        number = next(self.numbers)
        body = json.dumps(
            {
                "id": f"load-{number}",
                "type": "call",
                "contact": {"phone": f"09{number % 10**8:08}"},
                "duration": 60,
            }
        ).encode()
        now, nonce = str(int(time.time())), os.urandom(12).hex()
        signed = f"{now}.{nonce}.".encode() + body
        secret = os.environ["LOAD_SECRET"].encode()
        headers = {
            "Content-Type": "application/json",
            "X-Timestamp": now,
            "X-Nonce": nonce,
            "X-Signature": hmac.new(secret, signed, hashlib.sha256).hexdigest(),
        }
        path = f"/crm_gateway/{os.environ['LOAD_TOKEN']}?load=webhook"
        self.client.post(path, data=body, headers=headers, name="webhook")


# ------------------------------------------------------------
# What was measured
# ------------------------------------------------------------


@events.request.add_listener
def keep(request_type, name, response_time, exception, **_kwargs):
    """Keep every sample: percentiles of rounded numbers would not do."""
    kind = "action" if request_type == "ACTION" or name == "webhook" else "call"
    error = str(exception) if exception else ""
    SAMPLES.append([kind, name, round(response_time, 2), error, time.time()])


@events.quitting.add_listener
def write(**_kwargs):
    """Write the samples for main.py."""
    with open(os.environ["LOAD_SAMPLES"], "w") as stream:
        json.dump(SAMPLES, stream)


random.seed(19)
