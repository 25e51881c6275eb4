# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The scan for duplicates of 100,000 contacts, one in ten of them there twice.

Beside: the bare SQL that groups contacts by the same columns (number, mail address, tax
number, name with province), which finds the groups but reads no number, folds no name,
scores nothing and stores nothing. Then 1,000 changed contacts, as the job that follows
sees to them.
"""

from __future__ import annotations

from harness import measured

TITLE = "Duplicates: the whole base scanned"
BARE = """
    SELECT count(*) FROM (
        SELECT phone FROM res_partner WHERE active AND phone IS NOT NULL
            GROUP BY phone HAVING count(*) > 1
        UNION ALL SELECT email_normalized FROM res_partner
            WHERE active AND email_normalized IS NOT NULL
            GROUP BY email_normalized HAVING count(*) > 1
        UNION ALL SELECT vat FROM res_partner WHERE active AND vat IS NOT NULL
            GROUP BY vat HAVING count(*) > 1
        UNION ALL SELECT lower(name) FROM res_partner WHERE active
            GROUP BY lower(name), state_id HAVING count(*) > 1) g
"""
#: One in ten is the one before again; every 100th has the switchboard's number.
PEOPLE = """
    UPDATE res_partner p SET name = w.family || ' ' || w.middle || ' ' || w.given,
        complete_name = w.family || ' ' || w.middle || ' ' || w.given,
        phone = CASE WHEN n %% 100 = 0 THEN '02438220188' ELSE '09'
            || lpad((n - (n %% 10 = 1)::int)::text, 8, '0') END,
        email_normalized = 'p' || (n - (n %% 10 = 1)::int) || '@bench.test',
        street = n %% 90 || ' Lê Lợi', state_id = w.state
    FROM (SELECT id, n, s.ids[1 + n %% array_length(s.ids, 1)] AS state,
            (ARRAY['Nguyễn','Trần','Lê','Phạm','Hoàng','Võ','Đặng'])[1 + n %% 7] AS family,
            (ARRAY['Thị','Văn','Minh','Ngọc','Quốc'])[1 + n / 7 %% 5] AS middle,
            (ARRAY['Hoa','Tuấn','Lan','Bình','Đào','Khánh','Yến','Mai','Nam','An',
                   'Dũng'])[1 + n / 35 %% 11] || ' ' || (n - (n %% 10 = 1)::int) AS given
        FROM (SELECT id, row_number() OVER (ORDER BY id)::int AS n
            FROM unnest(%s::int[]) u(id)) r,
            (SELECT array_agg(id) AS ids FROM res_country_state) s) w
    WHERE w.id = p.id
"""
PHONES = """
    INSERT INTO crm_partner_phone (partner_id, number, kind, key, is_typed)
    SELECT id, phone, 'mobile', '+84' || ltrim(phone, '0'), TRUE FROM res_partner
    WHERE id = ANY(%s)
"""
CHANGED = 1000


def run(bench, report):
    """Scan everything once, then follow some changes."""
    count = bench.sized(100_000, 10_000)
    partners = bench.add_customers(count, "Scanned")
    with bench.erp.environment() as env:
        env.cr.execute(PEOPLE, [partners])
        env.cr.execute(PHONES, [partners])
        env.cr.execute("DELETE FROM crm_duplicate_queue")
        env.cr.execute("ANALYZE res_partner, crm_partner_phone")
    report.columns(f"{count:,} contacts", "ms", "CPU ms", "queries", "x bare, CPU")
    with bench.erp.environment() as env, measured(env.cr) as bare:
        env.cr.execute(BARE)
    ours, found = scan(bench)
    changed = follow(bench, partners[:CHANGED])
    for name, sample in (
        ("bare SQL: groups of equal columns", bare),
        ("crm.duplicate.scan", ours),
        (f"{CHANGED:,} changed contacts", changed),
    ):
        ratio = sample.cpu / bare.cpu
        report.row(name, sample.wall, sample.cpu, sample.queries, ratio)
    report.note(f"pairs found: {found:,}")
    report.target(
        "share of the planted pairs that are found", found / (count / 10), 0.95, True
    )
    report.target("the whole base, seconds", ours.wall / 1000, 180.0)
    report.target("a changed contact, ms", changed.wall / CHANGED, 20.0)


def scan(bench):
    """Scan in batches, a commit each, as the job does; return the cost and the pairs."""
    with bench.erp.environment() as env:
        scans = env["crm.duplicate.scan"]
        scan = scans._plan()
        env.cr.commit()
        with measured(env.cr) as sample:
            while scan.state in ("pending", "running"):
                scan._step()
                env.cr.commit()
        assert scan.state == "done", scan.error
        return sample, scan.found


def follow(bench, partners):
    """See to contacts that changed."""
    with bench.erp.environment() as env:
        env["crm.duplicate.key"]._note(partners)
        env.flush_all()
        env.cr.precommit.run()
        with measured(env.cr) as sample:
            while env["crm.duplicate.pair"]._follow_changes():
                env.cr.commit()
        return sample
