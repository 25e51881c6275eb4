# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a row is read by, and what it says."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from . import dates


@dataclass(frozen=True)
class Column:
    """What one column is: its header, our field, the order of its dates."""

    header: str
    name: str = ""
    order: str = dates.ISO


@dataclass(frozen=True)
class Plan:
    """How the rows of a file are read."""

    target: str
    columns: tuple
    zone: tzinfo = UTC
    constants: dict = field(default_factory=dict)
    now: datetime = datetime.max
    short_codes: bool = False
    #: places of the columns, those first whose cells count first
    order: tuple = ()


@dataclass(frozen=True)
class Issue:
    """What is wrong with a cell, or was done about it."""

    header: str
    code: str
    values: dict
    is_error: bool = True


@dataclass
class Values:
    """The values of a row, and what is wrong with it. `cleared` are empty fields."""

    fields: dict = field(default_factory=dict)
    issues: list = field(default_factory=list)
    is_deleted: bool = False
    is_converted: bool = False

    @property
    def has_error(self) -> bool:
        return any(issue.is_error for issue in self.issues)
