# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every way of asking for rows of a model, as functions of (model, LeakModel).

Each is asked before and after a customer is planted. Whoever may not see the customer
must get the very same answer: no id, no name, no number and no sum is another one.
"""

#: What gives the planted customer away, in whatever field it stands.
TOKEN = "Zyxwqa"
PHONE = "+84 283 765 4321"
DIGITS = "765 4321"
MAIL = "boss@zyxwqa.test"
AMOUNT = 987654.0
TOKENS = (TOKEN, TOKEN.lower(), DIGITS, "7654321", "987654", "987,654")


def _aggregates(leak):
    return ["__count", *([f"{leak.amount}:sum"] if leak.amount else [])]


def _shown(leak):
    """Return the specification of a list: its fields, and more of the customer."""
    spec = {name: {} for name in leak.fields}
    if leak.customer:
        first = leak.customer.split(".")[0]
        spec[first] = {"fields": {"display_name": {}}} if first != "id" else {}
    return spec


def _progress(model, leak):
    name, value = leak.bar
    return model.read_progress_bar(
        [], leak.group, {"field": name, "colors": {value: "x"}}
    )


ASKED_OF_ALL = {
    "search": lambda m, k: m.search([]).ids,
    "search_count": lambda m, k: m.search_count([]),
    "search_read": lambda m, k: m.search_read([], k.fields),
    "search ordered": lambda m, k: m.search([], order=f"{k.order}, id").ids,
    "web_search_read": lambda m, k: m.web_search_read([], _shown(k)),
    "name_search": lambda m, k: m.name_search(TOKEN),
    "name_search of all": lambda m, k: m.name_search("", limit=None),
    "web_name_search": lambda m, k: m.web_name_search(TOKEN, {"display_name": {}}),
    "_read_group": lambda m, k: m._read_group([], [], _aggregates(k)),
    "_read_group by group": lambda m, k: m._read_group([], [k.group], _aggregates(k)),
    "formatted_read_group": lambda m, k: m.formatted_read_group(
        [], [k.group], _aggregates(k)
    ),
    "formatted_read_grouping_sets": lambda m, k: m.formatted_read_grouping_sets(
        [], [[k.group], []], _aggregates(k)
    ),
    "web_read_group": lambda m, k: m.web_read_group(
        [],
        [k.group],
        _aggregates(k),
        auto_unfold=True,
        unfold_read_specification=_shown(k),
    ),
    "export_data": lambda m, k: m.search([]).export_data(k.fields),
}
#: For models with a state to count.
ASKED_BY_STATE = {"read_progress_bar": _progress}
#: For models with a searchable path to the customer.
ASKED_BY_CUSTOMER = {
    "where the phone is like": lambda m, k: (
        m.search([(k.path("phone"), "like", DIGITS)]).ids
    ),
    "where the name is like": lambda m, k: m.search_count(
        [(k.path("name"), "ilike", TOKEN)]
    ),
    "where the mail is": lambda m, k: m.search_read(
        [(k.path("email"), "=", MAIL)], ["id"]
    ),
    "where none has the phone": lambda m, k: m.search_count(
        ["!", (k.path("phone"), "like", DIGITS)]
    ),
    "sum where the name is like": lambda m, k: m._read_group(
        [(k.path("name"), "ilike", TOKEN)], [], _aggregates(k)
    ),
    "grouped by the name": lambda m, k: m.formatted_read_group(
        [], [k.path("name")], _aggregates(k)
    ),
    "grouped by the phone": lambda m, k: m.formatted_read_group(
        [], [k.path("phone")], ["__count"]
    ),
    "ordered by the customer": lambda m, k: m.search([], order=f"{k.first}, id").ids,
    "search panel": lambda m, k: m.search_panel_select_range(
        k.first, enable_counters=True, limit=1000
    ),
}
#: Asked for the planted rows by their ids, which one may guess.
ASKED_BY_ID = {
    "read": lambda rows, k: rows.read(k.fields),
    "web_read": lambda rows, k: rows.web_read(_shown(k)),
    "display_name": lambda rows, k: rows.read(["display_name"]),
    "web_read of the label": lambda rows, k: rows.web_read({"display_name": {}}),
    "export_data": lambda rows, k: rows.export_data(k.fields),
    "search": lambda rows, k: rows.search([("id", "in", rows.ids)]).ids,
    "search_count": lambda rows, k: rows.search_count([("id", "in", rows.ids)]),
    "chatter": lambda rows, k: rows.env["mail.message"].search_read(
        [("model", "=", k.name), ("res_id", "in", rows.ids)],
        ["body", "record_name"],
    ),
    "attachments": lambda rows, k: rows.env["ir.attachment"].search_read(
        [("res_model", "=", k.name), ("res_id", "in", rows.ids)], ["name"]
    ),
    "activities": lambda rows, k: rows.env["mail.activity"].search_read(
        [("res_model", "=", k.name), ("res_id", "in", rows.ids)],
        ["summary", "res_name"],
    ),
    "followers": lambda rows, k: rows.env["mail.followers"].search_read(
        [("res_model", "=", k.name), ("res_id", "in", rows.ids)], ["partner_id"]
    ),
    "tracking values": lambda rows, k: rows.env["mail.tracking.value"].search_count(
        [("mail_message_id.model", "=", k.name)]
    ),
}
#: What only documents with a chatter have.
OF_CHATTER = frozenset(
    {"chatter", "attachments", "activities", "followers", "tracking values"}
)
#: What counts those who are not the canary: the same for who sees it.
ALWAYS_SILENT = frozenset({"where none has the phone"})
#: What roles are asked whose rules are those of others, joined in another way: enough
#: to tell whether a row is there. The stranger is asked everything.
BRIEF = frozenset(
    {
        "search", "search_count", "search_read", "name_search", "_read_group",
        "formatted_read_group", "where the phone is like", "where the name is like",
    }
)  # fmt: skip
