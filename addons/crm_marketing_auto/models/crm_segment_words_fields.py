# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import models
from odoo.fields import Domain

from ..tools import segment_rule

#: Values of a condition that are named; the others are counted.
NAMED = 5
#: A day that moves with the calendar: so many days before or after today.
RELATIVE = re.compile(r"today ([+-])(\d+)d")
DAYS = ("date", "datetime")


class CrmSegmentWords(models.AbstractModel):
    """A filter over fields in words: what people call the fields, and plain verbs."""

    _inherit = "crm.segment.words"

    def _say_fields(self, leaf):
        model = self.env.context.get("segment_model") or "res.partner"
        try:
            domain = Domain(segment_rule.parse_domain(leaf["domain"]))
            return self._say_domain(domain, self.env[model])
        except (ValueError, TypeError, KeyError, AttributeError):
            # of a field that is gone, say: it is shown as it is written
            return self.env._("fields: %(domain)s", domain=leaf["domain"])

    def _say_domain(self, domain, model, depth=0):
        operator = getattr(domain, "OPERATOR", None)
        if hasattr(domain, "field_expr"):
            return self._say_condition(domain, model)
        if operator == "!":
            inner = self._say_domain(domain.child, model)
            return self.env._("not (%(conditions)s)", conditions=inner)
        if operator:
            glue = self.env._(" and ") if operator == "&" else self.env._(" or ")
            parts = [self._say_domain(c, model, depth + 1) for c in domain.children]
            return f"({glue.join(parts)})" if depth else glue.join(parts)
        return self.env._("everybody") if domain.is_true() else self.env._("nobody")

    def _say_condition(self, condition, model):
        label, field = self._field_said(condition.field_expr, model)
        value, operator = condition.value, condition.operator
        if operator in ("any", "not any") and isinstance(value, (list, Domain)):
            inner = self._say_domain(Domain(value), self.env[field.comodel_name])
            verb = self._verbs()[operator]
            return f"{label} {verb} ({inner})"
        if value in (False, None) or (
            operator in ("in", "not in") and list(value) == [False]
        ):
            is_set = operator in ("!=", "not in")
            return self._say_set(label, field, is_set)
        is_day = field is not None and field.type in DAYS
        verbs = self._verbs() | (self._verbs_of_days() if is_day else {})
        verb = verbs.get(operator, operator)
        return f"{label} {verb} {self._value_said(field, value)}"

    def _say_set(self, label, field, is_set):
        if field and field.type == "boolean":
            verb = self.env._("is yes") if is_set else self.env._("is no")
        else:
            verb = self.env._("is set") if is_set else self.env._("is not set")
        return f"{label} {verb}"

    def _verbs(self):
        return {
            "=": self.env._("is"),
            "in": self.env._("is"),
            "!=": self.env._("is not"),
            "not in": self.env._("is not"),
            "<": self.env._("is below"),
            "<=": self.env._("is at most"),
            ">": self.env._("is above"),
            ">=": self.env._("is at least"),
            "ilike": self.env._("contains"),
            "like": self.env._("contains"),
            "not ilike": self.env._("does not contain"),
            "not like": self.env._("does not contain"),
            "=ilike": self.env._("looks like"),
            "=like": self.env._("looks like"),
            "child_of": self.env._("is or is below"),
            "any": self.env._("has one with"),
            "not any": self.env._("has none with"),
        }

    def _verbs_of_days(self):
        return {
            "<": self.env._("is before"),
            "<=": self.env._("is not after"),
            ">": self.env._("is after"),
            ">=": self.env._("is not before"),
        }

    def _field_said(self, path, model):
        """Return what a path of fields is called, and its last field."""
        labels, field = [], None
        for name in path.split("."):
            field = model._fields.get(name) if model is not None else None
            if field is None:
                return path, None
            described = model.fields_get([name], ["string"])
            labels.append(described[name]["string"] if name in described else name)
            comodel = getattr(field, "comodel_name", None)
            model = self.env[comodel] if comodel else None
        return " › ".join(labels), field

    def _value_said(self, field, value):
        values = list(value) if isinstance(value, (list, tuple, set)) else None
        if values is None:
            try:  # an ordered set of the ORM
                values = [value] if isinstance(value, str) else list(value)
            except TypeError:
                values = [value]
        shown = [self._one_said(field, one) for one in values[:NAMED]]
        if len(values) > NAMED:
            shown.append(self.env._("%s more", len(values) - NAMED))
        return ", ".join(shown)

    def _one_said(self, field, value):
        if value is True or value is False:
            return self.env._("yes") if value else self.env._("no")
        if field and field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, str(value))
        if field and field.relational and isinstance(value, int):
            return self._names(field.comodel_name, [value])
        return self._day_said(str(value))

    def _day_said(self, text):
        found = RELATIVE.fullmatch(text)
        if not found:
            return self.env._("today") if text == "today" else text
        if found[1] == "-":
            return self.env._("%s days ago", found[2])
        return self.env._("in %s days", found[2])
