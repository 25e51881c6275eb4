-- Copyright 2026 The CRM Suite contributors
-- License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
-- Run on a restored database before Odoo is started on it (docs/operations.md): no
-- mail, SMS, channel message or web call leaves until an administrator releases
-- sending on the page "Health of the system".
INSERT INTO ir_config_parameter (key, value, create_uid, create_date, write_uid, write_date)
VALUES ('crm_relationship.sending_held', now()::timestamp(0)::text, 1, now(), 1, now())
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, write_date = now();
