# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .crm_journey_gallery_data import READY

PEOPLE = ("dao", "khanh", "dung", "tuan")


class CrmSample(models.AbstractModel):
    """The people of the story as a segment, and a draft of a birthday journey for them.

    The segment is one by hand: nobody but them can be in it by a rule.
    """

    _inherit = "crm.sample"

    @api.model
    def _tell(self, story):
        result = super()._tell(story)
        company, person = self.env.company, self._person()
        common = {"company_id": company.id, "user_id": person.id}
        self._add(
            story,
            "crm.segment",
            segment={
                **common,
                "name": self.env._("People of the sample data"),
                "res_model": "res.partner",
                "kind": "static",
            },
        )
        story["segment"]._put_in([story[key].id for key in PEOPLE])
        ready = next(ready for ready in READY if ready.key == "birthday")
        self._add(
            story,
            "crm.journey",
            journey={
                **common,
                "name": self.env._("Birthday (sample)"),
                "res_model": "res.partner",
                "segment_id": story["segment"].id,
                **ready.values,
            },
        )
        story["journey"]._draw_ready(ready)
        contents = story["journey"].draft_version_id.step_ids.mailing_id
        # before the journey, which goes first and lets them go
        marks = self.env["crm.sample.record"].search(
            [("company_id", "=", company.id), ("key", "=", "journey")]
        )
        marks.unlink()
        self._mark([f"content_{n}" for n in range(len(contents))], contents)
        self._mark(["journey"], story["journey"])
        return result

    @api.model
    def _reasons_to_stay(self, records, kept):
        reasons = super()._reasons_to_stay(records, kept)
        if records._name == "mailing.mailing":
            # steps are of no part: they go with their journey, or stay with it
            steps = self.env["crm.journey.step"].search(
                [("mailing_id", "in", records.ids)]
            )
            for content in steps.mailing_id:
                reasons.setdefault(content.id, self._used_in("crm.journey"))
        return reasons

    @api.model
    def _parts_of(self, record):
        parts = super()._parts_of(record)
        if record._name == "crm.segment":
            parts += sorted(record.member_ids.mapped("res_id"))
        if record._name == "crm.journey":
            # whoever starts it takes it over, though jobs write it from then on
            parts += [record.state, *self._steps_drawn(record)]
        return parts

    @api.model
    def _steps_drawn(self, journey):
        """Return what people drew and wrote in a journey."""
        return [
            (
                *(step.step_uid, step.name, step.kind, step.config, step.branches),
                *(step.mailing_id.body_arch, step.mailing_id.subject),
            )
            for step in journey.version_ids.step_ids.sorted("id")
        ]
