# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Text that would run in the browser of whoever looks at it, and a walk over pages."""

import json

from odoo.tests import HttpCase

#: What a browser would run if a page showed it as it is: as an element, in an attribute.
RUNS = '<img src="data:,x" onerror="window.planted=1">'
PLANT = (
    f"\"'>{RUNS}<svg onload=window.planted=1></svg><script>window.planted=1</script>"
)
#: Opens each page, waits until it shows the planted text, and whether that ran.
WALK = """
const pages = %s;
const shows = (text) =>
    document.body.textContent.includes(text) ||
    [...document.querySelectorAll("input, textarea")].some((e) => e.value.includes(text));
const until = async (ready, what) => {
    for (let left = 150; !ready(); left--) {
        if (!left) throw new Error(what);
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
};
// errors of pictures come one after the other: after this one, all before it came
const settled = () =>
    new Promise((resolve) => {
        const image = new Image();
        image.onerror = resolve;
        image.src = "data:,y";
    });
(async () => {
    const { services } = odoo.__WOWL_DEBUG__?.root.env || {};
    for (const { name, action, text, tab, rings } of pages) {
        if (action) {
            await services.action.doAction(action, {
                clearBreadcrumbs: true,
            });
        }
        if (rings) {
            await services.crm_calls.onCall(rings);
        }
        if (tab) {
            await until(() => document.querySelector(tab), name + " has no " + tab);
            document.querySelector(tab).click();
        }
        await until(() => shows(text), name + " does not show what was planted");
        await settled();
        if (window.planted) throw new Error(name + " ran what was planted");
    }
    // what would have run is seen: the walk proves something
    const proof = document.createElement("div");
    proof.innerHTML = %s;
    document.body.append(proof);
    await until(() => window.planted, "the walk does not see what runs");
    console.log("test successful");
})().catch((error) => console.error(String(error)));
"""
READY = "odoo.isReady === true"


def planted(text):
    """Return a text that runs where it is not escaped."""
    return f"{text} {PLANT}"


class PlantedCase(HttpCase):
    """Pages of the web client and of the portal that show what strangers wrote."""

    def form(self, record, text, tab=""):
        """Return a page: the form of a record, or its tab, once it shows a text."""
        return self.page(
            record._name, text, tab, res_id=record.id, views=[[False, "form"]]
        )

    def page(self, model, text, tab="", **action):
        """Return a page: an action, and the tab of the form that is opened then."""
        action = {"type": "ir.actions.act_window", "res_model": model, **action}
        return {"name": f"{model} {text}", "action": action, "text": text, "tab": tab}

    def client(self, tag, text, **params):
        """Return a page that is made by a script, once it shows a text."""
        action = {"type": "ir.actions.client", "tag": tag, "params": params}
        return {"name": f"{tag} {text}", "action": action, "text": text}

    def walk(self, pages, login, url="/odoo"):
        self.env.flush_all()
        code = WALK % (json.dumps(pages), json.dumps(RUNS))
        ready = READY if pages[0].get("action") else ""
        self.browser_js(url, code, ready, login=login, timeout=120)

    def assertEscaped(self, text):
        """A page made by the server shows what was planted, and none of it as markup."""
        self.assertIn("window.planted", text)
        self.assertNotIn(RUNS, text)
        self.assertNotIn("<svg onload", text)
        self.assertNotIn("<script>window.planted", text)
