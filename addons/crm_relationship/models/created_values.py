# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What new records really get: values, and what the ORM adds to them afterwards.

For each field without a value, `create` takes ``default_<field>`` of the context, which
any client sends, or the user's own row of `ir.default`, which any user writes. A guard
that looks at the values alone does not see either.
"""


def with_defaults(model, vals_list, names):
    """Return the values with what would be added for these fields.

    They are values then: what is checked is what is stored.
    """
    missing = [
        name
        for name in names
        if name in model._fields and any(name not in vals for vals in vals_list)
    ]
    found = model.default_get(missing) if missing else {}
    added = {name: found[name] for name in missing if name in found}
    return [{**added, **vals} for vals in vals_list]


def without_defaults(model, vals_list, names):
    """Keep everybody but the code from filling in these fields.

    :return: the model and the values to create with
    """
    keys = {f"default_{name}" for name in names}
    context = {k: v for k, v in model.env.context.items() if k not in keys}
    plain = model.with_env(model.env(context=context))
    added = {}
    for name in model.env["ir.default"]._get_model_defaults(model._name).keys() & names:
        field = model._fields[name]
        value = field.default(plain) if field.default else False
        cached = field.convert_to_cache(value, plain, validate=False)
        added[name] = field.convert_to_write(
            field.convert_to_record(cached, plain), plain
        )
    return plain, [{**added, **vals} for vals in vals_list]
