# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every method that an addon opens over RPC, called by people whom it is not for.

Whoever calls gives no ids, ids of rows that they may not see, arguments and a context
that name such rows, and ids of their own with all that. The call has to be refused, or to
tell nothing and to change nothing that is not the caller's. Each call is undone.
"""

import json
from collections import defaultdict
from contextlib import closing
from copy import deepcopy
from itertools import chain, islice, starmap

import psycopg2
from werkzeug.exceptions import HTTPException

from odoo import Command
from odoo.exceptions import AccessDenied, RedirectWarning, UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import new_test_user
from odoo.tools import SQL, mute_logger

from . import leak_entries as entries
from .leak_harness import SALES, LeakCase
from .rpc_forge import Forge, open_methods

#: What was said where only the owner and managers read it: for roles that see contacts.
SECRET = "Qvxjwz"
INNERMOST = (SECRET, SECRET.lower(), "987654", "987,654")
#: Roles that call, by what must not be told to them.
CALLERS = {
    "public": entries.TOKENS,
    "portal": entries.TOKENS,
    "employee": INNERMOST,
    "stranger": (*entries.TOKENS, *INNERMOST),
    "abroad": (*entries.TOKENS, *INNERMOST),
    "boss": (*entries.TOKENS, *INNERMOST),
}
#: What a manager of another company manages, where it is installed.
MANAGERS = (
    "sales_team.group_sale_manager",
    "crm_relationship.group_data_steward",
    "crm_ticket_sla.group_crm_ticket_sla_manager",
    "crm_marketing_auto.group_crm_marketing_auto_manager",
)
#: How a call that makes no sense ends.
REFUSALS = (
    UserError, RedirectWarning, AccessDenied, HTTPException, TypeError, ValueError, KeyError,
    AttributeError, IndexError, NotImplementedError,
    # core answers it in words (service/model.py: retrying)
    psycopg2.IntegrityError,
)  # fmt: skip
#: Tables of what follows from what one may do, whatever one may write by hand.
CONSEQUENCES = {
    "bus_bus": "browsers are told",
    "ir_cron_trigger": "jobs are woken",
    "mail_message": "a change is noted",
    "mail_notification": "and told",
    "mail_followers": "to whom follows",
    "mail_tracking_value": "with what was before",
    "mail_mail": "by mail",
    "mail_mail_res_partner_rel": "to people",
    "mail_followers_mail_message_subtype_rel": "of what they follow",
    "crm_partner_stat_queue": "figures of a customer are computed anew",
    "crm_duplicate_queue": "a contact is compared with others",
    "crm_qualification_queue": "leads are judged anew",
    "crm_export_log": "what is taken out is written down",
    "ir_model_data": "an export gives ids",
}
#: Before the name of an error that is no answer: what was given was not looked at.
BREAKS = "breaks by "
COUNTS = """
    SELECT relname, changes FROM (SELECT relname,
        pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
        + pg_stat_get_xact_tuples_deleted(oid) AS changes
        FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    ) c WHERE changes > 0
