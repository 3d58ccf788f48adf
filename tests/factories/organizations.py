"""Organizations: as drafts for who registers them, or as bare rows."""

from datetime import date
from typing import Any
from uuid import UUID

from catalog.base import new_id
from catalog.organizations.models import Organization
from catalog.organizations.service import OrganizationDraft


def organization_draft(**changes: Any) -> OrganizationDraft:
    """A department of the province under a code of its own."""
    given = {
        "code": f"o-{new_id().hex[-10:]}",
        "name": "发展改革部门",
        "short_name": "发展改革部门",
        "kind": "department",
        "tier": "350000",
        "region": "350100",
        "department": "002",
    }
    return OrganizationDraft(**(given | changes))


def organization_row(name: str, authority: UUID | None = None) -> Organization:
    """An agency of the province under a code of its own, governed by ``authority``."""
    return Organization(
        id=new_id(),
        code=f"{name}-{new_id().hex[-8:]}",
        name=f"{name} 单位",
        short_name=name,
        kind="agency",
        tier="350000",
        region="350000",
        department="001",
        authority_id=authority,
        valid_from=date(2020, 1, 1),
    )
