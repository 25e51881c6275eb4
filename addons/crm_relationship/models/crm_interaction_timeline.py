# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, OrderedSet

from ..tools import keyset
from .guarded_field import Guarded

PAGE, MAX_PAGE = 50, 200
MAX_ID = 2**31 - 1
COLLECTIONS = (list, tuple, set, frozenset, OrderedSet)
TIMELINE_MODELS = ("res.partner", "crm.lead")
FILTERS = {
    "channels", "directions", "user_ids", "type_ids", "date_from", "date_to", "text",
}  # fmt: skip


class CrmInteraction(models.Model):
    """Reading a timeline: its pages."""

    _inherit = "crm.interaction"

    # ------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def timeline_fetch(self, res_model, res_id, filters=None, cursor=None, limit=50):
        """Return a page of a document's timeline, newest first.

        :param res_model: one of the models that have a timeline
        :param filters: dict, all keys optional: channels, directions, user_ids,
            type_ids, date_from (inclusive) and date_to (exclusive) as UTC text, text
        :param cursor: what the page before returned
        :return: ``{"rows": [...], "cursor": text or False}``
        :raise AccessError: when the document may not be read
        :raise ValidationError: for a cursor or filter that is none
        """
        record = self._timeline_record(res_model, res_id)
        limit = min(self._to_id(limit) or PAGE, MAX_PAGE)
        domain = self._domain_of_document(record) & self._filter_domain(filters)
        if cursor:
            domain &= self._page_domain(cursor)
        rows = self._timeline_rows(record, domain, limit + 1)
        has_more = len(rows) > limit
        rows = rows[:limit]
        next_cursor = (
            keyset.encode(rows[-1]["at"], rows[-1]["id"]) if has_more else False
        )
        return {"rows": self._format_rows(rows), "cursor": next_cursor}

    @api.model
    def _timeline_record(self, res_model, res_id):
        """Return the document, checked: it exists and the user may read it."""
        if res_model not in self._timeline_models():
            raise ValidationError(
                self.env._(
                    "%(model)s: these records have no timeline.", model=res_model
                )
            )
        self.check_access("read")
        record = self.env[res_model].browse(self._to_id(res_id)).exists()
        if not record:
            raise ValidationError(self.env._("The document of this timeline is gone."))
        record.check_access("read")
        return record

    @api.model
    def _to_id(self, value):
        """Return a record id that a client sent, 0 for what is none."""
        try:
            number = int(value or 0)
        except (OverflowError, TypeError, ValueError):
            return 0
        return number if 0 < number <= MAX_ID else 0

    @api.model
    def _browse_checked(self, interaction_id, operation="read"):
        """Return one row by the id that a client sent, if the user may do this."""
        interaction = self.browse(self._to_id(interaction_id)).exists()
        if not interaction:
            raise ValidationError(self.env._("This interaction is gone."))
        interaction.check_access(operation)
        return interaction

    @api.model
    def _timeline_models(self):
        """Return the models that have a timeline. To extend."""
        return TIMELINE_MODELS

    @api.model
    def _page_domain(self, cursor):
        """Return the domain of the rows after a cursor, in a form an index serves."""
        try:
            at, row_id = keyset.decode(cursor)
        except ValueError as error:
            raise ValidationError(
                self.env._("The page asked for does not exist. Reload the timeline.")
            ) from error
        return Domain("occurred_at", "<=", at) & (
            Domain("occurred_at", "<", at) | Domain("id", "<", row_id)
        )

    @api.model
    def _filter_domain(self, filters):
        """Return the domain of a timeline's filters."""
        if not filters:
            return Domain.TRUE
        try:
            return Domain.AND(
                getattr(self, f"_filter_{key}")(value)
                for key, value in filters.items()
                if key in FILTERS and value
            )
        except (AttributeError, TypeError, ValueError) as error:
            raise ValidationError(
                self.env._("The filter is not understood.")
            ) from error

    def _filter_channels(self, channels):
        return Domain("type_id", "in", self._types_of_channels(channels))

    def _filter_directions(self, directions):
        return Domain("direction", "in", [str(direction) for direction in directions])

    def _filter_user_ids(self, user_ids):
        return Domain("user_id", "in", [int(user_id) for user_id in user_ids])

    def _filter_type_ids(self, type_ids):
        return Domain("type_id", "in", [int(type_id) for type_id in type_ids])

    def _filter_date_from(self, since):
        return Domain("occurred_at", ">=", fields.Datetime.to_datetime(since))

    def _filter_date_to(self, until):
        return Domain("occurred_at", "<", fields.Datetime.to_datetime(until))

    def _filter_text(self, text):
        """Find the text as it was typed: its signs are no wildcards."""
        literal = re.sub(r"([\\%_])", r"\\\1", str(text))
        return Domain.OR(
            Domain(fname, "ilike", literal) for fname in ("subject", "note", "promise")
        )

    def _types_of_channels(self, channels):
        types = self.env["crm.interaction.type"].sudo().with_context(active_test=False)
        return types.search([("channel", "in", [str(c) for c in channels])]).ids

    def _timeline_rows(self, record, domain, limit):
        """Return raw rows with the names they show, by one statement."""
        query = self._query_timeline(record, domain, limit)
        table = self._table
        columns = [
            SQL("%s AS %s", self._timeline_value(column), SQL.identifier(alias))
            for alias, column in self._timeline_columns().items()
        ]
        columns.append(
            SQL("%s AS is_closed", self._closed_content_sql(table) or SQL("FALSE"))
        )
        for alias, target, lhs, column in (
            ("tu", "res_users", table, "user_id"),
            ("tup", "res_partner", "tu", "partner_id"),
            ("tp", "res_partner", table, "partner_id"),
            ("tl", "crm_lead", table, "lead_id"),
        ):
            condition = SQL(
                "%s = %s", SQL.identifier(alias, "id"), SQL.identifier(lhs, column)
            )
            query.add_join("LEFT JOIN", alias, target, condition)
        # an address need not have a name of its own
        columns.append(SQL("COALESCE(tp.name, tp.complete_name) AS tp"))
        columns.append(SQL("tup.name AS tu, tl.name AS tl"))
        self.flush_model()
        self.env["res.partner"].flush_model(["name", "complete_name"])
        return self.env.execute_query_dict(query.select(*columns))

    @api.model
    def _timeline_columns(self):
        """Return {key: column} of what a row of the timeline reads."""
        names = (
            "id", "type_id", "direction", "state", "actor_type", "user_id", "partner_id",
            "contact_value", "lead_id", "subject", "note", "outcome_id", "duration",
            "amount", "currency_id", "origin_model", "origin_id", "origin_event",
            "promise", "promise_date", "promise_kept_at", "correction_of_id",
            "create_date", "share_level", "call_result",
        )  # fmt: skip
        return {"at": "occurred_at", **{name: name for name in names}}

    def _timeline_value(self, column):
        """Return a column as the user may read it."""
        if isinstance(self._fields[column], Guarded):
            return self._field_to_sql(self._table, column)
        return SQL.identifier(self._table, column)

    def _query_timeline(self, record, domain, limit):
        """Return the query of a document's rows that the user may see, newest first.

        The record rules apply as in any search. What they ask about the document's
        customer, though, has one answer for the whole timeline, which is found once:
        asking for every row is what costs time on a large timeline.
        """
        query = self._search(domain, limit=limit, order=self._order, bypass_access=True)
        if not self.env.su:
            rows = self.sudo().with_context(active_test=False)
            rule = self._rule_of_document(record, "read").optimize_full(rows)
            query.add_where(rule._to_sql(rows, self._table, query))
        return query

    def _rule_of_document(self, record, operation):
        """Return the record rule, with what it asks about the document answered.

        Conditions on other fields stay as they are: the rule is the same one.
        """
        fname, owner = "lead_id", record
        if record._name == "res.partner":
            fname, owner = "commercial_partner_id", record.sudo().commercial_partner_id
        # sudo: rules are evaluated so, see ir.rule
        owners = owner.sudo().with_context(active_test=False)

        def answer(condition):
            value = condition.value
            if condition.field_expr != fname:
                return condition
            if condition.operator in ("any", "any!") and isinstance(value, Domain):
                return Domain(self._meets(owners, value))
            if condition.operator in ("in", "not in") and isinstance(
                value, COLLECTIONS
            ):
                return Domain((owner.id in value) == (condition.operator == "in"))
            return condition

        rule = self.env["ir.rule"]._compute_domain(self._name, operation)
        return rule.map_conditions(answer)

    @api.model
    def _meets(self, owner, domain):
        """Tell whether a record, read in sudo already, meets a domain of a rule.

        Usually one of its alternatives is about the record itself, such as its
        owner; only where none of them holds are the others asked of the database.
        """
        if "!" not in list(domain):
            plain = domain.map_conditions(
                lambda c: c if c.operator in ("in", "not in") else Domain.FALSE
            )
            if owner.filtered_domain(plain):
                return True
        return bool(owner.search_count(Domain("id", "=", owner.id) & domain, limit=1))

    def _format_rows(self, rows):
        """Return rows as the client shows them."""
        since = fields.Datetime.now() - timedelta(days=self._correction_days())
        return [self._format_row(row, since) for row in rows]

    def _format_row(self, row, editable_since):
        editable = (
            not (row["origin_model"] or row["call_result"])
            and row["state"] == "done"
            and row["user_id"] == self.env.uid
            and row["create_date"] >= editable_since
        )
        return {
            **{
                key: row[key] or False
                for key in (
                    "type_id", "direction", "state", "actor_type", "contact_value",
                    "subject", "note", "outcome_id", "currency_id", "origin_model",
                    "origin_id", "origin_event", "promise", "correction_of_id",
                    "share_level",
                )
            },
            "id": row["id"],
            "at": fields.Datetime.to_string(row["at"]),
            "user": [row["user_id"], row["tu"]] if row["user_id"] else False,
            "partner": [row["partner_id"], row["tp"]] if row["partner_id"] else False,
            "lead": [row["lead_id"], row["tl"]] if row["lead_id"] else False,
            "duration": row["duration"] or 0,
            "amount": float(row["amount"]) if row["amount"] is not None else False,
            "promise_date": fields.Date.to_string(row["promise_date"]) or False,
            "promise_kept": bool(row["promise_kept_at"]),
            "can_expand": bool(row["origin_model"] or row["note"]) and not row["is_closed"],
            "is_closed": bool(row["is_closed"]),
            "editable": editable,
        }  # fmt: skip
