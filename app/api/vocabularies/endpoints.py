"""``/api/v1/vocabularies``: the code tables, with their sources."""

from dataclasses import asdict

from fastapi import APIRouter
from pydantic import BaseModel

from app.http.dependencies import Reading
from catalog.vocabularies import queries

router = APIRouter(prefix="/api/v1/vocabularies", tags=["vocabularies"])


class TermOut(BaseModel):
    """One term; ``confirmed`` tells whether its source could be read."""

    code: str
    label_zh: str
    label_en: str
    note: str
    broader: str | None
    source: str
    confirmed: bool
    valid: bool


@router.get(
    "/{name}",
    summary="查看代码表",
    description="取回一个代码表的全部代码及其来源；confirmed 表示来源是否已经核对。",
)
async def show(name: str, session: Reading) -> list[TermOut]:
    """Every term of one vocabulary, in its own order."""
    return [TermOut.model_validate(asdict(entry)) for entry in await queries.terms(session, name)]
