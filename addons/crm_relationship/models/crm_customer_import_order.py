# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.intake import profiles
from ..tools.intake.dates import DAY_FIRST, MONTH_FIRST
from ..tools.intake.profiles import ORDER
from .crm_customer_import_row import UNREADABLE


class CrmCustomerImport(models.Model):
    """Order exports: rows of one order are one order, as a signed call would tell it.

    A file and the calls of a shop are the same account's, and an order is known by shop
    and number: what came by one way is not doubled by the other. An order stands or falls
    with all its rows.
    """

    _inherit = "crm.customer.import"
    _check_company_auto = True

    order_account_id = fields.Many2one(
        "crm.channel.account",
        string="Orders of",
        check_company=True,
        domain="[('kind', '=', 'marketplace'), ('company_id', '=', company_id)]",
        help="The shop account whose signed calls tell of the same orders: an order that "
        "came by a call is then not doubled by a file. Choose one where the company has "
        "several; where it has none, one is made.",
    )

    has_orders = fields.Boolean(compute="_compute_has_orders")

    @api.depends("file_ids.target")
    def _compute_has_orders(self):
        for batch in self:
            batch.has_orders = ORDER in batch.file_ids.mapped("target")

    @api.model
    def _order_accounts(self, company):
        # sudo: whoever imports need not see accounts
        accounts = self.env["crm.channel.account"].sudo()
        return accounts.search(
            [("kind", "=", "marketplace"), ("company_id", "=", company.id)], limit=2
        )

    def _order_account(self):
        """Return the account of the orders, as the worker of the gateway has it.

        :raise UserError: when the chosen one is no shop account of the company
        """
        if self._is_order_account_wrong():
            raise UserError(self._order_account_wrong())
        account = self.order_account_id.sudo()  # sudo: see `_order_accounts`
        if not account:
            found = self._order_accounts(self.company_id)
            account = found if len(found) == 1 else account
        return account.with_company(self.company_id).with_context(
            tz=account.timezone, allowed_company_ids=self.company_id.ids
        )

    def _is_order_account_wrong(self):
        """Tell whether what was chosen is no shop account of the company, in use."""
        account = self.order_account_id.sudo()  # sudo: see `_order_accounts`
        return bool(account) and (
            account.kind != "marketplace"
            or account.company_id != self.company_id
            or not account.active
        )

    def _order_account_wrong(self):
        return self.env._(
            "The account chosen under How is no shop account that the company uses: "
            "choose another."
        )

    def _make_order_account(self):
        """Return the account of the orders; it is made where there is none."""
        account = self._order_account()
        if account:
            return account
        if self._order_accounts(self.company_id):
            raise UserError(self._order_question())
        # sudo: it has no secret, and takes no call until an administrator enters one
        self.env["crm.channel.account"].sudo().create(
            {
                "name": self.env._("Orders"),
                "kind": "marketplace",
                "company_id": self.company_id.id,
                "timezone": self.tz,
            }
        )
        return self._order_account()

    def _order_question(self):
        return self.env._(
            "The company has several shop accounts: choose under How whose orders these "
            "are."
        )

    @api.depends("file_ids.shop", "order_account_id")
    def _compute_question(self):
        return super()._compute_question()

    def _questions(self):
        return super()._questions() + self._order_questions()

    def _has_questions(self):
        return super()._has_questions() or bool(self._order_questions())

    def _order_questions(self):
        asked = []
        orders = self.file_ids.filtered(lambda f: f.target == ORDER and not f.error)
        if orders and self._is_order_account_wrong():
            asked.append(self._order_account_wrong())
        elif orders and not self._order_account():
            if self._order_accounts(self.company_id):
                asked.append(self._order_question())
        for file in orders.filtered(lambda f: not f.shop and not f._has_shop_column()):
            asked.append(
                self.env._(
                    "%(file)s: say under Files which shop the orders are of, as its "
                    "calls name it.",
                    file=file.name,
                )
            )
        return asked

    def _plan_of(self, file):
        plan = super()._plan_of(file)
        if file.target != ORDER:
            return plan
        constants = {**plan.constants, "shop": file.shop or ""}
        if "currency" not in {column.name for column in plan.columns}:
            constants.setdefault("currency", self.company_id.currency_id.name)
        return replace(plan, constants=constants)

    # ------------------------------------------------------------
    # Which rows are one order
    # ------------------------------------------------------------

    def _check_rows(self):
        files = self.file_ids.filtered(lambda f: f.target == ORDER)
        for file in files:
            self._key_orders(file)
            yield
        yield from super()._check_rows()

    def _key_orders(self, file):
        """Give the rows of a file the key of their order: those of one are found by it."""
        at = {column.name: column.sequence for column in file.column_ids if column.name}
        if "order" not in at:
            return
        self.env.cr.execute(
            SQL(
                "UPDATE crm_customer_import_row SET code = 'order,' || COALESCE("
                "NULLIF(%(shop)s, ''), %(name)s) || ',' || %(order)s"
                " WHERE file_id = %(file)s AND state = 'pending' AND verdict IS NULL"
                " AND %(order)s <> ''",
                shop=_cell(at.get("shop", 10_000)),
                name=file.shop or "",
                order=_cell(at["order"]),
                file=file.id,
            )
        )
        self.env["crm.customer.import.row"].invalidate_model()

    def _give_name(self, item):
        return None if item.target == ORDER else super()._give_name(item)

    def _grouped_orders(self, items):
        """Return lists of all rows of the orders that these rows are of, in their order.

        A row without an order is alone.
        """
        known = {item.row_id: item for item in items}
        plans = {file.id: self._plan_of(file) for file in self.file_ids}
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT s.id, s.file_id, s.line, s.cells, s.state, s.code,"
                " CASE WHEN s.verdict IS NULL OR s.issues->0->>'code' = ANY(%(hurt)s)"
                " THEN s.issues END FROM crm_customer_import_row r"
                " JOIN crm_customer_import_row s ON s.id = r.id OR"
                " (s.import_id = r.import_id AND s.code = r.code)"
                " WHERE r.id = ANY(%(ids)s) ORDER BY s.id",
                ids=list(known),
                hurt=UNREADABLE,
            )
        )
        groups = defaultdict(list)
        for row_id, file_id, line, cells, state, code, issues in rows:
            item = known.get(row_id) or self._item(
                plans, row_id, file_id, line, cells, issues
            )
            item.name, item.is_waiting = code or "", state == "pending"
            groups[code or row_id].append(item)
        return list(groups.values())


