# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import agreement, export, gateway, list_export, recording, report
from . import canned_report
from . import health
