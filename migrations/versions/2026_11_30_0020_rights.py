"""Rights: whatever a later revision makes, the application's role may use; and one call for a table that only grows.

Revision: 20261130_rights, after: 20261128_viewers, made: 2026-11-30 00:20
"""

from alembic import op

revision = "20261130_rights"
down_revision = "20261128_viewers"
branch_labels = None
depends_on = None

# Functions need nothing, for everybody may call them. Where the role does not exist, its rights are the owner's.
DEFAULTS = """
DO $body$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'minshu_app') THEN
        ALTER DEFAULT PRIVILEGES IN SCHEMA public {0} SELECT, INSERT, UPDATE, DELETE ON TABLES {1} minshu_app;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public {0} USAGE, SELECT ON SEQUENCES {1} minshu_app;
    END IF;
END
$body$
"""

# The same that the foundation did for the tables of the record.
ONLY_GROWS = """
CREATE PROCEDURE minshu_only_grows(kept regclass) LANGUAGE plpgsql AS $body$
DECLARE
    bare text := (SELECT relname FROM pg_class WHERE oid = kept);
BEGIN
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %s FOR EACH ROW'
        ' EXECUTE FUNCTION minshu_refuse_change()', bare || '_insert_only', kept);
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %s FOR EACH STATEMENT'
        ' EXECUTE FUNCTION minshu_refuse_change()', bare || '_no_truncate', kept);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', kept, bare || '_insert_only');
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', kept, bare || '_no_truncate');
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'minshu_app') THEN
        EXECUTE format('REVOKE UPDATE, DELETE ON %s FROM minshu_app', kept);
    END IF;
END
$body$;
REVOKE EXECUTE ON PROCEDURE minshu_only_grows(regclass) FROM PUBLIC
"""


def upgrade() -> None:
    op.execute(DEFAULTS.format("GRANT", "TO"))
    op.execute(ONLY_GROWS)


def downgrade() -> None:
    op.execute("DROP PROCEDURE minshu_only_grows(regclass)")
    op.execute(DEFAULTS.format("REVOKE", "FROM"))
