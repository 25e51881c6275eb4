# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Readmes say what their fragments say, in markup that its readers understand."""

import doctest

import docutils.core
import pytest
from devtool import addons, markdown, readme, upkeep
from lxml import html

FRAGMENT = """\
Words with **weight**, `code_` and a [link](https://example.com/a_b), 3*4 and x_.

1. First,
   on two lines
2. Second:

       code below

   - inner

| a | b |
| --- | --- |
| `x` | 1 |

```python
print("<b>")
```

## Below

Last.
"""
MANIFEST = """{
    "name": "Thing & Co", "summary": "What it does", "version": "19.0.1.0.0",
    "license": "LGPL-3", "depends": ["base"],
}"""


@pytest.fixture
def addon(tmp_path):
    folder = tmp_path / "addons" / "thing"
    (folder / "readme").mkdir(parents=True)
    (folder / "__manifest__.py").write_text(MANIFEST)
    (folder / "readme" / "DESCRIPTION.md").write_text(FRAGMENT)
    (folder / "readme" / "USAGE.md").write_text("Press *Go*.\n")
    return addons.find([tmp_path / "addons"])["thing"]


def test_doctests():
    assert not doctest.testmod(markdown).failed
    assert not doctest.testmod(readme).failed


def test_a_readme_is_valid_and_in_order(addon):
    readme.write(addon)
    text = (addon.path / "README.rst").read_text()

    strict = {"report_level": 1, "halt_level": 2}
    page = docutils.core.publish_string(
        text, writer_name="html5", settings_overrides=strict
    )

    words = html.fromstring(page).text_content()
    assert "code_ and a link, 3*4 and x_." in words
    assert words.index("First, on two lines") < words.index("Press Go")
    assert "#Usage" not in words and 'print("<b>")' in words


def test_an_index_has_the_same_words(addon):
    readme.write(addon)
    page = html.fromstring((addon.path / "static/description/index.html").read_text())

    assert page.xpath("//h1/text()") == ["Thing & Co"]
    assert page.xpath("//pre/code/text()") == ["code below", 'print("<b>")']
    assert page.xpath("//ol/li")[1].xpath(".//ul/li/p/text()") == ["inner"]
    assert page.xpath("//td//text()") == ["x", "1"]


def test_a_readme_that_is_behind_is_told(addon, tmp_path):
    readme.write(addon)
    assert list(upkeep.complaints(tmp_path)) == [
        "addons/thing/__manifest__.py: its first lines name no copyright and licence"
    ]

    (addon.path / "readme" / "USAGE.md").write_text("Press *Stop*.\n")

    told = list(upkeep.complaints(tmp_path))
    assert any("thing/README.rst: is behind" in line for line in told)


def test_readmes_of_the_suite_are_valid(request):
    found = addons.find([request.config.rootpath / "addons"])
    assert found
    for addon in found.values():
        [(_path, text), _index] = readme.pages(addon)
        strict = {"report_level": 1, "halt_level": 2}
        docutils.core.publish_doctree(text, settings_overrides=strict)
