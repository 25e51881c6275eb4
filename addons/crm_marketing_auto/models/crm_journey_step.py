# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

KINDS = [
    # messages
    ("mail", "E-mail"),
    ("sms", "SMS"),
    ("chat", "Chat message"),
    # people
    ("call", "Call task"),
    ("plan", "Activity plan"),
    ("notify", "Tell a colleague"),
    # records
    ("field", "Change a field"),
    ("tag", "Add or remove a tag"),
    ("list", "Mailing list"),
    ("lead", "Lead or opportunity"),
    ("quotation", "Quotation"),
    ("server_action", "Server action"),
    ("webhook", "Web call"),
    # flow
    ("wait", "Wait"),
    ("condition", "Condition"),
    ("split", "Split"),
    ("goal", "Goal"),
    ("exit", "End"),
]


class CrmJourneyStep(models.Model):
    """A node of the drawing: what is done, and where each way out leads.

    `step_uid` stays the same from version to version: people who wait at a step can
    be moved to it in a newer version.
    """

    _name = "crm.journey.step"
    _description = "Journey Step"
    _order = "version_id, id"

    version_id = fields.Many2one(
        "crm.journey.version", required=True, index=True, ondelete="cascade"
    )
    journey_id = fields.Many2one(related="version_id.journey_id")
    step_uid = fields.Char(required=True)
    name = fields.Char(required=True)
    kind = fields.Selection(KINDS, required=True)
    config = fields.Json(help="What the step needs; see tools/step_config.py.")
    branches = fields.Json(help="Name of a way out: uid of the next step.")
    mailing_id = fields.Many2one(
        "mailing.mailing",
        ondelete="restrict",
        help="The content of an e-mail or SMS; hidden among the mailings.",
    )
    pos_x = fields.Integer()
    pos_y = fields.Integer()

    _uid_uniq = models.Constraint(
        "UNIQUE (version_id, step_uid)", "A step is in a version once."
    )
