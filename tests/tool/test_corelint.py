# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Odoo's checks say of our addons is known with a reason, or fails."""

from collections import Counter
from pathlib import Path

import pytest
from devtool import corelint
from devtool.errors import ToolError

ROOT = Path(__file__).resolve().parents[2]


def test_a_message_is_named_without_its_line():
    message = {
        "path": "/srv/crm/addons/crm_a/models/b.py",
        "obj": "B._find",
        "symbol": "sql-injection",
        "line": 7,
    }

    assert corelint.name_of(message) == "crm_a/models/b.py:B._find:sql-injection"
    assert corelint.name_of({**message, "obj": ""}).split(":")[1] == "-"


def test_what_is_said_once_more_than_known_is_told():
    known, said = Counter({"a": 1, "b": 2}), Counter({"a": 2, "c": 1})

    assert corelint.judge(known, said) == (["a", "c"], ["b"])


def test_a_line_without_a_reason_is_refused(tmp_path):
    (tmp_path / "known.txt").write_text("# said wrongly\n\na:b:c why\na:b:c\n")

    with pytest.raises(ToolError, match="a:b:c has no reason"):
        corelint.read_known(tmp_path / "known.txt")


def test_the_list_names_files_that_are_there():
    known = corelint.read_known(ROOT / "config" / corelint.KNOWN)

    assert known
    for name in known:
        assert (ROOT / "addons" / name.split(":")[0]).is_file(), name
