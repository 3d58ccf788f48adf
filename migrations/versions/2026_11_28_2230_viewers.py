"""Viewers: which questions were asked on a page, for only there can be opened what was found.

Revision: 20261128_viewers, after: 20261128_codes, made: 2026-11-28 22:30:00
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_viewers"
down_revision = "20261128_codes"
branch_labels = None
depends_on = None

COLUMNS = (("query_traces", "viewed"), ("query_days", "viewers"))


def upgrade() -> None:
    # With a default, so that the version of the program before can go on writing rows.
    for table, column in COLUMNS:
        op.add_column(table, sa.Column(column, sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    for table, column in COLUMNS:
        op.drop_column(table, column)
