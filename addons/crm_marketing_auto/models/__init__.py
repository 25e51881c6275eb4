# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# segments
from . import crm_segment
from . import crm_segment_member
from . import crm_segment_words
from . import crm_segment_compile
from . import crm_segment_facts
from . import crm_segment_refresh
from . import crm_segment_touched
from . import crm_segment_cron
from . import crm_segment_pins
from . import crm_segment_records
from . import crm_segment_preview

# journeys
from . import crm_journey
from . import crm_journey_version
from . import crm_journey_step
from . import crm_journey_participant
from . import crm_journey_trace
from . import crm_journey_reason
from . import crm_journey_event
from . import crm_journey_reaction

# engine
from . import crm_journey_life
from . import crm_journey_enrol
from . import crm_journey_rules
from . import crm_journey_version_publish
from . import crm_journey_trace_dispatch
from . import crm_journey_trace_store
from . import crm_journey_step_runner
from . import crm_journey_step_runner_flow
from . import crm_journey_step_runner_records
from . import journey_record
