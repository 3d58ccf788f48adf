"""Codes: an index of the parts of a dataset's code, for the time search is down.

Revision: 20261128_codes, after: 20261122_discovery, made: 2026-11-28 18:40:00
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_codes"
down_revision = "20261122_discovery"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_datasets_code_parts",
        "datasets",
        [sa.literal_column("string_to_array(upper(code), '/')")],
        postgresql_using="gin",
    )


def downgrade() -> None:
    op.drop_index("ix_datasets_code_parts", table_name="datasets")
