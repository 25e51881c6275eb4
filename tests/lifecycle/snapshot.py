# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A database as text that can be compared: its schema, its row counts, its contents."""

import psycopg2

SCHEMA = {
    "columns": """
        SELECT table_name, column_name, data_type, is_nullable
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "indexes": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "triggers": """
        SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal""",
    "functions": """
        SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
        WHERE n.nspname = 'public' AND d.objid IS NULL""",
}
#: Core declares the key between rules and groups from both sides, with different rules
#: for deletions. A new database has one, and has the other from the first addon on that
#: extends rules (core's website does, too).
TWICE_DECLARED = "rule_group_rel_group_id_fkey"
#: Tables of the server itself that change with every start or job.
VOLATILE = {
    "ir_attachment",  # compiled web bundles
    "ir_cron_progress",
    "ir_cron_trigger",
    "ir_logging",
    "ir_model_inherit",  # rebuilt by each registry
    "ir_profile",
}


def connect(work, database):
    """Return a connection to a database of the workspace."""
    server = work.server
    return psycopg2.connect(
        dbname=database,
        host=server.host,
        port=server.port,
        user=server.user,
        password=server.password or None,
    )


def rows(work, database, query):
    """Return the rows of a query."""
    with connect(work, database) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def schema(work, database):
    """Return what the database is made of, as a set of texts."""
    return {
        f"{kind}: {row}"
        for kind, query in SCHEMA.items()
        for row in rows(work, database, query)
        if TWICE_DECLARED not in row
    }


def counts(work, database):
    """Return the number of rows of each table that holds the company's data."""
    tables = [
        name
        for (name,) in rows(
            work,
            database,
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
        )
        if name not in VOLATILE
    ]
    with connect(work, database) as connection, connection.cursor() as cursor:
        result = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # names of the catalogue
            result[table] = cursor.fetchone()[0]
    return result


#: Who wrote last and when is no content; a job that ran leaves it, too.
UNREAD = ("write_date", "write_uid")


def contents(work, database, known=None):
    """Return {table: (rows, checksum)} of the rows and columns that a snapshot knows.

    :param known: {table: (columns, highest id)} of an earlier `shape`; rows that came
        later are left out.
    """
    known = known or shape(work, database)
    result = {}
    with connect(work, database) as connection, connection.cursor() as cursor:
        for table, (columns, last) in known.items():
            listed = ", ".join(f'"{name}"' for name in columns)
            where = "" if last is None else f"WHERE id <= {int(last)}"
            cursor.execute(
                f"SELECT count(*), sum(hashtextextended(ROW({listed})::text, 0)::numeric)"
                f' FROM "{table}" {where}'
            )
            result[table] = cursor.fetchone()
    return result


def shape(work, database):
    """Return {table: (columns, highest id or None)} of the company's tables."""
    columns = {}
    for table, name in rows(
        work,
        database,
        "SELECT c.table_name, c.column_name FROM information_schema.columns c"
        " JOIN information_schema.tables t USING (table_schema, table_name)"
        " WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
        " ORDER BY c.ordinal_position",
    ):
        if table not in VOLATILE and name not in UNREAD:
            columns.setdefault(table, []).append(name)
    result = {}
    with connect(work, database) as connection, connection.cursor() as cursor:
        for table, names in columns.items():
            last = None
            if "id" in names:
                cursor.execute(f'SELECT COALESCE(max(id), 0) FROM "{table}"')
                last = cursor.fetchone()[0]
            result[table] = (names, last)
    return result
