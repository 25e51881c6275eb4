# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What scripts that fill a database for the tests of marketing jobs begin with."""

import importlib.util
from pathlib import Path

SINK = (
    Path(__file__).resolve().parents[2] / "addons/crm_marketing_auto/tests/smtp_sink.py"
)

#: Copies of a row that the ORM made, but for some columns; only some jobs may run.
TOOLS = """
def copies(record, count, **values):
    env.flush_all()
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND column_name <> 'id'", [record._table])
    columns = [name for name, in env.cr.fetchall()]
    env.cr.execute("INSERT INTO {0} ({1}) SELECT {2} FROM {0} r,"
        " generate_series(1, {3}) g WHERE r.id = {4} RETURNING id".format(
            record._table, ", ".join(f'"{c}"' for c in columns),
            ", ".join(values.get(c, f'r."{c}"') for c in columns), count, record.id))
    ids = [i for i, in env.cr.fetchall()]
    env.invalidate_all()
    return record.browse(ids)

def people(count):
    first = env["res.partner"].create({
        "name": "Crowd", "email": "p0@crowd.test", "country_id": env.ref("base.be").id})
    mail = "'p' || g || '@crowd.test'"
    crowd = copies(first, count - 1, email=mail, email_normalized=mail)
    env.cr.execute("UPDATE res_partner SET commercial_partner_id = id"
        " WHERE id = ANY(%s)", [crowd.ids])
    return first + crowd

def journey(**values):
    mailing = env["mailing.mailing"].create({
        "subject": "Hello", "body_html": "<p>Hello</p>",
        "mailing_model_id": env["ir.model"]._get_id("res.partner")})
    made = env["crm.journey"].create({
        "name": "Crowd", "trigger": "manual", "quiet_start": 0, "quiet_end": 24, **values})
    version = made._get_draft_version()
    env["crm.journey.step"].create({
        "version_id": version.id, "step_uid": "letter", "name": "Letter",
        "kind": "mail", "config": {}, "branches": {}, "mailing_id": mailing.id})
    version.entry_uid = "letter"
    made.action_start()
    return made

def only(*jobs):
    ids = [env.ref(f"crm_marketing_auto.{job}").id for job in jobs]
    env.cr.execute("UPDATE ir_cron SET active = id = ANY(%s)", [ids])
    env.cr.execute("DELETE FROM ir_cron_trigger")
    env.cr.commit()
"""

#: Mails go to a server of ours; PORT is replaced.
MAIL_SERVER = """
env["ir.mail_server"].search([]).active = False
env["ir.mail_server"].create({
    "name": "Sink", "smtp_host": "127.0.0.1", "smtp_port": PORT,
    "smtp_encryption": "none"})
"""


def load_sink():
    """Return the module of a mail server that counts what it takes."""
    spec = importlib.util.spec_from_file_location("smtp_sink", SINK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
