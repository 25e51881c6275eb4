# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a recording is heard by whoever may read its call, and that is written down."""

import datetime
import ipaddress
import os
import tempfile
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .calls_common import CallsCase
from .provider_calls import Centre

SOUND = bytes(range(256)) * 40
#: A contact centre in the house is often known by its address alone.
HOST = "127.0.0.1"


def certificate(folder):
    """Return the path of a new key and certificate of our host."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]),
            False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    path = os.path.join(folder, "pbx.pem")
    with open(path, "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        file.write(built.public_bytes(serialization.Encoding.PEM))
    return path


@tagged("post_install", "-at_install")
class TestRecording(HttpCase, CallsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.certificate = certificate(folder.name)
        cls.account.recording_hosts = f"records.pbx.vn, {HOST}"

    def setUp(self):
        super().setUp()
        self.centre = Centre(self.certificate, sound=SOUND)
        self.addCleanup(self.centre.close)
        self.url = f"https://u:p@{HOST}:{self.centre.server_port}/records/1.mp3"
        self.patch_environment(CRM_RECORDING_INTERNAL_HOSTS=HOST)

    def patch_environment(self, **names):
        names.setdefault("CRM_RECORDING_CA_FILE", self.certificate)
        patcher = patch.dict(os.environ, names)
        patcher.start()
        self.addCleanup(patcher.stop)

    def listen(self, url=None, login="rel_lan", row=None, **headers):
        if not row:
            row = self.record(recordingfile=url or self.url)
            self.env.flush_all()
        self.authenticate(login, login)
        return self.url_open(f"/crm/recording/{row.id}", headers=headers, timeout=30)

    def test_recording_is_played_and_logged_once_an_hour(self):
        response = self.listen()

        self.assertEqual((response.status_code, response.content), (200, SOUND))
        self.assertEqual(response.headers["Content-Type"], "audio/mpeg")
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("Basic", self.centre.asked[0][2]["Authorization"])
        self.listen(row=self.row())
        log = self.env["crm.recording.log"].search(
            [("interaction_id", "=", self.row().id)]
        )
        self.assertEqual(log.user_id, self.user_lan)
        with self.assertRaises(UserError):
            log.write({"user_id": self.user_minh.id})
        with self.assertRaises(UserError):
            log.unlink()

    def test_part_of_a_recording(self):
        response = self.listen(Range="bytes=256-511")

        self.assertEqual(response.status_code, 206)
        self.assertEqual(response.content, SOUND[256:512])
        self.assertEqual(
            response.headers["Content-Range"], f"bytes 256-511/{len(SOUND)}"
        )

    def test_who_may_not_read_the_call_learns_nothing(self):
        self.keep_customers_apart()
        row = self.record(recordingfile=self.url, extension="101")

        hidden = self.listen(row=row, login="rel_minh")
        missing = self.listen(row=row.browse(2**30), login="rel_minh")

        self.assertEqual((hidden.status_code, missing.status_code), (404, 404))
        self.assertEqual(hidden.content, missing.content)
        self.assertFalse(self.centre.asked)

    def test_call_of_which_others_see_the_subject_only(self):
        row = self.record(recordingfile=self.url, extension="101")
        row.share_level = "subject"
        self.customer.user_id = self.user_minh

        self.assertEqual(self.listen(row=row, login="rel_minh").status_code, 404)
        self.assertEqual(self.listen(row=row, login="rel_hoa").status_code, 200)

    def test_case_e50_addresses_that_are_refused(self):
        port = self.centre.server_port
        for number, url in enumerate(
            (
                f"http://{HOST}:{port}/records/1.mp3",
                "javascript:alert(1)",
                "https://127.0.0.2/records/1.mp3",
                "https://elsewhere.vn/1.mp3",
            )
        ):
            row = self.record(recordingfile=url, call=f"30.{number}")
            response = self.listen(row=row)
            self.assertEqual(response.status_code, 403, url)
            self.assertNotIn(url, response.text)
        self.assertFalse(self.centre.asked)

    def test_case_e50_internal_host_unless_whoever_runs_the_server_says_so(self):
        self.patch_environment(CRM_RECORDING_INTERNAL_HOSTS="")

        self.assertEqual(self.listen().status_code, 403)
        self.assertFalse(self.centre.asked)

    def test_recording_that_leads_elsewhere_is_not_followed(self):
        for mode in ("elsewhere", "gone"):
            self.centre.mode = mode
            self.assertEqual(self.listen().status_code, 502, mode)

    def test_page_instead_of_a_sound_is_not_shown(self):
        self.centre.mode = "page"

        response = self.listen()

        self.assertEqual(response.headers["Content-Type"], "application/octet-stream")
        self.assertIn("attachment", response.headers["Content-Disposition"])

    def test_certificate_of_somebody_else_is_refused(self):
        self.patch_environment(CRM_RECORDING_CA_FILE="")

        self.assertEqual(self.listen().status_code, 502)
