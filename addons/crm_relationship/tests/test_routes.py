# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: every route of this addon is listed, and shut to whom it is not for."""

from odoo.tests import tagged

from .route_common import Door, RouteCase


@tagged("post_install", "-at_install")
class TestRoutes(RouteCase):
    addon = "crm_relationship"
    table = {
        "GET|POST /my/agreements": Door("login"),
        "GET|POST /my/agreements/page/<int:page>": Door("login"),
        "GET|POST /my/agreements/<int:agreement_id>": Door("token"),
        # JSON of another site is stopped by the browser: it needs leave to send it
        "GET|POST /my/agreements/<int:agreement_id>/sign": Door("json"),
        "POST /crm_relationship/canned_report": Door("login"),
        "POST /crm_relationship/report.xlsx": Door("login"),
        "GET /crm/recording/<int:interaction_id>": Door("login"),
        "GET|POST /crm_gateway/<string:token>": Door(
            "signed", "programs have no session; the account's secret or address signs"
        ),
        "GET|POST /crm_gateway/<string:token>/<string:event>": Door(
            "signed", "programs have no session; the account's secret or address signs"
        ),
        "GET /crm_health": Door("signed"),
        "GET /crm_health/<string:token>": Door("signed"),
        "ReportExport.report_routes": Door("core"),
        "PivotExport.export_xlsx": Door("core"),
        "VcardExport.download_vcard": Door("core"),
        "JsonExport.web_json_1": Door("core"),
    }

    def test_every_route_is_in_the_table(self):
        self.check_table()

    def test_what_is_for_logins_is_shut_to_others(self):
        self.check_logins()

    def test_rubbish_is_refused_in_words(self):
        self.check_rubbish()

    def test_forged_tokens_are_all_the_same(self):
        self.check_forged_tokens()

    def test_other_sites_get_nothing_done(self):
        self.check_cross_site()

    def test_an_unknown_address_of_a_provider_says_nothing(self):
        for method in ("GET", "POST"):
            answers = {
                (answer.status_code, answer.text)
                for token in ("a", "x" * 43, "é")
                for answer in [self.asked(f"/crm_gateway/{token}", method, data="{}")]
            }
            self.assertEqual(len(answers), 1, answers)
            self.assertEqual({status for status, _text in answers}, {404})
