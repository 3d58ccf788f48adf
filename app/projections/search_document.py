"""From a revision to the document that search shows. Pure."""

from datetime import datetime
from typing import Any

from catalog.datasets.models import Dataset, Revision
from catalog.organizations.models import Organization
from search.document import PUBLIC_SCOPE, SearchDocument


def search_document(
    dataset: Dataset, organization: Organization, revision: Revision, ancestors: tuple[str, ...] = ()
) -> SearchDocument:
    """What search shows of a published dataset: metadata only, never a row (design decision 4).

    Args:
        dataset: the row, for identity and version.
        organization: the owner as it is called now.
        revision: what the public reads.
        ancestors: codes of the organizations above the owner, the root first.
    """
    shown = revision.document
    return SearchDocument(
        id=str(dataset.id),
        version=dataset.index_version,
        code=shown["code"] or "",
        title=shown["title"],
        summary=shown["summary"],
        items=tuple(_names(shown["items"])),
        organization=organization.code,
        organization_name=organization.name,
        organization_path=ancestors,
        theme=shown["theme"],
        keywords=tuple(shown["keywords"]),
        region=shown["region"],
        open_class=shown["open_class"],
        formats=tuple(sorted({file["format"].lower() for file in shown["distributions"]})),
        cycle=shown["cycle"],
        published_at=_seconds(dataset.published_at),
        updated_at=_seconds(revision.published_at),
        scopes=(PUBLIC_SCOPE,),
    )


def _names(items: list[dict[str, Any]]) -> list[str]:
    return [text for item in items for text in dict.fromkeys((item["name"], item["title"]))]


def _seconds(moment: datetime | None) -> int:
    return 0 if moment is None else int(moment.timestamp())
