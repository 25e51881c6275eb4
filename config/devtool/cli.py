# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The commands, as the Makefile and `./odoo` call them."""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import sys
from pathlib import Path

from . import (
    addons,
    checks,
    cluster,
    core,
    demo,
    pictures,
    runner,
    scripts,
    site,
    upkeep,
    workspace,
)
from . import package as packages
from . import readme as readmes
from .errors import ToolError, say
from .settings import MARKER, Settings

ROOT = Path(__file__).resolve().parents[2]


def main(arguments):
    """Run one command; a failure is one line on standard error."""
    try:
        settings = Settings.from_environment(ROOT)
        if arguments[:1] == ["odoo"]:
            return odoo(settings, arguments[1:])
        options = parser().parse_args(arguments)
        return options.command(settings, options) or 0
    except ToolError as error:
        print(f"error: {error}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130


def parser():
    """Return the parser of every command but `odoo`."""
    top = argparse.ArgumentParser(prog="config/dev.py", description=__doc__)
    commands = top.add_subparsers(required=True)

    def command(function, **options):
        sub = commands.add_parser(function.__name__, help=function.__doc__)
        sub.set_defaults(command=function)
        for name, default in options.items():
            action = (
                {"action": "store_true"} if default is False else {"default": default}
            )
            sub.add_argument(f"--{name}", **action)

    command(setup)
    command(env)
    command(test, addons="", tags="", database="", keep=False, again=False)
    command(screenshots, folder="", tags="")
    command(serve_demo, only_prepare=False, fresh=False)
    command(verify, data="../shared/data", keep=False, args="")
    command(bench, areas="", keep=False, save=False, args="")
    command(company, database="company", size="small")
    command(load, base="", crm="", keep=False, args="")
    command(matrix, bases="empty,demo,company", sets="", size="small")
    command(restore_test, keep=False, args="")
    command(upgrade_test, commit="")
    command(lint)
    command(tidy)
    command(docs)
    command(readme)
    command(check_upkeep)
    command(package)
    command(core_test, modules=core.MODULES, tags="", without=False, at_install=False)
    command(chaos, minutes="3", seed="")
    command(replica)
    command(stop)
    command(clean_cache)
    return top


def odoo(settings, arguments):
    """Become Odoo's own command line."""
    work = workspace.prepare(settings)
    program = str(work.venv.program("odoo"))
    os.execve(program, [program, *arguments], work.environment())


def setup(settings, _options):
    """Set everything up."""
    work = workspace.prepare(settings)
    say(f"ready: Odoo ({work.source.origin}) in {work.source.root}")
    say(f"       Python in {work.venv.path}, PostgreSQL at {work.server.host}")


def env(settings, _options):
    """Print shell variables: eval "$(config/dev.py env)"."""
    work = workspace.prepare(settings)
    values = work.environment()
    for name in ("PATH", "ODOO_RC", "ODOO_DEV_HOME", "PGHOST", "PGPORT", "PGUSER"):
        print(f"export {name}='{values[name]}'")
    print(f"export ODOO_TREE='{work.source.root}'")


def test(settings, options):
    """Run the tests."""
    names = tuple(name for name in options.addons.split(",") if name)
    choice = runner.Choice(
        names, options.tags, options.keep, options.again, options.database
    )
    return runner.run(workspace.prepare(settings), choice)


def screenshots(settings, options):
    """Write the pictures of the guides."""
    return pictures.run(workspace.prepare(settings), options.folder, options.tags)


def serve_demo(settings, options):
    """Serve the demo."""
    if not options.only_prepare:
        workspace.require_port(settings.port)
    work = workspace.prepare(settings)
    name = demo.prepare(work, options.fresh)
    return 0 if options.only_prepare else demo.serve(work, name)


def verify(settings, options):
    """Compare real data with reference figures."""
    data = scripts.require_data(options.data)
    extra = ["--data", data, *shlex.split(options.args)]
    return scripts.verify(workspace.prepare(settings), extra, options.keep)


def bench(settings, options):
    """Run the benchmarks."""
    areas = ["--areas", options.areas] if options.areas else []
    save = ["--save"] if options.save else []
    extra = [*areas, *save, *shlex.split(options.args)]
    return scripts.bench(workspace.prepare(settings), extra, options.keep)


def company(settings, options):
    """Make a database of a company's ordinary work, without our addons."""
    return scripts.company(workspace.prepare(settings), options.database, options.size)


def load(settings, options):
    """Put servers under the load of people of every role."""
    work = workspace.prepare(settings)
    extra = shlex.split(options.args)
    return scripts.load(work, extra, options.base, options.crm, options.keep)


def matrix(settings, options):
    """Install, use, upgrade and uninstall; compare with before."""
    sets = ["--sets", options.sets] if options.sets else []
    extra = ["--bases", options.bases, "--size", options.size, *sets]
    return scripts.lifecycle(workspace.prepare(settings), "matrix.py", extra)


def restore_test(settings, options):
    """Dump, restore and go on."""
    extra = shlex.split(options.args)
    return scripts.restore(workspace.prepare(settings), extra, options.keep)


def upgrade_test(settings, options):
    """Upgrade an older commit's database; compare with a new one."""
    if not options.commit:
        raise ToolError("say which commit: make upgrade-test FROM=commit")
    extra = ["--commit", options.commit]
    return scripts.lifecycle(workspace.prepare(settings), "upgrade.py", extra)


def lint(settings, _options):
    """Check the code."""
    return checks.run(settings)


def tidy(settings, _options):
    """Format the code."""
    checks.tidy(settings)


def docs(settings, _options):
    """Build the documentation as a site."""
    return site.run(settings)


def readme(settings, _options):
    """Write README.rst and index.html of each addon from its fragments."""
    for addon in addons.find([settings.root / "addons"]).values():
        readmes.write(addon)


def check_upkeep(settings, _options):
    """Check licence headers, and that readmes are up to date."""
    found = list(upkeep.complaints(settings.root))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


def package(settings, _options):
    """Build a wheel and a zip of each addon into dist/."""
    return packages.run(settings)


def core_test(settings, options):
    """Run Odoo's own tests beside our addons."""
    work = workspace.prepare(settings)
    modules = tuple(options.modules.split(","))
    wish = core.Wish(modules, options.tags, options.without, options.at_install)
    return core.run(work, wish)


def chaos(settings, options):
    """Kill hosts at work and check that nothing is lost or doubled."""
    seed = ["--seed", options.seed] if options.seed else []
    extra = ["--minutes", options.minutes, *seed]
    return scripts.chaos(workspace.prepare(settings), extra)


def replica(settings, _options):
    """Serve beside a real replica of PostgreSQL and check who is read."""
    return scripts.replica(workspace.prepare(settings))


def stop(settings, _options):
    """Stop the private PostgreSQL."""
    cluster.stop(settings)


def clean_cache(settings, _options):
    """Stop the server and remove everything under the cache folder."""
    if not (settings.home / MARKER).exists():
        raise ToolError(
            f"{settings.home} was not empty when first used: clean it by hand"
        )
    cluster.stop(settings)
    for entry in settings.home.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    say(f"{settings.home} is empty")
