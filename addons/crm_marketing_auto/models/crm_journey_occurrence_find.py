# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..tools import journey_trigger
from ..tools.anniversary import dates_kept_on, days_kept_on
from ..tools.calendar_day import comings

#: No later than this can the same day of a month differ in a shorter one.
SLACK = timedelta(days=5)


class CrmJourney(models.Model):
    """Whose date a day is, as one SELECT over all records of a company."""

    _inherit = "crm.journey"

    def _select_kept(self, day):
        """Return a SELECT of the records that keep something on a day; None: nothing.

        Its columns: res_id, key of the occasion, tz and country code of the person,
        as they are stored, never NULL.
        """
        self.ensure_one()
        found = self._trigger_settings()
        if self.trigger == "calendar":
            keys = comings(found, day, day)
            return self._select_records(SQL("%s", keys[0][0])) if keys else None
        if found["source"] == "interaction":
            return self._select_last_interaction(found, day)
        joins, column, prefix = self._date_column(found)
        if not journey_trigger.is_yearly(found):
            shown = SQL(
                "(%s + make_interval(months => %s))::date + %s = %s::date",
                column,
                found["offset_months"],
                found["offset_days"],
                day,
            )
            return self._select_records(
                SQL("%s || %s::text", prefix, column),
                joins,
                SQL("%s AND %s", shown, self._between(column, found, day)),
            )
        kept_day = day - timedelta(days=found["offset_days"])
        return self._select_yearly(found, kept_day, joins, column, prefix)

    def _select_yearly(self, found, day, joins, column, prefix):
        feb29, calendar = found["feb29"], found["calendar"]
        # the year 1900 of old systems is no year that a lunar day could be told from
        first_year = 1901 if calendar == "lunar" else 1900
        year, dates = dates_kept_on(day, first_year, feb29, calendar)
        where = SQL("%s = ANY(%s::date[])", column, dates)
        if found["source"] == "birthday":
            where = SQL("%s AND r.birthdate_year_unknown IS NOT TRUE", where)
            days = days_kept_on(day, feb29)[1] if calendar == "solar" else ()
            if days:
                where = SQL(
                    "(%s OR r.birthdate_year_unknown IS TRUE AND"
                    " to_char(r.birthdate, 'MM-DD') = ANY(%s))",
                    where,
                    [f"{month:02}-{number:02}" for month, number in days],
                )
        return self._select_records(SQL("%s || %s", prefix, str(year)), joins, where)

    def _date_column(self, found):
        """Return the joins, the column and the prefix of keys of whose date it is."""
        if found["source"] == "birthday":
            return SQL(), SQL("r.birthdate"), SQL("''")
        if found["source"] == "fact":
            joins = SQL(
                "JOIN crm_partner_fact f ON f.partner_id = r.id AND f.kind = 'date'"
            )
            return joins, SQL("f.date"), SQL("f.id || ':'")
        column = SQL.identifier("r", found["field"])
        if self.env[self.res_model]._fields[found["field"]].type == "datetime":
            column = self._local_day(column)
        return SQL(), column, SQL("''")

    def _local_day(self, column):
        """Return the day of an instant where the company is, as SQL."""
        tz = self.company_id._journey_tz()
        return SQL("((%s AT TIME ZONE 'UTC') AT TIME ZONE %s)::date", column, tz)

    @staticmethod
    def _between(column, found, day):
        """Return a condition that an index can serve, wide enough for any month."""
        base = day - timedelta(days=found["offset_days"])
        months = timedelta(days=30.44 * found["offset_months"])
        return SQL(
            "%s BETWEEN %s::date AND %s::date",
            column,
            base - months - SLACK,
            base - months + SLACK,
        )

    def _select_last_interaction(self, found, day):
        """Select by the last time that something happened, unless something followed.

        What followed counts whoever of the customer's company it came from.
        """
        is_lead = self.res_model == "crm.lead"
        on = SQL("i.lead_id = r.id") if is_lead else SQL("i.partner_id = r.id")
        base = day - timedelta(days=found["offset_days"])
        months = timedelta(days=30.44 * found["offset_months"])
        joins = SQL(
            "JOIN crm_interaction i ON %(on)s AND i.company_id = %(company)s"
            " AND i.state = 'done'"
            " AND i.occurred_at BETWEEN %(first)s AND %(last)s"
            " JOIN crm_interaction_type t ON t.id = i.type_id AND t.code = ANY(%(types)s)",
            on=on,
            company=self.company_id.id,
            first=base - months - SLACK,
            last=base - months + SLACK,
            types=found["types"],
        )
        where = SQL(
            "(%(day)s + make_interval(months => %(months)s))::date + %(days)s"
            " = %(asked)s::date AND NOT EXISTS (SELECT 1 FROM crm_interaction x"
            " JOIN crm_interaction_type xt ON xt.id = x.type_id"
            " WHERE (%(same)s) AND x.company_id = i.company_id"
            " AND (x.occurred_at, x.id) > (i.occurred_at, i.id)"
            " AND (xt.code = ANY(%(unless)s) OR xt.code = ANY(%(types)s) AND %(again)s))",
            day=self._local_day(SQL("i.occurred_at")),
            months=found["offset_months"],
            days=found["offset_days"],
            asked=day,
            same=SQL("x.lead_id = i.lead_id")
            if is_lead
            else SQL("x.commercial_partner_id = i.commercial_partner_id"),
            unless=found["unless"] or [],
            types=found["types"],
            again=SQL("TRUE") if is_lead else SQL("x.partner_id = i.partner_id"),
        )
        return self._select_records(SQL("i.id::text"), joins, where)

    def _select_records(self, key, joins=None, where=None):
        """Return the SELECT of active records of the company and of the audience."""
        is_lead = self.res_model == "crm.lead"
        person = SQL(
            "LEFT JOIN res_partner p ON p.id = r.partner_id" if is_lead else ""
        )
        alias = SQL.identifier("p" if is_lead else "r")
        members = SQL()
        if self.segment_id:
            members = SQL("JOIN (%s) m ON m.id = r.id", self._select_members())
        return SQL(
            "SELECT r.id AS res_id, (%(key)s)::text AS key,"
            " COALESCE(%(person_alias)s.tz, '') AS tz, COALESCE(c.code, '') AS code"
            " FROM %(table)s r %(members)s %(joins)s %(person)s"
            " LEFT JOIN res_country c ON c.id = %(person_alias)s.country_id"
            " WHERE r.active IS TRUE AND COALESCE(r.company_id, %(company)s) = %(company)s"
            " AND %(where)s",
            key=key,
            person_alias=alias,
            table=SQL.identifier(self.env[self.res_model]._table),
            members=members,
            joins=joins or SQL(),
            person=person,
            company=self.company_id.id,
            where=where or SQL("TRUE"),
        )

    def _select_members(self):
        """Return a SELECT of the ids of the audience."""
        return SQL(
            "SELECT res_id AS id FROM crm_segment_member WHERE segment_id = %s",
            self.segment_id.id,
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    _birthdate_idx = models.Index("(birthdate) WHERE birthdate IS NOT NULL")
