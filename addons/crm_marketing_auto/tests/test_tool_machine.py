# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a machine that follows links is told from a person."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_relationship.tests.hostile_text import bounded, texts
from odoo.addons.crm_relationship.tests.property_settings import examples

from ..tools.machine import (
    BURST,
    TOO_SOON,
    Click,
    is_away_notice,
    is_machine_open,
    is_machine_request,
    machine_clicks,
)

SENT = datetime(2027, 5, 1, 3)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)


def click(seconds, link, agent=FIREFOX, method="GET"):
    """Return a click some seconds after the delivery."""
    return Click(SENT + timedelta(seconds=seconds), link, agent, method)


@tagged("standard")
class TestToolMachine(BaseCase):
    def test_requests(self):
        for agent in (FIREFOX, PHONE, "Mozilla/5.0 (Linux; Android 15) Zalo/24.1"):
            self.assertFalse(is_machine_request(agent))
            self.assertTrue(is_machine_request(agent, "HEAD"))
        for agent in (
            None,
            " ",
            "Googlebot/2.1",
            "python-requests/2.31.0",
            "Mozilla/5.0 (compatible; bingbot/2.0)",
            "Barracuda Sentinel (EE)",
            "Mozilla/5.0 (X11; Linux) HeadlessChrome/126.0 Safari/537.36",
        ):
            with self.subTest(agent=agent):
                self.assertTrue(is_machine_request(agent))

    def test_no_subject_keeps_the_mail_gateway_busy(self):
        with bounded():
            self.assertFalse(any(map(is_away_notice, texts(8_000))))
        self.assertTrue(is_away_notice("  Re:  Automatic reply: Tet"))

    def test_the_picture_proxy_of_a_mailbox_opens_for_a_person(self):
        agent = (
            "Mozilla/5.0 (Windows NT 5.1) Firefox/11.0 (via ggpht.com GoogleImageProxy)"
        )

        self.assertFalse(is_machine_open(agent))
        self.assertTrue(is_machine_open(agent, "HEAD"))
        self.assertTrue(is_machine_open("curl/8.5.0"))

    def test_case_37_all_links_within_seconds_of_delivery(self):
        clicks = [click(1, "a"), click(1.5, "b"), click(2, "c")]

        self.assertEqual(machine_clicks(clicks, SENT, 3), {0, 1, 2})

    def test_all_links_at_once_much_later(self):
        clicks = [click(3600, "a"), click(3601, "b"), click(3603, "c")]

        self.assertEqual(machine_clicks(clicks, SENT, 3), {0, 1, 2})
        # a person who comes back afterwards is a person
        later = [*clicks, click(7200, "b")]
        self.assertEqual(machine_clicks(later, SENT, 3), {0, 1, 2})

    def test_a_person_reads_before_clicking(self):
        clicks = [click(40, "a"), click(55, "b"), click(80, "c")]

        self.assertEqual(machine_clicks(clicks, SENT, 3), set())

    def test_a_double_click_and_a_mail_of_one_link_are_no_burst(self):
        self.assertEqual(
            machine_clicks([click(40, "a"), click(41, "a")], SENT, 3), set()
        )
        self.assertEqual(machine_clicks([click(40, "a")], SENT, 1), set())

    def test_without_a_known_delivery_only_the_other_signs_count(self):
        clicks = [click(1, "a"), click(2, "a", "Googlebot/2.1")]

        self.assertEqual(machine_clicks(clicks, None, 2), {1})

    @examples(150)
    @given(
        st.lists(
            st.builds(click, st.integers(0, 60), st.sampled_from("abc")), max_size=8
        ),
        st.randoms(),
    )
    def test_order_does_not_matter_and_more_clicks_free_nobody(self, clicks, random):
        found = {clicks[index] for index in machine_clicks(clicks, SENT, 3)}
        shuffled = random.sample(clicks, len(clicks))

        again = {shuffled[index] for index in machine_clicks(shuffled, SENT, 3)}

        self.assertEqual(found, again)
        self.assertLessEqual({c for c in clicks if c.at - SENT < TOO_SOON}, found)
        more = [*clicks, click(61, "a")]
        self.assertLessEqual(found, {more[i] for i in machine_clicks(more, SENT, 3)})

    @examples(100)
    @given(st.lists(st.integers(11, 500), min_size=3, max_size=3, unique=True))
    def test_slow_readers_are_people(self, seconds):
        clicks = [click(at, link) for at, link in zip(seconds, "abc", strict=True)]

        is_burst = max(seconds) - min(seconds) <= BURST.total_seconds()

        self.assertEqual(
            machine_clicks(clicks, SENT, 3), {0, 1, 2} if is_burst else set()
        )
