# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.system_health import BAD, OK

#: Administrators who are told; where there are more, the first ones.
TOLD = 5


class CrmHealthNotice(models.Model):
    """A problem of the system that administrators were told of, until it is solved.

    One row for a problem as long as it lasts, however often and on however many hosts
    the job looks: each administrator is told once.
    """

    _name = "crm.health.notice"
    _description = "Problem of the System"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "since desc, id desc"

    key = fields.Char(required=True, readonly=True)
    name = fields.Char(string="Problem", required=True, readonly=True)
    detail = fields.Char(readonly=True)
    since = fields.Datetime(required=True, readonly=True)
    solved_at = fields.Datetime(string="Solved", readonly=True)

    _open_uniq = models.UniqueIndex(
        "(key) WHERE solved_at IS NULL", "This problem is known already."
    )

    @api.model
    def _cron_watch(self):
        """Tell administrators of what went wrong since, and close what is solved."""
        self._watch(fields.Datetime.now())

    @api.model
    def _watch(self, now):
        problems = self.env["crm.health"]._problems(now)
        solved = self.search(
            [("solved_at", "=", False), ("key", "not in", list(problems))]
        )
        solved.write({"solved_at": now})
        solved.activity_ids.unlink()
        new = self._claim(problems, now)
        for notice in new:
            notice._tell()
        return new

    @api.model
    def _claim(self, problems, now):
        """Write down the problems that are not known yet; another host may be faster."""
        if not problems:
            return self.browse()
        self.env.flush_all()
        keys, names, details = map(
            list, zip(*((key, *words) for key, words in problems.items()), strict=True)
        )
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO crm_health_notice (key, name, detail, since, create_uid,"
                " create_date, write_uid, write_date) SELECT p.key, p.name, p.detail,"
                " %(now)s, %(uid)s, %(now)s, %(uid)s, %(now)s FROM unnest("
                "%(keys)s::text[], %(names)s::text[], %(details)s::text[])"
                " AS p(key, name, detail) ON CONFLICT DO NOTHING RETURNING id",
                now=now,
                uid=self.env.uid,
                keys=keys,
                names=names,
                details=details,
            )
        )
        return self.browse(row[0] for row in rows)

    def _tell(self):
        """Plan one activity for each administrator; its assignment is mailed."""
        self.ensure_one()
        for user in self._administrators():
            self.with_context(lang=user.lang).activity_schedule(
                "mail.mail_activity_data_warning",
                summary=self.name,
                note=self.detail,
                user_id=user.id,
            )

    @api.model
    def _administrators(self):
        users = self.env.ref("base.group_system").all_user_ids
        return users.filtered(
            lambda user: user.active and not user.share and not user._is_superuser()
        ).sorted("id")[:TOLD]


class CrmHealth(models.AbstractModel):
    _inherit = "crm.health"

    @api.model
    def _problems(self, now):
        """Return {key: (name, detail)} of what an administrator has to mend.

        What only should be better some day is on the page and in no notice.
        """
        found = self._look(now)
        return {
            **self._problems_of_queues(found["queues"]),
            **{
                f"job:{row['key']}": (row["name"], row["detail"])
                for row in found["jobs"]
                if row["state"] == BAD
            },
            **{
                f"check:{row['key']}": (row["name"], row["detail"])
                for row in found["checks"]
                if row["state"] == BAD
            },
        }

    @api.model
    def _problems_of_queues(self, rows):
        problems = {}
        for row in (row for row in rows if row["state"] != OK):
            name = row["name"]
            if row["late"] == BAD:
                problems[f"late:{row['key']}"] = (
                    self.env._("%(queue)s: nothing goes on", queue=name),
                    self.env._(
                        "%(count)s wait, the oldest for %(age)s.",
                        count=row["waiting"],
                        age=row["oldest"],
                    ),
                )
            if row["stuck"]:
                problems[f"stuck:{row['key']}"] = (
                    self.env._("%(queue)s: a worker does not finish", queue=name),
                    self.env._(
                        "%(count)s are claimed and not done.", count=row["stuck"]
                    ),
                )
            if row["failed"]:
                problems[f"failed:{row['key']}"] = (
                    self.env._("%(queue)s: some failed", queue=name),
                    self.env._(
                        "%(count)s were given up. Health of the system shows why, and "
                        "processes them again.",
                        count=row["failed"],
                    ),
                )
        return problems
