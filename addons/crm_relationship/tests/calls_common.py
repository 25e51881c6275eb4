# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A contact centre that reports calls to an account, without the web between."""

from datetime import datetime, timedelta

from ..tools.gateway.call import GatewayCall
from .common import RelationshipCase

#: Monday morning in Vietnam.
RANG_AT = datetime(2026, 3, 2, 3, 0, 0)


class CallsCase(RelationshipCase):
    """Lan is at extension 101, Minh at 102; Đào of An Phát has 0912345678."""

    kind = "call_url"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.env["crm.channel.account"].create(
            {
                "name": "Tổng đài",
                "kind": cls.kind,
                "recording_hosts": "records.pbx.vn",
                "team_id": cls.env.ref("sales_team.team_sales_department").id,
            }
        )
        cls.env["crm.call.extension"].create(
            [
                {"account_id": cls.account.id, "extension": "101", "user_id": cls.user_lan.id},
                {"account_id": cls.account.id, "extension": "102", "user_id": cls.user_minh.id},
            ]
        )  # fmt: skip
        cls.calls = cls.env["crm.call"]

    def hear(self, name, seconds=0, call="17.1", account=None, **data):
        """Take an event as the worker does; return the interaction of its call."""
        account = account or self.account
        at = RANG_AT + timedelta(seconds=seconds)
        raw = account._gateway_split_call_url(
            GatewayCall("GET", name, {}, {"callid": call, **data}, b"", "", at)
        )
        for event in raw:
            said = account._gateway_read_call(
                event.payload["name"], event.payload["data"], at
            )
            self.calls._take(account, said)
        return self.row(call, account)

    def row(self, call="17.1", account=None):
        """Return the interaction of a call."""
        return self.calls.search(
            [
                ("account_id", "=", (account or self.account).id),
                ("uid_provider", "=", call),
            ]
        ).interaction_id

    def ring(self, extension="101", phone="0912345678", **how):
        return self.hear(
            "call_in", event="RING", phone=phone, extension=extension, **how
        )

    def answer(self, extension="101", seconds=9, phone="0912345678", **how):
        return self.hear(
            "call_in", seconds, event="ANSWER", phone=phone, extension=extension, **how
        )

    def hang_up(self, seconds=69, **how):
        return self.hear("hangup", seconds, **how)

    def record(self, status="ANSWERED", seconds=75, phone="0912345678", **how):
        return self.hear("calldata", seconds, status=status, phone=phone, **how)

    def missed(self, phone="0912345678", call="17.1", **how):
        """Return a call that rang at Lan's and nobody answered."""
        self.ring(phone=phone, call=call, **how)
        return self.record("NO ANSWER", phone=phone, call=call, **how)

    def keep_customers_apart(self):
        """Make customers confidential: Minh does not see Lan's."""
        self.env["ir.config_parameter"].set_param(
            "crm_relationship.confidential_customers", "True"
        )

    def planned(self, record):
        """Return the calls back that are planned with a contact or lead."""
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("crm_key", "=like", "missed_call:%"),
            ]
        )
