# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.http import content_disposition, request
from odoo.tools.osutil import clean_filename

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv;charset=utf8"


def file_answer(file, name, mime):
    """Return the answer that streams a written file from the disk, and closes it.

    The file is whole before the first byte leaves: what fails while it is written is
    an error that people read, not half a file; and the log of exports is in the
    transaction that wrote it.
    """
    size = file.tell()
    file.seek(0)
    return http.Response(
        wrap_file(request.httprequest.environ, file),
        headers=[
            ("Content-Type", mime),
            ("Content-Length", str(size)),
            ("Content-Disposition", content_disposition(clean_filename(name))),
        ],
        direct_passthrough=True,
    )
