# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether somebody learns of a customer whom they may not see, asked in every way.

A model joins by one line, in the test file of its addon::

    LEAK_MODELS += [LeakModel("crm.ticket", make=lambda case, customer, owner: ...)]

and is then asked for by every role through every entry of `leak_entries`. `make`
returns the rows of a customer, and is called twice: for a customer of the salesperson
who asks, so that the right answer is not merely an empty one, and for the canary.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from . import leak_entries as entries
from .common import RelationshipCase

_logger = logging.getLogger(__name__)

SALES = "sales_team.group_sale_salesman"
EXPORT = "base.group_allow_export"
#: Roles of who asks, by their groups. Stranger: a salesperson with customers of their
#: own, who leads another team than the owner's and may merge contacts; the others are
#: colleagues, combinations of rights, and people from outside.
ROLES = {
    "stranger": f"{SALES},crm_relationship.group_data_steward",
    "stranger_invoicing": f"{SALES},account.group_account_invoice",
    "stranger_stock": f"{SALES},stock.group_stock_user",
    "accountant": "account.group_account_invoice",
    "warehouse": "stock.group_stock_user",
    "employee": "base.group_user",
    "portal": "base.group_portal",
    "public": "base.group_public",
}
#: Who sees the canary, whatever the model: its owner and those who see all.
SEEING = {
    "owner": SALES,
    "all": "sales_team.group_sale_salesman_all_leads",
    "manager": "sales_team.group_sale_manager",
}
#: Refusals are logged.
CHATTY = (
    "odoo.models",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
)
BACK_OFFICE = frozenset(
    {"accountant", "warehouse", "stranger_invoicing", "stranger_stock"}
)
COLLEAGUES = BACK_OFFICE | {"employee"}


@dataclass(frozen=True)
class LeakModel:
    """A model whose rows are somebody's customer's, and how it is asked for."""

    name: str
    make: Callable
    #: path to the customer; None: rows know no customer, and are asked without
    customer: str | None = "partner_id"
    fields: tuple[str, ...] = ("display_name",)
    #: a number that is summed
    amount: str | None = None
    #: what rows are grouped by; a selection and its value in the canary's rows
    group: str = "create_uid"
    bar: tuple[str, str] | None = None
    order: str = "id"
    #: entries that find nothing by what the canary's rows are called
    silent: frozenset = frozenset()
    #: entries that core answers differently, without telling anything
    unasked: frozenset = frozenset()
    #: somebody who sees all rows by every entry
    witness: str = "manager"
    #: roles that see all rows for their work, and are asked whether they do
    seen_by: frozenset = frozenset()
    #: roles that see other rows of the customer: asked by the ids of these rows only
    partly: frozenset = frozenset()
    #: roles that core lets see rows, which we leave as it is: not asked
    left_to_core: frozenset = frozenset()
    #: roles among those who see customers that have no right to the model
    unseen_by: frozenset = frozenset()
    #: whether other salespeople see rows while customers are not confidential
    is_open_when_off: bool = False

    @property
    def first(self):
        return self.customer.split(".")[0]

    def path(self, name):
        return name if self.customer == "id" else f"{self.customer}.{name}"

    def entries(self, role):
        """Return the ways in which a role is asked for all rows."""
        asked = dict(entries.ASKED_OF_ALL)
        if self.bar:
            asked |= entries.ASKED_BY_STATE
        if self.customer:
            asked |= entries.ASKED_BY_CUSTOMER
        unasked = set(self.unasked)
        if self.customer == "id":
            unasked |= {"ordered by the customer", "search panel"}
        if role not in ("stranger", self.witness):
            unasked |= asked.keys() - entries.BRIEF
        return {name: ask for name, ask in asked.items() if name not in unasked}


