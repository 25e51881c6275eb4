# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from ..tools.send_gate import Cap
from .res_partner_zone import person_zone

#: Requests as a table: key, channel, identity, partner, purpose, company, list.
REQUESTS = (
    "unnest(%s::int[], %s::text[], %s::text[], %s::int[], %s::text[], %s::int[],"
    " %s::int[]) AS r(key, channel, identity, partner_id, purpose, company_id, list_id)"
)
#: Contacts that own the address or number of a request ``r``, and all that they own. A
#: hotline has no key: nobody is known by it.
PERSON = """
    WITH r AS MATERIALIZED (SELECT * FROM %s), person AS MATERIALIZED (
    SELECT key, partner_id AS id FROM r WHERE partner_id IS NOT NULL
     UNION SELECT r.key, p.id FROM r
      JOIN res_partner p ON p.email_normalized = r.identity
     WHERE r.identity LIKE '%%@%%'
     UNION SELECT r.key, e.partner_id FROM r
      JOIN crm_partner_email e ON e.email_normalized = r.identity
     WHERE r.identity LIKE '%%@%%'
     UNION SELECT r.key, p.id FROM r
      JOIN res_partner p ON p.phone_sanitized = r.identity
     WHERE r.identity NOT LIKE '%%@%%'
     UNION SELECT r.key, n.partner_id FROM r
      JOIN crm_partner_phone n ON n.key = r.identity
     WHERE r.identity NOT LIKE '%%@%%')
    SELECT x.key, p.id, p.email_normalized, p.phone_sanitized
      FROM person x JOIN res_partner p ON p.id = x.id
     UNION ALL SELECT x.key, x.id, e.email_normalized, NULL
      FROM person x JOIN crm_partner_email e ON e.partner_id = x.id
     UNION ALL SELECT x.key, x.id, NULL, n.key
      FROM person x JOIN crm_partner_phone n ON n.partner_id = x.id
"""


class CrmSendPeople(models.AbstractModel):
    """The people behind addresses and numbers, read for many requests at once.

    A person is the contact asked for and every contact that owns the same address or
    number, be it a second one; all their addresses and numbers are the person's.
    """

    _name = "crm.send.people"
    _description = "People Behind Addresses"

    @api.model
    def _read(self, requests):
        """Return the People of these requests."""
        self.env["res.partner"].flush_model(
            ["email_normalized", "phone_sanitized", "country_id", "tz"]
        )
        self.env["crm.partner.email"].flush_model()
        self.env["crm.partner.phone"].flush_model()
        self.env["crm.consent"].flush_model()
        self.env["crm.contact.log"].flush_model()
        self.env["mail.blacklist"].flush_model(["email", "active"])
        self.env["phone.blacklist"].flush_model(["number", "active"])
        return People(self.env, requests)


