# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The ready-made journeys, in the order of the gallery."""

from .gallery_care import CARE
from .gallery_greetings import GREETINGS
from .gallery_sales import SALES

READY = (*GREETINGS, *SALES, *CARE)
