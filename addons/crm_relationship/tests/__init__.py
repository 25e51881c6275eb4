# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import test_capture_documents
from . import test_web_client
from . import test_capture_mail
from . import test_capture_calendar
from . import test_statistics
from . import test_backfill
from . import test_merge
from . import test_tool_phone_key
