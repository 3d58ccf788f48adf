"""Titles and codes as the database finds them while the search engine is down."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from sqlalchemy import text, update

from catalog.base import WriteSession
from catalog.datasets.models import Dataset
from catalog.discovery import queries
from catalog.discovery.queries import Titles, titles
from tests.factories.datasets import publish_titles, publisher

BUS, LINES, GDP, PLAIN, ODD = "福州市公交站点信息", "厦门公交线路", "ＧＤＰ年度报告", "公交", "100%合格率_抽检"


@pytest.fixture
async def shown(session: WriteSession, now: datetime) -> WriteSession:
    """The session of a catalogue with the titles above."""
    await publish_titles(session, (BUS, LINES, GDP, PLAIN, ODD), await publisher(session, now), now)
    return session


async def ask(
    session: WriteSession, *words: str, without: Sequence[str] = (), offset: int = 0, size: int = 10
) -> Titles:
    return await titles(session, " ".join(words), words, without, offset=offset, size=size)


def names(found: Titles) -> list[str]:
    return [revision.document.title for _, _, revision in found.rows]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("公交",), [PLAIN, LINES, BUS]),
        (("福州", "公交"), [BUS]),
        (("州",), [BUS]),
        (("gdp",), [GDP]),
        (("100%",), [ODD]),
        (("0%合",), [ODD]),
        (("率_抽",), [ODD]),
        (("率x抽",), []),
        (("没有这样的",), []),
        (("307001350000/000003",), [GDP]),
        (("000003",), [GDP]),
        (("307001350000",), [PLAIN, LINES, GDP, BUS, ODD]),
        (("307001350000/",), [PLAIN, LINES, GDP, BUS, ODD]),
        (("00003",), []),
        (("/",), []),
    ],
)
async def test_every_word_stands_in_the_title_and_the_closest_comes_first(
    shown: WriteSession, words: tuple[str, ...], expected: list[str]
) -> None:
    found = await ask(shown, *words)
    assert (names(found), found.total, found.total_is_exact) == (expected, len(expected), True)


async def test_everything_comes_latest_first_and_in_pages(shown: WriteSession) -> None:
    assert names(await ask(shown)) == [ODD, PLAIN, GDP, LINES, BUS]
    second = await ask(shown, offset=2, size=2)
    assert (names(second), second.total) == ([GDP, LINES], 5)
    beyond = await ask(shown, offset=50, size=2)
    assert (names(beyond), beyond.total) == ([], 5)


async def test_what_is_excluded_does_not_come(shown: WriteSession) -> None:
    assert names(await ask(shown, "公交", without=["厦门"])) == [PLAIN, BUS]


async def test_only_what_the_public_reads_is_found(shown: WriteSession) -> None:
    await shown.execute(update(Dataset).where(Dataset.title == PLAIN).values(live_revision=None))
    await shown.execute(update(Dataset).where(Dataset.title == BUS).values(title="尚未公开的新名称"))
    assert names(await ask(shown, "公交")) == [LINES, BUS]
    assert names(await ask(shown, "尚未公开")) == []


async def test_more_than_is_looked_at_is_said(shown: WriteSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MATCHES", 2)
    found = await ask(shown, "公交")
    assert (found.total, found.total_is_exact) == (2, False)


async def test_a_rare_title_and_a_code_are_found_by_their_indexes(session: WriteSession, now: datetime) -> None:
    common = (f"统计年鉴第{number}卷" for number in range(2_000))
    await publish_titles(session, (BUS, *common), await publisher(session, now), now)
    await session.execute(text("ANALYZE revisions"))
    plan = await session.execute(
        text("EXPLAIN SELECT id FROM revisions WHERE minshu_grams(revisions.document ->> 'title') @> ARRAY['公交']")
    )
    assert "ix_revisions_title_grams" in "\n".join(row[0] for row in plan)
    await session.execute(text("ANALYZE datasets"))
    plan = await session.execute(
        text("EXPLAIN SELECT id FROM datasets WHERE string_to_array(upper(datasets.code), '/') @> ARRAY['000007']")
    )
    assert "ix_datasets_code_parts" in "\n".join(row[0] for row in plan)
    assert names(await ask(session, "公交")) == [BUS]
