# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What there is to do while hosts are killed: code for Odoo's shell, filled by numbers.

Everything becomes due little by little over the run, so that no kill finds idle hosts.
"""

from concurrency.gateway_host import ACCOUNT
from concurrency.marketing_scene import MAIL_SERVER, TOOLS

#: What there is for each minute of the run.
PER_MINUTE = {
    "people": 300,
    "tickets": 15,
    "messages": 60,
    "orders": 3000,
    "rows": 1500,
    "readers": 8,
}
#: One line in a hundred cannot be read, one in fifty is there twice.
BAD_EVERY, TWICE_EVERY = 100, 50
IMPORTS = ("first", "second")

COMMON = """
from datetime import datetime, timedelta

now, admin = datetime.now(), env.ref("base.user_admin")
SPAN = MINUTES * 60

def spread(count, number):
    seconds = f"interval '1 second' * ({number} * {SPAN} / {count})"
    return f"(now() AT TIME ZONE 'UTC') + {seconds}"
"""

STEPS = """
mailing = env["mailing.mailing"].create({
    "subject": "Hello", "body_html": "<p>Hello</p>",
    "mailing_model_id": env["ir.model"]._get_id("res.partner")})
chaos = env["crm.journey"].create({
    "name": "Chaos", "trigger": "manual", "quiet_start": 0, "quiet_end": 24})
version = chaos._get_draft_version()
for uid, kind, config, branches in (
    ("mark", "field", {"field": "ref", "value": "in"}, {"next": "letter"}),
    ("letter", "mail", {}, {"next": "color"}),
    ("color", "field", {"field": "color", "value": 1}, {}),
):
    env["crm.journey.step"].create({
        "version_id": version.id, "step_uid": uid, "name": uid, "kind": kind,
        "config": config, "branches": branches,
        "mailing_id": mailing.id if kind == "mail" else False})
