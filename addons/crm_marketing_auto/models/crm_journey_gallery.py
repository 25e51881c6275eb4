# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup, escape

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyGettext

from .crm_journey_gallery_data import READY

#: What stands for the person in a content, by what reads it.
NAME_HTML = Markup('<t t-out="object.name"/>')
NAME_TEXT = "{{ object.name }}"
#: What core's editor makes of a mail: what is not in such a frame cannot be edited there.
FRAME = Markup(
    '<div class="o_layout oe_unremovable oe_unmovable o_default_theme" data-name="Mailing">'
    '<div class="container o_mail_wrapper o_mail_regular oe_unremovable">'
    '<div class="row mw-100 mx-0">'
    '<div class="col o_mail_no_options o_mail_wrapper_td bg-white oe_structure">'
    '<section class="s_text_block o_mail_snippet_general" data-snippet="s_text_block"'
    ' data-vxml="001" style="max-width: 600px; margin: 0 auto; padding: 16px;">'
    '<div class="container s_allow_columns" style="font-size: 14px; line-height: 1.5;">'
    "%s<p><a href='/unsubscribe_from_list'>%s</a></p>"
    "</div></section></div></div></div></div>"
)


class CrmJourney(models.Model):
    """New journeys from ready-made ones: audience, drawing and words to begin with."""

    _inherit = "crm.journey"

    @api.model
    @api.readonly
    def gallery(self):
        """Return the ready-made journeys, in the words of the reader."""
        return [
            {
                "key": ready.key,
                "icon": ready.icon,
                "name": self.env._(ready.name),
                "help": self.env._(ready.help),
                "messages": sum(step[1] in ("mail", "sms") for step in ready.steps),
            }
            for ready in READY
        ]

    @api.model
    def create_from_gallery(self, key):
        """Make a journey from a ready-made one; return its id. Nothing is started."""
        ready = next((ready for ready in READY if ready.key == key), None)
        if not ready:
            raise UserError(self.env._("There is no ready-made journey “%s”.", key))
        values = dict(ready.values)
        codes = values.pop("goal_codes", [])
        if codes:
            types = self.env["crm.interaction.type"].search([("code", "in", codes)])
            values |= {"goal": "interaction", "goal_type_ids": types.ids}
        journey = self.create(
            {
                "name": self.env._(ready.name),
                "res_model": "res.partner",
                "segment_id": self._gallery_segment(ready).id,
                **values,
            }
        )
        journey._draw_ready(ready)
        return journey.id

    def _gallery_segment(self, ready):
        """Return the segment with this rule, or a new one."""
        name = self.env._(ready.segment)
        segments = self.env["crm.segment"]
        known = segments.search(
            [
                ("name", "=", name),
                ("company_id", "=", self.env.company.id),
                ("res_model", "=", "res.partner"),
                ("kind", "=", "dynamic"),
            ]
        ).filtered(lambda segment: segment.rule == ready.rule)
        return known[:1] or segments.create(
            {"name": name, "res_model": "res.partner", "rule": ready.rule}
        )

    def _draw_ready(self, ready):
        version = self._get_draft_version()
        steps = [self._ready_step(step) for step in ready.steps]
        version.save_graph({"entry": steps[0]["uid"], "steps": steps}, version.revision)
        for uid, _kind, _name, _config, _branches, *content in ready.steps:
            if content:
                step = version.step_ids.filtered(lambda s, uid=uid: s.step_uid == uid)
                values = step._prepare_content_values()
                values |= self._ready_content(*content)
                step.mailing_id = self.env["mailing.mailing"].create(values)

    def _ready_step(self, step):
        uid, kind, name, config, branches, *_content = step
        return {
            "uid": uid,
            "kind": kind,
            "name": self.env._(name),
            "config": {
                key: self.env._(value) if isinstance(value, LazyGettext) else value
                for key, value in config.items()
            },
            "branches": branches,
        }

    def _ready_content(self, subject, paragraphs):
        """Return the subject and body of a content, ready to be reworked."""
        lines = [self.env._("Dear {name},"), *(self.env._(text) for text in paragraphs)]
        lines.append(self.env.company.name)
        body = Markup("").join(
            Markup("<p>%s</p>") % Markup(escape(line).replace("{name}", NAME_HTML))
            for line in lines
        )
        html = FRAME % (body, self.env._("Unsubscribe"))
        return {
            "subject": self.env._(subject).replace("{name}", NAME_TEXT),
            "body_html": html,
            "body_arch": html,
        }
