"""``/problems`` and ``/problems/{slug}``: the meaning of every ``type`` that a problem document may carry."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from app.http.problems import PROBLEM_TYPES, ProblemType, problem_type
from app.http.spoken import spoken
from app.words.language import Language

router = APIRouter(tags=["problems"])


class ProblemTypeOut(BaseModel):
    """One type of problem: its address, status, title (in the language asked for) and when it occurs (en)."""

    type: str
    status: int
    title: str
    meaning: str


@router.get(
    "/problems",
    summary="列出错误类型",
    description="列出 type 可能取的每个错误类型。",
)
async def list_problem_types(request: Request, response: Response) -> list[ProblemTypeOut]:
    """Every type of problem, by name."""
    language = spoken(request, response)
    return [_out(known, language) for known in PROBLEM_TYPES]


@router.get(
    "/problems/{slug}",
    summary="查看错误类型",
    description="说明一个错误类型。",
)
async def show_problem_type(slug: str, request: Request, response: Response) -> ProblemTypeOut:
    """What one type of problem means."""
    return _out(problem_type(slug), spoken(request, response))


def _out(known: ProblemType, language: Language) -> ProblemTypeOut:
    title = language.say(known.title)
    return ProblemTypeOut(type=f"/problems/{known.slug}", status=known.status, title=title, meaning=known.meaning)
