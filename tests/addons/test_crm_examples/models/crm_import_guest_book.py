# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.addons.crm_relationship.tools.intake import profiles

GUEST_BOOK = profiles.Profile(
    key="guest_book",
    title="Guest Book",
    system="guest_book",
    target=profiles.PARTNER,
    columns=profiles.columns("""
code: Guest No
name: Guest
phone: Reached at
email: Writes from
note: Looks for
"""),
    # headers without which a file is of another program
    needs=("Guest No", "Reached at"),
)
profiles.register(GUEST_BOOK)
