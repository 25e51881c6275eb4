# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import crm_report_export
from . import crm_call_queue
from . import crm_call_report
from . import crm_profit_report
from . import crm_portfolio
from . import crm_retention_report
from . import crm_customer_dossier
