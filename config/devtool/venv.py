# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The Python environments: Odoo's own, and those of the tools beside it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from . import shell
from .errors import ToolError, say
from .files import digest, is_done, lock, mark_done, require_space

CANDIDATES = ("python3.12", "python3.11", "python3.10", "python3.13", "python3")
OLDEST, NEWEST = (3, 10), (3, 13)
BYTES = 600_000_000
ENTRY = "#!{python}\nimport odoo.cli\n\nodoo.cli.main()\n"


@dataclass(frozen=True)
class Venv:
    """A virtual environment, complete."""

    path: Path

    @property
    def python(self):
        """The interpreter."""
        return self.path / "bin" / "python"

    def program(self, name):
        """Return the path of one of its programs."""
        return self.path / "bin" / name


def choose_python(settings):
    """Return (interpreter, its version text); only supported ones."""
    chosen = settings.env.get("PYTHON")
    for name in [chosen] if chosen else CANDIDATES:
        version = _version(name)
        if version and OLDEST <= version[:2] <= NEWEST:
            return name, ".".join(map(str, version))
        if chosen:
            found = f"is {version[0]}.{version[1]}" if version else "does not run"
            raise ToolError(
                f"PYTHON={chosen} {found}: Odoo 19 needs Python 3.10 to 3.13"
            )
    raise ToolError(
        "Odoo 19 needs Python 3.10 to 3.13 and none was found: "
        "install python3.12, or set PYTHON to one"
    )


def _version(python):
    code = "import sys; print(*sys.version_info[:3])"
    try:
        result = shell.run([python, "-c", code], cwd="/")
    except OSError:
        return None
    numbers = tuple(map(int, result.stdout.split())) if not result.returncode else ()
    return numbers if len(numbers) == 3 else None


def for_odoo(settings, source):
    """Return the environment in which Odoo runs."""
    names = ("requirements-odoo19.txt", "requirements-test.txt")
    files = [settings.config / name for name in names]
    venv = _ensure(settings, "venv", files, source.root)
    return venv


def for_checks(settings):
    """Return the environment of the code checkers."""
    return _ensure(settings, "lint", [settings.config / "requirements-dev.txt"], None)


def for_packaging(settings):
    """Return the environment that builds packages."""
    names = [settings.config / "requirements-package.txt"]
    return _ensure(settings, "package", names, None)


def for_load(settings):
    """Return the environment of the load tool."""
    return _ensure(settings, "load", [settings.config / "requirements-load.txt"], None)


def for_docs(settings):
    """Return the environment that builds the documentation."""
    return _ensure(settings, "docs", [settings.config / "requirements-docs.txt"], None)


def _ensure(settings, prefix, files, odoo_root):
    python, version = choose_python(settings)
    pins = [file.read_text() for file in files]
    path = settings.home / f"{prefix}-{digest(python, version, odoo_root, *pins)}"
    if not is_done(path):
        with lock(settings.home / f"{prefix}.lock"):
            if not is_done(path):
                require_space(settings.home, BYTES)
                say(f"Python environment ({prefix}, Python {version})")
                _create(settings, python, path, files)
                if odoo_root:
                    _link_odoo(path, odoo_root)
                mark_done(path)
    return Venv(path)


def _create(settings, python, path, files):
    if not shell.succeeds([python, "-c", "import venv, ensurepip"], cwd="/"):
        raise ToolError(
            f"{python} cannot make virtual environments (python3-venv is missing): "
            "apt-get install python3-venv"
        )
    shutil.rmtree(path, ignore_errors=True)
    made = shell.run([python, "-m", "venv", path])
    if made.returncode:
        raise ToolError(f"{python} -m venv failed: {shell.last_line(made)}")
    install(settings, Venv(path), files)


def install(settings, venv, files):
    """Install pinned packages, with uv where it can be had and pip elsewhere."""
    wanted = [part for file in files for part in ("-r", str(file))]
    pip = [venv.python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    if shell.run([*pip, "uv"], env=settings.env).returncode == 0:
        # uv reads neither pip's settings nor the system's certificates by itself
        env = {
            **settings.env,
            "VIRTUAL_ENV": str(venv.path),
            "UV_CACHE_DIR": str(settings.home / "uv"),
            "UV_SYSTEM_CERTS": "1",
        }
        command = [venv.program("uv"), "pip", "install", "-q", *wanted]
        if shell.run(command, env=env).returncode == 0:
            return
    result = shell.run([*pip, *wanted], env=settings.env)
    if result.returncode:
        raise ToolError(
            f"the Python packages cannot be installed ({shell.last_line(result)}): "
            "is this machine online? check pip's index and repeat"
        )


def _link_odoo(path, odoo_root):
    """Make `import odoo` work, and add the program `odoo`.

    A script, not "python -m odoo": the server with several workers starts its
    websocket worker as "python sys.argv[0] gevent".
    """
    venv = Venv(path)
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(shell.run([venv.python, "-c", code]).stdout.strip())
    (site / "odoo19.pth").write_text(f"{odoo_root}\n")
    entry = venv.program("odoo")
    entry.write_text(ENTRY.format(python=venv.python))
    entry.chmod(0o755)
