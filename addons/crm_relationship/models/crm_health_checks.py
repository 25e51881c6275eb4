# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from odoo import api, models
from odoo.tools import SQL, config, format_duration

from ..tools.gateway.line import inside_hosts
from ..tools.system_health import BAD, GIGABYTE, OK, WARN, of_disk, of_skew
from .crm_secret_mixin import secret_keys

#: A transaction that is open for so long holds up the cleaning of every table.
LONG = timedelta(hours=1)
OLDEST_SERVER = 130000


class CrmHealth(models.AbstractModel):
    """What the company's settings and machines lack."""

    _inherit = "crm.health"

    @api.model
    def _health_checks(self, now):
        rows = [
            *self._checks_of_mail(),
            *self._checks_of_companies(),
            *self._checks_of_channels(),
            *self._checks_of_machines(),
        ]
        return [*super()._health_checks(now), *rows]

    @api.model
    def _check(self, key, name, state=OK, detail="", action=None):
        """Return a row; an action is the external id of what mends it."""
        is_fine = state == OK
        return (
            key,
            name,
            state,
            "" if is_fine else detail,
            None if is_fine else action,
        )

    # ------------------------------------------------------------
    # Mail and addresses
    # ------------------------------------------------------------

    @api.model
    def _checks_of_mail(self):
        servers = self.env["ir.mail_server"].search_count([], limit=1)
        from_file = config["smtp_server"] not in ("", "localhost", False)
        base = self.env["ir.config_parameter"].get_param("web.base.url") or ""
        host = urlsplit(base).hostname or ""
        is_local = host in ("", "localhost") or host.startswith("127.")
        return [
            self._check(
                "mail_server",
                self.env._("Outgoing mail server"),
                OK if servers or from_file else WARN,
                self.env._(
                    "None is set up: mails go to the machine's own port 25, if anywhere."
                ),
                "base.action_ir_mail_server_list",
            ),
            self._check(
                "base_url",
                self.env._("Address of this system"),
                WARN if is_local or not base.startswith("https:") else OK,
                self.env._(
                    "%(url)s is in every link that customers get; they need https and a "
                    "name that they can reach.",
                    url=base,
                ),
                "base.ir_config_list_action",
            ),
        ]

    # ------------------------------------------------------------
    # Companies
    # ------------------------------------------------------------

    @api.model
    def _checks_of_companies(self):
        companies = self.env["res.company"].search([("active", "=", True)])
        no_domain = companies.filtered(lambda c: not c.alias_domain_id)
        no_hours = companies.filtered(
            lambda c: (
                not c.resource_calendar_id.attendance_ids
                and not c.resource_calendar_id.flexible_hours
            )
        )
        return [
            self._check(
                "alias_domain",
                self.env._("Answers to mails"),
                WARN if no_domain else OK,
                self.env._(
                    "%(companies)s: no mail domain, so that customers' answers reach "
                    "nobody here.",
                    companies=", ".join(no_domain.mapped("name")),
                ),
                "mail.mail_alias_domain_action",
            ),
            self._check(
                "working_hours",
                self.env._("Working hours"),
                WARN if no_hours else OK,
                self.env._(
                    "%(companies)s: the working hours are empty, so that no deadline can "
                    "be counted.",
                    companies=", ".join(no_hours.mapped("name")),
                ),
                "resource.action_resource_calendar_form",
            ),
        ]

    # ------------------------------------------------------------
    # Channels
    # ------------------------------------------------------------

    @api.model
    def _checks_of_channels(self):
        accounts = self.env["crm.channel.account"].search([("active", "=", True)])
        needs = ("webhook", "generic", "call_generic", "facebook_leads", "marketplace")
        bare = accounts.filtered(lambda a: a.kind in needs and not a.has_secret)
        ended = accounts.filtered("token_problem")
        ill = accounts.filtered(lambda a: a.health in ("silent", "refused", "failing"))
        opens = "crm_relationship.crm_channel_account_action"
        sealed = accounts and not secret_keys()

        def named(found):
            return ", ".join(found.mapped("name"))

        return [
            self._check(
                "channel_secrets",
                self.env._("Secrets of channels"),
                BAD if bare else OK,
                self.env._(
                    "%s: has no secret, so that its calls are refused.", named(bare)
                ),
                opens,
            ),
            self._check(
                "channel_tokens",
                self.env._("Access tokens"),
                BAD if ended else OK,
                self.env._(
                    "%s: the token could not be renewed; enter new ones.", named(ended)
                ),
                opens,
            ),
            self._check(
                "channel_health",
                self.env._("Providers"),
                WARN if ill else OK,
                self.env._("%s: silent, refused or failing.", named(ill)),
                opens,
            ),
            self._check(
                "secret_key",
                self.env._("Key of the secrets"),
                WARN if sealed else OK,
                self.env._(
                    "CRM_SECRET_KEY is not set: secrets of channels are kept in the "
                    "database as they are."
                ),
            ),
            self._check(
                "internal_hosts",
                self.env._("Hosts inside the house"),
                WARN if "*" in inside_hosts() else OK,
                self.env._(
                    "CRM_INTERNAL_HOSTS names every host: name those that are meant."
                ),
            ),
        ]

    # ------------------------------------------------------------
    # Machines
    # ------------------------------------------------------------

    @api.model
    def _checks_of_machines(self):
        return [
            self._check_file_store(),
            self._check_disk(),
            self._check_clock(),
            self._check_database(),
            self._check_transactions(),
        ]

    @api.model
    def _check_file_store(self):
        """Write a file where attachments go, and take it away."""
        place, problem = config.filestore(self.env.cr.dbname), ""
        try:
            os.makedirs(place, exist_ok=True)
            with tempfile.TemporaryFile(dir=place) as file:
                file.write(b"health")
                file.flush()
        except OSError as error:
            problem = error.strerror or str(error)
        return self._check(
            "file_store",
            self.env._("File store"),
            BAD if problem else OK,
            self.env._("Attachments cannot be written: %s.", problem),
        )

    @api.model
    def _check_disk(self):
        place = config.filestore(self.env.cr.dbname)
        state, free = OK, 0
        if os.path.isdir(place):
            usage = shutil.disk_usage(place)
            state, free = of_disk(usage.free, usage.total), usage.free
        return self._check(
            "disk",
            self.env._("Disk of the file store"),
            state,
            self.env._("%s GB are left.", round(free / GIGABYTE, 1)),
        )

    @api.model
    def _check_clock(self):
        [(theirs,)] = self.env.execute_query(
            SQL("SELECT clock_timestamp() AT TIME ZONE 'UTC'")
        )
        skew = datetime.now(UTC).replace(tzinfo=None) - theirs
        return self._check(
            "clock",
            self.env._("Clocks"),
            of_skew(skew),
            self.env._(
                "The clocks of this machine and of the database are %s seconds apart: "
                "let both follow the same time server.",
                round(abs(skew).total_seconds()),
            ),
        )

    @api.model
    def _check_database(self):
        version = self.env.cr.connection.server_version
        return self._check(
            "database",
            self.env._("Version of PostgreSQL"),
            OK if version >= OLDEST_SERVER else BAD,
            self.env._("Version %s is too old: 13 or newer.", version // 10000),
        )

    @api.model
    def _check_transactions(self):
        [(age,)] = self.env.execute_query(
            SQL(
                "SELECT max(clock_timestamp() - xact_start) FROM pg_stat_activity"
                " WHERE datname = current_database() AND backend_type = 'client backend'"
                " AND pid <> pg_backend_pid()"
            )
        )
        is_long = age is not None and age > LONG
        hours = format_duration(age.total_seconds() / 3600) if is_long else ""
        return self._check(
            "transactions",
            self.env._("Transactions"),
            WARN if is_long else OK,
            self.env._(
                "One has been open for %s hours: what is deleted cannot be cleaned away.",
                hours,
            ),
        )
