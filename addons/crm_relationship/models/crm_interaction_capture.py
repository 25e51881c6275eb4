# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from .interaction_event import COLUMNS

_logger = logging.getLogger(__name__)
BUFFER = "crm_interaction"
#: From this number of records on, PostgreSQL thinks a statement worth compiling.
MANY = 200


class CrmInteraction(models.Model):
    """Capture: what the ERP did in a transaction becomes rows at its end."""

    _inherit = "crm.interaction"

    # ------------------------------------------------------------
    # Collecting, during the transaction
    # ------------------------------------------------------------

    @api.model
    def _capture(self, records, event, at=None):
        """Remember that ``event`` happened to ``records`` in this transaction."""
        if self.env.context.get("interaction_capture_disable"):
            return
        user = self.env.user
        actor = None if user.id == SUPERUSER_ID or user.share else user.id
        entry = self._capture_buffer()["events"].setdefault(
            (records._name, event, actor, at), {}
        )
        entry.update(dict.fromkeys(records.ids))

    @api.model
    def _capture_claims(self, partners):
        """Remember partners that may own rows of unknown callers and senders."""
        if not self.env.context.get("interaction_capture_disable"):
            self._capture_buffer()["claims"].update(dict.fromkeys(partners.ids))

    @api.model
    def _capture_leads(self, leads):
        """Remember leads whose customer owns what unknown senders wrote on them."""
        if not self.env.context.get("interaction_capture_disable"):
            self._capture_buffer()["leads"].update(dict.fromkeys(leads.ids))

    @api.model
    def _capture_stale(self, model_name, ids):
        """Remember documents whose customer's next step may have changed."""
        if not self.env.context.get("interaction_capture_disable"):
            self._capture_buffer()["stale"].setdefault(model_name, {}).update(
                dict.fromkeys(ids)
            )

    @api.model
    def _capture_delivery(self, messages):
        """Remember messages whose delivery succeeded or failed."""
        if not self.env.context.get("interaction_capture_disable"):
            self._capture_buffer()["deliveries"].update(dict.fromkeys(messages.ids))

    def _capture_stale_customers(self):
        """Remember that the statistics of these rows' customers are out of date."""
        pairs = {
            (interaction.commercial_partner_id.id, interaction.company_id.id)
            for interaction in self
        }
        self._capture_buffer()["pairs"].update(p for p in pairs if p[0])

    def _capture_buffer(self):
        precommit = self.env.cr.precommit
        buffer = precommit.data.get(BUFFER)
        if buffer is None:
            buffer = {
                "events": {},
                "deliveries": {},
                "claims": {},
                "leads": {},
                "stale": {},
                "pairs": set(),
            }
            precommit.data[BUFFER] = buffer
            # sudo: the log is written for whoever acts, portal customers included
            precommit.add(self.env["crm.interaction"].sudo()._flush_captured)
        return buffer

    # ------------------------------------------------------------
    # Writing, at the end of the transaction
    # ------------------------------------------------------------

    @api.model
    def _flush_captured(self):
        """Write what the transaction collected; never fail the business act."""
        buffer = self.env.cr.precommit.data.pop(BUFFER, None)
        if not buffer:
            return
        self.env.flush_all()
        error = self._try_write(buffer)
        if error is None:
            return
        self.env["crm.interaction.failure"]._keep(buffer["events"], error)
        # what does not depend on the events that failed
        self._try_write({**buffer, "events": {}})

    def _try_write(self, buffer):
        """Write what was collected, or nothing of it.

        Whatever goes wrong, the order, invoice or mail must go through.

        :return: the error, if one prevented it
        """
        try:
            # unlike one that flushes, it leaves other addons' hooks alone
            with self.env.cr.savepoint(flush=False):
                self._write_captured(buffer)
                self.env.flush_all()
        except Exception as error:
            _logger.exception("Interactions of this transaction could not be logged")
            self.env.clear()  # values of rows that were rolled back
            return error
        return None

    def _write_captured(self, buffer):
        now = fields.Datetime.now()
        if sum(map(len, buffer["events"].values())) > MANY:
            self.env["crm.interaction.backfill"]._disable_jit()
        if buffer["deliveries"]:
            messages = self.env["mail.message"].browse(buffer["deliveries"])
            buffer["pairs"] |= messages._settle_interactions(now)
        selects = [
            self._select_event(key, list(ids), now)
            for key, ids in buffer["events"].items()
        ]
        stale = self.env["crm.partner.stat"]._select_stale(
            buffer["stale"], buffer["pairs"]
        )
        if selects:
            self._insert_events(selects, now, stale=stale)
        elif stale:
            self.env["crm.partner.stat"]._enqueue(stale)
        if buffer["leads"]:
            self.env["crm.lead"].browse(buffer["leads"])._adopt_interactions()
        if buffer["claims"]:
            self.env["res.partner"].browse(buffer["claims"])._claim_interactions()

    def _select_event(self, key, ids, now):
        """Return the SELECT of one collected event."""
        model_name, event, actor, at = key
        model = self.env[model_name]
        return model._interaction_events()[event].select(
            model, event, scope=SQL("o.id = ANY(%s)", ids), now=now, actor=actor, at=at
        )

    def _insert_events(self, selects, now, *, live=True, stale=None):
        """Insert the rows of SELECTs, skipping those already there, in one statement.

        Their customers are queued for a refresh of their statistics in the same
        statement, which also wakes the refresh job.

        :return: number of new rows
        """
        names = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)
        inserted = SQL(
            "INSERT INTO crm_interaction (%(names)s, create_uid, create_date, write_uid,"
            " write_date) SELECT %(names)s, %(uid)s, %(now)s, %(uid)s, %(now)s"
            " FROM (%(selects)s) s ORDER BY occurred_at ON CONFLICT DO NOTHING"
            " RETURNING id, type_id, commercial_partner_id, company_id",
            names=names,
            uid=self.env.uid,
            now=now,
            selects=SQL(" UNION ALL ").join(selects),
        )
        dirty = SQL(
            "SELECT DISTINCT commercial_partner_id AS partner_id, company_id FROM ins"
            " WHERE commercial_partner_id IS NOT NULL"
        )
        if stale:
            dirty = SQL("%s UNION %s", dirty, stale)
        ctes = SQL(
            "WITH ins AS (%s), %s",
            inserted,
            self.env["crm.partner.stat"]._queue_ctes(dirty, now),
        )
        if not live:
            # a chunk of history has thousands of rows: only their number comes back
            return self.env.execute_query(SQL("%s SELECT count(*) FROM ins", ctes))[0][
                0
            ]
        rows = self.env.execute_query(SQL("%s SELECT id, type_id FROM ins", ctes))
        if rows:
            ids, type_ids = zip(*rows, strict=True)
            logged = self.browse(ids)
            # whoever reacts to some types alone reads no row of the others
            self._fields["type_id"]._insert_cache(logged, type_ids)
            logged._after_logged()
        return len(rows)

    def _after_logged(self):
        """React to new rows, in the transaction that made them. To extend.

        Called for rows that were captured or logged by hand, in sudo; never for the
        backfill, whose events are history.
        """
