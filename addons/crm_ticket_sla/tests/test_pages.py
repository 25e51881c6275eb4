# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: whoever sees a menu can open its page, in every view and for each record."""

from lxml import etree

from odoo.tests import tagged

from .sla_common import RESOLUTION, RESPONSE, SlaCase

ROOT = "crm_ticket_sla.crm_ticket_sla_menu_root"
X2MANY = ("one2many", "many2many")


@tagged("post_install", "-at_install")
class TestPages(SlaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._promise((RESPONSE, 2), (RESOLUTION, 8))
        names = ["category_id", "product_id"]
        cls.stage_solved.required_field_ids = cls.env["ir.model.fields"].search(
            [("model", "=", "crm.ticket"), ("name", "in", names)]
        )
        cls.env["crm.ticket.macro"].create({"name": "Thanks", "reply": "<p>Thanks</p>"})

    def setUp(self):
        super().setUp()
        ticket = self._open(user_id=self.user_an.id)
        self._advance(ticket, "06-02 12:00")

    def _actions(self, user):
        """Return the window actions of the menus that a user sees."""
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        root = self.env.ref(ROOT).id
        ids, todo = [], [root]
        while todo:
            menu = menus[todo.pop()]
            todo += menu["children"]
            if menu["action_model"] == "ir.actions.act_window":
                ids.append(menu["action_id"])
        return self.env["ir.actions.act_window"].browse(dict.fromkeys(ids))

    def _specification(self, arch, fields):
        """Return what the web client reads for a view."""
        found = {}
        for node in arch.iter("field"):
            if any(parent.tag == "field" for parent in node.iterancestors()):
                continue
            field = fields[node.get("name")]
            found[node.get("name")] = {}
            if field["type"] in ("many2one", *X2MANY):
                found[node.get("name")] = {"fields": {"display_name": {}}}
        return found

    def _open_view(self, model, action, kind, view):
        fields = model.fields_get()
        spec = self._specification(etree.fromstring(view["arch"]), fields)
        records = model.web_search_read([], spec, limit=80)["records"]
        if kind == "form" and model.has_access("create"):
            model.onchange({}, [], spec)
        return len(records)

    def test_every_page_opens_for_who_sees_its_menu(self):
        for user, fewest in ((self.user_an, 8), (self.user_manager, 18)):
            actions = self._actions(user)
            self.assertGreaterEqual(len(actions), fewest)
            for action in actions:
                model = self.env[action.res_model].with_user(user)
                kinds = [kind for _id, kind in action.views]
                wanted = [
                    (view_id, kind)
                    for view_id, kind in action.views
                    if kind in ("list", "form", "kanban")
                ]
                if "list" in kinds and "form" not in kinds:
                    wanted.append((False, "form"))
                views = model.get_views(wanted)["views"]
                for kind, view in views.items():
                    with self.subTest(user=user.name, page=action.path, view=kind):
                        self._open_view(model, action, kind, view)
