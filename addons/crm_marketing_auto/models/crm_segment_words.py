# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..tools import segment_rule


class CrmSegmentWords(models.AbstractModel):
    """What a rule says, and what is wrong with it, in the reader's language."""

    _name = "crm.segment.words"
    _description = "Segment Rules in Words"

    @api.model
    def _problem(self, problem):
        """Return what is wrong and where, as a sentence."""
        text = self._problem_texts()[problem.code](**problem.args)
        if not problem.path:
            return text
        place = ".".join(str(index + 1) for index in problem.path)
        return self.env._("Condition %(place)s: %(text)s", place=place, text=text)

    def _problem_texts(self):
        """Return ``{code: function that says the problem}``."""
        return {
            "too_deep": lambda: self.env._("The groups are nested too deeply."),
            "no_node": lambda: self.env._("This is no condition."),
            "empty_group": lambda: self.env._(
                "A group has no condition: add one or remove it."
            ),
            "unknown_kind": lambda **a: self.env._(
                "There is no condition '%(kind)s'.", **a
            ),
            "missing": lambda **a: self.env._("A value is missing: %(name)s.", **a),
            "wrong": lambda **a: self.env._("%(name)s cannot be %(value)s.", **a),
            "two_windows": lambda: self.env._(
                "Say either a number of days or two dates, not both."
            ),
            "window_backwards": lambda **a: self.env._(
                "The period ends (%(to)s) before it begins (%(from)s).", **a
            ),
            "field": lambda **a: self.env._(
                "The condition on fields does not work (any more): %(reason)s", **a
            ),
            "segment_gone": lambda: self.env._(
                "A segment that the rule refers to is gone."
            ),
            "segment_company": lambda **a: self.env._(
                "The segment '%(name)s' belongs to another company.", **a
            ),
            "cycle": lambda **a: self.env._(
                "The segments lead in a circle, through '%(name)s'.", **a
            ),
        }

    # ------------------------------------------------------------
    # Sentences
    # ------------------------------------------------------------

    @api.model
    def _sentence(self, rule, model="res.partner"):
        """Return what a rule without problems asks of records of a model, as text."""
        if self.env.context.get("segment_model") != model:
            return self.with_context(segment_model=model)._sentence(rule, model)
        if segment_rule.is_empty(rule):
            return self.env._("Nobody: there is no condition.")
        return self._node(rule)

    def _node(self, node, depth=0):
        if not segment_rule.is_group(node):
            return getattr(self, f"_say_{node['kind']}")(node)
        parts = [self._node(child, depth + 1) for child in node["rules"]]
        glue = {
            "and": self.env._(" and "),
            "or": self.env._(" or "),
            "not": self.env._(" nor "),
        }[node["kind"]]
        text = glue.join(parts)
        if node["kind"] == "not":
            return self.env._("neither (%(conditions)s)", conditions=text)
        return f"({text})" if depth and len(parts) > 1 else text

    def _names(self, model, record_ids):
        """Return the names of records that conditions choose from."""
        # sudo: products, tags and stages are no secret, and may be archived
        records = self.env[model].sudo().browse(record_ids).exists()
        return ", ".join(records.mapped("display_name")) or "?"

    def _window(self, leaf):
        if leaf.get("days"):
            return self.env._("in the last %(days)s days", days=leaf["days"])
        start, stop = leaf.get("from"), leaf.get("to")
        if start and stop:
            return self.env._("from %(start)s to %(stop)s", start=start, stop=stop)
        if start:
            return self.env._("since %(start)s", start=start)
        return self.env._("until %(stop)s", stop=stop) if stop else self.env._("ever")

    def _say_interaction(self, leaf):
        codes = leaf.get("types") or []
        types = self.env["crm.interaction.type"].with_context(active_test=False)
        names = types.search([("code", "in", codes)]).mapped("name") if codes else []
        count = {
            "at_least": lambda: self.env._("at least %(n)s", n=leaf["count"]),
            "at_most": lambda: self.env._("at most %(n)s", n=leaf["count"]),
            "none": lambda: self.env._("no"),
        }[leaf["op"]]()
        way = {
            "in": self.env._("from the customer"),
            "out": self.env._("to the customer"),
            "internal": self.env._("internal"),
        }.get(leaf.get("direction"), "")
        parts = [
            count,
            ", ".join(names) or self.env._("interaction"),
            way,
            self._names("crm.interaction.outcome", leaf["outcomes"])
            if leaf.get("outcomes")
            else "",
            self._names("utm.medium", leaf["media"]) if leaf.get("media") else "",
            self._names("utm.campaign", leaf["campaigns"])
            if leaf.get("campaigns")
            else "",
            self._window(leaf),
        ]
        return " ".join(part for part in parts if part)

    def _say_bought(self, leaf):
        verb = (
            self.env._("bought")
            if leaf["op"] == "bought"
            else self.env._("did not buy")
        )
        what = [
            self._names(model, leaf[name])
            for name, model in (
                ("products", "product.template"),
                ("categories", "product.category"),
            )
            if leaf.get(name)
        ]
        parts = [verb, self.env._(" or ").join(what) or self.env._("anything")]
        if leaf.get("min_quantity"):
            parts.append(self.env._("at least %(n)s pieces", n=leaf["min_quantity"]))
        if leaf.get("min_amount"):
            parts.append(
                self.env._("for at least %(amount)s", amount=leaf["min_amount"])
            )
        return " ".join([*parts, self._window(leaf)])

    def _say_rfm(self, leaf):
        stat = self.env["crm.partner.stat"]
        labels = dict(stat._fields["rfm_segment"]._description_selection(self.env))
        parts = [labels.get(key, key) for key in leaf.get("segments") or []]
        for name, label in (
            ("recency", self.env._("recency")),
            ("frequency", self.env._("frequency")),
            ("monetary", self.env._("monetary value")),
        ):
            if leaf.get(name):
                low, high = leaf[name]
                parts.append(f"{label} {low}–{high}")
        return self.env._("RFM: %(scores)s", scores=", ".join(parts))

    def _say_stage(self, leaf):
        if leaf["op"] == "stage":
            return self.env._(
                "lead in %(stages)s", stages=self._names("crm.stage", leaf["stages"])
            )
        return {
            "open": self.env._("open lead"),
            "won": self.env._("won lead"),
            "lost": self.env._("lost lead"),
        }[leaf["op"]]

    def _say_tag(self, leaf):
        model = "res.partner.category" if leaf["of"] == "partner" else "crm.tag"
        names = self._names(model, leaf["tags"])
        return {
            "any": self.env._("tagged with one of %(tags)s", tags=names),
            "all": self.env._("tagged with all of %(tags)s", tags=names),
            "none": self.env._("tagged with none of %(tags)s", tags=names),
        }[leaf["op"]]

    def _say_geography(self, leaf):
        parts = [
            self._names(model, leaf[name])
            for name, model in (
                ("countries", "res.country"),
                ("states", "res.country.state"),
            )
            if leaf.get(name)
        ]
        parts += [", ".join(leaf["cities"])] if leaf.get("cities") else []
        return self.env._("in %(places)s", places="; ".join(parts))

    def _say_birthday(self, leaf):
        if leaf.get("within_days") is not None:
            return self.env._("birthday within %(days)s days", days=leaf["within_days"])
        field = self.env["res.partner"]._fields["birth_month"]
        months = dict(field._description_selection(self.env))
        names = ", ".join(months[str(month)] for month in leaf["months"])
        return self.env._("born in %(months)s", months=names)

    def _say_satisfaction(self, leaf):
        measure = (
            self.env._("last rating")
            if leaf["measure"] == "last"
            else self.env._("average rating")
        )
        return f"{measure} {leaf['op']} {leaf['value']} {self._window(leaf)}"

    def _say_segment(self, leaf):
        names = self._names("crm.segment", leaf["segments"])
        if leaf["op"] == "in":
            return self.env._("in the segment %(names)s", names=names)
        return self.env._("not in the segment %(names)s", names=names)
