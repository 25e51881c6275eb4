# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os
from contextlib import suppress

from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _file_write(self, bin_value, checksum):
        """Leave no part of a file behind when the disk is full.

        The name is made of the contents: with a part of it there, core takes the same
        file for another one that collides, for ever.
        """
        try:
            return super()._file_write(bin_value, checksum)
        except OSError:
            # another process may have written the whole of it meanwhile: that stays
            path = self._full_path(f"{checksum[:2]}/{checksum}")
            with suppress(OSError):
                if not self._same_content(bin_value, path):
                    os.unlink(path)
            raise
