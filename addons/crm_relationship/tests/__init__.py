# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import test_capture_documents
from . import test_access
from . import test_web_client
from . import test_capture_mail
from . import test_timeline
from . import test_capture_calendar
from . import test_statistics
from . import test_backfill
from . import test_log
from . import test_brief
from . import test_merge
from . import test_tool_phone_key
from . import test_correction
from . import test_claim
from . import test_partner_history
from . import test_multi_company
from . import test_channel_outbox
from . import test_performance
from . import test_http_access
from . import test_tool_rfm
from . import test_tool_purchase_model
from . import test_tool_doctests
from . import test_tool_workbook
from . import test_report_export
from . import test_rfm
from . import test_birthdate
