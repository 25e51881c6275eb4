# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Events of orders that files told say so, and have ids that no call can have.

A call was always stored with where it came from. An event that is emptied lost that: it
stays a call's, which no file of a salesperson changes.
"""


def migrate(cr, version):
    if not version:
        return
    cr.execute(
        "UPDATE crm_gateway_event e SET event = 'order_file',"
        " external_uid = 'file:' || e.external_uid FROM crm_channel_account a"
        " WHERE a.id = e.account_id AND a.kind = 'marketplace'"
        " AND e.address IS NULL AND e.payload <> '{}'::jsonb"
        " AND e.event IN ('order', 'order_file') AND e.external_uid NOT LIKE 'file:%'"
        # a file that was imported again while the code was newer than the tables
        " AND NOT EXISTS (SELECT FROM crm_gateway_event f WHERE f.account_id ="
        " e.account_id AND f.external_uid = 'file:' || e.external_uid)"
    )
