# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two months of marketing at a furniture workshop in Vietnam.

Three journeys from the gallery have been running and are paused: nothing goes out by
itself to people who do not exist. Who went through them, what they opened and
bought, and what was spent on advertising is written as records of the past; nothing is
sent. Figures come from the same passes that make them in a company that works with the
app. Days count back from today.
"""

from datetime import timedelta

from odoo import Command, fields

from .walk import MESSAGES, lot, walk

FAMILIES = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()
)
GIVEN = (
    "Thị Lan,Minh Anh,Quốc Bảo,Thu Hà,Văn Hùng,Ngọc Mai,Đức Long,Thanh Tâm,Gia Huy,"
    "Bảo Châu,Hải Yến,Tuấn Kiệt,Phương Thảo,Khánh Linh,Hữu Phước,Mỹ Duyên"
).split(",")
CITIES = ("Hà Nội", "Huế", "Đà Nẵng", "TP. Hồ Chí Minh", "Cần Thơ", "Hải Phòng")
PEOPLE = 96
#: What is spent a day, by campaign: platform, name, source, cost, who buys of a hundred.
ADS = (
    ("facebook", "FB: bàn ăn gỗ sồi", "Facebook", 420_000),
    ("google", "Google: nội thất Hội An", "Google", 350_000),
)
#: Key of the gallery, days that people came in for, share of the people, more values.
BEGUN = (
    ("welcome", 45, 80, {"holdout_percent": 10}),
    ("win_back", 60, 60, {}),
    ("first_order", 40, 50, {}),
)


def tell(env):
    """Create the demo story in a database that has demo data."""
    Story(env).tell()


class Story:
    """The records of the story, by short names."""

    def __init__(self, env):
        langs = dict(env["res.lang"].get_installed())
        self.lang = "vi_VN" if "vi_VN" in langs else env.lang or "en_US"
        self.env = env(
            context={
                **env.context,
                "lang": self.lang,
                "tracking_disable": True,
                "mail_create_nosubscribe": True,
                "mail_create_nolog": True,
                "mail_notify_force_send": False,
                "no_reset_password": True,
            }
        )
        self.now = fields.Datetime.now().replace(microsecond=0)

    def tell(self):
        self._create_marketer()
        self._create_people()
        for key, days, share, values in BEGUN:
            journey = self._create_journey(key, values)
            self._let_in(journey, days, share)
        self._create_drafts()
        self._sell()
        self._advertise()
        self.env.flush_all()
        # orders count: the story has no invoices of its own
        self.env.company.attribution_basis = "order"
        self.env["crm.touchpoint.source"]._collect()
        self.env["crm.attribution"]._rebuild(self.env.company)

    # Who ----------------------------------------------------------------------

    def _create_marketer(self):
        groups = ("crm_marketing_auto.group_crm_marketing_auto_manager",)
        groups += (
            "base.group_allow_export",
            "sales_team.group_sale_salesman_all_leads",
        )
        self.marketer = self.env["res.users"].create(
            {
                "name": "Trịnh Tường Vy",
                "login": "vy",
                "password": "vy",
                "email": "vy@noithatbenthanh.example",
                "lang": self.lang,
                "tz": "Asia/Ho_Chi_Minh",
                "group_ids": [Command.link(self.env.ref(name).id) for name in groups],
            }
        )

    def _create_people(self):
        country = self.env.ref("base.vn")
        names = [
            f"{FAMILIES[(n * 7) % 16]} {GIVEN[(n * 5 + n // 16) % 16]}"
            for n in range(PEOPLE)
        ]
        self.people = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "email": f"khach{n:02d}@thu.example",
                    "phone": f"09{12 + n % 7}{100000 + n * 7919 % 899999}",
                    "city": CITIES[n % len(CITIES)],
                    "country_id": country.id,
                    "lang": self.lang,
                    "tz": "Asia/Ho_Chi_Minh",
                }
                for n, name in enumerate(names)
            ]
        )

    # Journeys -----------------------------------------------------------------

    def _create_journey(self, key, values):
        """Return a paused journey: who resumes it lets in only who comes from then on."""
        journeys = self.env["crm.journey"].with_user(self.marketer).sudo()
        journey = journeys.browse(journeys.create_from_gallery(key))
        journey.segment_id._refresh()
        journey.draft_version_id._publish()
        journey.write(
            {
                **values,
                "user_id": self.marketer.id,
                "state": "paused",
                "paused_at": self.now,
                "pause_reason": self.env._(
                    "This is a demonstration: nothing goes out until you resume it."
                ),
                "started_at": self.now - timedelta(days=60),
                "enrol_after_id": -1,
            }
        )
        return journey

    def _create_drafts(self):
        journeys = self.env["crm.journey"].with_user(self.marketer).sudo()
        for key in ("birthday", "tet"):
            journeys.browse(journeys.create_from_gallery(key)).user_id = self.marketer

    def _let_in(self, journey, days, share):
        """Let people in on days of the past, and walk with them up to now."""
        graph = journey.version_id.snapshot
        entries = []
        for person in self.people:
            if lot(journey.name, person.id, "in") < share:
                ago = 1 + lot(journey.name, person.id, "day") * days // 100
                at = self.now - timedelta(days=ago, minutes=lot(person.id) * 7)
                entries.append((person, at))
        self._write_walks(journey, graph, sorted(entries, key=lambda one: one[1]))

    def _write_walks(self, journey, graph, entries):
        reasons = self.env["crm.journey.reason"]._ids_by_code()
        rows, walks = [], []
        for person, at in entries:
            is_out = lot(journey.seed, person.id) < journey.holdout_percent
            visits, state, reason = (
                ([], "holdout", "holdout")
                if is_out
                else walk(graph["steps"], graph["entry"], person.id, at, self.now)
            )
            bought = lot(person.id, "buys") < (14 if is_out else 24)
            goal_at = at + timedelta(days=6, hours=3)
            has_goal = journey.goal != "none" and bought and goal_at < self.now
            if has_goal and not is_out and state == "active":
                state, reason = "goal", "goal"
                visits = [visit for visit in visits if visit.state != "ready"]
            rows.append(
                {
                    "journey_id": journey.id,
                    "version_id": journey.version_id.id,
                    "company_id": journey.company_id.id,
                    "res_model": "res.partner",
                    "res_id": person.id,
                    "partner_id": person.id,
                    "entered_at": at,
                    "arm": "holdout" if is_out else "main",
                    "state": state,
                    "reason_id": reasons[reason] if reason else False,
                    "ended_at": visits[-1].due_at
                    if visits and state not in ("active", "holdout")
                    else False,
                    "goal_at": goal_at if has_goal else False,
                }
            )
            walks.append(visits)
        participants = self.env["crm.journey.participant"].create(rows)
        self._write_visits(participants, walks, reasons)

    def _write_visits(self, participants, walks, reasons):
        rows, visits = [], []
        for participant, walked in zip(participants, walks, strict=True):
            for visit in walked:
                visits.append(visit)
                rows.append(self._prepare_trace(participant, visit, reasons))
        traces = self.env["crm.journey.trace"].create(rows)
        self.env["crm.journey.reaction"].create(
            [
                {
                    "trace_id": trace.id,
                    "journey_id": trace.journey_id.id,
                    "kind": kind,
                    "at": at,
                    "event_key": f"demo:{kind}",
                }
                for trace, visit in zip(traces, visits, strict=True)
                for kind, at in visit.reactions
                if at < self.now
            ]
        )

    def _prepare_trace(self, participant, visit, reasons):
        is_sent = visit.kind in MESSAGES and visit.state == "done"
        partner = participant.env["res.partner"].browse(participant.partner_id)
        is_done = visit.state != "ready"
        return {
            "participant_id": participant.id,
            "journey_id": participant.journey_id.id,
            "version_id": participant.version_id.id,
            "step_uid": visit.uid,
            "due_at": visit.due_at,
            "planned_at": participant.entered_at,
            "state": visit.state,
            "done_at": visit.due_at if is_done else False,
            "branch": visit.branch if visit.state == "done" else False,
            "reason_id": reasons[visit.reason]
            if visit.reason and visit.state == "skipped"
            else False,
            "channel": visit.kind if visit.kind in MESSAGES else False,
            "identity": partner.email if visit.kind in MESSAGES else False,
            "sent_at": visit.due_at if is_sent else False,
        }

    # Money ----------------------------------------------------------------------

    def _sell(self):
        """Let those buy who do: orders of the past, with where they came from."""
        product = self.env["product.product"].create(
            {"name": "Bàn ăn gỗ sồi 6 ghế", "list_price": 640, "type": "consu"}
        )
        sources, orders = self._sources(), self.env["sale.order"]
        for person in self.people:
            if lot(person.id, "buys") >= 24:
                continue
            source = sources[ADS[person.id % 2][2]]
            ago = 2 + lot(person.id, "when") * 38 // 100
            order = self.env["sale.order"].create(
                {
                    "partner_id": person.id,
                    "date_order": self.now - timedelta(days=ago),
                    "source_id": source.id if lot(person.id, "ad") < 60 else False,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "product_uom_qty": 1 + person.id % 3,
                            }
                        )
                    ],
                }
            )
            order.action_confirm()
            order.date_order = self.now - timedelta(days=ago)
            orders |= order
        self.env.flush_all()
        # what a customer came through was before the sale
        self.env.cr.execute(
            "UPDATE sale_order SET create_date = date_order - interval '3 hours'"
            " WHERE id = ANY(%s)",
            [orders.ids],
        )

    def _sources(self):
        sources = self.env["utm.source"]
        found = {}
        for *_ad, name, _cost in ADS:
            known = sources.search([("name", "=", name)], limit=1)
            found[name] = known or sources.create({"name": name})
        return found

    def _advertise(self):
        currency = self.env.ref("base.VND")
        currency.active = True
        if not currency.rate_ids:
            self.env["res.currency.rate"].create(
                {"currency_id": currency.id, "rate": 25_400, "name": "2020-01-01"}
            )
        sources = self._sources()
        self.env["crm.ad.spend"].create(
            [
                {
                    "platform": platform,
                    "campaign_ext_id": f"demo-{platform}",
                    "campaign_name": name,
                    "source_id": sources[source].id,
                    "day": (self.now - timedelta(days=ago)).date(),
                    "currency_id": currency.id,
                    "cost": cost * (80 + lot(name, ago) * 2 // 5) // 100,
                    "impressions": 3000 + 40 * lot(name, ago, "seen"),
                    "clicks": 40 + lot(name, ago, "click") // 2,
                }
                for platform, name, source, cost in ADS
                for ago in range(1, 46)
            ]
        )
