"""Discovery: how the index was kept, what is searched for, synonyms that operators accept.

Revision: 20261122_discovery, after: 20261122_use, made: 2026-11-22 22:40:00
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_discovery"
down_revision = "20261122_use"
branch_labels = None
depends_on = None

RIGHTS = """
DO $body$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'minshu_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON index_runs, query_traces, query_days, synonym_proposals
            TO minshu_app;
    END IF;
END
$body$
"""


def upgrade() -> None:
    op.create_table(
        "index_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("missing", "stale", "surplus", "ahead")),
        sa.Column("complete", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("healed", "swept")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_runs")),
    )
    op.create_index("ix_index_runs_act_at", "index_runs", ["act", "at"], unique=False)
    op.create_table(
        "query_traces",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("query_key", sa.String(length=32), nullable=False),
        sa.Column("client_key", sa.String(length=32), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("asked", "empty", "opened")),
        sa.PrimaryKeyConstraint("day", "query_key", "client_key", name=op.f("pk_query_traces")),
    )
    op.create_table(
        "query_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.String(length=60), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("clients", "asked", "empty", "openers")),
        sa.PrimaryKeyConstraint("day", "text", name=op.f("pk_query_days")),
    )
    op.create_index("ix_query_days_text", "query_days", ["text"], unique=False)
    _synonym_proposals()
    op.execute(RIGHTS)


def _synonym_proposals() -> None:
    op.create_table(
        "synonym_proposals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.Column("meaning", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_synonym_proposals_decided_by_accounts")),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["accounts.id"], name=op.f("fk_synonym_proposals_proposed_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_proposals")),
        sa.UniqueConstraint("word", "meaning", name=op.f("uq_synonym_proposals_word_meaning")),
    )


def downgrade() -> None:
    for table in ("synonym_proposals", "query_days", "query_traces", "index_runs"):
        op.drop_table(table)
