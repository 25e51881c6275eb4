# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tests of handovers start from."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import new_test_user

from .common import RelationshipCase


class HandoverCase(RelationshipCase):
    """Lan, with all that a salesperson has, and two who may take over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_thu = new_test_user(
            cls.env,
            "rel_thu",
            groups="sales_team.group_sale_salesman",
            name="Thu",
            email="thu@company.test",
        )
        cls.other = cls._create_customer("Bình Minh", user_id=cls.user_lan.id)
        cls.foreign = cls._create_customer("Hồng Hà", user_id=cls.user_minh.id)
        cls.loose_lead = cls.env["crm.lead"].create(
            {"name": "Somebody called", "user_id": cls.user_lan.id, "partner_id": False}
        )
        cls.quotation = cls._create_order()
        cls.activity = cls.lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=cls.user_lan.id, summary="Ring them"
        )
        cls.meeting = cls._meet(cls.person, name="Measure the rooms")
        cls.env.flush_all()

    @classmethod
    def _meet(cls, *people, days=3, **values):
        """Return a meeting that Lan holds with some people."""
        start = fields.Datetime.now() + timedelta(days=days)
        partners = cls.env["res.partner"].union(*people, cls.user_lan.partner_id)
        quiet = {"dont_notify": True, "no_mail_to_attendees": True}
        return (
            cls.env["calendar.event"]
            .with_context(**quiet)
            .create(
                {
                    "name": "Meeting",
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "user_id": cls.user_lan.id,
                    "partner_ids": [Command.set(partners.ids)],
                    **values,
                }
            )
        )

    @classmethod
    def _prepare(cls, *successors, **values):
        """Return a handover of Lan's customers, as the manager makes it."""
        users = successors or (cls.user_minh,)
        return (
            cls.env["crm.handover"]
            .with_user(cls.user_manager)
            .create(
                {
                    "user_id": cls.user_lan.id,
                    "method": "one",
                    "note": "Ask for the blue chairs.",
                    "successor_ids": [
                        Command.create({"user_id": user.id, "sequence": n})
                        for n, user in enumerate(users)
                    ],
                    **values,
                }
            )
        )

    def _start(self, *successors, **values):
        """Return a handover whose job may run."""
        handover = self._prepare(*successors, **values)
        handover.action_preview()
        handover.action_start()
        return handover

    def _work(self, handover, limit=None):
        """Do what the job does, batch after batch."""
        job = handover.sudo()  # sudo: the job is the system's
        for _batch in range(100):
            self.env.invalidate_all()
            if not job._step(limit):
                return handover
        raise AssertionError("the job does not end")

    def _done(self, *successors, **values):
        return self._work(self._start(*successors, **values))

    def _line(self, handover, record):
        return handover.line_ids.filtered(
            lambda line: (line.owner_model, line.owner_id) == (record._name, record.id)
        )
