# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every route of an addon, and what any of them does to whom it is not for.

An addon's table says of each of its routes who gets through, and why a POST without a
token of the session is taken where it is. A route that is not in the table fails.
"""

import re
from typing import NamedTuple

from odoo.http import Controller
from odoo.tests import HttpCase, new_test_user
from odoo.tools import mute_logger

#: What goes wrong is answered in words: none of these shows what the server is made of.
INSIDE = ("Traceback (most recent", "psycopg2", "site-packages", "dist-packages/odoo")
TEXTS = ("é–", "%00", "' OR 1=1 --", "..%2f..%2fetc", "x" * 4000, "<img src=x>")
NUMBERS = ("0", "999999999999", "2147483648", "1")
#: Codes of answers that give nothing.
SHUT = (303, 400, 401, 403, 404, 405, 411, 413, 415, 422, 429)


class Door(NamedTuple):
    """Who gets through a route.

    :param who: login, token (of one record), signed (by a program), anybody, or core
        (a route of core's that is extended: its own tests ask)
    :param unsafe: why a POST needs no token of the session; empty: it needs one
    """

    who: str
    unsafe: str = ""


def routes_of(addon):
    """Return {path or Class.method: (routing, function)} of an addon's controllers."""
    found, classes = {}, [Controller]
    while classes:
        kind = classes.pop()
        classes += kind.__subclasses__()
        if not kind.__module__.startswith(f"odoo.addons.{addon}."):
            continue
        for name, function in vars(kind).items():
            routing = getattr(function, "original_routing", None)
            if routing is None:
                continue
            paths = routing.get("routes") or [f"{kind.__name__}.{name}"]
            methods = routing.get("methods") or ["GET", "POST"]
            for path in paths:
                key = f"{'|'.join(methods)} {path}" if routing.get("routes") else path
                found[key] = (routing, function)
    return found


class RouteCase(HttpCase):
    """The questions; an addon's test gives `addon` and `table`, and may give `texts`."""

    addon, table, texts = "", {}, TEXTS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = new_test_user(cls.env, "route_plain", groups="base.group_user")
        cls.portal = new_test_user(cls.env, "route_portal", groups="base.group_portal")

    def filled(self, path, number, text):
        """Return a path with its parameters given."""
        path = re.sub(r"<int(?:\([^)]*\))?:\w+>", number, path)
        return re.sub(r"<(?:string:)?\w+>", text, path)

    def asked(self, path, method, **how):
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            return self.url_open(path, method=method, allow_redirects=False, **how)

    def assertShut(self, answer):
        self.assertIn(answer.status_code, (200, *SHUT), answer.text[:600])
        for word in INSIDE:
            self.assertNotIn(word, answer.text)

    def ours(self):
        """Yield (path, methods, door) of the routes that are not core's."""
        for key, door in self.table.items():
            if door.who != "core":
                methods, path = key.split(" ", 1)
                yield path, methods.split("|"), door

    # ------------------------------------------------------------
    # The questions
    # ------------------------------------------------------------

    def check_table(self):
        """Every route is in the table, and no more; what is unsafe has its reason."""
        found = routes_of(self.addon)
        self.assertEqual(sorted(found), sorted(self.table))
        for key, (routing, _function) in found.items():
            with self.subTest(route=key):
                is_unsafe = routing.get("csrf") is False
                self.assertEqual(is_unsafe, bool(self.table[key].unsafe))
                if self.table[key].who == "login":
                    self.assertEqual(routing.get("auth"), "user")
                if self.table[key].who == "signed":
                    self.assertIs(routing.get("save_session"), False)

    def check_logins(self):
        """Nobody without a login gets anything of what is for logins."""
        self.authenticate(None, None)
        for path, methods, door in self.ours():
            if door.who != "login":
                continue
            for method in methods:
                answer = self.asked(
                    self.filled(path, "1", "a"),
                    method,
                    data={} if "P" in method else None,
                )
                with self.subTest(path=path, method=method):
                    self.assertIn(answer.status_code, (303, 400, 403))
                    if answer.status_code == 303:
                        self.assertIn("/web/login", answer.headers["Location"])

    def check_rubbish(self):
        """Rubbish in an address, and rubbish sent, is refused in words."""
        for user in (None, self.portal.login, self.plain.login):
            self.authenticate(user, user)
            for path, methods, _door in self.ours():
                cases = [(number, "a") for number in NUMBERS if "<int" in path]
                cases += [("1", text) for text in self.texts if "<string" in path]
                for number, text in cases or [("1", "a")]:
                    url = self.filled(path, number, text)
                    for method in methods:
                        sent = {"access_token": "é\x00"} if method == "POST" else None
                        with self.subTest(user=user, url=url[:90], method=method):
                            self.assertShut(self.asked(url, method, data=sent))

    def check_forged_tokens(self):
        """No token, a wrong one and one with letters that none has: the same answer."""
        self.authenticate(None, None)
        for path, methods, door in self.ours():
            if door.who != "token" or "GET" not in methods:
                continue
            url, asked = self.filled(path, "1", "wrong"), set()
            for token in ("", "wrong", "é", "\x00"):
                answer = self.asked(url, "GET", params={"access_token": token})
                self.assertShut(answer)
                asked.add(answer.status_code)
            with self.subTest(path=path):
                self.assertEqual(len(asked), 1, asked)

    def check_cross_site(self):
        """A form of another site gets nothing done in the name of who is logged in."""
        for user in (None, self.portal.login):
            self.authenticate(user, user)
            for path, methods, door in self.ours():
                if "POST" not in methods or door.unsafe or door.who == "json":
                    continue
                with self.subTest(user=user, path=path):
                    answer = self.asked(
                        self.filled(path, "1", "a"), "POST", data={"a": 1}
                    )
                    self.assertIn(answer.status_code, (303, 400))
