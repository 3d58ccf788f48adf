"""Titles: an index of what the public reads by the characters and pairs of its title, for the time search is down.

Revision: 20261122_titles, after: 20261122_foundation, made: 2026-11-22 22:25:00
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_titles"
down_revision = "20261122_foundation"
branch_labels = None
depends_on = None

# Trigrams know no Chinese word of two characters; characters and pairs know every one, without an extension.
GRAMS = """
CREATE FUNCTION minshu_grams(title text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN (
    SELECT array_agg(DISTINCT substr(folded, place, width))
    FROM (SELECT lower(normalize(title, NFKC)) AS folded) AS text,
        generate_series(1, length(folded)) AS place, (VALUES (1), (2)) AS widths (width)
)
"""


def upgrade() -> None:
    op.execute(GRAMS)
    op.create_index(
        "ix_revisions_title_grams",
        "revisions",
        [sa.literal_column("minshu_grams(document ->> 'title')")],
        postgresql_using="gin",
    )


def downgrade() -> None:
    op.drop_index("ix_revisions_title_grams", table_name="revisions")
    op.execute("DROP FUNCTION minshu_grams(text)")
