# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# segments
from . import test_segment_refresh
from . import test_segment_retention
from . import test_segment_words
from . import test_segment_incremental
from . import test_segment_safety
from . import test_neutralize
from . import test_planted
from . import test_routes
from . import test_rpc_attack
from . import test_segment_access
from . import test_leaks
from . import test_segment_hand
from . import test_segment_web
from . import test_segment_rule
from . import test_tool_segment_rule

# engine
from . import test_journey_engine
from . import test_journey_bounded
from . import test_journey_enrol
from . import test_journey_forged
from . import test_journey_life
from . import test_consent_merge
from . import test_gateway_consent
from . import test_journey_merge
from . import test_journey_properties
from . import test_journey_steps
from . import test_journey_trial
from . import test_journey_versions
from . import test_tool_draw
from . import test_tool_journey_graph

# earnings
from . import test_earnings_tool_attribution
from . import test_earnings_tool_lift
from . import test_earnings_tool_spend
from . import test_earnings_spend
from . import test_earnings_touchpoint
from . import test_earnings_attribution
from . import test_earnings_report
from . import test_earnings_web
from . import test_earnings_crons
from . import test_earnings_mailing_import

# sending
from . import test_tool_sending
from . import test_send_gate
from . import test_send_mail
from . import test_send_lane
from . import test_send_lane_rest
from . import test_send_lane_hold
from . import test_send_slow
from . import test_send_preferences
from . import test_send_answers
from . import test_send_sms_queue

# time and triggers
from . import test_tool_anniversary
from . import test_tool_doctests
from . import test_tool_lunar
from . import test_tool_machine
from . import test_tool_schedule
from . import test_tool_trigger
from . import test_time_dates
from . import test_time_triggers
from . import test_time_dry_run
from . import test_journey_dry_run
from . import test_time_hook
from . import test_time_reactions

# editor
from . import test_journey_editor
from . import test_journey_gallery
from . import test_journey_content
from . import test_journey_results
from . import test_journey_web

# all together
from . import test_journey_end_to_end
from . import test_guide_tours
from . import test_handover
from . import test_canned_report
from . import test_send_provider
from . import test_poison
from . import test_parked_journey
from . import test_install
from . import test_week_off
from . import test_web_client
from . import test_help
from . import test_setup
