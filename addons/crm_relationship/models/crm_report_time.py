# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import format_date
from odoo.tools.misc import get_lang

from ..tools.comparison import compare
from ..tools.period import step_of, step_start


class CrmReport(models.Model):
    """What happened over the days, weeks or months of a period, drawn as a line."""

    _inherit = "crm.report"

    def _over_time(self, title, period, sides, measures, **more):
        """Return the table of the steps of a period, each beside that of the same place
        in the period before; steps in which nothing happened are there as well. A January
        before a February has more days: these are in the last row, which is no 3 March.

        :param sides: now and before, ``{a moment of the step: values}``
        """
        start = self._week_start()
        width = len(measures)
        last = step_of(period.last, period.first, period.grain, start)
        now, before = (
            self._by_step(side, part.first, period.grain, width, last)
            for side, part in zip(sides, (period, period.before), strict=True)
        )
        if step_of(period.before.last, period.before.first, period.grain, start) > last:
            more["notes"] = [*more.get("notes", ()), self._longer_note()]
        now = dict.fromkeys(range(last + 1), (0,) * width) | now
        rows = sorted(compare(now, before, width), key=lambda row: row.key)
        labels = {None: self.env._("Total")} | {
            row.key: self._step_label(row.key, period) for row in rows
        }
        names = {
            "day": self.env._("Day"),
            "week": self.env._("Week from"),
            "month": self.env._("Month"),
        }
        return self._compared(
            title, names[period.grain], rows, measures, labels=labels, **more
        )

    def _longer_note(self):
        return self.env._(
            "The period before is longer: what it has after the last row is counted "
            "there."
        )

    def _by_step(self, side, first, grain, width, last):
        """Return values by the number of the step; what is after the last is in it."""
        found = {}
        for moment, values in side.items():
            day = moment.date() if hasattr(moment, "hour") else moment
            step = min(step_of(day, first, grain, self._week_start()), last)
            old = found.get(step, (0,) * width)
            found[step] = tuple(a + b for a, b in zip(old, values, strict=True))
        return found

    def _step_label(self, step, period):
        day = step_start(step, period.first, period.grain, self._week_start())
        if period.grain == "month":
            return format_date(self.env, day, date_format="MM/yyyy")
        return format_date(self.env, day)

    def _week_start(self):
        """Return the weekday (ISO) that weeks of the user's language begin with."""
        return int(get_lang(self.env).week_start)
