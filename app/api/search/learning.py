"""``/api/v1/search/queries`` and ``/synonyms``: what operators learn from how people search, and teach in return."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict

from app.api.commands import Endpoint, add_commands
from app.api.declared import CursorText, Size, problems
from app.http.dependencies import CurrentAct, Reading, Services, SignedIn, Writing
from app.http.pagination import Page, identity_after, page_of, page_size
from app.usecases.finding import meanings
from catalog.acting.permissions import Permission, demand
from catalog.discovery import learning, queries
from catalog.discovery.learning import CLIENTS, DAYS_KEPT, TRACES_KEPT
from catalog.discovery.models import SynonymProposal
from catalog.discovery.queries import Interest, Learned
from catalog.discovery.synonyms import SYNONYMS, SynonymCommand
from catalog.discovery.traces import LONG_NUMBER
from catalog.errors import BadQuery, Duplicate, Invalid, Unavailable
from catalog.promises import SYNONYMS_WITHIN

router = APIRouter(prefix="/api/v1/search", tags=["operators"])
_INTERESTS = "empty 无结果，unopened 很少打开，popular 最常用"


class LearnedOut(BaseModel):
    """A question that enough clients of one day asked, over the days on which they did.

    ``viewers``: the clients that asked on the pages, not through the API; ``empty_share``: how often no dataset held
    every word; ``open_share``: how many of the viewers opened a dataset; ``meaning``: a better-known question that
    finds something, to be proposed as a synonym as it stands.
    """

    text: str
    clients: int
    viewers: int
    asked: int
    empty_share: float
    open_share: float
    meaning: str


class LearnedList(BaseModel):
    """Questions, those of most clients first."""

    items: list[LearnedOut]


class SynonymIn(BaseModel):
    """That ``word`` also finds what ``meaning`` finds."""

    model_config = ConfigDict(extra="forbid")

    word: str
    meaning: str


class SynonymOut(BaseModel):
    """A proposal: proposed, accepted, declined or withdrawn."""

    id: UUID
    word: str
    meaning: str
    state: str


async def must_manage(caller: SignedIn) -> None:
    """Let pass only who looks after search, before anything is looked at."""
    demand(caller, Permission.MANAGE_SEARCH)


MANAGERS = [Depends(must_manage)]


def _out(proposal: SynonymProposal) -> SynonymOut:
    return SynonymOut(id=proposal.id, word=proposal.word, meaning=proposal.meaning, state=proposal.state)


@router.get(
    "/queries",
    dependencies=MANAGERS,
    responses=problems(BadQuery, Unavailable),
    summary="列出常见检索",
    description=f"列出同一天内至少 {CLIENTS} 个来访者检索过的词：无结果的、"
    "有结果但很少有人打开的（只算在网页上的检索）、或最常用的。"
    f"不足 {CLIENTS} 人的检索只以每日更换的密钥散列计数，{TRACES_KEPT.days} 天后删除；"
    f"连续 {LONG_NUMBER} 位以上的数字不保存。只有系统管理员可以查看。",
)
async def list_queries(
    session: Reading,
    parts: Services,
    interest: Annotated[
        Interest, Query(description="empty 无结果，unopened 很少打开，popular 最常用")
    ] = Interest.EMPTY,
    days: Annotated[int, Query(ge=1, le=DAYS_KEPT.days, description=f"最近多少天，最多 {DAYS_KEPT.days}")] = 30,
    size: Size = None,
) -> LearnedList:
    """What many asked."""
    since = (parts.clock.now() - timedelta(days=days)).date()
    found = await queries.learned(session, interest, since, page_size(size))
    near = await meanings(parts, [each.text for each in found]) if interest is Interest.EMPTY else {}
    return LearnedList(items=[_learned(each, near.get(each.text, "")) for each in found])


def _learned(found: Learned, meaning: str) -> LearnedOut:
    return LearnedOut(
        text=found.text,
        clients=found.clients,
        viewers=found.viewers,
        asked=found.asked,
        empty_share=round(found.empty / found.asked, 3),
        open_share=round(found.openers / found.viewers, 3) if found.viewers else 0.0,
        meaning=meaning,
    )


@router.get(
    "/synonyms",
    dependencies=MANAGERS,
    summary="列出同义词建议",
    description="列出同义词建议，新的在前。只有系统管理员可以查看。",
)
async def list_synonyms(
    session: Reading, request: Request, size: Size = None, cursor: CursorText = None
) -> Page[SynonymOut]:
    """Proposals, the newest first."""
    size = page_size(size)
    after = identity_after("synonyms", cursor)
    found = await queries.proposals(session, after=after, size=size + 1)
    return page_of(request, found, size, kind="synonyms", place=lambda each: (each.id,), show=_out)


@router.post(
    "/synonyms",
    dependencies=MANAGERS,
    status_code=201,
    responses=problems(Invalid, Duplicate),
    summary="建议同义词",
    description="建议让一个词也能查到另一个词的内容；"
    f"采用后 {SYNONYMS_WITHIN.seconds // 60} 分钟内生效，不必重建索引。只有系统管理员可以办理。",
)
async def propose(payload: SynonymIn, act: CurrentAct, session: Writing) -> SynonymOut:
    """Propose a synonym."""
    return _out(await learning.propose(session, act, payload.word, payload.meaning))


def _rights(_: SynonymCommand) -> Endpoint:
    return must_manage


def _give(name: SynonymCommand) -> Endpoint:
    async def give(synonym_id: UUID, act: CurrentAct, session: Writing) -> SynonymOut:
        return _out(await learning.decide(session, act, synonym_id, name))

    return give


add_commands(router, "/synonyms/{synonym_id}", SYNONYMS, noun="synonym", rights=_rights, give=_give)
