"""Documents in any number from public catalogues that lie beside the checkout, or generated ones where they do not."""

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import search_facets

from search.document import PUBLIC_SCOPE, SearchDocument

CATALOGUES = Path(__file__).resolve().parents[3] / "shared" / "data" / "catalogues"
SEED = 20_261_122
ABSTRACTS = ("摘要", "数据简介", "描述", "资源摘要")
PROVIDERS = ("数源单位", "机构分类", "来源部门", "资源提供方")
SUBJECTS = ("数据领域", "领域名称", "所属主题", "主题", "标签")
Row = tuple[str, str, str, tuple[str, ...]]
"""Title, description, provider, keywords."""


def documents(count: int) -> Iterator[SearchDocument]:
    """The real datasets first; then variants of them: of another place and year, with another one's description."""
    rows = [*_mainland(), *_taiwan()]
    if not rows:
        yield from search_facets.documents(count)
        return
    dice = random.Random(SEED)
    dice.shuffle(rows)
    for number in range(count):
        title, summary, provider, keywords = rows[number % len(rows)]
        if number >= len(rows):
            place, year = dice.choice(search_facets.PLACES), dice.randrange(2005, 2027)
            other = rows[dice.randrange(len(rows))]
            title, summary, provider = f"{place}{title}（{year}）", f"{summary} {other[1] or other[0]}", other[2]
        yield _document(dice, number, (title, summary, provider, keywords))


def _document(dice: random.Random, number: int, row: Row) -> SearchDocument:
    title, summary, provider, keywords = row
    agency = min(int(dice.expovariate(1 / 40)), search_facets.AGENCIES - 1)
    return SearchDocument(
        id=str(UUID(int=number << 80 | 0x7 << 76 | 0x2 << 62 | dice.getrandbits(62))),  # in order, as the product's
        version=1,
        title=title,
        code=f"350000-{agency:04d}/{number:07d}",
        summary=summary,
        items=tuple(dice.sample(search_facets.COLUMNS, 8)),
        organization=f"A{agency:04d}",
        organization_name=provider,
        organization_path=("350000", f"G{agency % 10}"),
        theme=f"T{min(int(dice.expovariate(1 / 6)), search_facets.THEMES - 1):02d}",
        keywords=keywords,
        region=f"35{dice.randrange(1, 10):02d}{dice.randrange(0, 12):02d}",
        open_class=dice.choice(("unconditional", "conditional", "closed")),
        formats=tuple(dice.sample(search_facets.FORMATS, 2)),
        cycle=dice.choice(("day", "month", "quarter", "year")),
        published_at=dice.randrange(1_600_000_000, 1_790_000_000),
        updated_at=dice.randrange(1_700_000_000, 1_790_000_000),
        prior=dice.random(),
        scopes=(PUBLIC_SCOPE,),
    )


def _mainland() -> Iterator[Row]:
    for path in sorted(CATALOGUES.glob("mainland-portals/*.json")):
        for row in json.loads(path.read_text("utf-8")):
            if title := str(row.get("标题") or "").strip():
                keywords = tuple(dict.fromkeys(_texts(row, SUBJECTS)))[:8]
                yield title, " ".join(_texts(row, ABSTRACTS)), " ".join(_texts(row, PROVIDERS)), keywords


def _taiwan() -> Iterator[Row]:
    for path in sorted(CATALOGUES.glob("taiwan-2026/*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                provider = json.loads(line)
                for dataset in provider["datasets"]:
                    yield dataset["name"], "", provider["provider"], (dataset["format"],)


def _texts(row: dict[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = row.get(name) or []
        yield from (str(text) for text in (value if isinstance(value, list) else str(value).split(",")) if text)
