# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

#: What a person says about a contact; everything else follows.
LOGGED_FIELDS = {
    "type_id", "direction", "occurred_at", "duration", "outcome_id", "subject", "note",
    "promise", "promise_date", "partner_id",
}  # fmt: skip
BRIEF_LIMIT = 5


class CrmInteraction(models.Model):
    """Logging by hand, and the brief before the next contact."""

    _inherit = "crm.interaction"

    # ------------------------------------------------------------
    # Log, and schedule the next step, in one save
    # ------------------------------------------------------------

    @api.model
    def timeline_log(self, res_model, res_id, values, next_step=None):
        """Log a contact by hand, with its next step, in one transaction.

        :param values: type_id (required), direction, occurred_at (UTC text), duration
            (seconds), outcome_id, subject, note, promise, promise_date, partner_id;
            activity_id: the planned activity that this contact completes
        :param next_step: an activity (activity_type_id, date_deadline, summary,
            user_id) or a meeting (meeting: True, start, stop, name)
        :return: ``{"id": id of the interaction}``
        :raise ValidationError: naming the field that is wrong
        """
        record = self._timeline_record(res_model, res_id)
        vals = self._prepare_logged_values(record, values)
        interaction = self.create(vals)
        if values.get("activity_id"):
            self._complete_activity(record, values["activity_id"], interaction)
        if next_step:
            interaction.next_step_at = self._plan_next_step(record, interaction, next_step)
        if interaction.commercial_partner_id:
            pair = (interaction.commercial_partner_id.id, interaction.company_id.id)
            # sudo: derived data; who logged looks at it next, so it does not wait
            self.env["crm.partner.stat"].sudo()._refresh({pair})
        return {"id": interaction.id}

    def _prepare_logged_values(self, record, values):
        vals = {key: values[key] for key in LOGGED_FIELDS if values.get(key)}
        if not vals.get("type_id"):
            raise ValidationError(self.env._("Type: choose what kind of contact it was."))
        kind = self.env["crm.interaction.type"].browse(vals["type_id"]).exists()
        if not kind or not kind.is_manual:
            raise ValidationError(self.env._("Type: this kind is not logged by hand."))
        for key, label in (
            ("occurred_at", self.env._("Date")),
            ("promise_date", self.env._("Promised for")),
        ):
            if key in vals:
                vals[key] = self._parse_date(key, vals[key], label)
        if not isinstance(vals.get("duration", 0), int) or vals.get("duration", 0) < 0:
            raise ValidationError(self.env._("Duration: enter a number of minutes."))
        return {**vals, **self._prepare_document_values(record, vals.get("partner_id"))}

    def _parse_date(self, key, value, label):
        try:
            return self._fields[key].convert_to_cache(value, self, validate=True)
        except (TypeError, ValueError) as error:
            raise ValidationError(
                self.env._("%(field)s: '%(value)s' is no date.", field=label, value=value)
            ) from error

    def _prepare_document_values(self, record, partner_id):
        """Return whom and what the contact was about."""
        vals = {"user_id": self.env.uid, "team_id": self.env.user.sale_team_id.id}
        if record._name == "crm.lead":
            customer = record.partner_id
            vals["lead_id"] = record.id
            vals["company_id"] = record.company_id.id or self.env.company.id
            if not customer:
                vals["contact_value"] = (
                    record.email_normalized or record.phone_sanitized or record.phone or False
                )
        else:
            customer = record
            vals["company_id"] = record.company_id.id or self.env.company.id
        if partner_id:
            person = self.env["res.partner"].browse(partner_id).exists()
            person.check_access("read")
            # sudo: only to compare the companies behind
            if person.sudo().commercial_partner_id != customer.sudo().commercial_partner_id:
                raise ValidationError(
                    self.env._("Contact: this person does not belong to the customer.")
                )
            customer = person
        return {**vals, "partner_id": customer.id}

    def _complete_activity(self, record, activity_id, interaction):
        """Mark a planned activity as done by this contact, without a second row."""
        activity = self.env["mail.activity"].browse(int(activity_id)).exists()
        if activity and activity.res_model in ("res.partner", "crm.lead", "sale.order"):
            activity.with_context(interaction_capture_disable=True).action_feedback(
                feedback=interaction.note or interaction.subject or False
            )

    def _plan_next_step(self, record, interaction, step):
        """Create the activity or meeting agreed on.

        :return: naive UTC instant of the next step
        """
        if step.get("meeting"):
            return self._plan_meeting(record, interaction, step)
        due = step.get("date_deadline")
        try:
            due = fields.Date.to_date(due)
        except ValueError:
            due = None
        if not due:
            raise ValidationError(self.env._("Next step: enter the date it is due."))
        kind = self.env["mail.activity.type"].browse(step.get("activity_type_id") or [])
        if not kind.exists():
            raise ValidationError(self.env._("Next step: choose the kind of activity."))
        record.activity_schedule(
            activity_type_id=kind.id,
            date_deadline=due,
            summary=step.get("summary") or False,
            user_id=step.get("user_id") or self.env.uid,
        )
        return fields.Datetime.to_datetime(due) + timedelta(hours=12)

    def _plan_meeting(self, record, interaction, step):
        try:
            start = fields.Datetime.to_datetime(step.get("start"))
            stop = fields.Datetime.to_datetime(step.get("stop"))
        except ValueError:
            start = stop = None
        if not start or not stop or stop < start:
            raise ValidationError(
                self.env._("Next step: enter when the meeting starts and ends.")
            )
        name = step.get("name") or step.get("summary") or record.display_name
        people = interaction.partner_id | self.env.user.partner_id
        vals = {
            "name": name,
            "start": start,
            "stop": stop,
            "partner_ids": [fields.Command.set(people.ids)],
            "interaction_id": interaction.id,
            "res_model_id": self.env["ir.model"]._get_id(record._name),
            "res_id": record.id,
        }
        if record._name == "crm.lead" and record.type == "opportunity":
            vals["opportunity_id"] = record.id
        self.env["calendar.event"].with_context(dont_notify=True).create(vals)
        return start

    @api.model
    def promise_keep(self, interaction_id):
        """Note that what was promised has been done."""
        interaction = self.browse(int(interaction_id))
        interaction.check_access("write")
        if interaction.promise and not interaction.promise_kept_at:
            # sudo: keeping a colleague's promise is no correction of the row
            interaction.sudo().promise_kept_at = fields.Datetime.now()
        return True

    # ------------------------------------------------------------
    # Brief before contact
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def brief(self, res_model, res_id):
        """Return what to know before talking to the customer; see the keys.

        Quotations and invoices are read with the user's own rights.
        """
        record = self._timeline_record(res_model, res_id)
        upcoming = self._timeline_upcoming(record)
        partner = record if res_model == "res.partner" else record.partner_id
        people = self._partner_scope(partner) if partner else []
        return {
            "last": self._brief_touches(record),
            "next_step": upcoming[0] if upcoming else False,
            "quotations": self._brief_quotations(people),
            "invoices": self._brief_invoices(people),
            "promises": self._brief_promises(record),
            "facts": self._brief_facts(partner, people),
        }

    def _brief_touches(self, record):
        types = self.env["crm.interaction.type"]._touch_ids()
        domain = (
            self._domain_of_document(record)
            & Domain("type_id", "in", types)
            & Domain("actor_type", "!=", "system")
            & Domain("state", "=", "done")
        )
        rows = self._timeline_rows(record, domain, BRIEF_LIMIT)
        return [self._format_row(row) for row in rows]

    def _brief_quotations(self, people):
        Order = self.env["sale.order"]
        if not people or not Order.has_access("read"):
            return []
        orders = Order.search(
            [("partner_id", "in", people), ("state", "in", ("draft", "sent"))],
            order="date_order desc",
            limit=BRIEF_LIMIT,
        )
        return [
            {
                "id": order.id,
                "name": order.name,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "date": fields.Datetime.to_string(order.date_order),
            }
            for order in orders
        ]

    def _brief_invoices(self, people):
        Move = self.env["account.move"]
        if not people or not Move.has_access("read"):
            return []
        invoices = Move.search(
            [
                ("partner_id", "in", people),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
            ],
            order="invoice_date_due, id",
            limit=BRIEF_LIMIT,
        )
        today = fields.Date.context_today(self)
        return [
            {
                "id": invoice.id,
                "name": invoice.name,
                "residual": invoice.amount_residual,
                "currency_id": invoice.currency_id.id,
                "due": fields.Date.to_string(invoice.invoice_date_due) or False,
                "overdue": bool(invoice.invoice_date_due and invoice.invoice_date_due < today),
            }
            for invoice in invoices
        ]

    def _brief_promises(self, record):
        today = fields.Date.context_today(self)
        promises = self.search(
            self._domain_of_document(record)
            & Domain("promise", "!=", False)
            & Domain("promise_kept_at", "=", False)
            & Domain("state", "=", "done"),
            order="promise_date, id",
            limit=BRIEF_LIMIT,
        )
        return [
            {
                "interaction_id": row.id,
                "text": row.promise,
                "date": fields.Date.to_string(row.promise_date) or False,
                "overdue": bool(row.promise_date and row.promise_date < today),
            }
            for row in promises
        ]

    def _brief_facts(self, partner, people):
        Fact = self.env["crm.partner.fact"]
        if not partner or not Fact.has_access("read"):
            return []
        facts = Fact.search([("partner_id", "in", people)], limit=4 * BRIEF_LIMIT)
        return [
            {
                "id": fact.id,
                "kind": fact.kind,
                "name": fact.name,
                "date": fields.Date.to_string(fact.date) or False,
            }
            for fact in facts
        ]
