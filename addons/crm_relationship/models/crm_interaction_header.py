# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_interaction_type import CHANNELS, DIRECTIONS

UPCOMING_LIMIT = 20
PEOPLE_LIMIT = 30
TYPES_LIMIT = 500


class CrmInteraction(models.Model):
    """Reading a timeline: what it needs besides its rows, and what is to come."""

    _inherit = "crm.interaction"

    # ------------------------------------------------------------
    # Header
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def timeline_header(self, res_model, res_id):
        """Return what a timeline needs besides its rows; see the keys."""
        record = self._timeline_record(res_model, res_id)
        partner = record if record._name == "res.partner" else record.partner_id
        # sudo: the id of the company behind, not its data
        commercial = partner.sudo().commercial_partner_id
        # a handful of each; archived types may still be on old rows
        types = (
            self.env["crm.interaction.type"]
            .with_context(active_test=False)
            .search([], limit=TYPES_LIMIT)
        )
        outcomes = self.env["crm.interaction.outcome"].search([], limit=TYPES_LIMIT)
        return {
            "partner_id": partner.id,
            "commercial_partner_id": commercial.id,
            "can_log": self._can_log(record),
            "types": [self._format_type(kind) for kind in types],
            "outcomes": [
                {"id": o.id, "name": o.name, "tone": o.tone} for o in outcomes
            ],
            "channels": self._selection_labels(
                "crm.interaction.type", "channel", CHANNELS
            ),
            "directions": self._selection_labels(
                "crm.interaction", "direction", DIRECTIONS
            ),
            "people": self._timeline_people(record),
            "activity_types": self._timeline_activity_types(res_model),
            "upcoming": self._timeline_upcoming(record),
            "stats": self._timeline_stats(commercial),
        }

    @api.model
    def _format_type(self, kind):
        return {
            "id": kind.id,
            "code": kind.code,
            "name": kind.name,
            "icon": kind.icon,
            "color": kind.color,
            "channel": kind.channel,
            "is_manual": kind.is_manual and kind.active,
            "default_direction": kind.default_direction,
            "outcome_ids": kind.outcome_ids.ids,
        }

    def _selection_labels(self, model, fname, keys):
        labels = dict(self.env[model]._fields[fname]._description_selection(self.env))
        return [[key, labels.get(key, key)] for key, _label in keys]

    def _timeline_activity_types(self, res_model):
        types = self.env["mail.activity.type"].search(
            [("res_model", "in", (False, res_model))]
        )
        return [{"id": kind.id, "name": kind.name, "icon": kind.icon} for kind in types]

    def _timeline_people(self, record):
        """Return the colleagues of the newest thousand rows, by name."""
        domain = self._domain_of_document(record) & Domain("user_id", "!=", False)
        query = self._query_timeline(record, domain, 1000)
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT u.id, p.name FROM (%s) i JOIN res_users u"
                " ON u.id = i.user_id JOIN res_partner p ON p.id = u.partner_id"
                " ORDER BY p.name LIMIT %s",
                query.select(SQL.identifier(self._table, "user_id")),
                PEOPLE_LIMIT,
            )
        )
        return [list(row) for row in rows]

    def _can_log(self, record):
        """Tell whether the user may log a contact on a document's timeline."""
        if not self.has_access("create"):
            return False
        values = self._prepare_document_values(record, None)
        [values] = self._prepare_created_values([values])
        # sudo: rules are evaluated so, see ir.rule
        row = self.new(values).sudo()
        rule = self.env["ir.rule"]._compute_domain(self._name, "create")
        return bool(row.filtered_domain(rule))

    def _timeline_stats(self, commercial):
        """Return the statistics that a contact of the customer shows the user."""
        values = self.env["res.partner"]._relation_values(commercial.ids)
        stat = values.get(commercial.id, {})
        names = ("last_in_at", "last_out_at", "last_touch_at", "next_step_at")
        return {
            **{
                name: fields.Datetime.to_string(stat.get(name)) or False
                for name in names
            },
            "waiting_reply": bool(stat.get("waiting_reply")),
            "count_90": int(stat.get("count_90") or 0),
        }

    # ------------------------------------------------------------
    # Upcoming
    # ------------------------------------------------------------

    def _timeline_upcoming(self, record):
        """Return planned activities and coming meetings, soonest first."""
        items = self._upcoming_activities(record) + self._upcoming_meetings(record)
        return sorted(items, key=lambda item: (item["at"], item["id"]))[:UPCOMING_LIMIT]

    def _upcoming_activities(self, record):
        """Planned activities on the document, its leads and its orders."""
        today = fields.Date.context_today(self)
        activities = self.env["mail.activity"].search(
            self._activity_domain(record),
            order="date_deadline, id",
            limit=UPCOMING_LIMIT,
        )
        return [
            {
                "kind": "activity",
                "id": activity.id,
                "res_model": activity.res_model,
                "res_id": activity.res_id,
                "at": fields.Date.to_string(activity.date_deadline),
                "title": activity.summary or activity.activity_type_id.name or "",
                "user": self._format_user(activity.user_id),
                "icon": activity.activity_type_id.icon or "fa-tasks",
                "overdue": activity.date_deadline < today,
            }
            for activity in activities
            if not activity.calendar_event_id
        ]

    def _activity_domain(self, record):
        """Return the domain of the activities planned with a document's customer."""
        return Domain.OR(
            Domain("res_model", "=", model) & Domain("res_id", "in", ids)
            for model, ids in self._upcoming_documents(record).items()
        )

    def _format_user(self, user):
        # sudo: the name of a colleague, whatever company the user works for
        return [user.id, user.sudo().name] if user else False

    def _upcoming_documents(self, record):
        """Return {model: ids or query} of the documents whose activities count."""
        links = {"crm.lead": "partner_id", "sale.order": "partner_id"}
        documents = {record._name: record.ids}
        if record._name == "crm.lead":
            links, keys = {"sale.order": "opportunity_id"}, record.ids
        else:
            documents["res.partner"] = keys = self._partner_scope(record)
        for name, link in links.items():
            if self.env[name].has_access("read"):
                documents[name] = self.env[name]._search([(link, "in", keys)])
        return documents

    def _partner_scope(self, record):
        """Return the ids of the people that a contact's timeline covers."""
        if record.commercial_partner_id != record:
            return record.ids
        people = self.env["res.partner"].with_context(active_test=False)
        return people._search([("commercial_partner_id", "=", record.id)])

    def _upcoming_meetings(self, record):
        domain = Domain("start", ">", fields.Datetime.now())
        if record._name == "crm.lead":
            keys = record.ids
            about = Domain("opportunity_id", "=", record.id)
        else:
            keys = self._partner_scope(record)
            about = Domain("partner_ids", "in", keys)
            if self.env["crm.lead"].has_access("read"):
                about |= Domain("opportunity_id.partner_id", "in", keys)
        about |= Domain("res_model", "=", record._name) & Domain("res_id", "in", keys)
        domain &= about
        meetings = self.env["calendar.event"].search(
            domain, order="start, id", limit=UPCOMING_LIMIT
        )
        return [
            {
                "kind": "meeting",
                "id": meeting.id,
                "res_model": "calendar.event",
                "res_id": meeting.id,
                "at": fields.Datetime.to_string(meeting.start),
                "title": meeting.display_name,
                "user": self._format_user(meeting.user_id),
                "icon": "fa-calendar",
                "overdue": False,
            }
            for meeting in meetings
        ]
