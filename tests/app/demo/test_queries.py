"""Which parts of the demo catalogue are recognised as being there already."""

from datetime import datetime

from app.demo import queries
from app.demo.datasets import DATASETS
from catalog.base import WriteSession
from catalog.datasets.models import Dataset, Distribution, FileVersion, StoredFile
from tests.factories.datasets import Publisher, publish_titles, publisher
from tests.factories.people import AUTHORITY

DEMO = DATASETS[0]


async def test_a_dataset_is_known_by_its_title_and_by_the_titles_of_its_revisions(
    session: WriteSession, now: datetime
) -> None:
    (identity,) = await publish_titles(session, [DEMO.title], await publisher(session, now), now)
    assert await known(session) == identity
    (await session.get_one(Dataset, identity)).title = "另一个名称"
    await session.flush()
    assert await known(session) == identity


async def test_a_dataset_of_an_earlier_release_is_known_by_its_file(session: WriteSession, now: datetime) -> None:
    by = await publisher(session, now)
    identity, _ = await publish_titles(session, ["以前的名称", "别的数据集"], by, now)
    assert await known(session) is None
    await upload(session, identity, by, now)
    assert await known(session) == identity
    assert await queries.dataset(session, "another-agency", DEMO.title, DEMO.filename) is None


async def known(session: WriteSession) -> object:
    found = await queries.dataset(session, AUTHORITY, DEMO.title, DEMO.filename)
    return found and found.id


async def upload(session: WriteSession, identity: object, by: Publisher, now: datetime) -> None:
    distribution = Distribution(dataset_id=identity, kind="file", format="csv", created_at=now)
    session.add_all([distribution, StoredFile(sha256="0" * 64, size=1, media_type="text/csv", key="k", created_at=now)])
    await session.flush()
    version = FileVersion(
        distribution_id=distribution.id,
        number=1,
        sha256="0" * 64,
        filename=DEMO.filename,
        state="ready",
        problem={},
        columns=[],
        row_count=1,
        uploaded_by=by.operator.account_id,
        uploaded_at=now,
    )
    session.add(version)
    await session.flush()
