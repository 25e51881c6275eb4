# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A mail server on the loopback, a process of its own, that counts Message-IDs.

    python smtp_counter.py COUNTS [drop=5000] [busy=7000] [slow=9000]

prints its port, and writes the counts as JSON to the file COUNTS when its input ends.
At the numbered mails it misbehaves once: *drop* takes the mail and cuts the line
before saying so, *busy* answers 451, *slow* waits a second.
"""

from __future__ import annotations

import json
import re
import socketserver
import sys
import threading
import time
from collections import Counter

MESSAGE_ID = re.compile(rb"^Message-Id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class Session(socketserver.StreamRequestHandler):
    """One connection: as much of SMTP as a client needs."""

    disable_nagle_algorithm = True

    def handle(self):
        self.say("220 counter")
        for line in self.rfile:
            word = line[:4].upper().strip()
            if word in (b"EHLO", b"HELO"):
                self.say("250 counter")
            elif word == b"DATA":
                self.say("354 go on")
                if not self.take():
                    return
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def take(self):
        """Read a mail and count it; return whether the line stays."""
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        fault = self.server.next_fault()
        if fault == "busy":
            self.say("451 later")
            return True
        if fault == "slow":
            time.sleep(1)
        self.server.count(b"".join(lines))
        if fault == "drop":
            return False
        self.say("250 taken")
        return True


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, faults):
        super().__init__(("127.0.0.1", 0), Session)
        self.faults = faults
        self.number = 0
        self.message_ids = Counter()
        self.lock = threading.Lock()

    def next_fault(self):
        with self.lock:
            self.number += 1
            return self.faults.pop(self.number, None)

    def count(self, mail):
        found = MESSAGE_ID.search(mail)
        with self.lock:
            self.message_ids[found.group(1).decode() if found else ""] += 1


def main(target, *faults):
    """Serve until the input ends, then write the counts."""
    pairs = (fault.split("=") for fault in faults)
    server = Server({int(number): kind for kind, number in pairs})
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    server.shutdown()
    with open(target, "w", encoding="utf-8") as stream:
        json.dump(server.message_ids, stream)


if __name__ == "__main__":
    main(*sys.argv[1:])