class LeakCase(RelationshipCase):
    """People of every role, a customer of the one who asks, and the canary."""

    leaks: list[LeakModel] = []
    #: roles of an addon's own, by their groups: named by models as who sees them
    more_roles: dict[str, str] = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = {
            role: cls._create_user(role, groups)
            for role, groups in {**ROLES, **SEEING, **cls.more_roles}.items()
        }
        stranger, owner = cls.roles["stranger"], cls.roles["owner"]
        for name, leader, member in (
            ("North", stranger, cls.user_lan),
            ("South", cls.user_hoa, owner),
        ):
            cls.env["crm.team"].create(
                {
                    "name": name,
                    "user_id": leader.id,
                    "crm_team_member_ids": [Command.create({"user_id": member.id})],
                }
            )
        cls.product.invoice_policy = "order"
        cls.own = cls._create_customer(
            "Own customer", user_id=stranger.id, phone="+84 24 3825 1111"
        )
        #: how many cells of model, role and entry were asked
        cls.cells = 0
        cls.addClassCleanup(
            lambda: _logger.info("%s: %s cells", cls.__name__, cls.cells)
        )

    def setUp(self):
        super().setUp()
        #: what makers make once for a customer
        self.documents = {}

    @classmethod
    def _create_user(cls, role, groups):
        if "portal" not in groups and "public" not in groups:
            groups += f",{EXPORT}"
        return new_test_user(
            cls.env,
            f"leak_{role}",
            groups=groups,
            name=role.capitalize(),
            email=f"{role}@company.test",
            lang="en_US",
        )

    def amount(self, customer):
        """Return what a customer's documents are worth: the canary's is a token."""
        return 1000.0 if customer == self.own else entries.AMOUNT

    # ------------------------------------------------------------
    # The canary
    # ------------------------------------------------------------

    def plant(self):
        """Create the canary, a customer of the owner, and its rows of every model."""
        owner = self.roles["owner"]
        canary = self._create_customer(
            entries.TOKEN,
            user_id=owner.id,
            phone=entries.PHONE,
            email=entries.MAIL,
        )
        return self.make_rows(canary, owner)

    def make_rows(self, customer, owner):
        """Return ``{model: rows}`` of a customer, with a chatter where there is one."""
        rows = {k.name: k.make(self, customer, owner) for k in self.leaks}
        for found in rows.values():
            if isinstance(found, self.registry["mail.thread"]) and customer != self.own:
                self._talk(found[:1], owner)
        self.end_transaction()
        return rows

    def _talk(self, record, owner):
        """Leave a message, a file, an activity and a follower on a document."""
        record.message_post(body=entries.TOKEN, author_id=owner.partner_id.id)
        self.env["ir.attachment"].create(
            {
                "name": f"{entries.TOKEN}.txt",
                "raw": b"secret",
                "res_model": record._name,
                "res_id": record.id,
            }
        )
        record.message_subscribe(partner_ids=owner.partner_id.ids)
        if isinstance(record, self.registry["mail.activity.mixin"]):
            record.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=entries.TOKEN,
                user_id=owner.id,
            )

    def confidential(self, on):
        self.env["ir.config_parameter"].set_param(
            "crm_relationship.confidential_customers", "True" if on else False
        )

    # ------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------

    def ask(self, question, subject, leak):
        """Return the answer as text, or how the question was refused."""
        type(self).cells += 1
        try:
            answer = question(subject, leak)
        except (UserError, ValueError) as error:  # it may not tell anything either
            return (
                f"refused: {type(error).__name__} {error if self._tells(error) else ''}"
            )
        return json.dumps(answer, default=self._plain, ensure_ascii=False)

    @staticmethod
    def _plain(value):
        if isinstance(value, models.BaseModel):
            return [value._name, value.ids]
        return str(value)

    @staticmethod
    def _tells(text):
        return any(token in str(text) for token in entries.TOKENS)

    def answers(self, roles):
        """Return ``{(model, role, entry): answer}`` for all rows of all models."""
        rows = {leak.name: self.env[leak.name] for leak in self.leaks}
        return self._answers(rows, roles, LeakModel.entries)

    def answers_by_id(self, rows, roles):
        """Return the same for the ids of the canary's rows."""
        return self._answers(rows, roles, lambda leak, role: entries.ASKED_BY_ID)

    def _answers(self, rows, roles, questions):
        self.env.flush_all()
        found = {}
        with mute_logger(*CHATTY):
            for leak in self.leaks:
                for role in roles(leak):
                    mine = rows[leak.name].with_user(self.roles[role])
                    # what one role read is in no other's cache
                    self.env.invalidate_all()
                    if not mine.browse().has_access("read"):
                        found[leak.name, role, "access"] = "refused: all"
                        continue
                    for entry, question in questions(leak, role).items():
                        found[leak.name, role, entry] = self.ask(question, mine, leak)
        return found

    @staticmethod
    def blind(leak):
        """Return the roles for whom the canary's rows are not there."""
        return [r for r in ROLES if r not in leak.seen_by | leak.left_to_core]

    @staticmethod
    def quite_blind(leak):
        """Return those for whom no row of the canary's is there."""
        return [r for r in LeakCase.blind(leak) if r not in leak.partly]

    @staticmethod
    def seeing(leak):
        """Return the roles that see the canary's rows."""
        return [r for r in (*SEEING, *leak.seen_by) if r not in leak.unseen_by]
