# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import crm_journey_step
from . import crm_journey_step_runner
from . import journey_coupon_mixin
from . import loyalty_card
