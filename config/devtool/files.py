# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Files that appear whole or not at all, locks between processes, free space."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile

from .errors import ToolError, say

DONE = ".done"


def digest(*parts):
    """Return twelve hexadecimal digits that stand for these parts."""
    text = "\0".join(str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def sha256(path):
    """Return the SHA-256 of a file's content."""
    value = hashlib.sha256()
    with open(path, "rb") as stream:
        while block := stream.read(1 << 20):
            value.update(block)
    return value.hexdigest()


def is_done(folder):
    """Tell whether a folder was completed by an earlier run."""
    return (folder / DONE).exists()


def mark_done(folder, text=""):
    """Record that a folder is complete."""
    write_text(folder / DONE, text)


def write_text(path, text, mode=0o644):
    """Write a file in one step: readers see the old or the new content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".tmp.")
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
    os.chmod(temporary, mode)
    os.replace(temporary, path)


@contextlib.contextmanager
def new_folder(target):
    """Yield a scratch folder that becomes the target when the block succeeds.

    The caller holds a lock: what a killed run left under this name is removed.
    """
    scratch = target.with_name(f".tmp.{target.name}")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    try:
        yield scratch
        shutil.rmtree(target, ignore_errors=True)
        scratch.rename(target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextlib.contextmanager
def lock(path, waiting=None):
    """Hold a lock between processes; it ends with the process, however that dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(waiting or f"another command is at work ({path.name}); waiting for it")
            fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def require_space(folder, needed):
    """Stop before a step that would fill the disk half-way (needed in bytes)."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise ToolError(
            f"no disk space: {needed / 1e9:.1f} GB needed in {folder}, "
            f"{free / 1e9:.1f} GB free: make room or set ODOO_DEV_HOME elsewhere"
        )


def copy_linked(origin, target):
    """Copy a folder by hard links where the file system allows it."""
    shutil.rmtree(target, ignore_errors=True)
    if origin.is_dir():
        shutil.copytree(origin, target, copy_function=_link_or_copy)


def _link_or_copy(origin, target):
    try:
        os.link(origin, target)
    except OSError:
        shutil.copy2(origin, target)
