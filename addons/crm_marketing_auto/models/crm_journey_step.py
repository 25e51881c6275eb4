# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

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
        index="btree_not_null",
        help="The content of an e-mail or SMS; hidden among the mailings.",
    )
    pos_x = fields.Integer()
    pos_y = fields.Integer()

    _uid_uniq = models.Constraint(
        "UNIQUE (version_id, step_uid)", "A step is in a version once."
    )

    @api.model_create_multi
    def create(self, vals_list):
        versions = {vals.get("version_id") for vals in vals_list}
        self.env["crm.journey.version"].browse(filter(None, versions))._check_draft()
        steps = super().create(vals_list)
        # what was not given may have come from the context of the call
        steps.version_id._check_draft()
        return steps

    def write(self, vals):
        self.version_id._check_draft()
        result = super().write(vals)
        self.version_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self.version_id._check_draft()

    def _copy_content(self):
        """Return the mailing of a copy of this step: its own, to be edited freely."""
        self.ensure_one()
        return self.mailing_id.copy() if self.mailing_id else self.mailing_id

    @api.model
    def _problem_texts(self):
        """Return {code of a problem: text, with placeholders}."""
        return {
            "empty": self.env._("There is no step yet."),
            "no_entry": self.env._("It is not said which step comes first."),
            "unknown_kind": self.env._("There is no kind of step “%(kind)s”."),
            "missing": self.env._("“%(key)s” is not filled in."),
            "wrong": self.env._("“%(value)s” is no possible value of “%(key)s”."),
            "missing_way": self.env._("The way out “%(way)s” leads nowhere."),
            "unknown_way": self.env._("It has no way out “%(way)s”."),
            "unknown_target": self.env._(
                "The way out “%(way)s” leads to a step that does not exist."
            ),
            "unreachable": self.env._("No way leads here."),
            "loop": self.env._(
                "A way leads round from here to here, and nobody waits on it."
            ),
            "gone": self.env._(
                "“%(key)s” names a record that does not exist: %(value)s."
            ),
            "not_allowed": self.env._("A journey may not write the field “%(value)s”."),
            "bad_field": self.env._(
                "“%(value)s” is no field of the records of this journey."
            ),
            "bad_domain": self.env._("The filter cannot be used: %(value)s"),
            "not_approved": self.env._(
                "The server action “%(value)s” has not been approved for journeys."
            ),
            "unsafe_text": self.env._(
                "The text has placeholders that only editors of mail templates may use."
            ),
        }
