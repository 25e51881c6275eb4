# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import replace

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.journey_graph import Problem
from .crm_journey_step_runner_records import TAGS
from .crm_send_chat import EDITOR

#: What the configuration of a step names: key, model.
NAMED = {
    "call": (("user_ids", "res.users"),),
    "notify": (("user_ids", "res.users"),),
    "plan": (("plan_id", "mail.activity.plan"),),
    "list": (("list_ids", "mailing.list"),),
    "lead": (
        ("user_ids", "res.users"),
        ("team_id", "crm.team"),
        ("tag_ids", "crm.tag"),
    ),
    "condition": (("segment_id", "crm.segment"),),
    "webhook": (("account_id", "crm.channel.account"),),
    "chat": (("account_id", "crm.channel.account"),),
}
#: Models whose records a journey uses only if they are its company's, or everybody's.
OWNED = ("crm.channel.account", "crm.segment", "crm.team")


class CrmJourneyStepRunner(models.AbstractModel):
    """What only the database can tell: whether that which a step names exists.

    One method a kind, `_problems_<kind>(step, model)`, where there is something to add.
    """

    _inherit = "crm.journey.step.runner"

    def _problems(self, nodes):
        found = super()._problems(nodes)
        for step in nodes.values():
            journey = self.env["crm.journey"].browse(step.journey_id)
            for key, model in NAMED.get(step.kind, ()):
                found += self._problems_named(step, key, model, journey.company_id)
            check = getattr(self, f"_problems_{step.kind}", None)
            if check:
                found += check(step, self.env[journey.res_model])
        return found

    def _problems_named(self, step, key, model, company=None):
        """Find what a step names that is gone, or is another company's."""
        value = step.config.get(key)
        ids = value if isinstance(value, list) else [value]
        ids = [item for item in ids if isinstance(item, int) and item]
        # sudo: only whether they exist, and whose they are
        known = self.env[model].sudo().browse(ids).exists()
        if company and model in OWNED:
            known = known.filtered(
                lambda r: r.company_id in (company, company.browse())
            )
        lost = set(ids) - set(known.ids)
        if not lost:
            return []
        shown = ", ".join(map(str, sorted(lost)))
        return [Problem("gone", step.uid, {"key": key, "value": shown})]

    def _problems_tag(self, step, model):
        comodel = model._fields[TAGS[model._name]].comodel_name
        return self._problems_named(step, "tag_ids", comodel)

    def _problems_field(self, step, model):
        name, value = step.config.get("field"), step.config.get("value")
        field = model._fields.get(name)
        if not field:
            return [Problem("bad_field", step.uid, {"value": name})]
        if not self._is_safe(model._name, field):
            return [Problem("not_allowed", step.uid, {"value": name})]
        if not self._fits(field, value, model):
            return [Problem("wrong", step.uid, {"key": name, "value": value})]
        return []

    def _fits(self, field, value, model):
        """Tell whether a field can take a value."""
        if value in (None, False, "now") or field.type == "boolean":
            return value != "now" or field.type in ("date", "datetime")
        if field.type == "many2one":
            known = isinstance(value, int) and not isinstance(value, bool)
            # sudo: only whether it exists
            comodel = self.env[field.comodel_name].sudo()
            return known and bool(comodel.browse(value).exists())
        if field.type in ("integer", "float", "monetary"):
            return isinstance(value, (int, float))
        if not isinstance(value, str):
            return False
        try:
            field.convert_to_cache(value, model.browse())
        except ValueError:
            return False
        return True

    def _problems_wait(self, step, model):
        name = step.config.get("field")
        if step.config.get("mode") != "field":
            return []
        field = model._fields.get(name)
        if field and field.type in ("date", "datetime"):
            return []
        return [Problem("bad_field", step.uid, {"value": name})]

    def _problems_condition(self, step, model):
        if step.config.get("mode") != "domain":
            return []
        try:
            domain = Domain(step.config.get("domain") or [])
            domain.validate(model)
            model.search_count(domain, limit=1)
        except (ValueError, TypeError, KeyError, UserError, AccessError) as error:
            return [Problem("bad_domain", step.uid, {"value": str(error)[:200]})]
        return []

    def _problems_chat(self, step, model):
        """Refuse a text that could do more than name fields of the record.

        Whoever wrote it was asked then; whoever lets people in is asked once more.
        """
        if self.env.user.has_group(EDITOR):
            return []
        text = step.config.get("text") or ""
        unsafe = self.env["crm.send.chat"]._is_unsafe(text, model._name)
        return [Problem("unsafe_text", step.uid)] if unsafe else []

    def _problems_server_action(self, step, model):
        action_id = step.config.get("action_id") or 0
        # sudo: only whether it may be used
        action = self.env["ir.actions.server"].sudo().browse(action_id).exists()
        if not action:
            return self._problems_named(step, "action_id", "ir.actions.server")
        if not action.is_journey_approved or action.model_id.model != model._name:
            return [Problem("not_approved", step.uid, {"value": action.name})]
        return []

    def _problems_quotation(self, step, model):
        config = step.config
        if config.get("template_id"):
            if "sale.order.template" not in self.env:
                return [Problem("gone", step.uid, {"key": "template_id", "value": ""})]
            return self._problems_named(step, "template_id", "sale.order.template")
        lines = config.get("lines")
        lines = [line for line in lines or () if isinstance(line, dict)]
        ids = [line.get("product_id") for line in lines]
        return self._problems_named(
            replace(step, config={"product_id": ids}), "product_id", "product.product"
        )
