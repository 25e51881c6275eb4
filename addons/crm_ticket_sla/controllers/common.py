# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.http import request

from ..models.crm_ticket_intake import MAX_FILE_BYTES, MAX_TOTAL_BYTES

#: Bytes of a form with files: what the files may have, and the text around them.
MAX_FORM_BYTES = MAX_TOTAL_BYTES + 5 * 2**20
#: What is shown to whoever has its address is kept by no cache, and told to no other.
BY_ADDRESS = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
#: Ids beyond this do not fit the database.
MAX_ID = 2**31 - 1


def sent_files():
    """Return (name, content) of each file that was sent with the form.

    One byte beyond the limit is enough to know that a file is too large.
    """
    return [
        (file.filename[:200], file.read(MAX_FILE_BYTES + 1))
        for file in request.httprequest.files.getlist("files")
        if file.filename
    ]


def sent_text(params, *names):
    """Return the text of these fields, without the blanks around it."""
    return {
        name: params[name].replace("\x00", "").strip()
        if isinstance(params.get(name), str)
        else ""
        for name in names
    }


def sent_id(params, name):
    """Return the id that was chosen in a field; 0 for none, -1 for no id at all."""
    text = params.get(name) or "0"
    if not (isinstance(text, str) and text.isascii() and text.isdecimal()):
        return -1
    return int(text) if len(text) < 11 and int(text) <= MAX_ID else -1
