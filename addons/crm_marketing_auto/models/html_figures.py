# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Figures as bars and tables in a form; texts are escaped."""

from markupsafe import Markup

from odoo.tools import formatLang

BAR = Markup(
    "<div class='d-flex align-items-center gap-2 mb-1'><span class='o_journey_bar_label'"
    " title='%s'>%s</span><span class='progress flex-grow-1' role='presentation'>"
    "<span class='progress-bar %s' style='width: %s%%'></span></span>"
    "<b class='o_journey_bar_count'>%s</b></div>"
)
TABLE = Markup(
    "<div class='table-responsive'><table class='o_journey_table table table-sm'>"
    "<thead><tr>%s</tr></thead><tbody>%s</tbody></table></div>"
)
HEAD = Markup("<th class='%s'>%s</th>")
CELL = Markup("<td class='%s'>%s</td>")
ROW = Markup("<tr>%s</tr>")


def number(env, count):
    """Return a count in the words of the reader's language."""
    return formatLang(env, count, digits=0)


def bars(env, counts, tone=""):
    """Return counts as bars, the largest as wide as there is room."""
    most = max(counts.values(), default=0)
    if not most:
        return Markup("<p class='text-muted'>%s</p>") % env._("None")
    return Markup("").join(
        BAR % (label, label, tone, round(100 * count / most), number(env, count))
        for label, count in counts.items()
    )


def table(heads, rows):
    """Return a table; heads: [(text, whether it is a number)]."""
    sides = ["text-end" if is_number else "" for _text, is_number in heads]
    head = Markup("").join(
        HEAD % (side, text) for side, (text, _number) in zip(sides, heads, strict=True)
    )
    body = Markup("").join(
        ROW % Markup("").join(CELL % pair for pair in zip(sides, row, strict=True))
        for row in rows
    )
    return TABLE % (head, body)
