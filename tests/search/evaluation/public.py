"""Public collections that may lie beside the checkout: read where they are, never copied, never required."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from search.document import PUBLIC_SCOPE, SearchDocument
from search.evaluation.material import identity_of

DATA = Path(__file__).parents[4] / "shared" / "data"
ACORDAR = DATA / "relevance" / "acordar"
FOLDS = "Splits for Cross Validation"
PORTALS = DATA / "catalogues" / "mainland-portals"
ABSTRACTS = ("摘要", "数据简介", "描述", "资源摘要")
PROVIDERS = ("数源单位", "机构分类", "来源部门", "资源提供方")
TAGS = ("标签",)


def portal_documents() -> Iterator[SearchDocument]:
    """The datasets of the mainland portals, by file and number."""
    for path in sorted(PORTALS.glob("*.json")):
        for number, row in enumerate(json.loads(path.read_text("utf-8"))):
            if title := str(row.get("标题") or "").strip():
                yield SearchDocument(
                    id=identity_of(f"{path.stem}-{number}"),
                    version=1,
                    title=title,
                    summary=" ".join(_texts(row, ABSTRACTS)),
                    organization_name=" ".join(_texts(row, PROVIDERS)),
                    keywords=tuple(_texts(row, TAGS)),
                    scopes=(PUBLIC_SCOPE,),
                )


def _texts(row: dict[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = row.get(name) or []
        yield from (str(text) for text in (value if isinstance(value, list) else str(value).split(",")) if text)
