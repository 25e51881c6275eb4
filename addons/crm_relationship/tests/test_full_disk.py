# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a file store that takes nothing loses nothing; when it takes files again,
what was tried before is stored."""

import errno
import resource
import signal
from contextlib import contextmanager

import psycopg2

from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from ..models.crm_parked_row import is_passing
from .common import RelationshipCase

#: No file of this process grows past it: the kernel itself refuses, as a full disk.
LIMIT = 4096


@contextmanager
def full_disk():
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@tagged("post_install", "-at_install")
class TestFullDisk(RelationshipCase):
    content = b"a photo of the desk " * 100_000

    def _attach(self):
        attachment = self.env["ir.attachment"].create(
            {"name": "desk.jpg", "raw": self.content, "res_model": "res.partner",
             "res_id": self.customer.id}
        )  # fmt: skip
        self.env.flush_all()
        return attachment

    @mute_logger("odoo.addons.base.models.ir_attachment")
    def test_what_did_not_fit_is_refused_and_fits_later(self):
        with full_disk(), self.assertRaises(OSError), self.env.cr.savepoint():
            self._attach()
        self.assertFalse(
            self.env["ir.attachment"].search_count([("name", "=", "desk.jpg")])
        )

        attachment = self._attach()

        attachment.invalidate_recordset()
        self.assertEqual(attachment.raw, self.content)

    @mute_logger("odoo.addons.base.models.ir_attachment")
    def test_an_import_that_cannot_be_uploaded_is_not_there(self):
        imports = self.env["crm.customer.import"]
        count = imports.search_count([])
        with full_disk(), self.assertRaises(OSError), self.env.cr.savepoint():
            batch = imports.create({})
            self.env["ir.attachment"].create(
                {"name": "customers.csv", "raw": self.content,
                 "res_model": batch._name, "res_id": batch.id}
            )  # fmt: skip
        self.assertEqual(imports.search_count([]), count)


class TestPassingErrors(BaseCase):
    def test_what_passes_by_itself_parks_no_row(self):
        for error in (
            psycopg2.errors.LockNotAvailable(),
            psycopg2.errors.AdminShutdown(),
            psycopg2.errors.DiskFull(),
            psycopg2.errors.SerializationFailure(),
            psycopg2.errors.UndefinedColumn(),
            psycopg2.errors.UndefinedTable(),
            psycopg2.InterfaceError("connection already closed"),
            OSError(errno.ENOSPC, "No space left on device"),
        ):
            self.assertTrue(is_passing(error), error)

    def test_what_is_of_the_row_parks_it(self):
        for error in (
            psycopg2.errors.ProgramLimitExceeded(),
            psycopg2.errors.NumericValueOutOfRange(),
            psycopg2.errors.RaiseException(),
            ValueError("no"),
            FileNotFoundError(errno.ENOENT, "No such file"),
        ):
            self.assertFalse(is_passing(error), error)
