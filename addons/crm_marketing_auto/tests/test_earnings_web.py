# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, tagged

from .earnings_common import EarningsCase


@tagged("post_install", "-at_install")
class TestEarningsTour(HttpCase, EarningsCase):
    """A marketer asks what earned a sale, in a browser and on the real server."""

    def test_marketer_follows_a_figure_to_the_touches(self):
        now = self.env.cr.now().replace(hour=0, minute=0, second=0, microsecond=0)
        touch = self.env["crm.touchpoint"]
        for hours, source in ((2, self.google), (1, self.google), (0, self.letter)):
            touch |= self._touch(self.lan, now.replace(day=1, hour=5 - hours), source)
        self._order(self.lan, now.replace(day=1, hour=6), 300, 100)
        self.company.attribution_model = "first"
        self.env["crm.attribution"]._rebuild(self.company)
        self.env.flush_all()

        self.start_tour(
            "/odoo/earnings-dashboard",
            "crm_marketing_auto_earnings",
            login="earn_marketer",
        )
