# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, html2plaintext, html_sanitize

from ..tools import keyset
from .crm_interaction_type import CHANNELS, DIRECTIONS

MAX_PAGE = 200
UPCOMING_LIMIT = 20
PEOPLE_LIMIT = 30
TIMELINE_MODELS = ("res.partner", "crm.lead")
#: Documents that show more when a row is expanded, and the lines they show.
DOCUMENT_LINES = {
    "sale.order": ("order_line", "product_uom_qty", "price_subtotal"),
    "account.move": ("invoice_line_ids", "quantity", "price_subtotal"),
    "stock.picking": ("move_ids", "quantity", None),
}
LINES_LIMIT = 20


class CrmInteraction(models.Model):
    """Reading a timeline: header, pages, and one row in full."""

    _inherit = "crm.interaction"

    # ------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def timeline_fetch(self, res_model, res_id, filters=None, cursor=None, limit=50):
        """Return a page of a document's timeline, newest first.

        :param res_model: one of the models that have a timeline
        :param filters: dict, all keys optional: channels, directions, user_ids,
            type_ids, date_from (inclusive) and date_to (exclusive) as UTC text, text
        :param cursor: what the page before returned
        :return: ``{"rows": [...], "cursor": text or False}``
        :raise AccessError: when the document may not be read
        :raise ValidationError: for a cursor or filter that is none
        """
        record = self._timeline_record(res_model, res_id)
        limit = max(1, min(int(limit), MAX_PAGE))
        domain = self._domain_of_document(record) & self._filter_domain(filters or {})
        if cursor:
            domain &= self._page_domain(cursor)
        rows = self._timeline_rows(record, domain, limit + 1)
        has_more = len(rows) > limit
        rows = rows[:limit]
        next_cursor = keyset.encode(rows[-1]["at"], rows[-1]["id"]) if has_more else False
        return {"rows": [self._format_row(row) for row in rows], "cursor": next_cursor}

    @api.model
    def _timeline_record(self, res_model, res_id):
        """Return the document, checked: it exists and the user may read it."""
        if res_model not in self._timeline_models():
            raise ValidationError(
                self.env._("%(model)s: these records have no timeline.", model=res_model)
            )
        record = self.env[res_model].browse(int(res_id))
        record.check_access("read")
        self.check_access("read")
        return record

    @api.model
    def _timeline_models(self):
        """Return the models that have a timeline. To extend."""
        return TIMELINE_MODELS

    @api.model
    def _page_domain(self, cursor):
        """Return the domain of the rows after a cursor, in a form an index serves."""
        try:
            at, row_id = keyset.decode(cursor)
        except ValueError as error:
            raise ValidationError(
                self.env._("The page asked for does not exist. Reload the timeline.")
            ) from error
        return Domain("occurred_at", "<=", at) & (
            Domain("occurred_at", "<", at) | Domain("id", "<", row_id)
        )

    @api.model
    def _filter_domain(self, filters):
        """Return the domain of a timeline's filters."""
        domain = Domain.TRUE
        fields_of = {"directions": "direction", "user_ids": "user_id", "type_ids": "type_id"}
        try:
            for key, fname in fields_of.items():
                if filters.get(key):
                    domain &= Domain(fname, "in", list(filters[key]))
            if filters.get("channels"):
                domain &= Domain("type_id", "in", self._types_of_channels(filters["channels"]))
            if filters.get("date_from"):
                since = fields.Datetime.to_datetime(filters["date_from"])
                domain &= Domain("occurred_at", ">=", since)
            if filters.get("date_to"):
                until = fields.Datetime.to_datetime(filters["date_to"])
                domain &= Domain("occurred_at", "<", until)
        except (TypeError, ValueError) as error:
            raise ValidationError(self.env._("The filter is not understood.")) from error
        if filters.get("text"):
            text = str(filters["text"])
            domain &= Domain.OR(
                Domain(fname, "ilike", text) for fname in ("subject", "note", "promise")
            )
        return domain

    def _types_of_channels(self, channels):
        types = self.env["crm.interaction.type"].sudo().with_context(active_test=False)
        return types.search([("channel", "in", list(channels))]).ids

    def _timeline_rows(self, record, domain, limit):
        """Return raw rows with the names they show, by one statement."""
        # Where the whole customer is visible, so is each of its rows: asking again
        # for every row is what costs time on a large timeline.
        bypass = self._sees_all_of(record)
        query = self._search(
            domain, limit=limit, order=self._order, bypass_access=bypass
        )
        table = self._table
        columns = [
            SQL("%s AS %s", SQL.identifier(table, column), SQL.identifier(alias))
            for alias, column in self._timeline_columns().items()
        ]
        for alias, column, target, name in (
            ("tu", "user_id", "res_users", None),
            ("tp", "partner_id", "res_partner", "name"),
            ("tl", "lead_id", "crm_lead", "name"),
        ):
            query.add_join(
                "LEFT JOIN",
                alias,
                target,
                SQL("%s = %s", SQL.identifier(alias, "id"), SQL.identifier(table, column)),
            )
            if name:
                columns.append(SQL("%s AS %s", SQL.identifier(alias, name), SQL.identifier(alias)))
        query.add_join(
            "LEFT JOIN", "tup", "res_partner", SQL("tup.id = tu.partner_id")
        )
        columns.append(SQL("tup.name AS tu"))
        self.env["crm.interaction"].flush_model()
        return self.env.execute_query_dict(query.select(*columns))

    @api.model
    def _timeline_columns(self):
        """Return {key: column} of what a row of the timeline reads."""
        names = (
            "id", "type_id", "direction", "state", "actor_type", "user_id", "partner_id",
            "contact_value", "lead_id", "subject", "note", "outcome_id", "duration",
            "amount", "currency_id", "origin_model", "origin_id", "origin_event",
            "promise", "promise_date", "promise_kept_at", "correction_of_id",
            "create_date",
        )  # fmt: skip
        return {"at": "occurred_at", **{name: name for name in names}}

    def _sees_all_of(self, record):
        """Tell whether each row of a document's customer is visible to the user."""
        if self.env.su:
            return True
        user = self.env.user
        if not user.has_group("sales_team.group_sale_salesman"):
            return False
        companies = self.env["res.company"].sudo().search_count([], limit=2)
        if companies > 1:  # rows of other companies must be left out
            return False
        if user.has_group("sales_team.group_sale_salesman_all_leads"):
            return True
        if record._name == "crm.lead":
            return record.user_id == user
        # sudo: only to compare the owner, whatever else of the customer is readable
        return record.sudo().commercial_partner_id.user_id in (user, self.env["res.users"])

    def _format_row(self, row):
        """Return a row as the client shows it."""
        editable = (
            not row["origin_model"]
            and row["state"] == "done"
            and row["user_id"] == self.env.uid
            and row["create_date"] + timedelta(days=self._correction_days())
            >= fields.Datetime.now()
        )
        return {
            **{
                key: row[key] or False
                for key in (
                    "type_id", "direction", "state", "actor_type", "contact_value",
                    "subject", "note", "outcome_id", "currency_id", "origin_model",
                    "origin_id", "origin_event", "promise", "correction_of_id",
                )
            },
            "id": row["id"],
            "at": fields.Datetime.to_string(row["at"]),
            "user": [row["user_id"], row["tu"]] if row["user_id"] else False,
            "partner": [row["partner_id"], row["tp"]] if row["partner_id"] else False,
            "lead": [row["lead_id"], row["tl"]] if row["lead_id"] else False,
            "duration": row["duration"] or 0,
            "amount": float(row["amount"]) if row["amount"] is not None else False,
            "promise_date": fields.Date.to_string(row["promise_date"]) or False,
            "promise_kept": bool(row["promise_kept_at"]),
            "can_expand": bool(row["origin_model"] or row["note"]),
            "editable": editable,
        }  # fmt: skip

    # ------------------------------------------------------------
    # Header
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def timeline_header(self, res_model, res_id):
        """Return what a timeline needs besides its rows; see the keys."""
        record = self._timeline_record(res_model, res_id)
        partner = record if res_model == "res.partner" else record.partner_id
        # sudo: the id of the company behind, not its data
        commercial = partner.sudo().commercial_partner_id
        types = self.env["crm.interaction.type"].with_context(active_test=False).search([])
        outcomes = self.env["crm.interaction.outcome"].search([])
        return {
            "partner_id": partner.id,
            "commercial_partner_id": commercial.id,
            "can_log": self.has_access("create"),
            "types": [self._format_type(kind) for kind in types],
            "outcomes": [{"id": o.id, "name": o.name, "tone": o.tone} for o in outcomes],
            "channels": self._selection_labels("crm.interaction.type", "channel", CHANNELS),
            "directions": self._selection_labels("crm.interaction", "direction", DIRECTIONS),
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
        bypass = self._sees_all_of(record)
        query = self._search(domain, limit=1000, order=self._order, bypass_access=bypass)
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

    def _timeline_stats(self, commercial):
        stat = self.env["crm.partner.stat"].search(
            [("partner_id", "=", commercial.id), ("company_id", "=", self.env.company.id)],
            limit=1,
        )
        names = ("last_in_at", "last_out_at", "last_touch_at", "next_step_at")
        return {
            **{name: fields.Datetime.to_string(stat[name]) or False for name in names},
            "waiting_reply": stat.waiting_reply,
            "count_90": stat.count_90,
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
        domain = Domain.OR(
            Domain("res_model", "=", model) & Domain("res_id", "in", ids)
            for model, ids in self._upcoming_documents(record).items()
        )
        activities = self.env["mail.activity"].search(
            domain, order="date_deadline, id", limit=UPCOMING_LIMIT
        )
        return [
            {
                "kind": "activity",
                "id": activity.id,
                "res_model": activity.res_model,
                "res_id": activity.res_id,
                "at": fields.Date.to_string(activity.date_deadline),
                "title": activity.summary or activity.activity_type_id.name or "",
                "user": [activity.user_id.id, activity.user_id.name],
                "icon": activity.activity_type_id.icon or "fa-tasks",
                "overdue": activity.date_deadline < today,
            }
            for activity in activities
            if not activity.calendar_event_id
        ]

    def _upcoming_documents(self, record):
        """Return {model: ids or query} of the documents whose activities count."""
        if record._name == "crm.lead":
            orders = self.env["sale.order"]._search([("opportunity_id", "=", record.id)])
            return {"crm.lead": record.ids, "sale.order": orders}
        partner_ids = self._partner_scope(record)
        return {
            model._name: model._search([("partner_id", "in", partner_ids)])
            for model in (self.env["crm.lead"], self.env["sale.order"])
            if model.has_access("read")
        } | {"res.partner": partner_ids}

    def _partner_scope(self, record):
        """Return the ids of the people that a contact's timeline covers."""
        if record.commercial_partner_id != record:
            return record.ids
        people = self.env["res.partner"].with_context(active_test=False)
        return people._search([("commercial_partner_id", "=", record.id)])

    def _upcoming_meetings(self, record):
        domain = Domain("start", ">", fields.Datetime.now())
        if record._name == "crm.lead":
            domain &= Domain("opportunity_id", "=", record.id)
        else:
            people = self._partner_scope(record)
            domain &= Domain("partner_ids", "in", people) | Domain(
                "opportunity_id.partner_id", "in", people
            )
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
                "user": [meeting.user_id.id, meeting.user_id.name] if meeting.user_id else False,
                "icon": "fa-calendar",
                "overdue": False,
            }
            for meeting in meetings
        ]

    # ------------------------------------------------------------
    # One row in full
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def timeline_expand(self, interaction_id):
        """Return the content behind a row, for whoever may read its document."""
        interaction = self.browse(int(interaction_id))
        interaction.check_access("read")
        result = {
            "denied": False, "message": "", "html": False, "attachments": [], "lines": [],
        }  # fmt: skip
        if not interaction.origin_model:
            return result
        if interaction.origin_model not in self.env:
            return {**result, "denied": True, "message": self.env._("The document is gone.")}
        origin = self.env[interaction.origin_model].browse(interaction.origin_id).exists()
        if not origin:
            return {**result, "denied": True, "message": self.env._("The document is gone.")}
        document = interaction._origin_record()
        if not (origin.has_access("read") and document.has_access("read")):
            message = self.env._("Its content is shown to those who may read the document.")
            return {**result, "denied": True, "message": message}
        if origin._name == "mail.message":
            return {**result, **self._expand_message(origin)}
        return {**result, "lines": self._expand_lines(origin)}

    def _expand_message(self, message):
        return {
            "html": html_sanitize(message.body or "", strip_classes=True),
            "attachments": [
                {
                    "id": attachment.id,
                    "name": attachment.name,
                    "mimetype": attachment.mimetype,
                    "url": f"/web/content/{attachment.id}?download=true",
                }
                for attachment in message.attachment_ids
            ],
        }

    def _expand_lines(self, record):
        """Return the lines of a document as label and value."""
        if record._name == "calendar.event":
            return self._expand_meeting(record)
        if record._name not in DOCUMENT_LINES:
            return []
        fname, quantity, amount = DOCUMENT_LINES[record._name]
        lines = []
        for line in record[fname][:LINES_LIMIT]:
            if "display_type" in line._fields and line.display_type not in (False, "product"):
                continue
            value = f"{line[quantity]:g}"
            if amount:
                value = f"{value} × {line.price_unit:g} = {line[amount]:g}"
            lines.append({"label": line.product_id.display_name or line.display_name, "value": value})
        return lines

    def _expand_meeting(self, meeting):
        people = ", ".join(meeting.partner_ids.mapped("name"))
        lines = [{"label": self.env._("With"), "value": people}]
        if meeting.location:
            lines.append({"label": self.env._("Where"), "value": meeting.location})
        if meeting.description:
            text = html2plaintext(meeting.description)
            lines.append({"label": self.env._("About"), "value": text})
        return lines
