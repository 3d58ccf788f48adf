"""The document that a publication freezes, and the difference of two of them. Pure (design decision 12)."""

from collections.abc import Iterator
from typing import Any

from catalog.datasets.drafts import METADATA_FIELDS
from catalog.datasets.models import Dataset, FileVersion, Item
from catalog.organizations.models import Organization

SCHEMA_VERSION = 1


def document(dataset: Dataset, organization: Organization, files: list[FileVersion]) -> dict[str, Any]:
    """Metadata, dictionary and file digests of ``dataset`` as one JSON document.

    Args:
        dataset: the working copy with its items loaded.
        organization: its owner.
        files: the latest version of each distribution, with distribution and stored file loaded.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "id": str(dataset.id),
        "code": dataset.code,
        **{name: getattr(dataset, name) for name in METADATA_FIELDS},
        "organization": {"code": organization.code, "name": organization.name, "short_name": organization.short_name},
        "items": [item_document(item) for item in dataset.items],
        "distributions": [_distribution(version) for version in files],
    }


def item_document(item: Item) -> dict[str, Any]:
    """One data item as the public reads it."""
    return {
        "name": item.name,
        "title": item.title,
        "data_type": item.data_type,
        "length": item.length,
        "is_key": item.is_key,
        "is_open": item.is_open,
        "level": item.level,
        "description": item.description,
    }


def _distribution(version: FileVersion) -> dict[str, Any]:
    return {
        "id": str(version.distribution_id),
        "file_version": str(version.id),
        "format": version.distribution.format,
        "filename": version.filename,
        "size": version.stored.size,
        "sha256": version.sha256,
        "media_type": version.stored.media_type,
        "rows": version.row_count,
        "columns": list(version.columns),
    }


def difference(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """What changed from ``before`` to ``after``: JSON pointer, old and new value, in the order of the pointers.

    Items and distributions are compared by their identity, not by their place.
    """
    old, new = dict(_leaves(before)), dict(_leaves(after))
    paths = sorted(p for p in old.keys() | new.keys() if old.get(p) != new.get(p))
    return [{"pointer": p, "before": old.get(p), "after": new.get(p)} for p in paths]


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}/{_escape(str(key))}")
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            name = str(inner.get("name") or inner.get("id"))
            yield from _leaves(inner, f"{path}/{_escape(name)}")
    else:
        yield path, value


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
