# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .crm_touchpoint_facts import FACTS, insert_touches

BATCH = 50_000
#: No transaction takes longer; ids that were given before so long are all committed.
OVERLAP = timedelta(days=1)


class CrmTouchpointSource(models.Model):
    """How far a kind of fact has been read.

    Ids are given before they are committed, so the highest one seen says nothing about
    those below. A *mark* is the highest id at some moment; a day later everything up to
    it has been committed, was read since, and is `safe_id`. Whatever is above is read
    again: a touch that is there already is not added twice. Leads and orders, whose
    source may be filled in later, are read from the start once a day.
    """

    _name = "crm.touchpoint.source"
    _description = "Touchpoint Source"
    _order = "id"
    _rec_name = "code"

    code = fields.Char(required=True, readonly=True)
    safe_id = fields.Integer(readonly=True)
    mark_id = fields.Integer(readonly=True)
    marked_at = fields.Datetime(readonly=True)
    read_id = fields.Integer(readonly=True, help="Where the present round is.")
    began_at = fields.Datetime(readonly=True)
    reread_at = fields.Datetime(readonly=True)

    _code_uniq = models.Constraint("UNIQUE (code)", "A kind of fact is read once.")

    @api.model
    def _cron_collect(self):
        """Add the touches of what happened; a batch is a transaction."""
        now = fields.Datetime.now()
        Cron = self.env["ir.cron"]
        while self.env["crm.lead"]._fill_first_touch():
            if not Cron._commit_progress(1):
                return
        for code in FACTS:
            source = self._get(code)
            source._begin(now)
            while source._read_batch(now):
                if not Cron._commit_progress(1):
                    return
            Cron._commit_progress(1)
        self._claim()
        Cron._commit_progress(1, remaining=0)

    @api.model
    def _collect(self, now=None):
        """Add the touches of everything in the present transaction."""
        now = now or fields.Datetime.now()
        for code in FACTS:
            source = self._get(code)
            source._begin(now)
            while source._read_batch(now):
                pass
        self._claim()

    @api.model
    def _get(self, code):
        found = self.search([("code", "=", code)])
        return found or self.create({"code": code})

    def _begin(self, now):
        """Begin a round where the last ones allow; go on with one that was cut off."""
        self.ensure_one()
        if self.began_at:
            return
        values = {"began_at": now, "read_id": self.safe_id}
        is_late = FACTS[self.code][2]
        if is_late and (not self.reread_at or self.reread_at <= now - OVERLAP):
            values |= {"read_id": 0, "reread_at": now}
        self.write(values)

    def _read_batch(self, now):
        """Read the next facts; return whether there are more."""
        self.ensure_one()
        self.env.flush_all()
        table = SQL.identifier(FACTS[self.code][0])
        rows = self.env.execute_query(
            SQL(
                "SELECT MAX(id), COUNT(*) FROM (SELECT id FROM %s WHERE id > %s"
                " ORDER BY id LIMIT %s) page",
                table,
                self.read_id,
                BATCH,
            )
        )
        [(high, count)] = rows
        if high:
            self._insert(high)
        if count == BATCH:
            return True
        self._end(high or self.read_id, now)
        return False

    def _insert(self, high):
        company = self.env.ref("base.main_company").id
        added = self.env.execute_query(
            insert_touches(self.code, self.read_id, high, company)
        )
        self._keep_first_touch({partner for (partner,) in added if partner})
        self.read_id = high

    def _end(self, high, now):
        """Close a round: what was marked a day ago is safe now."""
        values = {"began_at": False}
        if not self.marked_at:
            values |= {"mark_id": high, "marked_at": now}
        elif self.marked_at <= self.began_at - OVERLAP:
            values |= {"safe_id": self.mark_id, "mark_id": high, "marked_at": now}
        self.write(values)

    @api.model
    def _keep_first_touch(self, partner_ids):
        """Keep on the contacts that have none what touched them first."""
        if not partner_ids:
            return
        self.env.execute_query(
            SQL(
                """
                UPDATE res_partner p SET first_touch_at = t.at,
                    first_source_id = t.source_id, first_medium_id = t.medium_id,
                    first_campaign_id = t.campaign_id
                FROM (
                    SELECT DISTINCT ON (partner_id) * FROM crm_touchpoint
                    WHERE partner_id = ANY(%s)
                        AND COALESCE(source_id, medium_id, campaign_id) IS NOT NULL
                    ORDER BY partner_id, at, id
                ) t
                WHERE p.id = t.partner_id AND p.first_touch_at IS NULL
                RETURNING p.id
                """,
                list(partner_ids),
            )
        )
        self.env["res.partner"].invalidate_model(
            [
                "first_touch_at",
                "first_source_id",
                "first_medium_id",
                "first_campaign_id",
            ]
        )

    @api.model
    def _claim(self):
        """Give the touches of leads the contact that the lead has by now."""
        found = self.env.execute_query(
            SQL(
                """
                UPDATE crm_touchpoint t SET partner_id = l.partner_id
                FROM crm_lead l
                WHERE t.partner_id IS NULL AND t.lead_id = l.id
                    AND l.partner_id IS NOT NULL
                RETURNING t.partner_id
                """
            )
        )
        self.env["crm.touchpoint"].invalidate_model(["partner_id"])
        self._keep_first_touch({partner for (partner,) in found})
