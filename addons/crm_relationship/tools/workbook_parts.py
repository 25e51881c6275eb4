# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The parts of a workbook beside its sheets: styles, names, list of parts."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAME_LENGTH = 31
FIRST_FORMAT = 164  # those below are built in


class Styles:
    """The styles in use; each is asked for by its number format and weight."""

    def __init__(self):
        self._styles = {("", False): 0}
        self._formats: dict[str, int] = {}

    def attribute(self, pattern: str = "", is_bold: bool = False) -> str:
        """Return the attribute of a cell: none for the plain style."""
        if pattern:
            self._formats.setdefault(pattern, FIRST_FORMAT + len(self._formats))
        index = self._styles.setdefault((pattern, is_bold), len(self._styles))
        return f' s="{index}"' if index else ""

    def xml(self) -> str:
        """Return the part."""
        formats = "".join(
            f'<numFmt numFmtId="{number}" formatCode="{escape(pattern)}"/>'
            for pattern, number in self._formats.items()
        )
        cells = "".join(
            f'<xf numFmtId="{self._formats.get(pattern, 0)}" fontId="{bold:d}"'
            f' fillId="{2 if bold else 0}" borderId="0" xfId="0" applyNumberFormat="1"'
            f' applyFont="1" applyFill="1"/>'
            for pattern, bold in self._styles
        )
        font = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
        return (
            f'{HEAD}<styleSheet xmlns="{MAIN}">'
            + (
                f'<numFmts count="{len(self._formats)}">{formats}</numFmts>'
                * bool(formats)
            )
            + f'<fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
            '<fills count="3"><fill><patternFill patternType="none"/></fill>'
            '<fill><patternFill patternType="gray125"/></fill>'
            '<fill><patternFill patternType="solid"><fgColor rgb="FFE9ECEF"/>'
            '<bgColor indexed="64"/></patternFill></fill></fills>'
            '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/>'
            "</border></borders>"
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0"'
            ' borderId="0"/></cellStyleXfs>'
            f'<cellXfs count="{len(self._styles)}">{cells}</cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
            "</cellStyles></styleSheet>"
        )


def sheet_name(title: str, taken: Sequence[str]) -> str:
    """Return a name that a sheet may have and none of the taken ones has.

    >>> sheet_name("A: b [c]", []), sheet_name("a b c", ["A b c", "A b c 2"])
    ('A b c', 'a b c 3')
    """
    plain = "".join(c for c in title if c.isprintable() and c not in "[]:*?/\\'")
    plain = plain.strip()[: NAME_LENGTH - 6].strip() or "Sheet"
    used = {name.casefold() for name in taken} | {"history"}
    name, number = plain, 1
    while name.casefold() in used:
        number += 1
        name = f"{plain} {number}"
    return name


def workbook_xml(names: Sequence[str], filters: dict[int, str]) -> str:
    """Return the part that lists the sheets.

    :param filters: {index of a sheet: the range that its filter is on}
    """
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(names, 1)
    )
    defined = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{index}" hidden="1">'
        f"'{escape(names[index])}'!{area}</definedName>"
        for index, area in filters.items()
    )
    return (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{REL}">'
        f'<bookViews><workbookView activeTab="0"/></bookViews><sheets>{sheets}</sheets>'
        + f"<definedNames>{defined}</definedNames>" * bool(defined)
        + "</workbook>"
    )


def other_parts(count: int) -> dict[str, str]:
    """Return the parts that say where the parts of a book with so many sheets are."""
    numbers = range(1, count + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml"'
        f' ContentType="{TYPE}.worksheet+xml"/>'
        for n in numbers
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{REL}/worksheet"'
        f' Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
        '.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>'
        f"{types}</Types>",
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{REL}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f"{HEAD}<Relationships"
        f' xmlns="{PACKAGE}/relationships">{relations}<Relationship'
        f' Id="rId{count + 1}" Type="{REL}/styles" Target="styles.xml"/>'
        "</Relationships>",
    }
