"""Documents of revisions, whole but for what a test says of them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from catalog.base import new_id
from catalog.datasets.document import SCHEMA_VERSION, RevisionDocument

AT = datetime(2026, 3, 1, tzinfo=UTC)


def document(**changes: Any) -> RevisionDocument:
    """A document with every member, but for ``changes``; items and files are given in part."""
    items = [item(**each) for each in changes.pop("items", ({"name": "nf", "title": "年份"},))]
    files = [file(**each) for each in changes.pop("distributions", ())]
    given = {
        "schema_version": SCHEMA_VERSION,
        "id": new_id(),
        "revision": 1,
        "published_at": AT,
        "code": "307001350000/000001",
        "title": "公交站点",
        "organization": {"code": "350000-DATA", "name": "福建省数据管理局", "short_name": "省数据管理局"},
        "items": items,
        "distributions": files,
    }
    return RevisionDocument.model_validate(given | changes)


def stored(**changes: Any) -> dict[str, Any]:
    """The same as a publication stores it."""
    return document(**changes).model_dump(mode="json")


def item(**changes: Any) -> Mapping[str, Any]:
    """A data item."""
    given = {"name": "nf", "data_type": "string", "length": None, "is_key": False, "is_open": True, "level": 1}
    return {"title": changes.get("name", "年份"), "description": "", **given, **changes}


def file(**changes: Any) -> Mapping[str, Any]:
    """A file that was read as a table."""
    given = {"id": new_id(), "file_version": new_id(), "format": "csv", "filename": "rows.csv", "size": 1000}
    return {**given, "sha256": "0" * 64, "media_type": "text/csv", "rows": 3, "columns": ["nf"], **changes}
