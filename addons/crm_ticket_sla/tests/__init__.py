# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import test_tool_assignment
from . import test_tool_calendar
from . import test_tool_doctests
from . import test_tool_explain
from . import test_tool_levels
from . import test_tool_oracle
from . import test_tool_pause
from . import test_tool_policy_change
from . import test_tool_policy_match
from . import test_tool_properties
from . import test_tool_replies
from . import test_tool_windows
from . import test_tool_working_days
from . import test_ticket
from . import test_ticket_documents
from . import test_aftersales
from . import test_assignment
from . import test_assignment_concurrency
from . import test_assignment_queue
from . import test_merge
from . import test_ticket_followers
from . import test_agent_tools
from . import test_warranty
