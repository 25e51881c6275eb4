# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import crm_showroom_visit
from . import crm_sla_first_look
from . import crm_journey_showroom
from . import crm_channel_kiosk
from . import crm_import_guest_book
from . import crm_report_showroom
