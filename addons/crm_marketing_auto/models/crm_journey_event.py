# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models
from odoo.tools import SQL


class CrmJourneyEvent(models.Model):
    """The inbox of journeys: what happened, written in the transaction of the act.

    A row that is there already is the same event: its key is unique. Kinds:
    segment_enter, segment_leave (event_key: segment and change id), interaction
    (interaction id), date and calendar (occurrence), webhook (the sender's key),
    manual.
    """

    _name = "crm.journey.event"
    _description = "Journey Event"
    _order = "id"

    kind = fields.Char(required=True, readonly=True)
    journey_id = fields.Many2one(
        "crm.journey",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        help="The journey it is for; empty: any that listens.",
    )
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(required=True, readonly=True)
    event_key = fields.Char(required=True, readonly=True)
    occurred_at = fields.Datetime(required=True, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    payload = fields.Json(readonly=True)
    is_done = fields.Boolean(readonly=True)

    _key_uniq = models.UniqueIndex(
        "(kind, COALESCE(journey_id, 0), res_model, res_id, event_key)",
        "This event is known already.",
    )
    _new_idx = models.Index("(id) WHERE is_done IS NOT TRUE")

    @api.model
    def _emit(self, kind, rows):
        """Add events that are not known yet, and wake who reads them.

        :param rows: dicts with res_model, res_id and event_key; journey_id,
            occurred_at, company_id and payload where there are any
        :return: how many were new
        """
        if not rows:
            return 0
        now = fields.Datetime.now()
        data = [
            {
                "journey_id": None,
                "company_id": None,
                "payload": None,
                **row,
                "kind": kind,
                "event_key": str(row["event_key"]),
                "occurred_at": fields.Datetime.to_string(row.get("occurred_at") or now),
            }
            for row in rows
        ]
        return self._emit_sql(
            SQL(
                "SELECT kind, journey_id, res_model, res_id, event_key, occurred_at,"
                " company_id, payload FROM jsonb_to_recordset(%s::jsonb) AS r("
                "kind text, journey_id int, res_model text, res_id int, event_key text,"
                " occurred_at timestamp, company_id int, payload jsonb)",
                json.dumps(data),
            )
        )

    @api.model
    def _emit_sql(self, select):
        """Add the events that a statement finds and that are not known yet.

        :param select: SQL with the columns kind, journey_id, res_model, res_id,
            event_key, occurred_at, company_id, payload, in this order
        :return: how many were new
        """
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO crm_journey_event (kind, journey_id, res_model, res_id,"
                " event_key, occurred_at, company_id, payload, is_done,"
                " create_uid, create_date, write_uid, write_date)"
                " SELECT s.*, FALSE, %(uid)s, %(now)s, %(uid)s, %(now)s"
                " FROM (%(select)s) s ON CONFLICT DO NOTHING RETURNING id",
                uid=self.env.uid,
                now=fields.Datetime.now(),
                select=select,
            )
        )
        if rows:
            # sudo: whoever made it happen may not read jobs
            self.env.ref("crm_marketing_auto.ir_cron_journey_enrol").sudo()._trigger()
        return len(rows)

    @api.model
    def _note_once(self, kind, record, event_key):
        """Tell whether something is noted for the first time, whoever notes it."""
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO crm_journey_event (kind, res_model, res_id, event_key,"
                " occurred_at, is_done, create_uid, create_date)"
                " VALUES (%(kind)s, %(model)s, %(id)s, %(key)s, %(now)s, TRUE, %(uid)s,"
                " %(now)s) ON CONFLICT DO NOTHING RETURNING id",
                kind=kind,
                model=record._name,
                id=record.id,
                key=event_key,
                now=fields.Datetime.now(),
                uid=self.env.uid,
            )
        )
        return bool(rows)
