# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import segment_rule
from .link import forget

#: The models whose records can be in a segment and take part in a journey.
AUDIENCE_MODELS = [("res.partner", "Contacts"), ("crm.lead", "Leads and opportunities")]
#: What decides who is in: after a change of it everybody is looked at again.
DECIDING_FIELDS = {"rule", "kind", "company_id"}


class CrmSegment(models.Model):
    """A named set of customers or leads: a rule, or people put there by hand.

    The members are stored (`crm.segment.member`) and refreshed set-based; who enters
    and leaves is kept (`crm.segment.change`) and can start or end a journey.
    """

    _name = "crm.segment"
    _description = "Segment"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users", string="Owner", default=lambda self: self.env.user
    )
    res_model = fields.Selection(
        AUDIENCE_MODELS, string="Of", required=True, default="res.partner"
    )
    kind = fields.Selection(
        [("dynamic", "By a rule"), ("static", "By hand")],
        string="Members",
        required=True,
        default="dynamic",
    )
    note = fields.Text(string="What it is for")
    rule = fields.Json(help="The conditions, as a tree; see tools/segment_rule.py.")
    member_ids = fields.One2many("crm.segment.member", "segment_id", copy=False)
    change_ids = fields.One2many("crm.segment.change", "segment_id", copy=False)
    pin_ids = fields.One2many("crm.segment.pin", "segment_id", copy=False)
    snapshot_ids = fields.One2many("crm.segment.snapshot", "segment_id", copy=False)
    # what the refresh says
    member_count = fields.Integer(string="People", readonly=True, copy=False)
    refreshed_at = fields.Datetime(string="Refreshed", readonly=True, copy=False)
    full_at = fields.Datetime(
        string="Everybody looked at",
        readonly=True,
        copy=False,
        help="Between two nights only the records that were touched are looked at.",
    )
    checked_at = fields.Datetime(
        readonly=True, copy=False, help="The last attempt, whatever came of it."
    )
    error = fields.Char(
        readonly=True, copy=False, help="Why the last refresh was refused."
    )
    jump_percent = fields.Integer(
        string="Ask from a change of (%)",
        default=50,
        help="When a refresh would change the members by more than this share, and by "
        "at least 100, it is held until somebody confirms it. 0: never.",
    )
    held_at = fields.Datetime(readonly=True, copy=False)
    held_enter_count = fields.Integer(readonly=True, copy=False)
    held_leave_count = fields.Integer(readonly=True, copy=False)

    _jump_check = models.Constraint(
        "CHECK (jump_percent >= 0)", "The share from which to ask is not negative."
    )

    # ------------------------------------------------------------
    # Create, write
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        segments = super().create(vals_list)
        segments.filtered("rule")._check_rule()
        return segments

    def write(self, vals):
        self._check_model_stays(vals)
        if not DECIDING_FIELDS.isdisjoint(vals):
            vals = {**vals, "full_at": False}
        result = super().write(vals)
        if not DECIDING_FIELDS.isdisjoint(vals):
            self._check_rule()
        return result

    def unlink(self):
        # sudo: members and changes go with their segment; they have no foreign key
        for name in ("crm.segment.member", "crm.segment.change"):
            forget(self.env[name].sudo(), "segment_id", self.ids)
        return super().unlink()

    def _check_model_stays(self, vals):
        """Refuse another kind of record once there are members."""
        if "res_model" not in vals:
            return
        for segment in self:
            if segment.res_model != vals["res_model"] and (
                segment.refreshed_at or segment.pin_ids
            ):
                raise UserError(
                    self.env._(
                        "'%(name)s' has members already: make another segment for "
                        "other records.",
                        name=segment.name,
                    )
                )

    def _check_rule(self):
        """Refuse a rule that cannot work, or that reads what its author may not.

        Not an `@api.constrains`: that sees no difference between a person's rule and
        one that an update of the addon writes.

        :raise ValidationError: saying where and why
        """
        for segment in self:
            found = segment_rule.problems(segment.rule)
            if found:
                raise ValidationError(
                    "\n".join(segment._problem_message(problem) for problem in found)
                )
            segment._check_cycle()
            segment._check_readable()
            try:
                segment._sql_ids()
            except segment_rule.RuleError as error:
                message = segment._problem_message(error.problem)
                raise ValidationError(message) from error

    def _check_cycle(self):
        """Refuse a rule that leads back to its own segment."""
        # sudo: the way may lead through a segment of a colleague
        segments = (
            self.sudo().with_context(active_test=False).search([("rule", "!=", False)])
        )
        references = {s.id: segment_rule.segments(s.rule) for s in segments if s.rule}
        way = segment_rule.find_cycle(self.id, references)
        if way:
            # sudo: the name of a segment says nothing of its members
            names = " → ".join(self.sudo().browse(one).name for one in way)
            raise ValidationError(
                self.env._("The segments lead in a circle: %(names)s.", names=names)
            )

    def _check_readable(self):
        """Refuse conditions on fields that the author may not read."""
        if self.env.su:
            return
        model = self.env[self.res_model]
        for leaf in segment_rule.leaves(self.rule):
            if leaf["kind"] == "fields":
                try:
                    model._search(segment_rule.parse_domain(leaf["domain"]))
                except (ValueError, KeyError, TypeError) as error:
                    raise ValidationError(
                        self._problem_message(
                            segment_rule.Problem("field", args={"reason": str(error)})
                        )
                    ) from error

    def _problem_message(self, problem):
        """Return what is wrong with a rule, for people."""
        return self.env["crm.segment.words"]._problem(problem)