version.entry_uid = "mark"
chaos.action_start()
crowd = people(PEOPLE)
for person in crowd[::10][:PEOPLE // 20]:
    env["mail.blacklist"]._add(person.email)
assert chaos.action_enrol(crowd.ids) == PEOPLE
env.flush_all()
env.cr.execute(
    "UPDATE crm_journey_trace t SET due_at = " + spread(PEOPLE, "n.n")
    + " FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM crm_journey_trace) n"
    " WHERE n.id = t.id")
"""

TICKETS = """
env["crm.sla.policy"].search([]).active = False
tell = [(6, 0, admin.ids)]
env["crm.sla.policy"].create({
    "name": "Overdue", "sequence": 0, "company_id": False,
    "target_ids": [(0, 0, {
        "metric": "resolution", "seconds": 3600, "is_clock_time": True})],
    "level_ids": [(0, 0, {"since_at": datetime(2019, 1, 1), **level}) for level in (
        {"name": "Half", "percent": 50, "raise_priority": True,
          "webhook_url": "https://hook.test/half"},
        {"name": "Over", "percent": 100, "notify_user_ids": tell,
          "activity_type_id": env.ref("mail.mail_activity_data_todo").id},
        {"name": "Late", "placement": "offset", "offset": 60,
          "raise_priority": True, "notify_user_ids": tell})]})
env.flush_all()
env.cr.execute("UPDATE crm_sla_level SET webhook_url = 'http://127.0.0.1:PROVIDER/hook'"
    " WHERE webhook_url IS NOT NULL")  # the form takes https only
env.invalidate_all()
# half of the promise is over at once, the rest during the run
env["crm.ticket"].create([
    {"name": f"Overdue {n}", "priority": "0", "user_id": admin.id,
      "opened_at": now - timedelta(seconds=3600 - n * (SPAN - 60) / TICKETS)}
    for n in range(TICKETS)])
"""

CHAT = """
bridge = env["crm.channel.account"].create({
    "name": "Bridge", "url": "http://127.0.0.1:PROVIDER/chat", "timeout": 30,
    "new_secret": "hush"})
env["crm.channel.outbox"]._enqueue(
    bridge, [(f"m-{n}", {"text": f"Hello {n}"}) for n in range(MESSAGES)])
env.cr.execute("UPDATE crm_channel_outbox o SET next_try_at = "
    + spread(MESSAGES, "substr(o.key, 3)::int")
    + " WHERE o.account_id = %s", [bridge.id])
"""

HISTORY = """
buyers = env["res.partner"].create(
    [{"name": f"Buyer {n}", "is_company": True} for n in range(50)])
quiet = {"interaction_capture_disable": True, "tracking_disable": True}
order = env["sale.order"].with_context(**quiet).create(
    {"partner_id": buyers[0].id, "state": "sale"})
message = env["mail.message"].with_context(**quiet).create({
    "model": "sale.order", "res_id": order.id, "message_type": "comment",
    "author_id": buyers[0].id, "body": "When?"})
buyer = f"{buyers[0].id} + g % 50"
copies(order, ORDERS, name="'H' || g", partner_id=buyer, access_token="NULL",
    date_order="timestamp '2020-01-01' + g * interval '1 hour'")
copies(message, ORDERS, message_id="'<' || g || '@history.test>'",
    res_id=f"{order.id} + g", author_id=buyer,
    date="timestamp '2020-01-01' + g * interval '1 hour'")
sources = env["crm.interaction.backfill"].search([])
sources.write({"state": "paused"})
sources.action_restart()
"""

IMPORT = f"""
def file_of(letter, count):
    lines = ["Customer ID,Name,Phone,Email,Birthdate"]
    for n in range(count):
        phone = f"{{'09' if letter == 'f' else '08'}}{{n:08}}"
        phone = "9.12E+08" if n % {BAD_EVERY} == 7 else phone
        name, email = f"Person {{n:05}}", f"{{letter}}{{n}}@crash.test"
        line = f"{{letter}}{{n}},{{name}},{{phone}},{{email}},1990-01-31"
        lines.append(line)
        if n % {TWICE_EVERY} == 20:
            lines.append(line.replace(f"{{letter}}{{n}},", f"D{{letter}}{{n}},"))
    return "\\n".join(lines).encode()

for name in {IMPORTS!r}:
    batch = env["crm.customer.import"].with_user(admin).create({{"name": name}})
    batch.attachment_ids = env["ir.attachment"].create({{
        "name": "a.csv", "raw": file_of(name[0], ROWS // 2),
        "res_model": batch._name, "res_id": batch.id}})
"""

REPORTS = """
group = env.ref("sales_team.group_sale_salesman_all_leads")
readers = env["res.users"].with_context(no_reset_password=True).create([{
    "name": f"Reader {n}", "login": f"reader{n}", "email": f"reader{n}@office.test",
    "tz": "UTC", "group_ids": [(4, group.id)]} for n in range(READERS)])
env["crm.report.schedule"].create({
    "report_id": env.ref("crm_relationship.crm_report_meetings").id,
    "frequency": "daily", "hour": 0, "recipient_ids": [(6, 0, readers.ids)],
    "since": now - timedelta(days=30)})
"""

LAST = """
env.cr.execute("UPDATE ir_cron SET active = TRUE WHERE id = ANY(%s)", [running])
env.cr.execute("DELETE FROM ir_cron_trigger")
env.cr.commit()
"""


def sizes(minutes):
    """Return how much of everything there is in a run of so many minutes."""
    return {what: int(count * minutes) for what, count in PER_MINUTE.items()}


def code(minutes, mail_port, provider_port):
    """Return the shell's code that makes the scene."""
    first = "running = env['ir.cron'].search([]).ids\n"
    server = MAIL_SERVER.replace("PORT", str(mail_port))
    parts = [TOOLS, first, ACCOUNT, server, COMMON, TICKETS, CHAT, HISTORY, IMPORT]
    text = "\n".join([*parts, REPORTS, STEPS, LAST])
    for what, count in sizes(minutes).items():
        text = text.replace(what.upper(), str(count))
    text = text.replace("PROVIDER", str(provider_port))
    return text.replace("MINUTES", str(minutes))
