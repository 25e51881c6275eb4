# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A virtual user with a session of its own, who asks what the web client asks.

Every call is measured by itself, and every action (what a person does: several calls,
those that the client makes at once made at once) as a whole, as `ACTION`.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import contextmanager
from itertools import count

import gevent
import views
from locust import FastHttpUser
from locust.exception import StopUser

TOKEN = re.compile(r'csrf_token: "([^"]+)"')
CONTEXT = {"lang": "en_US", "tz": "UTC"}


class Failed(Exception):
    """The server answered with an error; it is in the statistics already."""


class Browser(FastHttpUser):
    """One person at one browser; the login is drawn from those of the role."""

    abstract = True
    role = ""
    numbers = count()
    connection_timeout = network_timeout = 120.0

    def on_start(self):
        """Log in once."""
        people = int(os.environ["LOAD_PEOPLE"])
        number = next(type(self).numbers)
        self.login = f"load.{self.role}.{number % people}"
        self.specifications, self.kept = {}, {}
        credentials = {
            "db": os.environ["LOAD_DATABASE"],
            "login": self.login,
            "password": os.environ["LOAD_PASSWORD"],
        }
        try:
            with self.action("log in"):
                info = self.ask("/web/session/authenticate", credentials, "log in")
            self.uid = info["uid"]
            self.begin()
        except Failed as error:
            raise StopUser from error

    def begin(self):
        """Open what a role has open all day; to extend."""

    # ------------------------------------------------------------
    # Measuring
    # ------------------------------------------------------------

    @contextmanager
    def action(self, name):
        """Measure everything within as one action of a person."""
        self.doing = name
        started, failure = time.perf_counter(), None
        try:
            yield
        except Failed as error:
            failure = error
            raise
        finally:
            self.environment.events.request.fire(
                request_type="ACTION",
                name=name,
                response_time=(time.perf_counter() - started) * 1000,
                response_length=0,
                exception=failure,
                context={},
            )

    def together(self, *calls):
        """Make calls at once, as a page does; return the answers."""
        running = [gevent.spawn(self._kept_error, call) for call in calls]
        gevent.joinall(running)
        for one in running:
            if isinstance(one.value, Failed):
                raise one.value
        return [one.value for one in running]

    @staticmethod
    def _kept_error(call):
        try:
            return call()
        except Failed as error:
            return error

    # ------------------------------------------------------------
    # Calls
    # ------------------------------------------------------------

    def ask(self, path, params, name):
        """Call a JSON-RPC route; return its result."""
        body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}
        # the server's log tells by this what a call was made for
        url = f"{path}?load={self.doing.replace(' ', '_')}"
        with self.client.post(
            url, json=body, name=f"{self.doing}: {name}", catch_response=True
        ) as answer:
            try:
                data = answer.json() if answer.content else {}
            except ValueError:
                data = {}
            if answer.status_code != 200 or "result" not in data and "error" in data:
                error = data.get("error", {}).get("data", {})
                text = (
                    f"{answer.status_code} {error.get('name')} {error.get('message')}"
                )
                answer.failure(text[:500])
                raise Failed(text)
            return data.get("result")

    def call(self, model, method, *args, **kwargs):
        """Call a method of a model as the web client does."""
        context = kwargs.pop("context", {})
        params = {
            "model": model,
            "method": method,
            "args": list(args),
            "kwargs": {**kwargs, "context": {**CONTEXT, **context}},
        }
        path = f"/web/dataset/call_kw/{model}/{method}"
        return self.ask(path, params, f"{model}.{method}")

    def specification(self, model, kind):
        """Return what a view asks for; the views are loaded once a session."""
        if (model, kind) not in self.specifications:
            self.doing = "load a view"
            asked = [[False, "search"], [False, kind]]
            answer = self.call(model, "get_views", views=asked, options={})
            found = views.specification(answer, model, kind)
            self.specifications[model, kind] = found
        return self.specifications[model, kind]

    def page(self, path, name):
        """Read a page of the portal; return its text."""
        with self.client.get(
            path, name=f"{self.doing}: {name}", catch_response=True
        ) as a:
            if a.status_code != 200:
                a.failure(str(a.status_code))
                raise Failed(a.status_code)
            return a.text
