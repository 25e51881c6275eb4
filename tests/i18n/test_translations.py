# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The translations say everything the templates say, with the same placeholders."""

import re
from collections import Counter
from pathlib import Path

import polib
import pytest

ADDONS = Path(__file__).resolve().parents[2] / "addons"
TEMPLATES = sorted(ADDONS.glob("*/i18n/*.pot"))
TRANSLATIONS = sorted(ADDONS.glob("*/i18n/vi.po"))

#: %(name)s, %s, %d, %%, and {name} as Python and JavaScript format them
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdifr%]|\{\w*\}")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
#: What a tag says to people is translated with it.
SPOKEN = re.compile(r'(title|aria-label|alt|placeholder)="[^"]*"')
#: What Vietnamese says in the same words. The OCA checks want their translation empty.
SAME = {
    *("(UTC)", "PDF", "CSV", "JSON", "id", "object.name", "{{order_lines}}"),
    # how well a lead fits and how much it wants to
    *(f"{fit}{engagement}" for fit in "ABC" for engagement in "123"),
    *("Email", "Email cc", "ID", "Lead", "SMS", "Web", "API", "Excel", "Macro"),
    *("Marketing", "Video", "203.0.113.7, 203.0.113.0/24"),
    *("%(title)s. %(figures)s", "%(file)s: %(error)s"),
    *("example.com", "https://", "support", "records.example.com"),
    "https://pbx.example.com/call?from={extension}&to={phone}&key={key}",
    # nothing but what is filled in
    "%(who)s: %(what)s, %(when)s",
    "%(title)s %(number)s",
    "%(criterion)s: %(values)s",
    "%(kind)s × %(count)s",
    "%(calendar)s (%(zone)s), %(whose)s",
    "%(level)s: %(ticket)s",
    "%(metric)s: %(left)s",
    "%(line)s: %(why)s",
    "%(state)s, %(when)s",
    "RFM: %(scores)s",
    "“%(step)s”: %(problem)s",
    # names of products and figures
    *("Facebook", "Google Ads", "Mailchimp", "Messenger", "TikTok", "Zalo", "Tết"),
    *("CAC", "RFM", "ROAS", "ROI", "ROI, %", "fbclid", "gclid", "ttclid"),
    *("alpha", "gamma"),
    # how people speak to each other, which no other language says
    *("Anh", "Bà", "Bác", "Bạn", "Cháu", "Chú", "Chúng tôi", "Chị", "Con", "Cô", "Em"),
    *("Mình", "Quý công ty", "Quý khách", "Thầy", "Tôi", "Ông"),
}
#: What is sent to people in Vietnam is written in Vietnamese from the start.
VIETNAMESE = "crm_marketing_auto.crm_send_rule_vn_"
MACHINE_PATH = re.compile(r"[\s:\"](/(?:home|opt|root|tmp|usr|var|work)/|[A-Za-z]:\\)")


@pytest.fixture(params=TRANSLATIONS, ids=lambda path: path.parts[-3])
def translation(request):
    return polib.pofile(str(request.param))


@pytest.fixture
def template(translation):
    folder = Path(translation.fpath).parent
    return polib.pofile(str(folder / f"{folder.parent.name}.pot"))


def keys(catalogue):
    return Counter((entry.msgctxt, entry.msgid) for entry in catalogue)


def edges(text):
    """Return whether a text starts and ends with white space."""
    return text[:1].isspace(), text[-1:].isspace()


def test_every_addon_with_a_folder_has_both_files():
    folders = sorted(ADDONS.glob("*/i18n"))

    assert folders
    assert TEMPLATES == [folder / f"{folder.parent.name}.pot" for folder in folders]
    assert TRANSLATIONS == [folder / "vi.po" for folder in folders]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_template_is_a_plain_export(path):
    template = polib.pofile(str(path))

    assert template.metadata["Project-Id-Version"] == "Odoo Server 19.0"
    assert f"* {path.stem}" in template.header
    assert not MACHINE_PATH.search(path.read_text())
    assert [entry.msgid for entry in template if entry.msgstr] == []
    assert [entry.msgid for entry in template if not entry.occurrences] == []
    assert [key for key, count in keys(template).items() if count > 1] == []


def test_header_names_the_language(translation):
    assert translation.metadata["Language"] == "vi"
    assert translation.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert translation.metadata["Content-Type"] == "text/plain; charset=UTF-8"
    assert not MACHINE_PATH.search(Path(translation.fpath).read_text())


def test_nothing_is_untranslated_fuzzy_or_obsolete(translation):
    left = {
        entry.msgid
        for entry in translation.untranslated_entries()
        if not all(VIETNAMESE in where for where, _line in entry.occurrences)
    }
    assert left <= SAME
    assert [entry.msgid for entry in translation.fuzzy_entries()] == []
    assert [entry.msgid for entry in translation.obsolete_entries()] == []


def test_terms_are_those_of_the_template(translation, template):
    assert keys(translation) == keys(template)


def test_terms_are_used_where_the_template_says(translation, template):
    places = {entry.msgid: sorted(entry.occurrences) for entry in template}

    moved = [e.msgid for e in translation if sorted(e.occurrences) != places[e.msgid]]

    assert moved == []


@pytest.mark.parametrize("pattern", [PLACEHOLDER, TAG], ids=["placeholders", "tags"])
def test_placeholders_and_tags_are_kept(translation, pattern):
    def found(text):
        return Counter(SPOKEN.sub(r"\1", part) for part in pattern.findall(text))

    different = [
        entry.msgid
        for entry in translation.translated_entries()
        if found(entry.msgid) != found(entry.msgstr)
    ]

    assert different == []


def test_positional_placeholders_keep_their_order(translation):
    def positional(text):
        return [found for found in PLACEHOLDER.findall(text) if "(" not in found]

    different = [
        entry.msgid
        for entry in translation.translated_entries()
        if positional(entry.msgid) != positional(entry.msgstr)
    ]

    assert different == []


def test_white_space_at_the_edges_is_kept(translation):
    different = [
        entry.msgid
        for entry in translation.translated_entries()
        if edges(entry.msgid) != edges(entry.msgstr)
    ]

    assert different == []
