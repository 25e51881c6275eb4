# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tests of this addon, and of those built on it, start from."""

from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

#: A Monday, 08:00 UTC: 10:00 in Paris, where the fixture's working hours are.
MONDAY = datetime(2026, 6, 1, 8)


class TicketCase(TransactionCase):
    """A support team in Paris with agents, a manager, customers and promises."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # in English whatever the database speaks: messages are compared
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(
            context={**cls.env.context, "no_reset_password": True, "lang": "en_US"}
        )
        cls.company = cls.env.company
        users = {
            "an": "crm_ticket_sla.group_crm_ticket_sla_user",
            "binh": "crm_ticket_sla.group_crm_ticket_sla_user",
            "chi": "crm_ticket_sla.group_crm_ticket_sla_user",
            "manager": "crm_ticket_sla.group_crm_ticket_sla_manager",
            "salesman": "sales_team.group_sale_salesman",
            "employee": "base.group_user",
            "portal": "base.group_portal",
        }
        for login, group in users.items():
            user = new_test_user(
                cls.env,
                f"tic_{login}",
                groups=group,
                name=login.capitalize(),
                email=f"{login}@desk.test",
                lang="en_US",
                tz="Europe/Paris",
            )
            setattr(cls, f"user_{login}", user)
        cls.calendar = cls._create_calendar("Nine to five", [(9, 17)])
        cls.team = cls.env["crm.ticket.team"].create(
            {
                "name": "Support",
                "calendar_id": cls.calendar.id,
                "manager_id": cls.user_manager.id,
                "member_ids": [
                    Command.create({"user_id": user.id})
                    for user in (cls.user_an, cls.user_binh, cls.user_chi)
                ],
            }
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "An Phát", "is_company": True, "email": "info@anphat.test"}
        )
        cls.person = cls.env["res.partner"].create(
            {
                "name": "Nguyễn Thị Đào",
                "parent_id": cls.customer.id,
                "email": "dao@anphat.test",
                "phone": "0912345678",
            }
        )
        for kind in (
            "new",
            "open",
            "wait_customer",
            "wait_third",
            "solved",
            "closed",
            "cancelled",
        ):
            stage = cls.env.ref(f"crm_ticket_sla.stage_{kind}")
            setattr(cls, f"stage_{kind}", stage)

    @classmethod
    def _create_calendar(cls, name, slots, tz="Europe/Paris", days=range(5), **values):
        """Return working hours: the slots (from, to in hours) of each weekday."""
        return cls.env["resource.calendar"].create(
            {
                "name": name,
                "tz": tz,
                "company_id": cls.company.id,
                "attendance_ids": [
                    Command.clear(),
                    *[
                        Command.create(
                            {
                                "name": f"{day} {start}",
                                "dayofweek": str(day),
                                "hour_from": start,
                                "hour_to": stop,
                                "day_period": "morning" if start < 12 else "afternoon",
                            }
                        )
                        for day in days
                        for start, stop in slots
                    ],
                ],
                **values,
            }
        )

    def _create_ticket(self, at=MONDAY, user=None, **values):
        """Return a ticket of the team, opened at an instant (naive UTC)."""
        values = {
            "name": "Printer on fire",
            "partner_id": self.person.id,
            "team_id": self.team.id,
            **values,
        }
        with self.at(at):
            return (
                self.env["crm.ticket"].with_user(user or self.env.user).create(values)
            )

    def at(self, instant):
        """Freeze the clock, the transaction's too, at a naive UTC instant."""
        return _Frozen(self.env.cr, instant)

    def end_transaction(self):
        """Run what runs when a transaction ends, without ending the test's."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.flush_all()


class _Frozen:
    """Both clocks at one instant: Python's, and what the ORM stamps rows with."""

    def __init__(self, cr, instant):
        self._freezer = freeze_time(instant)
        self._now = patch.object(type(cr), "now", lambda _cr: instant)

    def __enter__(self):
        self._freezer.start()
        self._now.start()
        return self

    def __exit__(self, *_error):
        self._now.stop()
        self._freezer.stop()
