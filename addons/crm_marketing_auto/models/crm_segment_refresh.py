# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

import psycopg2

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.segment_rule import RuleError
from ..tools.segment_window import local_day

_logger = logging.getLogger(__name__)

#: A change of fewer members is never held.
JUMP_FLOOR = 100
#: After so many changes the planner is told what is in the table now.
MANY = 10_000

#: Who enters and who leaves, written as members and as changes. Both are found by one
#: full join, which is hashed however little the planner knows: it may think that a
#: table is empty into which this very statement writes a million rows. The segment is
#: locked: nobody else writes its members meanwhile.
DIFF = """
    WITH %(touched)s target AS MATERIALIZED (%(target)s),
    diff AS MATERIALIZED (
        SELECT t.id AS res_id, m.id AS member_id
          FROM target t FULL JOIN (
            SELECT m.id, m.res_id FROM crm_segment_member m
             WHERE m.segment_id = %(segment)s %(only)s) m ON m.res_id = t.id
         WHERE t.id IS NULL OR m.id IS NULL),
    gone AS (
        DELETE FROM crm_segment_member
         WHERE id = ANY(ARRAY(SELECT member_id FROM diff WHERE res_id IS NULL))
        RETURNING res_id),
    come AS (
        INSERT INTO crm_segment_member (segment_id, res_id, entered_at)
        SELECT %(segment)s, res_id, %(now)s FROM diff WHERE member_id IS NULL
        RETURNING res_id),
    changes AS (
        INSERT INTO crm_segment_change (segment_id, res_id, kind, at)
        SELECT %(segment)s, c.res_id, c.kind, %(now)s
          FROM (SELECT res_id, 'leave' AS kind FROM gone
                UNION ALL SELECT res_id, 'enter' FROM come) c
        RETURNING id, kind)
    SELECT min(id), count(*) FILTER (WHERE kind = 'enter'),
        count(*) FILTER (WHERE kind = 'leave') FROM changes
"""


class JumpHeld(Exception):
    """A refresh that would change too much, with what it would do."""


