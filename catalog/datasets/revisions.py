"""From a working copy to the document that its publication freezes. Pure (design decision 12)."""

from typing import Any

from catalog.datasets.document import SCHEMA_VERSION, ItemShown, Place, RevisionDocument
from catalog.datasets.elements import values_of
from catalog.datasets.models import Dataset, FileVersion, Item
from catalog.organizations.models import Organization


def document(dataset: Dataset, organization: Organization, files: list[FileVersion], place: Place) -> RevisionDocument:
    """Metadata, dictionary and file digests of ``dataset`` as the revision ``place`` would freeze them.

    Args:
        dataset: the working copy with its items loaded.
        organization: its owner.
        files: the latest version of each distribution, with distribution and stored file loaded.
        place: which revision it is, and of when.
    """
    return RevisionDocument.model_validate(
        {
            "schema_version": SCHEMA_VERSION,
            "id": dataset.id,
            "revision": place.number,
            "published_at": place.published_at,
            "code": dataset.code or "",
            **values_of(dataset),
            "organization": {
                "code": organization.code,
                "name": organization.name,
                "short_name": organization.short_name,
            },
            "items": [item_shown(item) for item in dataset.items],
            "distributions": [_distribution(version) for version in files],
        }
    )


def item_shown(item: Item) -> ItemShown:
    """One data item as the public would read it."""
    return ItemShown.model_validate(item, from_attributes=True)


def _distribution(version: FileVersion) -> dict[str, Any]:
    return {
        "id": version.distribution_id,
        "file_version": version.id,
        "format": version.distribution.format,
        "filename": version.filename,
        "size": version.stored.size,
        "sha256": version.sha256,
        "media_type": version.stored.media_type,
        "rows": version.row_count,
        "columns": version.columns,
    }
