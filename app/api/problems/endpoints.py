"""``/problems`` and ``/problems/{slug}``: the meaning of every ``type`` that a problem document may carry."""

from fastapi import APIRouter
from pydantic import BaseModel

from app.http.problems import PROBLEM_TYPES, ProblemType, problem_type

router = APIRouter(tags=["problems"])


class ProblemTypeOut(BaseModel):
    """One type of problem: its address, status, title (zh-CN) and when it occurs (en)."""

    type: str
    status: int
    title: str
    meaning: str


@router.get(
    "/problems",
    summary="列出错误类型",
    description="列出 type 可能取的每个错误类型。",
)
async def list_problem_types() -> list[ProblemTypeOut]:
    """Every type of problem, by name."""
    return [_out(known) for known in PROBLEM_TYPES]


@router.get(
    "/problems/{slug}",
    summary="查看错误类型",
    description="说明一个错误类型。",
)
async def show_problem_type(slug: str) -> ProblemTypeOut:
    """What one type of problem means."""
    return _out(problem_type(slug))


def _out(known: ProblemType) -> ProblemTypeOut:
    return ProblemTypeOut(type=f"/problems/{known.slug}", status=known.status, title=known.title, meaning=known.meaning)
