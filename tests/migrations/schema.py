"""What a database consists of, read from its own catalogue: two that are described alike behave alike."""

from collections.abc import Mapping
from typing import Any, LiteralString

from psycopg import Connection

Described = set[tuple[str, str, str]]
"""Kind, name and definition of everything in the schema."""

_OURS: LiteralString = "WITH ours AS (SELECT * FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
_QUESTIONS: Mapping[str, LiteralString] = {
    # the place counts the columns that are there, for one that was dropped leaves a gap
    "column": """
        SELECT relname || '.' || attname, concat_ws(' ', row_number() OVER (PARTITION BY attrelid ORDER BY attnum),
            format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'not null' END, pg_get_expr(adbin, adrelid),
            nullif(attidentity, ''), nullif(attgenerated, ''))
        FROM ours JOIN pg_attribute ON attrelid = ours.oid
            LEFT JOIN pg_attrdef ON (adrelid, adnum) = (attrelid, attnum)
        WHERE relkind IN ('r', 'v') AND attnum > 0 AND NOT attisdropped""",
    "constraint": """
        SELECT relname || '.' || conname, concat_ws(' ', pg_get_constraintdef(pg_constraint.oid), convalidated)
        FROM pg_constraint JOIN ours ON conrelid = ours.oid WHERE contype <> 'n'""",
    "index": """
        SELECT relname, concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid)
        FROM pg_index JOIN ours ON indexrelid = ours.oid""",
    "trigger": """
        SELECT relname || '.' || tgname, concat_ws(' ', pg_get_triggerdef(pg_trigger.oid), tgenabled)
        FROM pg_trigger JOIN ours ON tgrelid = ours.oid WHERE NOT tgisinternal""",
    "function": """
        SELECT oid::regprocedure::text, pg_get_functiondef(oid)
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')""",
    "value": "SELECT enumtypid::regtype || '.' || enumlabel, enumsortorder::text FROM pg_enum",
    "sequence": """
        SELECT relname, concat_ws(' ', seqtypid::regtype, seqstart, seqincrement, seqmax, seqcache, seqcycle)
        FROM pg_sequence JOIN ours ON seqrelid = ours.oid""",
    "view": "SELECT relname, pg_get_viewdef(oid) FROM ours WHERE relkind = 'v'",
    "owner": "SELECT relname, pg_get_userbyid(relowner) FROM ours",
    "right": """
        SELECT relname || ':' || privilege_type, grantee::regrole::text
        FROM ours, aclexplode(coalesce(relacl,
            acldefault((CASE relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char", relowner)))
        WHERE relkind IN ('r', 'v', 'S')""",
    "right to call": """
        SELECT oid::regprocedure::text, grantee::regrole::text
        FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner)))
        WHERE pronamespace = 'public'::regnamespace""",
    "right to schema": """
        SELECT nspname || ':' || privilege_type, grantee::regrole::text
        FROM pg_namespace, aclexplode(nspacl) WHERE nspname = 'public'""",
    "right to what comes": """
        SELECT concat_ws(':', defaclobjtype, privilege_type), grantee::regrole::text
        FROM pg_default_acl, aclexplode(defaclacl)""",
}

_ONLY_GROW = """
SELECT tgrelid::regclass::text, attname FROM pg_trigger
    JOIN pg_index ON indrelid = tgrelid AND indisprimary
    JOIN pg_attribute ON attrelid = tgrelid AND attnum = indkey[0]
WHERE tgfoid = 'minshu_refuse_change'::regproc AND tgtype & 1 = 1 ORDER BY 1  -- the bit of a trigger FOR EACH ROW
"""


def described(connection: Connection[Any]) -> Described:
    """Tables, columns, constraints, indexes, triggers, functions and rights, those of the job queue too."""
    return {
        (kind, *row)
        for kind, question in _QUESTIONS.items()
        for row in connection.execute(f"{_OURS} {question}").fetchall()
    }


def only_growing(connection: Connection[Any]) -> dict[str, str]:
    """The tables whose rows the database refuses to change or to take away: name → column of the primary key."""
    return dict(connection.execute(_ONLY_GROW).fetchall())
