# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: nobody has a program of theirs run, on the server or in a browser.

Where text becomes code, a domain, a template or markup is listed in
`reviewed/evaluated.txt` with who may write the text and as whom it is used.
"""

import ast
import re

from security import code_reading

CODE = ("eval", "exec", "compile", "safe_eval", "test_python_expr", "__import__")
DOMAINS = ("literal_eval",)
TEMPLATES = ("_render_template", "_render_field", "_render_encapsulate")
#: Ways by which a script of ours puts text into a page as markup, or runs it.
SCRIPT = re.compile(
    r"\b(?:markup|eval|Function|DOMParser|setHTML|createContextualFragment)\("
    r"|\.(?:innerHTML|outerHTML|srcdoc)\b|insertAdjacentHTML|document\.write"
    r"|\bjavascript:"
)
AS_IT_IS = re.compile(r"\bt-raw\b")


def is_text_of_source(node):
    """Tell whether markup is made of a text that stands in the source."""
    if isinstance(node, ast.Constant):
        return True
    return isinstance(node, ast.Name) and node.id.isupper()


def is_pattern(call):
    """Tell whether a call compiles a regular expression."""
    return ast.unparse(call.func) in ("re.compile", "super().compile")


def test_every_text_that_becomes_code_or_a_template_is_reviewed():
    found = {
        str(place)
        for place in code_reading.calls(*CODE, *DOMAINS, *TEMPLATES)
        if not is_pattern(place.node)
    }
    for place in code_reading.calls("Markup"):
        if place.node.args and not is_text_of_source(place.node.args[0]):
            found.add(f"{place} Markup")
    for place in code_reading.calls("Html"):
        if any(
            key.arg == "sanitize" and key.value.value is False
            for key in place.node.keywords
        ):
            found.add(f"{place} sanitize=False")

    new, gone = code_reading.compare(found, "evaluated")
    assert not new, (
        "read these, then list them: who writes the text, as whom is it used"
    )
    assert not gone, "these are listed and there no more"


def test_every_markup_of_a_script_is_reviewed():
    found = set()
    for file in sorted(code_reading.ADDONS.glob("*/static/src/**/*.js")):
        if "/lib/" in str(file):
            continue
        for match in SCRIPT.finditer(file.read_text()):
            found.add(f"{file.relative_to(code_reading.ADDONS)} {match[0]}")

    new, gone = code_reading.compare(found, "scripts")
    assert not new, "read these: may a customer have written it?"
    assert not gone, "these are listed and there no more"


def test_no_view_or_template_prints_text_as_it_is():
    files = [*code_reading.ADDONS.rglob("*.xml"), *code_reading.ADDONS.rglob("*.js")]
    assert not [str(file) for file in files if AS_IT_IS.search(file.read_text())]
