# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# segments
from . import crm_segment
from . import crm_segment_member
from . import crm_segment_words
from . import crm_segment_words_fields
from . import crm_segment_compile
from . import crm_segment_facts
from . import crm_segment_refresh
from . import crm_segment_touched
from . import crm_segment_cron
from . import crm_segment_pins
from . import crm_segment_records
from . import crm_segment_preview
from . import crm_segment_retention

# journeys
from . import crm_engine_fields
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
from . import crm_journey_lane
from . import crm_journey_enrol
from . import crm_journey_rules
from . import crm_journey_version_publish
from . import crm_journey_version_migration
from . import crm_journey_participant_merge
from . import crm_journey_trace_dispatch
from . import crm_journey_trace_fault
from . import crm_journey_trace_gate
from . import crm_journey_trace_store
from . import crm_journey_trial
from . import crm_journey_step_runner
from . import crm_journey_step_runner_flow
from . import crm_journey_step_runner_records
from . import crm_journey_step_runner_people
from . import crm_journey_step_runner_sales
from . import crm_journey_step_runner_actions
from . import crm_journey_step_runner_check
from . import ir_actions_server
from . import journey_record

# editor
from . import crm_journey_version_graph
from . import crm_journey_version_figures
from . import crm_journey_version_people
from . import crm_journey_editor
from . import crm_journey_story
from . import crm_journey_results
from . import crm_journey_gallery

# earnings
from . import crm_contact_shown
from . import crm_mailing_import
from . import mailing_contact_earnings
from . import crm_ad_campaign
from . import crm_ad_spend
from . import crm_ad_spend_import
from . import crm_touchpoint
from . import crm_touchpoint_source
from . import crm_first_touch
from . import crm_lead_earnings
from . import crm_lead_funnel
from . import res_partner_earnings
from . import utm_mixin_earnings
from . import link_tracker_earnings
from . import crm_conversion
from . import crm_conversion_rebuild
from . import crm_attribution
from . import crm_attribution_rebuild
from . import crm_attribution_round
from . import res_company_earnings
from . import res_config_settings_earnings

# sending
from . import crm_consent
from . import crm_consent_optin
from . import crm_consent_export
from . import crm_consent_bridge
from . import mail_blacklist
from . import mailing_subscription
from . import res_partner_sending
from . import crm_send_rule
from . import crm_send_suppression
from . import crm_send_rate
from . import crm_contact_log
from . import crm_send_people
from . import crm_send_gate
from . import crm_send_gate_journeys
from . import crm_send_target
from . import crm_send_content
from . import crm_send_mail
from . import crm_send_sms
from . import crm_send_chat
from . import crm_journey_step_text
from . import crm_journey_step_runner_messages
from . import crm_journey_sending
from . import mail_mail_lane
from . import mail_message_sent
from . import mailing_mailing_published
from . import mailing_mailing_journey
from . import mailing_mailing_sending
from . import crm_send_recheck
from . import crm_send_recheck_sms
from . import sms_sms_sending
from . import crm_channel_outbox_sending
from . import crm_gateway_consent
from . import crm_send_server
from . import crm_send_batch
from . import crm_send_mime
from . import crm_send_lane
from . import crm_send_lane_report
from . import crm_send_breaker
from . import crm_send_preference
from . import crm_send_optin
from . import crm_send_brandname
from . import crm_consent_answer
from . import crm_conversation_consent
from . import crm_send_confirm

# time and triggers
from . import crm_journey_listen
from . import crm_segment_triggers
from . import crm_interaction_triggers
from . import crm_journey_reaction_capture
from . import crm_journey_reaction_optout
from . import mailing_trace_reactions
from . import mail_thread_reactions
from . import res_partner_zone
from . import crm_journey_step_runner_zones
from . import crm_journey_occurrence
from . import crm_journey_occurrence_find
from . import crm_journey_hook
from . import crm_journey_dry_run
from . import crm_journey_dry
from . import crm_journey_dry_audience
from . import crm_journey_dry_shown

# trials, after what they send
from . import crm_journey_trial_messages

# handover of a colleague's customers
from . import crm_dashboard
from . import crm_handover

# canned reports and the digest
from . import crm_report_campaigns
from . import digest_digest

# health of the system
from . import crm_health
from . import crm_sending_hold

# setup, sample data
from . import crm_setup
from . import crm_sample