def _cell(place):
    """Return a cell with its blanks as its value has them."""
    return SQL("btrim(regexp_replace(cells->>%s, '\\s+', ' ', 'g'))", place)


class CrmCustomerImportFile(models.Model):
    _inherit = "crm.customer.import.file"

    shop = fields.Char(
        compute="_compute_shop", store=True, readonly=False,
        help="Of orders: as the calls of the shop name it. Orders are known by shop and "
        "number; a column with the shop goes before it.",
    )  # fmt: skip

    @api.depends("profile", "target")
    def _compute_shop(self):
        """Propose the name that the last file of the same program had."""
        for file in self:
            if file.target != ORDER:
                file.shop = False
                continue
            profile = profiles.profiles().get(file.profile)
            own = profile.constants.get("shop") if profile else False
            file.shop = file.shop or self._last_shop(file) or own

    def _last_shop(self, file):
        rows = self.env.execute_query(
            SQL(
                "SELECT f.shop FROM crm_customer_import_file f JOIN crm_customer_import b"
                " ON b.id = f.import_id WHERE b.company_id = %s AND f.profile = %s"
                " AND f.shop <> '' ORDER BY f.id DESC LIMIT 1",
                file.import_id.company_id.id or None,
                file.profile or None,
            )
        )
        return rows[0][0] if rows else False

    def _finish_reading(self, counts, evidence):
        """Read all dates of an order export in one order: one program wrote them."""
        super()._finish_reading(counts, evidence)
        if self.target != ORDER:
            return
        columns = self.column_ids.sudo()  # sudo: the job's own bookkeeping
        dates = columns.filtered(lambda c: c.name in profiles.DATES)
        known = set(dates.mapped("date_order")) & {DAY_FIRST, MONTH_FIRST}
        if len(known) == 1:
            dates.filtered("is_asked").date_order = known.pop()

    def _has_shop_column(self):
        return "shop" in self.column_ids.mapped("name")
