# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .crm_channel_gateway import CHANNEL_ADMIN

DAY = timedelta(days=1)
#: So many events of a day that failed for good are no accident.
MANY_FAILED = 3
#: So many calls of a day that were refused are worth a look.
MANY_REFUSED = 100


class CrmChannelAccount(models.Model):
    """Whether a provider still talks to us, and is understood."""

    _name = "crm.channel.account"
    _inherit = ["crm.channel.account", "mail.thread", "mail.activity.mixin"]

    last_event_at = fields.Datetime(string="Last event", readonly=True, copy=False)
    silent_after = fields.Integer(
        string="Silence that is too long (h)",
        help="After so many hours without an event somebody is told. 0: never.",
    )
    health = fields.Selection(
        [
            ("unused", "Nothing yet"),
            ("ok", "Working"),
            ("silent", "Silent"),
            ("refused", "Calls are refused"),
            ("failing", "Failing"),
        ],
        default="unused",
        readonly=True,
        copy=False,
    )
    failed_count = fields.Integer(
        string="Failed events", compute="_compute_gateway_counts", groups=CHANNEL_ADMIN
    )
    day_count = fields.Integer(
        string="Events of a day",
        compute="_compute_gateway_counts",
        groups=CHANNEL_ADMIN,
    )
    refused_count = fields.Integer(
        string="Calls refused in a day",
        compute="_compute_gateway_counts",
        groups=CHANNEL_ADMIN,
    )
    refused_reason = fields.Char(
        string="Last refused for",
        compute="_compute_gateway_counts",
        groups=CHANNEL_ADMIN,
    )

    _silent_after_check = models.Constraint(
        "CHECK (silent_after >= 0)", "Hours of silence: 0 or more."
    )

    def _compute_gateway_counts(self):
        found = self._gateway_figures(fields.Datetime.now())
        for account in self:
            figures = found.get(account.id, {})
            account.failed_count = figures.get("failed", 0)
            account.day_count = figures.get("day", 0)
            account.refused_count = figures.get("refused", 0)
            account.refused_reason = figures.get("reason")

    def _gateway_figures(self, now):
        """Return ``{account id: figures of the last day}``."""
        self.env["crm.gateway.event"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT a.id, f.failed, d.day, r.refused, r.reason, l.last,"
                " d.failed AS failed_today FROM unnest(%(ids)s::int[]) AS a(id)"
                " CROSS JOIN LATERAL (SELECT count(*) AS failed FROM crm_gateway_event"
                " WHERE account_id = a.id AND state = 'error') f"
                " CROSS JOIN LATERAL (SELECT count(*) AS day,"
                " count(*) FILTER (WHERE state = 'error') AS failed"
                " FROM crm_gateway_event WHERE account_id = a.id"
                " AND received_at > %(since)s) d"
                " CROSS JOIN LATERAL (SELECT sum(refused)::int AS refused,"
                " (array_agg(reason ORDER BY minute DESC)"
                " FILTER (WHERE reason IS NOT NULL))[1] AS reason"
                " FROM crm_gateway_count WHERE account_id = a.id"
                " AND minute > %(since)s) r"
                " CROSS JOIN LATERAL (SELECT max(received_at) AS last"
                " FROM crm_gateway_event WHERE account_id = a.id) l",
                ids=self.ids,
                since=now - DAY,
            )
        )
        return {row["id"]: row for row in rows}

    # ------------------------------------------------------------
    # Watching
    # ------------------------------------------------------------

    @api.model
    def _cron_watch(self):
        """Look at every account that receives; tell somebody of what is wrong."""
        now = fields.Datetime.now()
        kinds = [
            kind
            for kind in self._fields["kind"].get_values(self.env)
            if hasattr(self, f"_gateway_verify_{kind}")
        ]
        accounts = self.search([("kind", "in", kinds)])
        found = accounts._gateway_figures(now)
        for account in accounts:
            account._gateway_watch(found[account.id], now)

    def _gateway_watch(self, figures, now):
        """Write how an account is; tell somebody when it gets worse."""
        health = self._gateway_health(figures, now)
        worse = health != self.health and health in ("silent", "failing", "refused")
        values = {"health": health, "last_event_at": figures["last"]}
        changed = {name: v for name, v in values.items() if self[name] != v}
        if changed:
            self.write(changed)
        if worse:
            self._gateway_tell(health, figures)

    def _gateway_health(self, figures, now):
        if figures["failed_today"] >= MANY_FAILED:
            return "failing"
        last, hours = figures["last"], self.silent_after
        if hours and (last or self.create_date) < now - timedelta(hours=hours):
            return "silent"
        if (figures["refused"] or 0) >= MANY_REFUSED and not figures["day"]:
            return "refused"
        return "ok" if last else "unused"

    def _gateway_tell(self, health, figures):
        """Plan an activity for an administrator of channels."""
        admin = self._gateway_admin()
        words = self.with_context(lang=admin.lang or self.env.lang).env
        notes = {
            "failing": words._(
                "%(count)s events of the last day could not be processed. Look at them "
                "under Received events, and process them again.",
                count=figures["failed_today"],
            ),
            "silent": words._(
                "Nothing came for %(hours)s hours. Has the provider the right address?",
                hours=self.silent_after,
            ),
            "refused": words._(
                "All calls of the last day were refused, the last for: %(reason)s. Has "
                "the provider the right secret?",
                reason=figures["reason"] or "",
            ),
        }
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=words._("%(name)s: look at the channel", name=self.name),
            note=notes[health],
            user_id=admin.id,
        )

    def _gateway_admin(self):
        """Return who looks after the account."""
        admins = self.env.ref(CHANNEL_ADMIN).all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )
        people = admins.filtered(lambda user: not user._is_superuser())
        return self.create_uid & people or people[:1] or self.env.user

    def action_open_events(self):
        """Open what the account received."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_relationship.crm_gateway_event_action_account"
        )
        context = {**self.env.context, "active_id": self.id}
        return {**action, "context": context}
