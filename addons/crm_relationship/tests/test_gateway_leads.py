# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: who fills in a form or an ad is one lead, linked to who is known."""

import json
from urllib.parse import urlencode

from odoo.fields import Datetime
from odoo.tests import tagged

from ..tools.gateway.signature import digest
from .gateway_common import SECRET, GatewayCase
from .provider_leads import TOKEN, GraphServer, details

FORM = {
    "your-name": "Trần Văn Bình",
    "your-email": "binh@lead.test",
    "phone": "0987 654 321",
    "your-message": "20 desks <b>please</b>",
    "budget": "20 million",
    "utm_source": "our letter",
    "utm_campaign": "Spring 100%",
    "id": "f-1",
}
#: Google Ads Help, *Webhook implementation*: the sample payload, shortened.
GOOGLE = {
    "lead_id": "TeSter-123-ABCDEFGHIJKLMNOPQRSTUVWXYZ-abcdefghijklmnopqrstuvwxyz-0123",
    "user_column_data": [
        {"column_id": "FULL_NAME", "string_value": "FirstName LastName"},
        {"column_id": "PHONE_NUMBER", "string_value": "+84987654321"},
        {"column_id": "EMAIL", "string_value": "test@example.com"},
        {"column_name": "Which desk?", "string_value": "The big one"},
    ],
    "api_version": "1.0",
    "form_id": 40000000000,
    "campaign_id": 123456,
    "google_key": SECRET,
    "is_test": False,
    "gcl_id": "TeSter-Gcl",
    "something_new": [{}],
}


class LeadCase(GatewayCase):
    def lead_of(self, event):
        lead = event._result()
        self.assertEqual(lead._name, "crm.lead")
        return lead

    def rows(self, account):
        self.end_transaction()
        return self.env["crm.interaction"].search(
            [("external_uid", "=like", f"gateway,{account.id},%")], order="id"
        )

    def leads(self):
        return self.env["crm.lead"].search([("id", ">", self.lead.id)])


@tagged("post_install", "-at_install")
class TestGatewayForm(LeadCase):
    kind = "form"

    def post_form(self, fields, account=None):
        return self.url_open(
            self.path(account),
            data=urlencode(fields),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            method="POST",
        )

    def test_a_signed_form_is_a_lead_with_its_source(self):
        self.assertEqual(self.send(FORM).status_code, 200)
        event = self.work()

        lead = self.lead_of(event)
        self.assertEqual(
            (lead.contact_name, lead.email_from, lead.phone),
            ("Trần Văn Bình", "binh@lead.test", "0987 654 321"),
        )
        self.assertEqual(
            (lead.source_id.name, lead.campaign_id.name), ("our letter", "Spring 100%")
        )
        self.assertIn("20 desks &lt;b&gt;please&lt;/b&gt;", lead.description)
        self.assertIn("20 million", lead.description)
        row = self.rows(self.account)
        self.assertEqual((row.type_id.code, row.lead_id), ("web_lead", lead))
        self.assertEqual(row.source_id, lead.source_id)

    def test_a_form_that_comes_again_is_one_lead(self):
        for _time in range(2):
            self.send(FORM)
            self.work()
        self.send({**FORM, "id": "f-2", "your-message": "And 20 chairs"})
        again = self.work()

        self.assertEqual(len(self.leads()), 1)
        self.assertEqual(self.lead_of(again), self.leads())
        self.assertIn("20 chairs", "".join(self.leads().message_ids.mapped("body")))
        self.assertEqual(len(self.rows(self.account)), 2)

    def test_who_is_a_customer_is_linked_and_keeps_the_salesperson(self):
        self.send({**FORM, "your-email": "DAO@anphat.test", "phone": ""})
        lead = self.lead_of(self.work())

        self.assertEqual((lead.partner_id, lead.user_id), (self.person, self.user_lan))
        self.assertEqual(self.rows(self.account).partner_id, self.person)

    def test_a_new_lead_goes_to_the_team_of_the_account(self):
        team = self.env["crm.team"].create({"name": "Web", "user_id": self.user_hoa.id})
        self.account.team_id = team
        self.send(FORM)
        lead = self.lead_of(self.work())

        self.assertEqual((lead.team_id, lead.user_id), (team, self.user_hoa))

    def test_unsigned_forms_are_taken_where_one_said_so(self):
        self.assertEqual(self.post_form(FORM).status_code, 401)
        self.account.write({"is_unsigned": True, "thanks_url": 'https://x.test/"><b>'})
        answer = self.post_form(FORM)

        self.assertEqual(answer.status_code, 200)
        self.assertIn("https://x.test/&#34;&gt;", answer.text)
        self.post_form({name: v for name, v in FORM.items() if name != "id"})
        self.post_form({name: v for name, v in FORM.items() if name != "id"})
        self.assertEqual(len(self.stored()), 2, "the same contents of a day are one")
        self.assertEqual(self.post_form({"your-name": "Nobody"}).status_code, 422)

    def test_what_a_program_filled_in_is_thrown_away(self):
        self.account.is_unsigned = True

        answer = self.post_form({**FORM, "website_url": "http://spam.test"})

        self.assertEqual(answer.status_code, 200, "it does not learn that")
        self.assertFalse(self.stored())


