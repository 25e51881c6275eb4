# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .crm_customer_import import RUNNING

KEEP = "crm_relationship.import_keep_days"
KEEP_DAYS = 90
BATCH = 10_000
ENDED = ("imported", "undone")
#: Others may be gone on with, not for ever: their rows are kept so many times as long.
LEFT_FACTOR = 4
NUMBERS = ("verdict", "state")


class CrmCustomerImport(models.Model):
    """Rows and files of imports are kept as long as somebody may need them.

    Longer where the import did not come to its end. They hold what is personal, of
    people who may have been deleted since. The numbers of an import stay, as they were.
    """

    _inherit = "crm.customer.import"

    kept_counts = fields.Json(readonly=True, copy=False)
    are_rows_gone = fields.Boolean(compute="_compute_are_rows_gone")

    @api.depends("kept_counts")
    def _compute_are_rows_gone(self):
        for batch in self:
            batch.are_rows_gone = bool(batch.kept_counts)

    def _check_has_rows(self):
        """Refuse to go on with an import whose rows were deleted."""
        if self.are_rows_gone:
            raise UserError(
                self.env._("Its rows are gone: bring the files in with a new import.")
            )

    def _counted(self, column):
        """Count rows; of imports whose rows are deleted, as they were then."""
        found = super()._counted(column)
        for batch in self.filtered("kept_counts"):
            found[batch.id] = {
                value or None: count for value, count in batch.kept_counts[column]
            }
        return found

    @api.model
    def _keep_days(self):
        # sudo: a setting
        settings = self.env["ir.config_parameter"].sudo()
        try:
            return max(int(settings.get_param(KEEP) or KEEP_DAYS), 1)
        except ValueError:
            return KEEP_DAYS

    @api.autovacuum
    def _gc_rows(self):
        """Delete rows of old imports; return how many, and whether some are left."""
        batch = self._next_to_forget(fields.Datetime.now())
        if not batch:
            return 0, 0
        if not batch.kept_counts:
            batch.kept_counts = {
                column: list(batch._counted(column).get(batch.id, {}).items())
                for column in NUMBERS
            }
            batch._forget_files()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_customer_import_row WHERE id IN (SELECT id"
                " FROM crm_customer_import_row WHERE import_id = %s LIMIT %s)",
                batch.id,
                BATCH,
            )
        )
        count = self.env.cr.rowcount
        self.env["crm.customer.import.row"].invalidate_model()
        self.invalidate_model()
        return count, int(bool(self._next_to_forget(fields.Datetime.now())))

    @api.model
    def _next_to_forget(self, now):
        """Return an import whose rows are to go, locked; none when another has it."""
        self.flush_model()
        days = self._keep_days()
        rows = self.env.execute_query(
            SQL(
                "SELECT b.id FROM crm_customer_import b WHERE b.state <> ALL(%s)"
                " AND (b.kept_counts IS NOT NULL OR b.write_date < CASE"
                " WHEN b.state = ANY(%s) THEN %s ELSE %s END) AND EXISTS ("
                "SELECT FROM crm_customer_import_row r WHERE r.import_id = b.id)"
                " ORDER BY b.id LIMIT 1 FOR UPDATE SKIP LOCKED",
                list(RUNNING),
                list(ENDED),
                now - timedelta(days=days),
                now - timedelta(days=LEFT_FACTOR * days),
            )
        )
        return self.browse(row[0] for row in rows)

    def _forget_files(self):
        """Empty the files, and delete those of rejected rows."""
        # sudo: files of the import's own, no others
        given = self.file_ids.attachment_id.sudo().filtered(self._is_own)
        given.raw = b""
        made = given.search([("res_model", "=", self._name), ("res_id", "=", self.id)])
        (made - given).unlink()


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    import_keep_days = fields.Integer(
        string="Keep rows of imports (days)",
        default=KEEP_DAYS,
        config_parameter=KEEP,
        help="How long the rows and files of an import can be looked at, repaired and "
        "undone. Fewer days where the files hold what must not lie about; more "
        "where imports are checked late.",
    )
