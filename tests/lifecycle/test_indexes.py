# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An index of a large table is built while others write it, and is the one core wants."""

#: What an installation does once the columns of a model are there and committed.
BUILD = """
from odoo.addons.crm_relationship.models import base_index
base_index.PATIENCE = "300ms"
messages, partners = env["mail.message"], env["res.partner"]

def known(name):
    env.cr.execute("SELECT c.oid, i.indisvalid FROM pg_index i JOIN pg_class c"
        " ON c.oid = i.indexrelid WHERE c.relname = %s", [name])
    found = env.cr.fetchall()
    env.cr.commit()
    return found

def without(*names):
    for name in names:
        env.cr.execute(f"DROP INDEX {name}")
    env.cr.commit()

def build(model):
    missing = model._missing_indexes()
    env.cr.commit()
    if missing:
        model._build_indexes_aside(missing)
        env.cr.commit()
    return [row[0] for row in missing]
"""
AS_CORE_WANTS = """
name = "mail_message_ticket_mail_idx"
without(name)
assert build(messages) == [name]
[(oid, is_valid)] = known(name)
assert is_valid
messages._add_sql_constraints()
assert known(name) == [(oid, True)], "core made it anew"

env.cr.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'sale_order'"
    " AND indexname LIKE '%ticket%'")
[(name, definition)] = env.cr.fetchall()
without(name)
assert build(env["sale.order"]) == [name]
env.cr.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [name])
assert env.cr.fetchone()[0] == definition
assert not build(messages) and not build(partners)
"""
IN_VAIN = """
name, half = "mail_message_ticket_mail_idx", "mail_message__parent_id_index"
without(name)
# of an installation that was killed
env.cr.execute("UPDATE pg_index SET indisvalid = FALSE"
    " WHERE indexrelid = %s::regclass", [half])
env.cr.commit()
with env.registry.cursor() as other:
    other.execute("SELECT 1")  # somebody's long report
    assert build(messages) == [name, half]
    assert not known(name) and not known(half), "half an index is left"
messages._add_sql_constraints()
env.registry.check_indexes(env.cr, [messages._name])
env.cr.commit()
assert known(name)[0][1] and known(half)[0][1]
"""


def test_an_index_built_aside_is_the_one_that_core_wants(database_with):
    with database_with("index", BUILD + AS_CORE_WANTS):
        pass


def test_where_somebody_does_not_end_core_builds_it_and_no_half_is_left(database_with):
    with database_with("index", BUILD + IN_VAIN):
        pass