@tagged("post_install", "-at_install")
class TestGatewayGoogle(LeadCase):
    kind = "google_leads"

    def google(self, **values):
        data = json.dumps({**GOOGLE, **values}).encode()
        return self.send(data, headers={"Content-Type": "application/json"})

    def test_a_lead_of_google_is_a_lead(self):
        self.assertEqual(self.google().status_code, 200)
        self.assertEqual(self.google().status_code, 200)
        event = self.work()
        lead = self.lead_of(event)

        self.assertEqual(lead.contact_name, "FirstName LastName")
        self.assertEqual(
            (lead.source_id.name, lead.campaign_id.name),
            ("Google Ads", "Google Ads 123456"),
        )
        self.assertIn("The big one", lead.description)
        self.assertIn("TeSter-Gcl", lead.description)
        self.assertEqual(len(self.leads()), 1)
        self.assertNotIn(SECRET, json.dumps(event.payload))

    def test_a_test_of_google_is_no_lead(self):
        self.google(is_test=True)
        event = self.work()

        self.assertEqual(event.state, "ignored")
        self.assertFalse(self.leads())

    def test_another_key_is_refused(self):
        for key in ("guess", "", None, ["x"], {"a": 1}):
            with self.subTest(key):
                self.assertEqual(self.google(google_key=key).status_code, 401)
        self.assertEqual(self.google(lead_id=None).status_code, 400)
        self.assertFalse(self.stored())


@tagged("post_install", "-at_install")
class TestGatewayFacebook(LeadCase):
    kind = "facebook_leads"

    def setUp(self):
        super().setUp()
        self.graph = GraphServer(SECRET)
        self.addCleanup(self.graph.close)
        self.account.write(
            {
                "url": self.graph.url,
                "timeout": 1,
                "new_verify_token": "open sesame",
                "new_page_token": TOKEN,
            }
        )

    def facebook(self, *lead_ids, secret=SECRET):
        """Tell of leads as Facebook does: *Webhooks: leadgen*."""
        changes = [
            {
                "field": "leadgen",
                "value": {
                    "ad_id": "238",
                    "form_id": "5544",
                    "leadgen_id": lead_id,
                    "created_time": 1772441354,
                    "page_id": "153125381133",
                    "adgroup_id": "237",
                },
            }
            for lead_id in lead_ids
        ]
        entry = {"id": "153125381133", "time": 1772441354, "changes": changes}
        body = json.dumps({"object": "page", "entry": [entry]}).encode()
        return self.send(
            body,
            headers={
                "Content-Type": "application/json",
                "X-Hub-Signature-256": f"sha256={digest(secret, body)}",
            },
        )

    def test_the_address_is_verified_by_the_word(self):
        query = {
            "hub.mode": "subscribe",
            "hub.challenge": "1158201444",
            "hub.verify_token": "open sesame",
        }
        good = self.url_open(f"{self.path()}?{urlencode(query)}")
        bad = self.url_open(
            f"{self.path()}?{urlencode({**query, 'hub.verify_token': 'guess'})}"
        )

        self.assertEqual((good.status_code, good.text), (200, "1158201444"))
        self.assertEqual(bad.status_code, 403)
        self.assertTrue(good.headers["Content-Type"].startswith("text/plain"))

    def test_the_details_of_a_lead_are_fetched(self):
        self.graph.leads["4401"] = details("4401")
        self.assertEqual(self.facebook("4401").status_code, 200)
        self.assertFalse(self.graph.asked, "nobody waits for that")
        self.facebook("4401")
        lead = self.lead_of(self.work())

        self.assertEqual(
            (
                lead.contact_name,
                lead.email_from,
                lead.source_id.name,
                lead.campaign_id.name,
            ),
            ("Trần Văn Bình", "binh@lead.test", "Facebook", "Spring"),
        )
        self.assertIn("how_many_desks?", lead.description)
        self.assertEqual(self.graph.asked, ["4401"])
        row = self.rows(self.account)
        self.assertEqual(row.occurred_at, Datetime.to_datetime("2026-03-02 08:49:14"))

    def test_what_facebook_does_not_give_now_is_asked_for_later(self):
        self.graph.leads["4402"] = details("4402")
        self.graph.failures = [500, 429]
        self.facebook("4402")
        event = self.stored()
        for state in ("retry", "retry", "done"):
            event.write({"next_try_at": False})
            self.work()
            self.assertEqual(event.state, state)
        self.assertEqual(len(self.leads()), 1)

    def test_a_silent_facebook_is_no_error_of_ours(self):
        self.graph.is_silent = True
        self.facebook("4403")
        event = self.work()

        self.assertEqual(event.state, "retry")
        self.assertIn("not reached", event.detail)
        self.assertNotIn(TOKEN, event.detail)

    def test_a_token_that_ended_is_named(self):
        self.graph.leads["4404"] = details("4404")
        self.account.new_page_token = "old"
        self.facebook("4404")
        event = self.work()
        self.assertIn("Invalid OAuth access token", event.detail)

        self.account.new_page_token = TOKEN
        event.with_user(self.env.ref("base.user_admin")).action_process_again()
        self.assertEqual(self.work().state, "done")

    def test_a_test_lead_is_no_lead(self):
        dummy = [{"name": "email", "values": ["<test lead: dummy data for email>"]}]
        self.graph.leads["4405"] = details("4405", field_data=dummy)
        self.facebook("4405")

        self.assertEqual(self.work().state, "ignored")
        self.assertFalse(self.leads())

    def test_only_facebook_is_heard(self):
        self.assertEqual(self.facebook("1", secret="guess").status_code, 401)
        self.assertEqual(self.facebook("../me").status_code, 200)
        self.assertFalse(self.stored(), "an id that is none asks for nothing")
