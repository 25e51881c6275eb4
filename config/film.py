# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The walk through the apps that the README shows, made of the pictures of the guides.

    film.py docs/images

Needs Pillow: `make screenshots` runs it in Odoo's environment after the pictures.
"""

from __future__ import annotations

import sys
from pathlib import Path

NAME = "tour.webp"
FRAMES = (
    "relationship-my-calls",
    "relationship-timeline",
    "relationship-log-call",
    "ticket-board",
    "ticket-form",
    "ticket-why-deadline",
    "journey-ready-made",
    "journey-editor",
    "journey-dry-run",
    "relationship-report",
)
SIZE = (1024, 576)
MILLISECONDS = 2600
QUALITY = 62


def make(folder):
    """Write the film beside its pictures; return its path."""
    from PIL import Image, ImageOps

    frames = [
        ImageOps.pad(
            Image.open(folder / f"{name}.png").convert("RGB"), SIZE, color="white"
        )
        for name in FRAMES
    ]
    path = folder / NAME
    frames[0].save(
        path,
        save_all=True,
        append_images=frames[1:],
        duration=MILLISECONDS,
        loop=0,
        quality=QUALITY,
        method=6,
    )
    return path


if __name__ == "__main__":
    print(make(Path(sys.argv[1])))
