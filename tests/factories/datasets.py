"""Datasets: metadata that may be published with the file that fits; and many published at once, as rows.

The rows are for what looks at a whole catalogue, not at how it came about.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from catalog.acting.actor import Person
from catalog.base import WriteSession, new_id
from catalog.datasets.models import Dataset, Revision
from catalog.organizations.service import register
from tests.factories import identity
from tests.factories.acting import act
from tests.factories.documents import stored
from tests.factories.people import AUTHORITY, ORGANIZATIONS

CSV = "年份,地区,数值\n2020,福州,12.5\n2021,厦门,8\n2022,福州,13\n".encode()
RESTRICTED_CSV = (
    "企业名称,地区,联系电话,注册资本\n"
    "合成企业一,福州,13800000001,100\n"
    "合成企业二,厦门,13800000002,200\n"
    "合成企业三,泉州,13800000003,300\n"
).encode()


def open_metadata(**changes: Any) -> dict[str, Any]:
    """A complete dataset that is open to everybody and fits ``CSV``."""
    return {
        "title": "各地区年度统计",
        "summary": "记录各地区逐年数值，供核对接口行为使用。",
        "theme": "6",
        "keywords": ["统计"],
        "region": "350100",
        "open_class": "GENERAL",
        "share_type": "1",
        "cycle": "7",
        "licence": "CC-BY-4.0",
        "contact": "发展改革部门办公室",
        "source": "部门业务统计",
        "items": [
            {"name": "年份", "title": "年份", "data_type": "integer"},
            {"name": "地区", "title": "地区"},
            {"name": "数值", "title": "数值", "data_type": "number"},
        ],
        **changes,
    }


def restricted_metadata(**changes: Any) -> dict[str, Any]:
    """A complete dataset that is open on request and fits ``RESTRICTED_CSV``; the telephone is closed."""
    chosen = {
        "title": "企业名录（合成数据）",
        "open_class": "ON_REQUEST",
        "open_condition": "说明用途，仅限统计分析",
        "share_type": "2",
        "licence": "AGREEMENT",
        "items": [
            {"name": "企业名称", "title": "企业名称"},
            {"name": "地区", "title": "地区", "level": 2},
            {"name": "联系电话", "title": "联系电话", "is_open": False, "level": 3},
            {"name": "注册资本", "title": "注册资本", "data_type": "integer"},
        ],
    }
    return open_metadata(**(chosen | changes))


ITEMS = tuple({"name": name, "title": title, "description": title} for name, title in (("nf", "年份"), ("sz", "数值")))


@dataclass(frozen=True)
class Publisher:
    """The data authority and the operator who registered it."""

    organization: UUID
    operator: Person


async def publisher(session: WriteSession, now: datetime) -> Publisher:
    """An organization that governs itself, and an account that holds the office of operator."""
    operator = await identity.operator(session, now)
    (draft,) = (each for each in ORGANIZATIONS if each.code == AUTHORITY)
    return Publisher((await register(session, act(operator, now), draft)).id, operator)


async def publish_titles(
    session: WriteSession, titles: Iterable[str], by: Publisher, at: datetime, *, first_code: int = 1
) -> list[UUID]:
    """One published dataset a title, codes counted from ``first_code``; nobody is told. Answers their identities."""
    datasets: list[dict[str, Any]] = []
    revisions: list[dict[str, Any]] = []
    for number, title in enumerate(titles, first_code):
        identity, code = new_id(), f"307001350000/{number:06d}"
        shown = {
            "title": title,
            "summary": f"{title}的说明",
            "theme": "6",
            "keywords": ["统计"],
            "region": "350100",
            "open_class": "GENERAL",
            "open_condition": "",
            "share_type": "1",
            "cycle": "7",
            "licence": "CC-BY-4.0",
            "contact": "数据管理部门办公室",
            "source": "部门业务统计",
        }
        datasets.append(
            {
                **shown,
                "id": identity,
                "organization_id": by.organization,
                "code": code,
                "state": "published",
                "live_revision": 1,
                "last_revision": 1,
                "created_by": by.operator.account_id,
                "created_at": at,
                "updated_at": at,
                "published_at": at,
            }
        )
        document = stored(**shown, id=identity, code=code, published_at=at, items=ITEMS)
        revisions.append(
            {
                "dataset_id": identity,
                "number": 1,
                "as_stored": document,
                "published_at": at,
                "published_by": by.operator.account_id,
            }
        )
    await session.execute(insert(Dataset), datasets)
    await session.execute(insert(Revision), revisions)
    return [row["id"] for row in datasets]
