# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Our addons on disk: which there are, what they need, whether they changed."""

from __future__ import annotations

import ast
import hashlib
from dataclasses import dataclass
from pathlib import Path

from .errors import ToolError

MANIFEST = "__manifest__.py"


@dataclass(frozen=True)
class Addon:
    """One folder with a manifest."""

    name: str
    path: Path
    depends: tuple[str, ...]

    @property
    def is_for_tests(self):
        """Tell whether it only serves tests (its models are for them)."""
        return self.name.startswith("test_")

    def weight_of_tests(self):
        """Return the size of its tests, by which they are shared out."""
        return sum(f.stat().st_size for f in (self.path / "tests").rglob("*.py")) + 1

    def fingerprint(self):
        """Return a hash of its files' names and content."""
        value = hashlib.sha256()
        for file in sorted(self.path.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                value.update(str(file.relative_to(self.path)).encode())
                value.update(file.read_bytes())
        return value.hexdigest()[:12]


def find(folders):
    """Return the addons in these folders by name, sorted."""
    addons = {}
    for folder in folders:
        for manifest in sorted(folder.glob(f"*/{MANIFEST}")):
            addon = _read(manifest)
            addons.setdefault(addon.name, addon)
    return dict(sorted(addons.items()))


def _read(manifest):
    try:
        values = ast.literal_eval(manifest.read_text())
    except (SyntaxError, ValueError) as error:
        raise ToolError(f"{manifest} cannot be read: {error}") from error
    depends = tuple(values.get("depends") or ["base"])
    return Addon(manifest.parent.name, manifest.parent, depends)


def choose(addons, names):
    """Return the named ones; an unknown name is an error."""
    unknown = sorted(set(names) - set(addons))
    if unknown:
        known = ", ".join(addons) or "none"
        raise ToolError(f"no addon {', '.join(unknown)} here (there are: {known})")
    return [addons[name] for name in names]


def core_modules(addons):
    """Return the modules of Odoo that these addons depend on, sorted."""
    needed = {name for addon in addons.values() for name in addon.depends}
    return sorted(needed - set(addons)) or ["base"]
