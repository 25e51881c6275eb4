# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain

from ..tools.report_table import Measure, Table
from ..tools.sheets import Column
from .crm_report_page import PAGE_ROWS

#: Rows of a list of records, in a download as well.
LISTED = 10_000

#: A contact that did not come about, as "no show" or "no answer", is none.
HAPPENED = Domain("outcome_id", "=", False) | Domain("outcome_id.happened", "=", True)

#: What a list of contacts shows, a column each.
CONTACT_FIELDS = (
    "occurred_at",
    "commercial_partner_id",
    "partner_id",
    "type_id",
    "user_id",
    "outcome_id",
    "subject",
    "next_step_at",
)


class CrmReport(models.Model):
    """Reports on meetings: those held, the appointments they led to, those to come."""

    _inherit = "crm.report"

    # ------------------------------------------------------------
    # Meetings and their outcomes
    # ------------------------------------------------------------

    def _report_meetings(self, period):
        """Meetings held and visits paid, by outcome and colleague, and the successful ones.

        Success rate = successful meetings / meetings whose outcome was written down.
        """
        done = Domain("type_id.is_meeting", "=", True) & Domain("state", "=", "done")
        base = done & self._filtered()
        held = base & HAPPENED
        success = held & Domain("outcome_id.is_success", "=", True)
        return [
            self._meetings_by_person(period, held, success),
            self._meetings_by_outcome(period, base),
            self._list_contacts(
                self.env._("Successful meetings"), self._occurred(period) & success
            ),
        ]

    def _meetings_by_person(self, period, held, success):
        told = held & Domain("outcome_id", "!=", False)
        appointed = held & Domain("next_step_at", "!=", False)
        asked = [(domain, "__count") for domain in (held, told, success, appointed)]
        return self._compared(
            self.env._("By colleague"),
            self.env._("Colleague"),
            self._compare("crm.interaction", "user_id", period, self._occurred, asked),
            [
                Measure(self.env._("Meetings held")),
                Measure(self.env._("With an outcome")),
                Measure(self.env._("Successful")),
                Measure(self.env._("With a next appointment")),
                Measure(self.env._("Success rate"), "percent", (2, 1)),
            ],
            opens=self._drill(
                "crm.interaction", "user_id", self._occurred(period) & held
            ),
            notes=[
                self.env._(
                    "Success rate: successful meetings in percent of those whose outcome "
                    "was written down."
                )
            ],
        )

    def _meetings_by_outcome(self, period, base):
        rows = self._compare(
            "crm.interaction", "outcome_id", period, self._occurred, [(base, "__count")]
        )
        keys = [row.key for row in rows]
        return self._compared(
            self.env._("By outcome"),
            self.env._("Outcome"),
            rows,
            [Measure(self.env._("Meetings"))],
            labels=self._labels(keys, self.env._("No outcome yet")),
            opens=self._drill(
                "crm.interaction", "outcome_id", self._occurred(period) & base
            ),
            chart={"type": "bar", "values": [1, 2]},
        )

    def _occurred(self, period):
        return self._within("occurred_at", period)

    def _list_contacts(self, title, domain, order="occurred_at desc, id desc"):
        """Return the contacts of a domain, one a row."""
        contacts = self.env["crm.interaction"].search_fetch(
            domain, CONTACT_FIELDS, order=order, limit=LISTED + 1
        )
        notes, contacts = self._cut_notes(contacts), contacts[:LISTED]
        names = self._names(contacts, "commercial_partner_id", "partner_id", "user_id")
        return Table(
            title,
            self._contact_columns(),
            [
                (
                    row.occurred_at,
                    names.get(row.commercial_partner_id),
                    names.get(row.partner_id),
                    row.type_id.name,
                    names.get(row.user_id),
                    row.outcome_id.name or None,
                    row.subject or None,
                    row.next_step_at or None,
                )
                for row in contacts
            ],
            roles=[""] * len(CONTACT_FIELDS),
            opens=self._open_each(contacts),
            notes=notes,
        )

    def _cut_notes(self, records):
        """Return what is said of a list that is longer than LISTED."""
        if len(records) <= LISTED:
            return []
        return [
            self.env._(
                "Only the first %s are listed: choose fewer days, or narrow it down.",
                self._number_text(LISTED, {"kind": "int", "currency": None}),
            )
        ]

    def _open_each(self, records):
        """Return what the rows of a list open, as far as a page shows them."""
        return [
            (records._name, [("id", "=", record.id)]) for record in records[:PAGE_ROWS]
        ]

    def _contact_columns(self):
        return [
            Column(self.env._("When"), "datetime", 18, None),
            Column(self.env._("Customer"), "text", 28, None),
            Column(self.env._("Contact"), "text", 24, None),
            Column(self.env._("What"), "text", 16, None),
            Column(self.env._("Colleague"), "text", 20, None),
            Column(self.env._("Outcome"), "text", 20, None),
            Column(self.env._("Subject"), "text", 32, None),
            Column(self.env._("Next appointment"), "datetime", 18, None),
        ]

    def _names(self, records, *fields):
        """Return ``{record: name}`` of what records point to, as far as readable."""
        keys = [record for field in fields for record in records[field]]
        return self._labels(keys) if keys else {}

    # ------------------------------------------------------------
    # Who got a next appointment, and when
    # ------------------------------------------------------------

    def _report_next_appointments(self, period):
        """Customers who agreed on a next appointment in a contact, and when it is."""
        done = Domain("state", "=", "done") & HAPPENED & self._filtered()
        agreed = done & Domain("next_step_at", "!=", False)
        of_period = self._occurred(period) & agreed
        asked = [(agreed, "__count"), (agreed, "commercial_partner_id:count_distinct")]
        return [
            self._compared(
                self.env._("By colleague"),
                self.env._("Colleague"),
                self._compare(
                    "crm.interaction", "user_id", period, self._occurred, asked
                ),
                [
                    Measure(self.env._("Appointments agreed")),
                    Measure(self.env._("Customers")),
                ],
                opens=self._drill("crm.interaction", "user_id", of_period),
                chart={"type": "bar", "values": [1, 2]},
                notes=[
                    self.env._("A customer of two colleagues counts with each of them.")
                ],
            ),
            self._list_contacts(
                self.env._("Next appointments"), of_period, "next_step_at, id"
            ),
        ]

    # ------------------------------------------------------------
    # Meetings to come
    # ------------------------------------------------------------

    def _report_meetings_planned(self, period):
        """Meetings with customers in the calendar, those the user may see, by start.

        Narrowed to a customer it answers "when do I meet X".
        """
        outside = Domain("partner_ids.partner_share", "=", True)
        base = outside | Domain("opportunity_id", "!=", False)
        base &= self._filtered(team="user_id.sale_team_id", partner=None)
        if chosen := self._chosen("partner_id"):
            customer = self.env["res.partner"].browse(chosen).commercial_partner_id
            base &= Domain("partner_ids", "child_of", customer.id)
        by = self._starting
        people = self._compare(
            "calendar.event", "user_id", period, by, [(base, "__count")]
        )
        return [
            self._list_meetings(by(period) & base),
            self._compared(
                self.env._("By colleague"),
                self.env._("Colleague"),
                people,
                [Measure(self.env._("Meetings"))],
                opens=self._drill("calendar.event", "user_id", by(period) & base),
                chart={"type": "bar", "values": [1, 2]},
            ),
        ]

    def _starting(self, period):
        return self._within("start", period)

    def _list_meetings(self, domain):
        meetings = self.env["calendar.event"].search(
            domain, order="start, id", limit=LISTED + 1
        )
        notes, meetings = self._cut_notes(meetings), meetings[:LISTED]
        guests = meetings.partner_ids._filtered_access("read")
        names = self._labels([*guests, *meetings.user_id])
        return Table(
            self.env._("Meetings planned"),
            [
                Column(self.env._("When"), "datetime", 18, None),
                Column(self.env._("Meeting"), "text", 32, None),
                Column(self.env._("With"), "text", 36, None),
                Column(self.env._("Colleague"), "text", 20, None),
                Column(self.env._("Place"), "text", 24, None),
            ],
            [
                (
                    meeting.start,
                    meeting.name or None,
                    self._guests(meeting.partner_ids & guests, names),
                    names.get(meeting.user_id),
                    meeting.location or None,
                )
                for meeting in meetings
            ],
            roles=[""] * 5,
            opens=self._open_each(meetings),
            notes=notes,
        )

    def _guests(self, guests, names):
        """Return the names of those who are no colleagues."""
        outside = [names[guest] for guest in guests if guest.partner_share]
        return ", ".join(outside) or None
