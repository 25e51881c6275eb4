# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One host's import job: chunk after chunk, a commit and a line of output each.

Run as a process of its own, to be killed.
"""

import argparse
import threading

from erp import QUIET, Erp


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("--config")
    parser.add_argument("--hold", type=int, help="wait within the chunk after so many")
    options = parser.parse_args()
    erp = Erp(options.database, options.config)
    left = [options.hold]
    with erp.environment(**QUIET) as env:

        def commit():
            if left[0] == 0:
                env.flush_all()  # all of the chunk is written, nothing committed
                print("held", flush=True)
                threading.Event().wait(600)
            env.cr.commit()
            left[0] -= 1
            print("chunk", flush=True)

        env["crm.customer.import"]._run(commit=commit)


if __name__ == "__main__":
    main()