class People:
    """What is known of the people of some requests."""

    def __init__(self, env, requests):
        self.env = env
        self.requests = requests
        columns = ("key", "channel", "identity", "partner_id", "purpose")
        columns += ("company_id", "list_id")
        self.table = SQL(
            REQUESTS, *([getattr(r, c) for r in requests] for c in columns)
        )
        self.identities = {r.key: {r.identity} - {None} for r in requests}
        self.partners = {r.key: {r.partner_id} - {None, 0} for r in requests}
        self._expand()
        self.places = self._read_places()
        self.zones = {}

    def _expand(self):
        """Find the contacts that share an address, and all addresses of each."""
        rows = self.env.execute_query(SQL(PERSON, self.table))
        for key, partner_id, email, phone in rows:
            self.partners[key].add(partner_id)
            self.identities[key].update(value for value in (email, phone) if value)

    def _read_places(self):
        """Return {key: (country code, time zone)} of the contacts asked for."""
        rows = self.env.execute_query(
            SQL(
                "SELECT r.key, c.code, p.tz FROM %s"
                " LEFT JOIN res_partner p ON p.id = r.partner_id"
                " LEFT JOIN res_country c ON c.id = p.country_id",
                self.table,
            )
        )
        return {key: (code, tz) for key, code, tz in rows}

    def all_identities(self):
        return set().union(*self.identities.values()) if self.identities else set()

    # ------------------------------------------------------------
    # What they said
    # ------------------------------------------------------------

    def statements(self):
        """Return {key: (own, person's, for the list, is blacklisted)}."""
        result = {r.key: [None, None, None, False] for r in self.requests}
        for key, own, person, of_list, blacklisted in self.env.execute_query(
            self._sql_statements()
        ):
            result[key] = [own, person, of_list, blacklisted]
        return result

    def _sql_statements(self):
        pairs = [(k, i) for k, values in self.identities.items() for i in values]
        people = [(k, p) for k, values in self.partners.items() for p in values]
        return SQL(
            "WITH r AS MATERIALIZED (SELECT * FROM %(table)s),"
            " i AS MATERIALIZED (SELECT * FROM"
            " unnest(%(i_key)s::int[], %(i_id)s::text[]) AS i(key, identity)),"
            " p AS MATERIALIZED (SELECT * FROM"
            " unnest(%(p_key)s::int[], %(p_id)s::int[]) AS p(key, id)),"
            " said AS (SELECT i.key, c.id FROM i"
            " JOIN crm_consent c ON c.identity = i.identity"
            " UNION SELECT p.key, c.id FROM p JOIN crm_consent c ON c.partner_id = p.id),"
            " s AS (SELECT r.key, r.identity AS asked, r.list_id AS for_list, c.identity,"
            " c.list_id, c.state, c.at, c.id FROM said"
            " JOIN r ON r.key = said.key JOIN crm_consent c ON c.id = said.id"
            " WHERE c.channel IN (r.channel, 'all') AND c.purpose IN (r.purpose, 'all')"
            " AND (c.company_id IS NULL OR c.company_id = r.company_id)),"
            " own AS (SELECT DISTINCT ON (key) key, state FROM s"
            " WHERE list_id IS NULL AND identity = asked ORDER BY key, at DESC, id DESC),"
            " person AS (SELECT DISTINCT ON (key) key, state FROM s"
            " WHERE list_id IS NULL ORDER BY key, at DESC, id DESC),"
            " of_list AS (SELECT DISTINCT ON (key) key, state FROM s"
            " WHERE list_id = for_list ORDER BY key, at DESC, id DESC)"
            " SELECT r.key, own.state, person.state, of_list.state,"
            " CASE WHEN r.channel = 'mail' THEN EXISTS (SELECT 1 FROM mail_blacklist b"
            " WHERE b.email = r.identity AND b.active IS TRUE)"
            " WHEN r.channel = 'sms' THEN EXISTS (SELECT 1 FROM phone_blacklist b"
            " WHERE b.number = r.identity AND b.active IS TRUE) ELSE FALSE END"
            " FROM r LEFT JOIN own ON own.key = r.key"
            " LEFT JOIN person ON person.key = r.key"
            " LEFT JOIN of_list ON of_list.key = r.key",
            table=self.table,
            i_key=[k for k, _i in pairs],
            i_id=[i for _k, i in pairs],
            p_key=[k for k, _p in people],
            p_id=[p for _k, p in people],
        )

    def suppressed_by(self, request, rule, suppressed):
        """Return the kind of suppression that holds, if one does.

        A national list names numbers; an erasure is of the person.
        """
        channels = (request.channel, "all")
        own = suppressed.get(request.identity, ())
        if rule and rule.uses_dnc and any(("dnc", c) in own for c in channels):
            return "dnc"
        if any(("manual", c) in own for c in channels):
            return "manual"
        for identity in self.identities[request.key]:
            if any(("erased", c) in suppressed.get(identity, ()) for c in channels):
                return "erased"
        return None

    # ------------------------------------------------------------
    # Where they are, and what limits hold there
    # ------------------------------------------------------------

    def country(self, request):
        code = self.places[request.key][0]
        if code:
            return code
        if (request.identity or "").startswith("+84"):
            return "VN"
        # sudo: where a company is, is no secret
        company = self.env["res.company"].sudo().browse(request.company_id)
        return company.country_code or self._country_of_dong(company)

    def _country_of_dong(self, company):
        """Return Vietnam for a company that names no country and counts in dong."""
        return "VN" if company.currency_id.name == "VND" else False

    def tz(self, request):
        code, tz = self.places[request.key]
        place = (code, tz, request.company_id)
        if place not in self.zones:
            company = self.env["res.company"].browse(request.company_id)
            self.zones[place] = person_zone(tz, code, company._journey_tz())
        return self.zones[place]

    def rule(self, request, rules):
        """Return the rule of the person's country, or that of all others, or None."""
        return rules.get((self.country(request), request.channel)) or rules.get(
            (None, request.channel)
        )

    def caps(self, request, rule, company_caps, ledger):
        """Return the limits on advertising to this person, with what was sent."""
        if request.message_class != "marketing":
            return ()
        sent = [
            (channel, at)
            for identity in self.identities[request.key]
            for channel, _kind, at in ledger.get((request.company_id, identity), ())
        ]
        limits = []
        if rule and rule.cap_count:
            limits.append((rule.cap_count, rule.cap_hours, request.channel))
        company = self.env["res.company"].browse(request.company_id)
        for cap in company_caps.get(company, ()):
            if cap.channel in (False, request.channel):
                limits.append((cap.count, cap._cap().hours, cap.channel or None))
        return tuple(
            Cap(
                count,
                hours,
                tuple(at for c, at in sent if channel in (None, c)),
                channel,
            )
            for count, hours, channel in limits
        )
