# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Marketing Journeys",
    "summary": "Customer journeys that send exactly once, and know what they earned",
    "version": "19.0.1.0.0",
    "category": "Marketing/Marketing",
    "author": "The CRM Suite contributors",
    "license": "LGPL-3",
    "application": True,
    "depends": [
        "crm_relationship",
        "mass_mailing_sms",
        "mass_mailing_crm",
        "mass_mailing_sale",
    ],
    "data": [
        "data/release_tables.xml",
        # access
        "security/crm_marketing_auto_groups.xml",
        "security/ir.model.access.csv",
        "security/crm_journey_rules.xml",
        "security/crm_segment_rules.xml",
        # segments
        "security/ir.model.access-segment.csv",
        "data/ir_cron_segment_data.xml",
        "wizards/crm_segment_add_views.xml",
        "views/crm_segment_views.xml",
        # sending
        "security/ir.model.access-sending.csv",
        "security/crm_sending_rules.xml",
        "data/crm_send_rule_data.xml",
        "data/crm_interaction_type_data.xml",
        "data/ir_cron_sending_data.xml",
        # engine
        "data/crm_journey_reason_data.xml",
        "data/ir_cron_journey_data.xml",
        "views/res_config_settings_journey_views.xml",
        # earnings
        "security/ir.model.access-earnings.csv",
        "security/crm_earnings_rules.xml",
        "data/ir_cron_earnings_data.xml",
        "views/crm_ad_spend_views.xml",
        "views/crm_ad_campaign_views.xml",
        "views/crm_ad_spend_import_views.xml",
        "views/crm_mailing_import_views.xml",
        "views/crm_touchpoint_views.xml",
        "views/crm_conversion_views.xml",
        "views/crm_attribution_views.xml",
        "views/crm_lead_earnings_views.xml",
        "views/res_config_settings_earnings_views.xml",
        "report/crm_earnings_report_views.xml",
        "report/crm_journey_lift_views.xml",
        "report/crm_journey_message_report_views.xml",
        # editor
        "security/ir.model.access-editor.csv",
        "wizards/crm_journey_move_views.xml",
        "wizards/crm_journey_try_views.xml",
        "views/crm_journey_dry_run_views.xml",
        "views/crm_journey_views.xml",
        "views/crm_journey_participant_views.xml",
        "views/mailing_mailing_journey_views.xml",
        # time and triggers
        "security/ir.model.access-time.csv",
        "security/crm_time_rules.xml",
        "data/ir_cron_time_data.xml",
        "wizards/crm_journey_enrol_views.xml",
        "views/crm_journey_hook_views.xml",
        # sending: views
        "views/crm_sending_views.xml",
        "views/preferences_templates.xml",
        # menus: last
        "views/crm_marketing_auto_menus.xml",
        "data/crm_report_data.xml",
        "views/crm_report_views.xml",
        "views/digest_digest_views.xml",
        "views/crm_setup_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["crm_marketing_auto/static/src/**/*"],
        "web.assets_tests": ["crm_marketing_auto/static/tests/tours/**/*"],
        "web.assets_unit_tests": [
            "crm_marketing_auto/static/tests/**/*.test.js",
        ],
    },
    "images": ["static/description/banner.png"],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
