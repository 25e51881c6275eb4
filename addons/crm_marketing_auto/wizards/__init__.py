# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# earnings
from . import base_partner_merge_consent
from . import base_partner_merge_earnings

# segments
from . import base_partner_merge_segment
from . import crm_segment_add

# engine
from . import base_partner_merge_journey

# editor
from . import crm_journey_move
from . import crm_journey_try

# time and triggers
from . import base_partner_merge_occasion
from . import crm_journey_enrol

# sending
from . import crm_consent_story
from . import crm_dnc_import
from . import mail_compose_message
