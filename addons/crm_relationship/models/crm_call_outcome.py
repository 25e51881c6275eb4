# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..tools.gateway import calls
from ..tools.intake.convert import code

#: The outcome of a call that nobody answered, by what the contact centre says.
OUTCOMES = {"missed": "no_answer", "busy": "busy", "failed": "no_answer"}


class CrmCall(models.Model):
    """What becomes of a call: one interaction, patched as more is known."""

    _inherit = "crm.call"

    def _is_of(self, extension):
        """Return whether an extension has this call."""
        self.ensure_one()
        return bool(self.facts) and calls.conclude(self.facts).extension == extension

    def _uid_interaction(self):
        """Return the external id of the call: that of a file of call records too.

        So what came live and by a file is one row. A provider whose ids are those of
        another account of the company has its own.
        """
        self.ensure_one()
        number = code(self.uid_provider.split(";")[0])
        uid = f"import:__import_{self.company_id.id}_calls__.call_{number}"
        taken = self.env["crm.interaction"].search([("external_uid", "=", uid)])
        theirs = self.search([("interaction_id", "in", taken.ids)], limit=1)
        if theirs and theirs != self:
            return f"{uid}@{self.account_id.id}"
        return uid

    def _write_interaction(self, call):
        """Create or patch the interaction of this call."""
        self.ensure_one()
        values = self._prepare_interaction(call)
        row = self.interaction_id
        if not row:
            uid = self._uid_interaction()
            row = row.search([("external_uid", "=", uid)])
            self.interaction_id = row
        if row:
            self._patch(row, call, values)
            return
        values.update(self._prepare_whom(call), external_uid=uid)
        self.interaction_id = row.create(values)

    def _prepare_interaction(self, call):
        latest = fields.Datetime.now()
        return {
            "type_id": self.env["crm.interaction.type"]._id_of("call"),
            "direction": call.direction,
            "actor_type": "customer" if call.direction == "in" else "staff",
            "occurred_at": min(call.started, latest),
            "duration": call.talk,
            "user_id": self.user_id.id or False,
            "team_id": self.user_id.sale_team_id.id or False,
            "company_id": self.company_id.id,
            "call_result": call.result or False,
        }

    def _patch(self, row, call, values):
        """Write what is new about a call; what people said of it stays."""
        for name in ("type_id", "company_id", "actor_type"):
            values.pop(name)
        is_of_several = len(call.rang) > 1 and not call.extension
        if not values["user_id"] and not is_of_several:
            del values["user_id"], values["team_id"]
        if row.direction != values["direction"]:
            values["actor_type"] = "customer" if call.direction == "in" else "staff"
        if not row.partner_id and not row.lead_id and call.phone:
            values.update(self._prepare_whom(call, row))
        changed = {
            name: value
            for name, value in values.items()
            if row._fields[name].convert_to_write(row[name], row) != value
        }
        if changed:
            row.write(changed)

    # ------------------------------------------------------------
    # With whom
    # ------------------------------------------------------------

    def _prepare_whom(self, call, row=None):
        """Return with whom the call is, as values of its interaction."""
        about = self._about()
        if about:
            return {**about, "contact_value": False, "is_ambiguous": False}
        contact = self._contact_value(call)
        if row and row.contact_value == contact:
            return {}  # asked before: nobody, or several
        partners = self._callers(call.phone)
        partner = self._only_one(partners)
        if partner:
            return {"partner_id": partner.id, "contact_value": False}
        values = {"contact_value": contact, "is_ambiguous": len(partners) > 1}
        if not partners:
            values["lead_id"] = self._lead_of(call).id
        return values

    def _about(self):
        """Return whom a call that was dialled here is with, if they still exist."""
        about = self.about or {}
        partner = self.env["res.partner"].browse(about.get("partner_id")).exists()
        lead = self.env["crm.lead"].browse(about.get("lead_id")).exists()
        values = {"partner_id": partner.id, "lead_id": lead.id}
        return {name: value for name, value in values.items() if value}

    def _contact_value(self, call):
        """Return the number as unknown contacts are kept; never the same for two who
        hide theirs."""
        if call.phone:
            return self.env["crm.interaction"]._normalize_contact(call.phone)
        return self.env._("Withheld number (%s)", self.uid_provider)

    def _callers(self, phone):
        """Return who has this number, last touched first."""
        return self.account_id._gateway_partners(phone=phone)

    def _only_one(self, partners):
        """Return whom a number is of: a person, or the company they are all of."""
        if len(partners) < 2:
            return partners
        customers = partners.commercial_partner_id
        if len(customers) != 1:
            return partners.browse()
        return customers if customers in partners else partners.browse()

    def _lead_of(self, call):
        """Return the open lead of a number; a new one where the account wants it."""
        key = self.env["crm.interaction"]._normalize_contact(call.phone or "")
        leads = self.env["crm.lead"]
        if not key.startswith("+"):
            return leads  # withheld, or a number by which nobody is known
        found = leads.search(
            [
                ("phone_sanitized", "=", key),
                ("partner_id", "=", False),
                ("won_status", "=", "pending"),
                ("company_id", "in", (False, self.company_id.id)),
            ],
            order="id desc",
            limit=1,
        )
        if found or call.direction != "in" or not self.account_id.unknown_as_lead:
            return found
        user = self.account_id._gateway_able(self.user_id)
        self.account_id._gateway_alone([key])
        return leads.create(
            {
                "name": self.env._("Call from %(number)s", number=call.phone),
                "phone": key,
                "type": "lead",
                "company_id": self.company_id.id,
                "user_id": user.id,
                "team_id": self.account_id._gateway_team(user).id,
            }
        )

    # ------------------------------------------------------------
    # When all is known
    # ------------------------------------------------------------

    def _settle(self, call):
        """Do what follows from the end of a call, once; again where it changed."""
        row = self.interaction_id
        outcome = row.outcome_id
        system = {self._outcome(result) for result in OUTCOMES}
        if not outcome or outcome in system:
            wanted = self._outcome(call.result)
            if outcome != wanted:
                row.outcome_id = wanted
        first = not self.settled_at
        if first:
            self.settled_at = fields.Datetime.now()
        if self.settle_error:  # a later event told what was missing
            self.settle_error = False
        if call.result == "answered":
            row._close_missed_calls()
        elif first and call.direction == "in":
            row._notice_missed_call()

    def _outcome(self, result):
        outcomes = self.env["crm.interaction.outcome"].with_context(active_test=False)
        code = OUTCOMES.get(result)
        return outcomes.search([("code", "=", code)], limit=1) if code else outcomes
