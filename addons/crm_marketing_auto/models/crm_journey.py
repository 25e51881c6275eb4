# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .crm_segment import AUDIENCE_MODELS

STATES = [
    ("draft", "Draft"),
    ("running", "Running"),
    ("paused", "Paused"),
    ("stopped", "Stopped"),
]
TRIGGERS = [
    ("segment", "Being in a segment"),
    ("interaction", "Something that happens with the customer"),
    ("date", "A date of the customer"),
    ("calendar", "A day of the calendar"),
    ("webhook", "A signed call from outside"),
    ("manual", "By hand"),
]
#: Message classes; caps and quiet hours hold for marketing, see crm.send.rule.
CLASSES = [
    ("marketing", "Advertising"),
    ("care", "Customer care"),
    ("transactional", "Needed for an order or ticket"),
]


class CrmJourney(models.Model):
    """What is sent to whom, when and why; who is inside; and what came of it.

    The graph lives in versions: a published version never changes. Those inside
    finish the version they began, unless they are moved after a preview.
    """

    _name = "crm.journey"
    _description = "Customer Journey"
    _inherit = ["mail.thread", "crm.engine.fields"]
    _order = "name, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users", string="Owner", default=lambda self: self.env.user, tracking=True
    )
    res_model = fields.Selection(
        AUDIENCE_MODELS, string="For", required=True, default="res.partner"
    )
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, copy=False, tracking=True
    )
    # who comes in
    trigger = fields.Selection(TRIGGERS, required=True, default="segment")
    trigger_config = fields.Json(
        help="What the trigger needs; the keys are those of tools/journey_trigger.py."
    )
    segment_id = fields.Many2one(
        "crm.segment",
        string="Audience",
        ondelete="restrict",
        index="btree_not_null",
        help="Who may come in. With another trigger: only those who are in it then.",
    )
    reentry = fields.Selection(
        [
            ("never", "Once in a lifetime"),
            ("after_exit", "Again, some days after leaving"),
            ("each", "At every occurrence"),
        ],
        required=True,
        default="never",
    )
    reentry_days = fields.Integer(default=30)
    # who leaves
    goal = fields.Selection(
        [
            ("none", "No goal"),
            ("segment", "Being in a segment"),
            ("interaction", "Something that happens with the customer"),
        ],
        required=True,
        default="none",
    )
    goal_segment_id = fields.Many2one("crm.segment", ondelete="restrict")
    goal_type_ids = fields.Many2many("crm.interaction.type", string="Goal interactions")
    goal_days = fields.Integer(
        default=30, help="Days after entering within which the goal counts."
    )
    exit_on_segment_leave = fields.Boolean(
        help="Those who leave the audience leave the journey."
    )
    exit_segment_id = fields.Many2one(
        "crm.segment", help="Those who enter it leave the journey.", ondelete="restrict"
    )
    # limits
    holdout_percent = fields.Integer(
        help="Out of a hundred people, how many get nothing, to measure the effect."
    )
    seed = fields.Char(
        readonly=True, copy=False, help="Decides, with the person, who is left out."
    )
    message_class = fields.Selection(CLASSES, required=True, default="marketing")
    priority = fields.Integer(
        default=10,
        help="When a limit lets one message through, the smaller goes first.",
    )
    quiet_start = fields.Float(string="Sends from", default=8.0)
    quiet_end = fields.Float(string="Sends until", default=20.0)
    pause_clock = fields.Selection(
        [("freeze", "Waits stand still"), ("run", "Waits go on")],
        string="While paused",
        required=True,
        default="freeze",
    )
    max_visits = fields.Integer(
        default=10, help="How often the same participant may come to the same step."
    )
    paused_at = fields.Datetime(readonly=True, copy=False)
    pause_reason = fields.Char(readonly=True, copy=False)
    campaign_id = fields.Many2one("utm.campaign", copy=False, ondelete="restrict")
    started_at = fields.Datetime(readonly=True, copy=False)
    enrol_after_id = fields.Integer(
        readonly=True,
        copy=False,
        help="The members of the audience up to this id are inside; -1: all of them.",
        default=-1,
    )
    # the graph
    version_id = fields.Many2one(
        "crm.journey.version", string="Version that runs", readonly=True, copy=False
    )
    draft_version_id = fields.Many2one(
        "crm.journey.version", string="Version being drawn", readonly=True, copy=False
    )
    version_ids = fields.One2many("crm.journey.version", "journey_id")

    _holdout_check = models.Constraint(
        "CHECK (holdout_percent BETWEEN 0 AND 99)",
        "The share of people left out is between 0 and 99 percent.",
    )
    _max_visits_check = models.Constraint(
        "CHECK (max_visits BETWEEN 1 AND 1000)",
        "A step can be come to at least once and at most 1,000 times.",
    )
