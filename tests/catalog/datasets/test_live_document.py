"""What the public reads: one select for the document, in the present form."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update

from catalog.base import WriteSession, new_id
from catalog.datasets.document import SCHEMA_VERSION
from catalog.datasets.models import Dataset, Revision
from catalog.datasets.queries import find_live_revision, is_live, live_document, live_revision
from catalog.errors import Missing
from tests.factories.datasets import publish_titles, publisher

OLD = json.loads((Path(__file__).parent / "stored" / "1.json").read_text("utf-8"))


@pytest.fixture
async def dataset(session: WriteSession, now: datetime) -> UUID:
    """A public dataset whose live revision, the second, was stored in the first form."""
    (identity,) = await publish_titles(session, ("公交站点",), await publisher(session, now), now)
    by = (await live_revision(session, identity)).published_by
    session.add(
        Revision(
            dataset_id=identity,
            number=2,
            as_stored=OLD | {"id": str(identity)},
            published_at=now + timedelta(days=1),
            published_by=by,
        )
    )
    await session.flush()
    await session.execute(update(Dataset).where(Dataset.id == identity).values(live_revision=2))
    return identity


async def test_what_was_stored_long_ago_is_given_in_the_present_form(
    session: WriteSession, dataset: UUID, now: datetime
) -> None:
    shown = await live_document(session, dataset)
    assert (shown.id, shown.title, shown.schema_version) == (dataset, OLD["title"], SCHEMA_VERSION)
    assert (shown.revision, shown.published_at) == (2, now + timedelta(days=1))
    found = await find_live_revision(session, dataset)
    assert found is not None
    assert found.document == shown


@pytest.mark.parametrize(("public", "live"), [(2, True), (1, False), (None, False)])
async def test_a_revision_is_live_while_the_public_reads_it(
    session: WriteSession, dataset: UUID, public: int | None, live: bool
) -> None:
    second = await live_revision(session, dataset)
    await session.execute(update(Dataset).where(Dataset.id == dataset).values(live_revision=public))
    assert await is_live(session, second) is live


async def test_what_is_not_public_is_missing(session: WriteSession, dataset: UUID) -> None:
    with pytest.raises(Missing):
        await live_document(session, new_id())
    await session.execute(update(Dataset).where(Dataset.id == dataset).values(live_revision=None))
    with pytest.raises(Missing):
        await live_document(session, dataset)
