"""The SQL by which the database itself keeps the record: rows are inserted, never changed or taken away."""

from collections.abc import Iterable

INSERT_ONLY = (
    "audit_entries",
    "audit_seals",
    "audit_checkpoints",
    "revisions",
    "dataset_events",
    "application_events",
)
"""Tables that only grow."""

SEALER_QUEUE = "audit_pending"

_REFUSE = """
CREATE OR REPLACE FUNCTION minshu_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'table % only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$body$
"""

_ENQUEUE = f"""
CREATE OR REPLACE FUNCTION minshu_await_seal() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    INSERT INTO {SEALER_QUEUE} (entry_id, at) VALUES (NEW.id, NEW.at);
    RETURN NULL;
END
$body$
"""  # noqa: S608  # the table's name is a constant of this file


def protection_sql(tables: Iterable[str] = INSERT_ONLY) -> list[str]:
    """Statements that make ``tables`` insert-only and queue every new audit entry for its seal.

    Row triggers refuse UPDATE and DELETE, a statement trigger refuses TRUNCATE; ENABLE ALWAYS keeps them firing
    on a replica too, so that ``session_replication_role`` does not slip past them.
    """
    statements = [_REFUSE.strip(), _ENQUEUE.strip()]
    for table in tables:
        statements += [
            _trigger(f"{table}_insert_only", "BEFORE UPDATE OR DELETE", table, "ROW", "minshu_refuse_change"),
            _trigger(f"{table}_no_truncate", "BEFORE TRUNCATE", table, "STATEMENT", "minshu_refuse_change"),
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_insert_only",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate",
        ]
    return [
        *statements,
        _trigger("audit_entries_await_seal", "AFTER INSERT", "audit_entries", "ROW", "minshu_await_seal"),
    ]


def _trigger(name: str, when: str, table: str, each: str, function: str) -> str:
    return f"CREATE TRIGGER {name} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()"


def removal_sql(tables: Iterable[str] = INSERT_ONLY) -> list[str]:
    """Statements that take the protection away again, for a downgrade of the database."""
    statements = ["DROP TRIGGER audit_entries_await_seal ON audit_entries"]
    for table in tables:
        statements += [f"DROP TRIGGER {table}_insert_only ON {table}", f"DROP TRIGGER {table}_no_truncate ON {table}"]
    return [*statements, "DROP FUNCTION minshu_await_seal()", "DROP FUNCTION minshu_refuse_change()"]