class CrmSegment(models.Model):
    """Bringing the stored members up to date with the rule.

    One statement finds who enters and leaves, and writes members and changes. A
    segment is refreshed by one process at a time: it is locked first.
    """

    _inherit = "crm.segment"

    def _refresh(self, now=None, is_full=True, is_confirmed=False):
        """Refresh the segments that no other process is refreshing.

        :param is_full: look at everybody, not only at who was touched since
        :param is_confirmed: apply a jump of the membership too
        :return: the segments that were looked at
        """
        now = now or fields.Datetime.now()
        # sudo: members are written by the system only
        segments = self.sudo().try_lock_for_update()
        self.env.flush_all()
        for segment in segments:
            touched = None if is_full else segment._sql_touched(now)
            segment._refresh_one(now, touched, is_confirmed)
        return self.browse(segments.ids)

    def _refresh_records(self, record_ids, now=None):
        """Look at some records only, as after they were put in by hand."""
        now = now or fields.Datetime.now()
        segments = self.sudo().try_lock_for_update()  # sudo: as above
        self.env.flush_all()
        for segment in segments:
            touched = SQL("SELECT unnest(%s) AS id", list(record_ids))
            segment._refresh_one(now, touched, is_confirmed=True)
        return self.browse(segments.ids)

    def _refresh_one(self, now, touched, is_confirmed):
        """Refresh one locked segment.

        :param touched: SELECT of the ids to look at; None: everybody
        """
        try:
            scope = SQL("SELECT id FROM touched") if touched else None
            target = self._sql_ids(now, scope=scope)
            with self.env.cr.savepoint():
                first, enters, leaves = self._apply_diff(target, now, touched)
                if not is_confirmed and self._is_jump(enters, leaves):
                    raise JumpHeld(enters, leaves)
        except JumpHeld as held:
            self._hold(now, *held.args)
        except RuleError as error:
            self._refuse(now, self._problem_message(error.problem))
        except (psycopg2.DataError, psycopg2.ProgrammingError) as error:
            _logger.info("Segment %s: %s", self.id, error)
            self._refuse(now, str(error).splitlines()[0])
        else:
            self._note_refreshed(now, not touched, enters, leaves)
            if first:
                self._after_changes(first)

    def _apply_diff(self, target, now, touched):
        """Write the members that ``target`` selects.

        :param touched: SELECT of the ids to look at; None: everybody
        :return: (id of the first change or None, number entered, number left)
        """
        # compiling costs more than it gains for a statement of so many parts
        self.env["crm.interaction.backfill"]._disable_jit()
        [row] = self.env.execute_query(
            SQL(
                DIFF,
                touched=SQL("touched AS MATERIALIZED (%s),", touched)
                if touched
                else SQL(),
                only=SQL("AND m.res_id IN (SELECT id FROM touched)")
                if touched
                else SQL(),
                target=target,
                segment=self.id,
                now=now,
            )
        )
        if row[1] + row[2] >= MANY:
            self.env.cr.execute("ANALYZE crm_segment_member")
        return row

    def _is_jump(self, enters, leaves):
        """Return whether so many changes are to be confirmed by a person.

        The first filling of a segment is none.
        """
        if not self.refreshed_at or not self.jump_percent:
            return False
        changed = enters + leaves
        share = self.member_count * self.jump_percent / 100
        return changed >= JUMP_FLOOR and changed > share

    def _note_refreshed(self, now, is_full, enters, leaves):
        """Write what a refresh did on the segment and into its history."""
        self.env["crm.segment.member"].invalidate_model()
        self.env["crm.segment.change"].invalidate_model()
        count = self.member_count + enters - leaves
        if is_full:
            [(count,)] = self.env.execute_query(
                SQL(
                    "SELECT count(*) FROM crm_segment_member WHERE segment_id = %s",
                    self.id,
                )
            )
        values = {"refreshed_at": now, "checked_at": now, "member_count": count}
        if is_full:
            values["full_at"] = now
        if self.error:
            values["error"] = False
        if self.held_at:
            values.update(held_at=False, held_enter_count=0, held_leave_count=0)
            self.activity_unlink(["mail.mail_activity_data_todo"])
        self.write(values)
        self._note_snapshot(now, enters, leaves)

    def _note_snapshot(self, now, enters, leaves):
        self.flush_recordset(["member_count"])
        self.env.execute_query(
            SQL(
                "INSERT INTO crm_segment_snapshot AS s (segment_id, day, member_count,"
                " enter_count, leave_count, create_uid, create_date, write_uid,"
                " write_date) VALUES (%(segment)s, %(day)s, %(count)s, %(enters)s,"
                " %(leaves)s, %(uid)s, %(now)s, %(uid)s, %(now)s)"
                " ON CONFLICT (segment_id, day) DO UPDATE SET"
                " member_count = EXCLUDED.member_count,"
                " enter_count = s.enter_count + EXCLUDED.enter_count,"
                " leave_count = s.leave_count + EXCLUDED.leave_count,"
                " write_date = EXCLUDED.write_date RETURNING id",
                segment=self.id,
                day=local_day(now, self._rule_zone()),
                count=self.member_count,
                enters=enters,
                leaves=leaves,
                uid=self.env.uid,
                now=now,
            )
        )
        self.env["crm.segment.snapshot"].invalidate_model()

    def _hold(self, now, enters, leaves):
        """Change nothing, and ask the owner to confirm."""
        is_new = not self.held_at
        self.write(
            {
                "checked_at": now,
                "held_at": self.held_at or now,
                "held_enter_count": enters,
                "held_leave_count": leaves,
                "error": False,
            }
        )
        if is_new:
            owner = self.user_id or self.env.user
            words = self.with_context(lang=owner.lang or self.env.lang)
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=words.env._("Confirm a jump of this segment"),
                note=words.env._(
                    "%(enters)s would enter and %(leaves)s would leave. Nothing is "
                    "changed until you confirm.",
                    enters=enters,
                    leaves=leaves,
                ),
                user_id=owner.id,
            )

    def _refuse(self, now, reason):
        """Keep the members and say why they were not refreshed."""
        is_new = self.error != reason
        self.write({"checked_at": now, "error": reason})
        if is_new:
            self._after_error(reason)

    # ------------------------------------------------------------
    # Hooks
    # ------------------------------------------------------------

    def _after_changes(self, first_change_id):
        """React to the changes of this segment from an id on, in their transaction."""

    def _after_error(self, reason):
        """React to a rule that does not work any more; the members were kept."""

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_refresh(self):
        """Look at everybody now."""
        self.check_access("write")
        self._refresh_or_say()
        return True

    def action_confirm_refresh(self):
        """Apply the jump that was held."""
        self.check_access("write")
        self._refresh_or_say(is_confirmed=True)
        return True

    def _refresh_or_say(self, **options):
        missed = self - self._refresh(**options)
        if missed:
            raise UserError(
                self.env._(
                    "'%(name)s' is being refreshed now. Look again in a moment.",
                    name=missed[0].name,
                )
            )
