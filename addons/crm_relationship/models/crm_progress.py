# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

from ..tools import progress
from .crm_progress_sql import PARTS, SCOPES

PLAYBOOKS = 5
#: What the steps are read from beside their own documents.
ALSO_READ = (
    "product.template", "sale.order.line", "stock.move", "stock.move.line",
    "account.move.line",
)  # fmt: skip


class CrmProgress(models.AbstractModel):
    """The way of a customer, an opportunity or an order, from the lead to the warranty.

    Every step is told by one document: the open one that is due first, else the last.
    One statement reads them, whatever the length of the history, with the rules of the
    one who asks; a second one says which steps have only what may not be read.
    """

    _name = "crm.progress"
    _description = "Progress of a Sale"

    @api.model
    @api.readonly
    def strip(self, res_model, res_id):
        """Return the steps of the way of a record, and what comes next."""
        record = self._record(res_model, res_id)
        rows = self._rows(record)
        self._drop_early_care(rows)
        self._put_to_invoice(rows)
        hidden = self._hidden(record, rows)
        today = fields.Date.context_today(self)
        facts = {
            name: progress.Fact(bool(row["is_done"]), row["due"])
            for name, row in rows.items()
        }
        facts |= {name: progress.Fact(is_hidden=True) for name in hidden}
        needless = self._needless(rows)
        states = progress.states(facts, today, needless)
        following = progress.next_step(states, facts)
        return {
            "steps": [self._step(n, s, rows.get(n)) for n, s in states.items()],
            "next": following and self._words(following, rows, record),
            "playbooks": self._playbooks(record),
        }

    # ------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------

    def _record(self, res_model, res_id):
        """Return the record, checked: colleagues may ask for what they may read."""
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only colleagues see the progress of a sale."))
        if res_model not in SCOPES:
            raise ValidationError(
                self.env._("%(model)s: no progress is shown here.", model=res_model)
            )
        record = (
            self.env[res_model]
            .browse(self.env["crm.interaction"]._to_id(res_id))
            .exists()
        )
        if not record:
            raise ValidationError(self.env._("The document is gone."))
        record.check_access("read")
        return record

    def _names(self, record):
        """Return the SQL that the parts' names stand for."""
        is_partner = record._name == "res.partner"
        partner = record if is_partner else record.partner_id
        names = {
            "record": record.id,
            # sudo: only to compare with
            "partner": partner.sudo().commercial_partner_id.id or 0,
            "company": self.env.company.id,
            "touches": list(self.env["crm.interaction.type"]._touch_ids()),
            "extra": self.env["product.template"]._warranty_extra_sql(),
        }
        for name, condition in SCOPES[record._name].items():
            names[name] = SQL(condition, **names)
        return names

    def _select(self, step, names, model, is_brief=False):
        """Return the SELECT of the document that tells a step."""
        part = PARTS[step]
        query = model.with_context(active_test=False)._search([], order=None)
        query.add_where(SQL(part.where, **names))
        query.limit = 1
        if is_brief:
            return query.select(SQL("%s::text AS step", step))
        query.order = SQL(part.order, **names)
        columns = {
            "step": SQL("%s::text", step),
            "id": SQL.identifier(model._table, "id"),
            "name": SQL("(%s)::text", SQL(part.name, **names)),
            "at": SQL("(%s)::timestamp", SQL(part.at, **names)),
            "due": SQL("(%s)::date", SQL(part.due, **names)),
            "amount": SQL("(%s)::numeric", SQL(part.amount, **names)),
            "currency_id": SQL("(%s)::int", SQL(part.currency, **names)),
            "is_done": SQL("(%s)::boolean", SQL(part.is_done, **names)),
            "user_id": SQL("(%s)::int", SQL(part.user, **names)),
        }
        return query.select(
            *(SQL("%s AS %s", v, SQL.identifier(n)) for n, v in columns.items())
        )

    def _rows(self, record):
        """Return {step: row} of what the user may read."""
        names = self._names(record)
        parts = [
            SQL("(%s)", self._select(step, names, self.env[part.model]))
            for step, part in PARTS.items()
            if self.env[part.model].has_access("read")
        ]
        self._flush()
        if not parts:
            return {}  # whoever asks works with none of the documents
        rows = self.env.execute_query_dict(SQL(" UNION ALL ").join(parts))
        return {row.pop("step"): row for row in rows}

    def _flush(self):
        for name in {part.model for part in PARTS.values()}:
            self.env[name].flush_model()
        for name in ALSO_READ:
            self.env[name].flush_model()

    def _hidden(self, record, rows):
        """Return the steps that have documents, none of which the user may read."""
        missing = [step for step in progress.STEPS if step not in rows]
        if not missing or self.env.su:
            return set()
        names = self._names(record)
        selects = []
        for step in missing:
            # sudo: that there is something, not what, how much or when
            model = self.env[PARTS[step].model].sudo()
            company = SQL(
                " WHERE COALESCE(d.company_id, %s) = ANY(%s)",
                self.env.company.id,
                self.env.companies.ids,
            )
            query = model.with_context(active_test=False)._search([], order=None)
            query.add_where(SQL(PARTS[step].where, **names))
            selects.append(
                SQL(
                    "SELECT %s AS step WHERE EXISTS (SELECT 1 FROM (%s) d%s)",
                    step,
                    query.select(SQL.identifier(model._table, "company_id")),
                    company,
                )
            )
        found = self.env.execute_query(SQL(" UNION ALL ").join(selects))
        # a contact before the sale is no care after it: nothing is hidden there
        return {step for (step,) in found} - {"care"}

    def _put_to_invoice(self, rows):
        """Let an order that waits for its invoice tell the step, unless a draft does."""
        waiting = rows.pop("to_invoice", None)
        if waiting and rows.get("invoice", {}).get("is_done", True):
            rows["invoice"] = {**waiting, "res_model": "sale.order"}

    def _drop_early_care(self, rows):
        """Leave out contacts from before the delivery, or the sale of a service."""
        care, told = rows.get("care"), rows.get("delivery") or rows.get("order")
        since = told and told["is_done"] and told["at"]
        if care and (not since or care["at"] < since):
            del rows["care"]

    def _needless(self, rows):
        """Return the steps that the way does without: services are not delivered."""
        order = rows.get("order")
        if not order or "delivery" in rows:
            return set()
        is_delivered = self.env["sale.order"].browse(order["id"]).delivery_status
        return set() if is_delivered else {"delivery"}

    # ------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------

    def _step(self, name, state, row):
        part = PARTS[name]
        step = {
            "key": name,
            "label": self._labels()[name],
            "state": state,
            "state_label": self._state_labels()[state],
            "date": False,
            "amount": False,
        }
        if not row or state == "hidden":
            return step
        date = row["at"] if row["is_done"] else row["due"]
        return {
            **step,
            "name": row["name"] or "",
            "date": fields.Date.to_string(self._local_day(date)) if date else False,
            "amount": float(row["amount"]) if row["amount"] is not None else False,
            "currency_id": row["currency_id"] or False,
            "res_model": row.get("res_model", part.model),
            "res_id": row["id"],
        }

    def _local_day(self, value):
        """Return the day that an instant or a day is for the user."""
        if not hasattr(value, "hour") or not (value.hour or value.minute):
            return value
        return fields.Datetime.context_timestamp(self, value).date()

    def _labels(self):
        return {
            "lead": self.env._("Lead"),
            "opportunity": self.env._("Opportunity"),
            "quotation": self.env._("Quotation"),
            "order": self.env._("Order"),
            "delivery": self.env._("Delivery"),
            "invoice": self.env._("Invoice"),
            "payment": self.env._("Payment"),
            "care": self.env._("Care"),
            "warranty": self.env._("Warranty"),
        }

    def _state_labels(self):
        return {
            "done": self.env._("done"),
            "current": self.env._("now"),
            "late": self.env._("late"),
            "todo": self.env._("not yet"),
            "skipped": self.env._("not needed"),
            "hidden": self.env._("not visible to you"),
        }

    def _words(self, name, rows, record):
        """Return what comes next in words, and whose it is."""
        row = rows.get(name)
        document = row and row["name"]
        texts = {
            "lead": self.env._(
                "Find out what they need: make a lead or an opportunity."
            ),
            "opportunity": self.env._("Make the quotation."),
            "quotation": self.env._("Have the quotation %s accepted.", document)
            if row
            else self.env._("Make the quotation."),
            "order": self.env._("Confirm the order."),
            "delivery": self.env._("Deliver %s.", document)
            if row
            else self.env._("Deliver the order."),
            "invoice": self.env._("Invoice %s.", document)
            if row
            else self.env._("Invoice the order."),
            "payment": self.env._("Have %s paid.", document)
            if row
            else self.env._("Have the invoice paid."),
            "care": self.env._("Ask how it works for them, and note what they say."),
        }
        return {"text": texts.get(name, ""), "owner": self._owner(name, row, record)}

    def _owner(self, name, row, record):
        departments = {
            "delivery": self.env._("Warehouse"),
            "invoice": self.env._("Accounting"),
        }
        user = self.env["res.users"].browse(row["user_id"] if row else None)
        if not user and name in departments:
            return departments[name]
        return (user or record.user_id).name or self.env._("nobody yet")

    def _playbooks(self, record):
        """Return the playbooks at work on a record, with their progress."""
        Run = self.env["crm.playbook.run"]
        if not Run.has_access("read"):
            return []
        domain = {
            "crm.lead": [("lead_id", "=", record.id)],
            "sale.order": [("order_id", "=", record.id)],
        }.get(record._name, [("partner_id", "=", record.id)])
        runs = Run.search([*domain, ("state", "=", "running")], limit=PLAYBOOKS)
        return [
            {
                "id": run.id,
                "name": run.name,
                "done": run.done_count,
                "total": run.step_count,
                "late": run.late_count,
            }
            for run in runs
        ]