"""


class RpcAttackCase(LeakCase):
    """Calls of everything, in every role; an addon's test gives it models."""

    allow_inherited_tests_method = True
    #: the addon whose methods are called
    module = "crm_relationship"
    callers = CALLERS
    #: {role of this addon: addons that it builds on, whose methods it calls as well}
    also: dict[str, tuple[str, ...]] = {}
    #: {model.method: (tables that it may have written for whoever calls, why)}
    consequences: dict[str, tuple[tuple[str, ...], str]] = {}
    #: {model.method: why it is not called}
    uncalled = {"ir.http.session_info": "of a request, and there is none"}
    #: how many calls have to tell a manager of the canary
    told_at_least = 5
    #: the addon whose methods tell of customers by name, where this one's do not
    teller: str | None = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Another company"})
        managers = [g for g in MANAGERS if cls.env.ref(g, raise_if_not_found=False)]
        for role, groups in (("abroad", SALES), ("boss", ",".join(managers))):
            cls.roles[role] = new_test_user(
                cls.env,
                f"leak_{role}",
                groups=groups,
                name=role.title(),
                company_id=cls.other_company.id,
                company_ids=[Command.set(cls.other_company.ids)],
            )

    # ------------------------------------------------------------
    # What is hidden
    # ------------------------------------------------------------

    def hide(self):
        """Plant what is hidden, and what is the stranger's own."""
        self.confidential(True)
        stranger, owner = self.roles["stranger"], self.roles["owner"]
        own = self.make_rows(self.own, stranger)
        planted = self.plant()
        # a manager of another company sees contacts that are of none
        planted["res.partner"].company_id = self.company
        canary = planted["res.partner"][:1]
        self._log(
            "call",
            partner=canary,
            user=owner,
            subject=SECRET,
            note=SECRET,
            share_level="metadata",
        )
        self.end_transaction()
        self.planted = {name: rows for name, rows in planted.items() if rows}
        self.own_rows = {name: rows.ids for name, rows in own.items() if rows}
        self._ids = {
            "res.company": self.company.ids,
            "res.users": owner.ids,
            **{name: rows.ids for name, rows in self.planted.items()},
        }
        self.forge = Forge(self.env, self.hidden)
        for addon in {self.module, *chain.from_iterable(self.also.values())}:
            for model, _method in open_methods(self.env, addon):
                self._invent(model)
        self.tables = self._tables()
        self.planted["res.users"] = owner
        self.base = {name: self._print(name) for name in self.planted}
        self.rights, self.is_stale = {}, False
        self.counts = self._counted()

    def hidden(self, model):
        """Return ids of rows that are hidden, or of any that there are."""
        if model not in self._ids:
            records = self.env[model].with_context(active_test=False)
            is_stored = not records._abstract and records._auto
            self._ids[model] = records.search([], limit=2).ids if is_stored else []
        return self._ids[model]

    def _invent(self, model):
        """Let there be a row of a model, of which nobody but the system is."""
        records = self.env[model]
        if records._abstract or not records._auto or self.hidden(model):
            return
        try:
            with self.env.cr.savepoint():
                rows = records.create(self.forge.values(model))
        except (*REFUSALS, psycopg2.Error):
            return  # it has to be made in another way
        self._ids[model], self.planted[model] = rows.ids, rows

    def _tables(self):
        """Return {table: models that may write it}."""
        found = defaultdict(set)
        for name, model in self.env.registry.items():
            if model._auto and not model._abstract:
                found[model._table].add(name)
                for field in model._fields.values():
                    if field.type == "many2many" and field.store:
                        found[field.relation] |= {name, field.comodel_name}
        return found

    def _print(self, name):
        """Return a digest of the canary's rows of a model; None of a report."""
        rows = self.planted[name]
        if not rows._auto:
            return None
        query = SQL(
            "SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM %s t"
            " WHERE id = ANY(%s)",
            SQL.identifier(rows._table),
            rows.ids,
        )
        return self.env.execute_query(query)[0][0]

    def _counted(self):
        self.env.cr.execute(COUNTS)
        return dict(self.env.cr.fetchall())

    # ------------------------------------------------------------
    # Calling
    # ------------------------------------------------------------

    def calls(self, model, name, user):
        """Yield (what is given, args, kwargs) of the ways in which a method is called."""
        is_of_model = getattr(
            get_public_method(self.env[model], name), "_api_model", False
        )
        forged = self.forge.context(model, user)
        plain = self.forge.arguments(model, name, 0)
        full = self.forge.arguments(model, name, 1)
        if name == "create":
            yield "none", [[]], {}
        if is_of_model:
            for given, named in (
                ("plain", plain),
                ("below", {**plain, "context": self.forge.below()}),
                ("context", {**plain, "context": forged}),
                ("forged", {**full, "context": forged}),
            ):
                # core looks at the values that it creates with by their place
                values = [named.pop("vals_list")] if "vals_list" in named else []
                yield given, values, named
            return
        hidden = self.hidden(model)
        yield "none", [[]], plain
        yield "hidden", [hidden], plain
        yield "forged", [hidden], {**full, "context": forged}
        own = self.own_rows.get(model)
        if self.env[model]._transient:
            own = self._wizard(model, user)
        if own:
            yield "own", [own], {**full, "context": forged}

    def _wizard(self, model, user):
        """Return the id of a wizard of one's own that points at what is hidden."""
        values = self.forge.values(model)
        wizard, self.is_stale = self.env[model].with_user(user), True
        try:
            with self.env.cr.savepoint():
                return wizard.create(values).ids
        except (*REFUSALS, psycopg2.Error):
            return []

    def attack(self, role, model, name):
        """Yield what is wrong with the answers of a method, in words."""
        user = self.roles[role]
        with closing(self.env.cr.savepoint()):
            for given, args, kwargs in self.calls(model, name, user):
                type(self).cells += 1
                said, changed = self._call(user, model, name, args, kwargs)
                where = f"{model}.{name} by {role}, {given}"
                if self._tells_to(role, said):
                    yield f"{where}: tells {said[:300]}"
                for what in self._wrong(role, user, model, name, changed):
                    yield f"{where}: {what}"

    def _call(self, user, model, name, args, kwargs):
        """Return what a call says, and the tables that it changes; undo it."""
        env = self.env(user=user.id, su=False, context={})
        self.env.invalidate_all()
        with closing(self.env.cr.savepoint()):
            try:
                # a method may change what it is given, and is called again with it
                answer = call_kw(env[model], name, *deepcopy((args, kwargs)))
                said = json.dumps(answer, default=str, ensure_ascii=False)
                self.env.cr.flush()
            except REFUSALS as error:
                self.is_stale = True
                return f"{type(error).__name__}: {error}", {}
            except Exception as error:  # what it is, is told
                self.is_stale = True
                return str(error), {f"{BREAKS}{type(error).__name__}": set()}
            changed = self._changed()
        if any(table.startswith(("ir_", "res_")) for table in changed):
            self.env.registry.clear_all_caches()
        if changed and self.is_stale:
            # perhaps by one before, that was refused: once more, counted from here
            self.is_stale = False
            return self._call(user, model, name, args, kwargs)
        return said, changed

    def _changed(self):
        """Return {table: models of the canary's rows in it that are others now}."""
        now, before = self._counted(), self.counts
        self.counts = now
        found = {}
        for table, count in now.items():
            if count != before.get(table, 0):
                names = self.tables[table] & self.planted.keys()
                found[table] = {n for n in names if self._print(n) != self.base[n]}
        return found

    # ------------------------------------------------------------
    # Judging
    # ------------------------------------------------------------

    def _tells_to(self, role, said):
        return any(token in said for token in self.callers[role])

    def _wrong(self, role, user, model, name, changed):
        may, _why = self.consequences.get(f"{model}.{name}", ((), ""))
        for table, others in changed.items():
            if table.startswith(BREAKS):
                yield table
            elif table not in may:
                for other in others:
                    if not self._may(role, user, other, self._ids[other]):
                        yield f"changes hidden {other}"
                writers = self.tables[table]
                if table not in CONSEQUENCES and not any(
                    self._may(role, user, writer) for writer in writers
                ):
                    yield f"writes {table}"

    def _may(self, role, user, model, ids=()):
        """Tell whether somebody may write a model at all, or these rows."""
        key = (role, model, bool(ids))
        if key not in self.rights:
            rows = self.env[model].with_user(user).browse(ids)
            kinds = ("write",) if ids else ("create", "write", "unlink")
            self.rights[key] = any(rows.has_access(kind) for kind in kinds)
        return self.rights[key]

    # ------------------------------------------------------------
    # The promise
    # ------------------------------------------------------------

    def test_no_method_tells_or_changes_what_is_not_the_callers(self):
        with mute_logger("odoo"):
            self.hide()
            wrong = list(chain.from_iterable(starmap(self.attack, self._attacks())))
            told = islice(filter(None, self._told_to_a_manager()), self.told_at_least)
            told = len(list(told))

        self.assertFalse(wrong, "\n".join(wrong))
        # else that nobody is told would prove nothing
        self.assertEqual(told, self.told_at_least)

    def _attacks(self):
        """Yield (role, model, method)."""
        for role in self.callers:
            for addon in (self.module, *self.also.get(role, ())):
                for model, name in open_methods(self.env, addon):
                    if f"{model}.{name}" not in self.uncalled:
                        yield role, model, name

    def _told_to_a_manager(self):
        """Yield whether each call tells of the canary where it may."""
        user = self.roles["manager"]
        for model, name in open_methods(self.env, self.teller or self.module):
            with closing(self.env.cr.savepoint()):
                for _given, args, kwargs in self.calls(model, name, user):
                    yield self._tells(self._call(user, model, name, args, kwargs)[0])
