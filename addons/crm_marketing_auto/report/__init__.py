# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import crm_earnings_report
from . import crm_earnings_dashboard
from . import crm_earnings_pictures
from . import crm_earnings_export
from . import crm_journey_lift
from . import crm_journey_message_report
