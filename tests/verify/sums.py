# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The files of a data set are the ones that the reference figures were taken from."""

from __future__ import annotations

import hashlib
from pathlib import Path

LIST = "SHA256SUMS"
BLOCK = 1 << 20  # bytes


def problems(folder, names):
    """Return one line per file that is missing, unlisted or different.

    :param folder: the folder that holds SHA256SUMS.
    :param names: paths relative to it.
    """
    folder = Path(folder)
    try:
        listed = read(folder / LIST)
    except OSError as error:
        return [f"{LIST}: {error.strerror}: {folder}"]
    return [problem for name in names if (problem := _problem(folder, name, listed))]


def read(path):
    """Return {relative path: sum} of a file in the format of sha256sum."""
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(maxsplit=1) for line in lines if line.strip())
    return {name.removeprefix("*").removeprefix("./"): digest for digest, name in pairs}


def _problem(folder, name, listed):
    if name not in listed:
        return f"{name}: not in {LIST}"
    digest = hashlib.sha256()
    try:
        with open(folder / name, "rb") as stream:
            while block := stream.read(BLOCK):
                digest.update(block)
    except OSError as error:
        return f"{name}: {error.strerror}"
    return (
        ""
        if digest.hexdigest() == listed[name]
        else f"{name}: its sum is not in {LIST}"
    )
