# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A browser that keeps pictures for the guides, and pages that tell a story to be seen.

A tour asks for a picture at the moment that is worth seeing, with `picture(name)` of
static/tests/tours/picture.js. It is written to the folder that `CRM_SCREENSHOTS` names;
without that variable the step only waits for what it would show.
"""

import io
import json
import os
from base64 import b64decode
from datetime import datetime
from functools import partial
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time
from freezegun.api import real_time
from PIL import Image

from odoo import Command
from odoo.tests import HttpCase

#: The variable that names the folder of the pictures.
FOLDER = "CRM_SCREENSHOTS"
#: Every picture that the guides may show; those of the Vietnamese guide begin with "vi-".
PICTURES = (
    "relationship-timeline",
    "relationship-brief",
    "relationship-log-call",
    "relationship-my-calls",
    "relationship-import",
    "relationship-duplicates",
    "relationship-dashboard",
    "relationship-report",
    "relationship-handover",
    "relationship-portfolio",
    "ticket-board",
    "ticket-form",
    "ticket-why-deadline",
    "ticket-workload",
    "ticket-dashboard",
    "ticket-policy-lab",
    "ticket-portal",
    "journey-ready-made",
    "journey-editor",
    "journey-dry-run",
    "journey-results",
    "segment-builder",
    "consent-preferences",
    "earnings-dashboard",
    "vi-relationship-timeline",
    "vi-relationship-import",
    "vi-ticket-form",
    "vi-journey-editor",
)
#: A Tuesday morning, half past ten in Vietnam: when the stories are told and looked at.
TUESDAY = datetime(2026, 9, 15, 3, 30)
#: What a picture may weigh, and the numbers of colours that are tried in turn.
MOST_BYTES, COLOURS = 200_000, (256, 128, 64)
#: The browser's clock goes as the server's does.
CLOCK = """
(() => {
    const Real = Date, shift = %d;
    window.Date = class Date extends Real {
        constructor(...args) {
            super(...(args.length ? args : [Real.now() + shift]));
        }
        static now() {
            return Real.now() + shift;
        }
    };
})();
"""


def is_not_a_hoot_line(message):
    """Tell whether an error in the console ends the run: hoot counts its own."""
    return "[HOOT]" not in message


class WidgetCase(HttpCase):
    """The widgets of an addon alone, against a server that is played."""

    def assert_widgets_pass(self, addon):
        """Run the hoot tests of an addon."""
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=60000&filter=%40{addon}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=is_not_a_hoot_line,
        )


class BrowserCase(HttpCase):
    """Pages in a browser of one size, whose moments can be kept."""

    browser_size = "1366x768"
    #: Put before the name of each picture.
    prefix = ""

    def authenticate(self, user, password, *, browser=None, session_extra=None):
        """Log in; a browser that is about to open a page learns to keep pictures."""
        session = super().authenticate(
            user, password, browser=browser, session_extra=session_extra
        )
        folder = os.environ.get(FOLDER)
        if browser and folder:
            Camera(browser, Path(folder), self.prefix)
        return session


class Camera:
    """Hears a page ask for a picture, keeps it, and tells the page to go on."""

    def __init__(self, browser, folder, prefix):
        self.browser, self.folder, self.prefix = browser, folder, prefix
        browser._handlers["Runtime.bindingCalled"] = self._take
        browser._websocket_request(
            "Runtime.addBinding", params={"name": "crmTakePicture"}
        )

    def _take(self, payload, executionContextId, **_more):
        asked = json.loads(payload)
        options = {"clip": asked["clip"]} if asked["clip"] else {}
        future = self.browser._websocket_send(
            "Page.captureScreenshot", params=options, with_future=True
        )
        future.add_done_callback(partial(self._keep, asked["name"], executionContextId))

    def _keep(self, name, context, future):
        name = f"{self.prefix}{name}"
        # a class in another language takes all, and keeps those of its guide
        if name in PICTURES:
            content = lighten(future.result()["data"])
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{name}.png").write_bytes(content)
        call = {"expression": "window.crmPictureTaken()", "contextId": context}
        self.browser._websocket_send("Runtime.evaluate", params=call)


def lighten(data):
    """Return a PNG with as many colours as its weight allows, from one in base64."""
    picture = Image.open(io.BytesIO(b64decode(data))).convert("RGB")
    for colours in COLOURS:
        stream = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(
            stream, "PNG", optimize=True
        )
        if stream.tell() < MOST_BYTES:
            break
    return stream.getvalue()


class StoryCase(BrowserCase):
    """The furniture workshop of the demo, on a Tuesday in September, in English.

    Its stories are those of `make demo`, so that the guides show what one can open.
    """

    language = "en_US"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(freeze_time(TUESDAY, tick=True))
        now = patch.object(type(cls.env.cr), "now", lambda _cr: datetime.now())
        cls.enterClassContext(now)
        languages = cls.env["res.lang"]
        # the stories choose Vietnamese where it is there
        languages.search([("code", "not in", ("en_US", cls.language))]).active = False
        languages._activate_lang(cls.language)
        cls.env = cls.env(context={**cls.env.context, "lang": cls.language})
        cls.env.company.name = "Nội thất Bến Thành"
        cls.tell()
        cls._speak()

    @classmethod
    def tell(cls):
        """Tell what the pages are to show; addons add theirs."""

    @classmethod
    def _speak(cls):
        """Let everybody of the stories read the language of the class."""
        colleagues = cls.env["res.users"].search(
            [("email", "like", "@noithatbenthanh.example")]
        )
        people = cls.env["res.partner"].search([("email", "like", ".example")])
        colleagues.write({"lang": cls.language})
        people.write({"lang": cls.language})
        cls.env.flush_all()

    def authenticate(self, user, password, *, browser=None, session_extra=None):
        """Log in; the browser's clock shows what the server's does."""
        if browser:
            shift = (datetime.now().timestamp() - real_time()) * 1000
            browser._websocket_request(
                "Page.addScriptToEvaluateOnNewDocument",
                params={"source": CLOCK % shift},
            )
        return super().authenticate(
            user, password, browser=browser, session_extra=session_extra
        )

    def tour(self, path, name, login, **options):
        """Walk a tour as somebody of the story."""
        self.env.flush_all()
        self.start_tour(path, name, login=login, timeout=120, **options)

    def grant(self, login, *groups):
        """Give somebody of the story a right that a guide needs."""
        user = self.env["res.users"].search([("login", "=", login)])
        user.group_ids = [Command.link(self.env.ref(group).id) for group in groups]
        return user
