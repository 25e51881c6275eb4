# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""UCI Online Retail as customers, products and sale orders.

Source: Chen, D. (2015), UCI data set 352; prices in GBP, instants taken as UTC.

- A customer is a company; its country is that of its last row.
- A product is goods whose code occurs in a loaded row, named as in its last such row.
- An invoice that the cleaning rules keep (a customer, quantity > 0, price > 0) is a
  confirmed order of its own number and date, one line per row, no taxes. The goods
  were sent and paid outside of this database: no delivery, no invoice.
- A cancellation (number C..., with a customer) is an order in the state *cancelled*,
  dated when it was cancelled, with what was given back as positive quantities.
- A few invoices carry two minutes: the first one counts.
"""

from __future__ import annotations

import bulk
from erp import QUIET

from odoo.tools import SQL

COLUMNS = (
    "invoice text, code text, description text, quantity int, at timestamp,"
    " price numeric, customer text, country text"
)
KEPT = "customer IS NOT NULL AND quantity > 0 AND price > 0"
CANCELLED = "customer IS NOT NULL AND invoice LIKE 'C%%'"
COUNTRY_CODES = {
    "EIRE": "IE",
    "USA": "US",
    "RSA": "ZA",
    "Channel Islands": "JE",  # no country of its own: Jersey, the larger one
}
NO_COUNTRY = {"Unspecified", "European Community"}
PRICE_DIGITS = 3  # the finest price is 0.001


def load(env, path):
    """Load the file into a database without orders."""
    bulk.copy_csv(env.cr, path, "retail_raw", COLUMNS)
    pounds = prepare_company(env)
    stage(env.cr)
    load_customers(env)
    load_products(env)
    load_orders(env, pounds)
    for table in ("res_partner", "product_product", "sale_order", "sale_order_line"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


def prepare_company(env):
    """Make the company keep its books in GBP, and prices as fine as the file's."""
    pounds = env.ref("base.GBP")
    pounds.active = True
    env.company.currency_id = pounds
    precision = env.ref("product.decimal_price")
    precision.digits = max(precision.digits, PRICE_DIGITS)
    return env["product.pricelist"].create({"name": "GBP", "currency_id": pounds.id})


def stage(cr):
    """Split the file into customers, orders and lines, each with its future id."""
    cr.execute(
        SQL(
            """
            CREATE TEMP TABLE retail_line AS
                SELECT nextval('sale_order_line_id_seq') AS id, *,
                       invoice LIKE 'C%%' AS cancelled, abs(quantity) AS units,
                       round(abs(quantity) * price, 2) AS subtotal
                  FROM (SELECT * FROM retail_raw
                         WHERE (KEPT) OR (CANCELLED) ORDER BY "row") kept;
            CREATE TEMP TABLE retail_order AS
                SELECT nextval('sale_order_id_seq') AS id, *
                  FROM (SELECT invoice, cancelled, min(customer) AS customer,
                               min(at) AS at, sum(subtotal) AS total
                          FROM retail_line GROUP BY invoice, cancelled
                      ORDER BY min(at), invoice) grouped;
            CREATE TEMP TABLE retail_customer AS
                SELECT nextval('res_partner_id_seq') AS id, *
                  FROM (SELECT DISTINCT ON (customer) customer, country
                          FROM retail_raw WHERE customer IS NOT NULL
                      ORDER BY customer, "row" DESC) latest;
            """.replace("KEPT", KEPT).replace("CANCELLED", CANCELLED)
        )
    )
    for table in ("retail_line", "retail_order", "retail_customer"):
        cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


def load_customers(env):
    """Add one company per customer number."""
    countries = find_countries(env)
    env.cr.execute(SQL("CREATE TEMP TABLE retail_country (name text, country_id int)"))
    env.cr.executemany("INSERT INTO retail_country VALUES (%s, %s)", countries.items())
    model = env["res.partner"].with_context(**QUIET)
    record = model.create({"name": "Customer", "is_company": True})
    values = {
        "id": "c.id",
        "commercial_partner_id": "c.id",
        "name": "'Customer ' || c.customer",
        "complete_name": "'Customer ' || c.customer",
        "commercial_company_name": "'Customer ' || c.customer",
        "ref": "c.customer",
        "country_id": "n.country_id",
    }
    source = "retail_customer c LEFT JOIN retail_country n ON n.name = c.country"
    bulk.insert_like(record, values, source, "c.id")
    record.unlink()


