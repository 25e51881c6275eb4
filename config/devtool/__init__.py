# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One command from a fresh clone to a running Odoo 19 with these addons.

Reading order: `settings` (what the user chose), `source` and `archive` (Odoo's
files), `venv` (its Python), `postgres` (its server), `workspace` (the three
together), `database` (templates and clones), then the jobs: `demo`, `runner`,
`checks`. Only the standard library is used. Everything made lies under
ODOO_DEV_HOME, is keyed by a hash of its inputs and is renamed into place when
complete, so a command may be interrupted and repeated at any moment.
"""
