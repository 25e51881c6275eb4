# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How rows of a customer are made or found whose model asks for no more than that."""

from .leak_entries import MAIL


def rows_of(model, make_first, path="partner_id"):
    """Return how to find the rows of a report about what another function makes."""

    def find(case, customer, owner):
        make_first(case, customer, owner)
        case.env.flush_all()
        return case.env[model].search([(path, "=", customer.id)])

    return find


def created(model, **values):
    """Return how to create a row of a customer: callables are called with both."""

    def create(case, customer, owner):
        named = {
            name: value(case, customer) if callable(value) else value
            for name, value in values.items()
        }
        return case.env[model].create({"partner_id": customer.id, **named})

    return create


def company(case, customer):
    return case.company.id


def name(case, customer):
    return customer.name


def amount(case, customer):
    return case.amount(customer)


def second_mail(case, customer):
    return f"second{'@own.test' if customer == case.own else MAIL}"


def standing(model, **values):
    return created(model, company_id=company, **values)
