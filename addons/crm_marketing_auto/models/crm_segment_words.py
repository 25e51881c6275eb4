# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class CrmSegmentWords(models.AbstractModel):
    """What a rule says, and what is wrong with it, in the reader's language."""

    _name = "crm.segment.words"
    _description = "Segment Rules in Words"

    @api.model
    def _problem(self, problem):
        """Return what is wrong and where, as a sentence."""
        _ = self.env._
        text = {
            "too_deep": lambda: _("The groups are nested too deeply."),
            "no_node": lambda: _("This is no condition."),
            "empty_group": lambda: _("A group has no condition: add one or remove it."),
            "unknown_kind": lambda **a: _("There is no condition '%(kind)s'.", **a),
            "missing": lambda **a: _("A value is missing: %(name)s.", **a),
            "wrong": lambda **a: _("%(name)s cannot be %(value)s.", **a),
            "two_windows": lambda: _(
                "Say either a number of days or two dates, not both."
            ),
            "window_backwards": lambda **a: _(
                "The period ends (%(to)s) before it begins (%(from)s).", **a
            ),
            "field": lambda **a: _(
                "The condition on fields does not work (any more): %(reason)s", **a
            ),
            "segment_gone": lambda: _("A segment that the rule refers to is gone."),
            "segment_company": lambda **a: _(
                "The segment '%(name)s' belongs to another company.", **a
            ),
            "cycle": lambda **a: _(
                "The segments lead in a circle, through '%(name)s'.", **a
            ),
        }[problem.code](**problem.args)
        if not problem.path:
            return text
        place = ".".join(str(index + 1) for index in problem.path)
        return _("Condition %(place)s: %(text)s", place=place, text=text)
