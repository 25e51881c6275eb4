# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the load test asks what a view shows, and its figures are right."""

import doctest
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks" / "load"))

import figures
import queueing
import server
import views

WEB = "2026-06-01 09:00:00,1 7 INFO db werkzeug: 127.0.0.1 - - [x] "
CALL = "/web/dataset/call_kw/crm.lead/web_read?load=a_form#n"
LOG = f"""\
{WEB}"POST {CALL} HTTP/1.1" 200 - 12 0.010 0.030
{WEB}"GET /my/tickets/7?load=portal_ticket HTTP/1.1" 200 - 4 0.002 0.004
{WEB}"GET /web/login HTTP/1.1" 200 - 4 0.002 0.004
2026-06-01 09:00:00,1 7 ERROR db odoo.sql_db: bad query: it is repeated
2026-06-01 09:00:00,1 7 ERROR db odoo.http: Exception during request handling.
"""


@pytest.mark.parametrize("module", [figures, queueing], ids=lambda m: m.__name__)
def test_the_examples_hold(module):
    assert doctest.testmod(module).failed == 0


def test_a_form_asks_for_lines_as_its_list_shows_them():
    arch = """<form><field name="partner_id"/><field name="state" invisible="1"/>
        <field name="line_ids"><list><field name="qty"/></list></field></form>"""
    order = {
        "partner_id": {"type": "many2one"},
        "state": {"type": "char"},
        "line_ids": {"type": "one2many", "relation": "line"},
    }
    answer = {
        "views": {"form": {"arch": arch}},
        "models": {
            "order": {"fields": order},
            "line": {"fields": {"qty": {"type": "float"}}},
        },
    }

    assert views.specification(answer, "order", "form") == {
        "partner_id": {"fields": {"display_name": {}}},
        "state": {},
        "line_ids": {"fields": {"qty": {}}, "limit": views.PAGE},
    }


def test_the_log_says_what_calls_cost_and_which_errors_people_saw(tmp_path):
    log = tmp_path / "odoo.log"
    log.write_text(LOG)

    calls, seconds, errors = server.read_log(log)

    assert calls["a form: crm.lead/web_read"]["queries"] == 12
    assert calls["portal ticket: /my/tickets/N"]["sql_ms"] == 2.0
    assert seconds == pytest.approx([0.04, 0.006])
    assert errors == 1


def test_more_workers_than_cores_do_not_answer_more():
    def answered(workers):
        return len(queueing.System(50, workers, 2, [0.1], (0.0, 0.1)).run(60))

    assert answered(2) == pytest.approx(answered(8), rel=0.02)
    assert answered(2) == pytest.approx(20 * 60, rel=0.02)