def find_countries(env):
    """Return {name in the file: country id} for the names that are countries."""
    names = env.execute_query(SQL("SELECT DISTINCT country FROM retail_raw"))
    countries = env["res.country"].search([])
    by_name = {c.name: c.id for c in countries.with_context(lang="en_US")}
    by_code = {c.code: c.id for c in countries}
    ids = {
        name: by_code.get(COUNTRY_CODES.get(name)) or by_name.get(name)
        for (name,) in names
    }
    return {name: country_id for name, country_id in ids.items() if country_id}


def load_products(env):
    """Add the goods through the ORM and remember their ids."""
    rows = env.execute_query(
        SQL(
            """
            SELECT DISTINCT ON (code) code, coalesce(description, code), price
              FROM retail_line ORDER BY code, "row" DESC
            """
        )
    )
    shared = {"type": "consu", "invoice_policy": "order", "taxes_id": False}
    values = [
        {"name": name, "default_code": code, "list_price": float(price), **shared}
        for code, name, price in rows
    ]
    products = env["product.product"].with_context(**QUIET).create(values)
    env.cr.execute(
        SQL("CREATE TEMP TABLE retail_product (code text, id int, name text)")
    )
    env.cr.executemany(
        "INSERT INTO retail_product VALUES (%s, %s, %s)",
        [(p.default_code, p.id, p.display_name) for p in products],
    )


def load_orders(env, pricelist):
    """Add the orders and their lines after two models: confirmed and cancelled."""
    for state in ("sale", "cancel"):
        order = model_order(env, pricelist, state)
        chosen = "o.cancelled" if state == "cancel" else "NOT o.cancelled"
        bulk.insert_like(
            order,
            ORDER,
            f"retail_order o JOIN retail_customer c USING (customer) WHERE {chosen}",
            "o.id",
        )
        confirmed = state == "sale"
        bulk.insert_like(
            order.order_line,
            {**LINE, **(TO_INVOICE if confirmed else {})},
            "retail_line l JOIN retail_order o USING (invoice)"
            " JOIN retail_customer c ON c.customer = o.customer"
            f" JOIN retail_product p ON p.code = l.code WHERE {chosen}",
            "l.id",
        )
        order.state = "cancel"
        order.unlink()


def model_order(env, pricelist, state):
    """Return an order of one line in a state, made by the ORM; it is deleted later."""
    quiet = env(context={**QUIET, "interaction_capture_disable": True})
    product = quiet["product.product"].search([("default_code", "!=", False)], limit=1)
    line = {
        "product_id": product.id,
        "product_uom_qty": 1,
        "price_unit": 1,
        "tax_ids": False,
    }
    order = quiet["sale.order"].create(
        {
            "partner_id": quiet.company.partner_id.id,
            "pricelist_id": pricelist.id,
            "user_id": False,
            "order_line": [(0, 0, line)],
        }
    )
    order.state = state  # not action_confirm: that would plan a delivery
    return order


ORDER = {
    "id": "o.id",
    "name": "o.invoice",
    "client_order_ref": "o.invoice",
    "partner_id": "c.id",
    "partner_invoice_id": "c.id",
    "partner_shipping_id": "c.id",
    "date_order": "o.at",
    "validity_date": "NULL::date",
    "create_date": "o.at",
    "write_date": "o.at",
    "amount_untaxed": "o.total",
    "amount_total": "o.total",
    "margin": "o.total",
    "margin_percent": "CASE WHEN o.total = 0 THEN 0 ELSE 1 END",
}
LINE = {
    "id": "l.id",
    "order_id": "o.id",
    "order_partner_id": "c.id",
    "product_id": "p.id",
    "name": "p.name",
    "product_uom_qty": "l.units",
    "price_unit": "l.price",
    "technical_price_unit": "l.price",
    "price_subtotal": "l.subtotal",
    "price_total": "l.subtotal",
    "price_reduce_taxexcl": "round(l.subtotal / l.units, 2)",
    "price_reduce_taxinc": "round(l.subtotal / l.units, 2)",
    "margin": "l.subtotal",
    "margin_percent": "CASE WHEN l.subtotal = 0 THEN 0 ELSE 1 END",
    "create_date": "l.at",
    "write_date": "l.at",
}
TO_INVOICE = {
    "qty_to_invoice": "l.units",
    "untaxed_amount_to_invoice": "l.subtotal",
}
