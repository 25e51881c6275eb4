# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a program may call over RPC, and what an attacker would give it.

Methods are found, not listed: a new one is called as soon as it is there. Arguments are
made from the names and defaults of the signature; ids in them are of hidden rows.
"""

import inspect
import re
from pathlib import Path

from odoo import models
from odoo.exceptions import AccessError
from odoo.service.model import get_public_method

ADDONS = Path(__file__).resolve().parents[2]
KEY = re.compile(
    r'context(?:\.get\(|\[)\s*"(\w+)"|"(\w+)" (?:not )?in self\.env\.context'
)
#: What no values are given for.
MAGIC = frozenset(models.MAGIC_COLUMNS)
#: Given with their usual meaning, below, or by core in each call.
USUAL = {"active_id", "active_ids", "active_model", "lang", "tz", "uid", "cron_id"}
#: What arguments of these names are, at first and at second.
WORDS = {
    "days": (30, 10**9),
    "limit": (5, 10**6),
    "offset": (0, -1),
    "order": ("id", "partner_id.name desc, id"),
    "number": ("0912345678", "' OR 1=1 --"),
    "rate": (5, -5),
    "revision": (0, -1),
    "graph": ({"entry": "a", "steps": []}, {"entry": [], "steps": {}}),
    "rule": ({"all": []}, {"any": [["partner_id.name", "ilike", "%"]]}),
    "options": ({}, {"period": "last_month", "filters": [["id", ">", 0]]}),
    "filters": (None, {"types": [1], "search": "%"}),
    "cursor": (None, ["2026-01-01", 1]),
    "specification": (
        {"display_name": {}},
        {"display_name": {}, "phone": {}, "email": {}, "comment": {}},
    ),
    "domain": ([], ["|", (1, "=", 1), ("id", ">", 0)]),
    "fields": (["display_name"], ["display_name", "create_uid", "partner_id"]),
    "field_names": (["display_name"], ["display_name", "create_uid"]),
    "fields_to_export": (["id"], ["id", "display_name", "create_uid/login"]),
    "msg_dict": (
        {"subject": "x", "from": "x@x.test", "body": "x"},
        {"subject": "x", "email_from": "x@x.test", "author_id": 1, "body": "x"},
    ),
    "message": ("From: x@x.test\nTo: y@y.test\n\nx", "rubbish"),
    "message_dict": ({"message_id": "<x>", "to": "", "references": ""}, {}),
    "default": (None, {"name": "x"}),
    "choices": (None, {"name": 1}),
    "next_step": (None, {"user_id": 1, "summary": "x", "date": "2026-01-01"}),
}


def open_methods(env, addon):
    """Return [(model, method)] of what an addon defines and RPC calls, each once.

    One of a mixin is called on a model that has it.
    """
    found = {}
    for model in sorted(env.registry):
        for definer in env.registry[model].__mro__:
            if not definer.__module__.startswith(f"odoo.addons.{addon}."):
                continue
            for name, function in vars(definer).items():
                if not inspect.isfunction(function) or name[0] == "_":
                    continue
                key = (definer.__module__, definer.__qualname__, name)
                if _rank(env, model, definer) > _rank(env, found.get(key), definer):
                    found[key] = model
    pairs = {(model, key[-1]) for key, model in found.items()}
    return sorted(pair for pair in pairs if _is_open(env, *pair))


def _rank(env, model, definer):
    """Return how good a model is to call a method on: its own, if that has rows."""
    if model is None:
        return -1
    if env[model]._abstract:
        return 0
    return 1 + (model == "res.partner") + 2 * (model == definer._name)


def _is_open(env, model, name):
    try:
        get_public_method(env[model], name)
    except AccessError:
        return False
    return True


def context_keys():
    """Return the keys of a context that our code reads: any client may send them."""
    found = set()
    for path in ADDONS.glob("crm_*/*/*.py"):
        if path.parent.name != "tests":
            found |= {a or b for a, b in KEY.findall(path.read_text())}
    return sorted(found - USUAL)


class Forge:
    """Arguments, values and contexts that name what is hidden.

    :param hidden: function of a model's name that returns ids of rows
    """

    def __init__(self, env, hidden):
        self.env, self.hidden = env, hidden
        self.keys, self.known = context_keys(), {}

    def arguments(self, model, name, turn):
        """Return arguments by name: at turn 0 what has to be, at turn 1 all of it."""
        method = get_public_method(self.env[model], name)
        _self, *parameters = inspect.signature(method).parameters.values()
        given = {}
        for parameter in parameters:
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                continue
            if turn or parameter.default is parameter.empty:
                given[parameter.name] = self.argument(model, name, parameter, turn)
        return given

    def argument(self, model, method, parameter, turn):
        name = parameter.name
        if name in ("vals", "vals_list"):
            values = self.values(model)
            return [values] if name == "vals_list" else values
        if name == "values":
            return {"subject": "x", "note": "x", "partner_id": self.one("res.partner")}
        if name in WORDS:
            return WORDS[name][turn]
        if name in ("model", "res_model"):
            return ("res.partner", "crm.lead")[turn]
        if name in ("res_id", "thread_id"):
            return self.one(("res.partner", "crm.lead")[turn])
        if name.endswith("_ids"):
            return self.hidden(self.comodel(name[:-4], model))
        if name.endswith("_id"):
            return self.one(self.comodel(name[:-3], model))
        default = parameter.default
        if isinstance(default, bool):
            return not default
        return ("x", "' OR 1=1 --")[turn]

    def comodel(self, word, model):
        """Return the model that a word is the name of, or else the method's own."""
        word = {"kept": "partner", "after": "duplicate.pair"}.get(word, word)
        word = word.replace("_", ".")
        for start in ("res.", "crm.", "crm.journey.", "crm.ticket.", "ir.", "mail."):
            if start + word in self.env:
                return start + word
        return model

    def one(self, model):
        return next(iter(self.hidden(model)), 1)

    def values(self, model):
        """Return values of a row that points at hidden ones wherever it can."""
        if model in self.known:
            return dict(self.known[model])
        values = self.known[model] = {}
        for name, field in self.env[model]._fields.items():
            if name in MAGIC or field.compute or field.related or not field.store:
                continue
            if field.type == "many2one" and field.comodel_name in self.env:
                values[name] = self.one(field.comodel_name)
            elif field.type == "many2many":
                values[name] = [(6, 0, self.hidden(field.comodel_name))]
            elif name == "res_model":
                values[name] = "res.partner"
            elif name == "res_id":
                values[name] = self.one("res.partner")
            elif field.required and field.type in ("char", "text", "html"):
                values[name] = "x"
            elif field.required and field.type in ("date", "datetime"):
                values[name] = "2026-03-02"
        return dict(values)

    def below(self):
        """Return a context that changes a colleague who is below whatever is created."""
        users = self.hidden("res.users")
        return {"default_user_ids": [[1, one, {"signature": "x"}] for one in users]}

    def context(self, model, user):
        """Return what a client may send along."""
        ids = self.hidden(model)
        defaults = {f"default_{k}": v for k, v in self.values(model).items()}
        return {
            **{key: True for key in self.keys if not key.startswith("default_")},
            **defaults,
            "default_partner_id": self.one("res.partner"),
            "default_user_id": user.id,
            "active_model": model,
            "active_id": next(iter(ids), 1),
            "active_ids": ids,
            "bin_size": True,
            "force_company": self.one("res.company"),
            "active_test": False,
            "su": True,
            "uid": 1,
            "sudo": True,
        }
