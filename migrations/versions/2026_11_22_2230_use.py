"""Use of datasets: what each day counted, and how each dataset stands for search.

Revision: 20261122_use, after: 20261122_titles, made: 2026-11-22 22:30:00
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_use"
down_revision = "20261122_titles"
branch_labels = None
depends_on = None

RIGHTS = """
DO $body$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'minshu_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON daily_use, standings TO minshu_app;
    END IF;
END
$body$
"""


def upgrade() -> None:
    op.create_table(
        "daily_use",
        sa.Column("dataset_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("downloads", sa.Integer(), nullable=False),
        sa.Column("reads", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_daily_use_dataset_id_datasets")),
        sa.PrimaryKeyConstraint("dataset_id", "day", name=op.f("pk_daily_use")),
    )
    op.create_index(op.f("ix_daily_use_day"), "daily_use", ["day"], unique=False)
    op.create_table(
        "standings",
        sa.Column("dataset_id", sa.Uuid(), nullable=False),
        sa.Column("downloads", sa.BigInteger(), nullable=False),
        sa.Column("recent", sa.BigInteger(), nullable=False),
        sa.Column("prior", sa.SmallInteger(), nullable=False),
        sa.Column("freshness", sa.String(length=20), nullable=False),
        sa.Column("weighed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_standings_dataset_id_datasets")),
        sa.PrimaryKeyConstraint("dataset_id", name=op.f("pk_standings")),
    )
    op.execute(RIGHTS)


def downgrade() -> None:
    op.drop_table("standings")
    op.drop_index(op.f("ix_daily_use_day"), table_name="daily_use")
    op.drop_table("daily_use")
