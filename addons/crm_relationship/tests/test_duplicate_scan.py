# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: contacts that may be one are found, decided once, and nobody by mistake."""

import random

from odoo.tests import tagged

from ..models import crm_duplicate_scan
from ..tools.duplicate_score import score
from .common import RelationshipCase


class DuplicateCase(RelationshipCase):
    """Scanning and following changes as the jobs do, in this transaction."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairs = cls.env["crm.duplicate.pair"]
        cls.steward = cls.user_manager
        cls.hue = cls.env["res.country.state"].search(
            [("country_id.code", "=", "VN")], limit=1
        )

    @classmethod
    def _person(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, **values})

    def scan(self):
        """Scan the whole base; return the scan."""
        self.end_transaction()
        scans = self.env["crm.duplicate.scan"]
        scan = scans._plan()
        while scan.state in ("pending", "running"):
            scan._step()
        self.assertEqual(scan.state, "done", scan.error)
        self.env.invalidate_all()
        return scan

    def follow(self):
        """Compare the contacts that changed."""
        self.end_transaction()
        while self.pairs._follow_changes():
            pass
        self.env.invalidate_all()

    def pair_of(self, *partners):
        """Return the pair of two contacts, in whatever state."""
        low, high = sorted(partner.id for partner in partners)
        return self.pairs.search([("low_id", "=", low), ("high_id", "=", high)])


@tagged("post_install", "-at_install")
class TestDuplicateScan(DuplicateCase):
    def test_same_phone_and_mail_are_found_with_reasons(self):
        one = self._person("Lê Bình", phone="0905 111 222", email="Binh@X.test")
        two = self._person("Le Binh", phone="+84905111222", email="binh@x.test")

        self.scan()

        pair = self.pair_of(one, two)
        self.assertEqual((pair.score, pair.band, pair.state), (120, "merge", "open"))
        self.assertEqual(
            pair.reason_text, "same phone number, same mail address, same name"
        )

    def test_case_e30_family_of_one_phone_is_related(self):
        wife = self._person("Trần Thị Mai", phone="0905111333", birthdate="1985-02-01")
        son = self._person("Lê Nam", phone="0905111333", birthdate="2010-02-01")
        father = self._person(
            "Nguyễn Văn An", phone="0905111444", birthdate="1960-01-01"
        )
        junior = self._person(
            "Nguyễn Văn An", phone="0905111444", birthdate="1990-01-01"
        )

        self.scan()

        for pair in (self.pair_of(wife, son), self.pair_of(father, junior)):
            self.assertEqual((pair.band, pair.state), ("related", "open"))

    def test_case_e33_names_alike_are_suggested_never_on_the_name_alone(self):
        hoa, hoa_ = (
            self._person(n, phone="0905222111") for n in ("Trần Hoa", "Trần Hóa")
        )
        tuan, tuan_ = (
            self._person(n, phone="0905222112") for n in ("Lê Tuấn", "Lê Tuân")
        )
        far, away = self._person("Lê Tuấn", phone="0905222113"), self._person("Lê Tuân")
        address = {"street": "1 Lê Lợi", "state_id": self.hue.id}
        near, by = (
            self._person(n, phone=p, **address)
            for n, p in (("Võ Hoa", "0905222114"), ("Võ Hóa", "0905222115"))
        )

        self.scan()

        for pair in (self.pair_of(hoa, hoa_), self.pair_of(tuan, tuan_)):
            self.assertEqual((pair.score, pair.band), (70, "review"))
            self.assertEqual(pair.reasons, ["phone", "name"])
        self.assertFalse(self.pair_of(far, away), "a name is no reason")
        self.assertFalse(self.pair_of(tuan, far))
        pair = self.pair_of(near, by)
        self.assertEqual((pair.score, pair.band), (30, "weak"))

    def test_different_tax_numbers_are_never_a_pair(self):
        same = {"phone": "02438220188", "email": "info@twins.test"}
        one = self._create_customer("Twins", vat="0100109106", **same)
        two = self._create_customer("Twins", vat="0100109106-011", **same)
        three = self._create_customer("Twins", **same)

        self.scan()

        self.assertFalse(self.pair_of(one, two))
        self.assertEqual(self.pair_of(one, three).band, "merge")

    def test_colleagues_share_number_and_tax_number_of_their_company(self):
        company = self._create_customer("Moc", vat="0100109106", phone="02438220188")
        people = [
            self._person(name, parent_id=company.id, phone="02438220188")
            for name in ("Lan Anh", "Quốc Khánh")
        ]
        twice = self._person("Lan Anh", parent_id=company.id, phone="02438220188")

        self.scan()

        self.assertFalse(self.pair_of(*people))
        self.assertFalse(self.pair_of(company, people[0]))
        self.assertTrue(self.pair_of(people[0], twice))

    def test_a_switchboard_is_no_identity_and_is_reported(self):
        many = [self._person(f"Caller {n}", phone="0905333222") for n in range(25)]

        scan = self.scan()

        self.assertFalse(self.pair_of(*many[:2]))
        block = self.env["crm.duplicate.block"].search([("key", "=", "+84905333222")])
        self.assertEqual((block.kind, block.size), ("phone", 25))
        self.assertGreaterEqual(scan.skipped, 1)

    def test_what_was_decided_stays_decided(self):
        one, two = (self._person("Vũ Hà", phone="0905444111") for _ in range(2))
        self.scan()
        pair = self.pair_of(one, two).with_user(self.steward)
        pair.action_not_same()
        two.email = one.email = "ha@x.test"

        self.follow()
        self.scan()

        self.assertEqual(self.pair_of(one, two).state, "not_same")
        self.assertEqual(pair.decided_by_id, self.steward)
        self.assertTrue(pair.decided_at)

    def test_changed_contacts_are_compared_without_a_scan(self):
        one = self._person("Đỗ Minh", phone="0905555111")
        two = self._person("Đỗ Minh")
        self.follow()
        self.assertFalse(self.pair_of(one, two))

        two.phone = "0905.555.111"
        self.follow()
        self.assertEqual(self.pair_of(one, two).score, 70)

        self.env["crm.partner.email"].create(
            [{"partner_id": p.id, "email": "minh@x.test"} for p in (one, two)]
        )
        self.follow()
        self.assertEqual(self.pair_of(one, two).score, 120)

        two.phone = False
        self.env["crm.partner.email"].search([("partner_id", "=", two.id)]).unlink()
        self.follow()
        self.assertFalse(self.pair_of(one, two), "they have nothing in common now")

    def test_a_scan_forgets_what_is_no_longer_alike(self):
        one, two = (self._person("Vũ Lan", phone="0905666111") for _ in range(2))
        self.scan()
        two.phone = "0905666222"

        self.scan()

        self.assertFalse(self.pair_of(one, two))

    def test_a_cancelled_scan_stops_and_the_next_one_starts_anew(self):
        scans = self.env["crm.duplicate.scan"].with_user(self.steward)
        scan = scans._plan()
        scan.sudo()._step()
        scan.action_cancel()
        self.assertFalse(self.env["crm.duplicate.scan"]._next_scan())
        self.assertTrue(self.scan() - scan)

    def test_scans_in_small_batches_find_the_same(self):
        for number in range(6):
            for _twin in range(2):
                self._person(f"Small {number}", phone=f"090577711{number}")
        self.scan()
        found = self.pairs.search_count([("state", "=", "open")])
        self.patch(crm_duplicate_scan, "KEYS_BATCH", 3)
        self.patch(crm_duplicate_scan, "BLOCKS_BATCH", 2)

        scan = self.scan()

        self.assertEqual(scan.found, found)
        self.assertEqual(scan.progress, 100)

    def test_the_database_scores_as_the_rules_say(self):
        draw = random.Random(7)
        people = self.env["res.partner"]
        for _ in range(60):
            people += self._person(
                draw.choice(["Trần Thị Hoa", "Trần Thị Hoai", "Lê Bình", "Lê Bính"]),
                phone=draw.choice([False, "0905888111", "0905888222"]),
                email=draw.choice([False, "a@p.test", "b@p.test"]),
                birthdate=draw.choice([False, "1990-05-12", "1991-05-12"]),
                birthdate_year_unknown=draw.random() < 0.3,
                identity_number=draw.choice([False, False, "079090123456"]),
                street=draw.choice([False, "1 Lê Lợi"]),
                state_id=self.hue.id,
            )
        self.env["ir.config_parameter"].set_param(
            "crm_relationship.duplicate_block_cap", "1000"
        )
        self.scan()

        faces = self.env["crm.duplicate.key"]._faces(people.ids)
        expected = {}
        for at, low in enumerate(people.ids):
            for high in people.ids[at + 1 :]:
                found = score(faces[low], faces[high])
                if found.band != "none":
                    expected[low, high] = (
                        found.points,
                        found.band,
                        list(found.reasons),
                    )
        pairs = self.pairs.search([("low_id", "in", people.ids)])
        found = {(p.low_id, p.high_id): (p.score, p.band, p.reasons) for p in pairs}
        self.assertGreater(len(expected), 100)
        self.assertEqual(
            {pair for pair in found if pair[1] in people.ids}, set(expected)
        )
        for pair, values in expected.items():
            self.assertEqual(found[pair], values)
