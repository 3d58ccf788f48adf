"""How scores are made up: for operators alone, because it shows how to write titles that rank."""

from collections.abc import Mapping

from app.container import Services
from app.usecases.finding import Found
from app.words.language import CHINESE
from catalog.acting.actor import Person, Role
from catalog.errors import Forbidden
from catalog.messages import message
from search.asking.query import SearchQuery
from search.ranking.explaining import ScorePart


def may_explain(person: Person | None) -> bool:
    """Whether ``person`` may see what a score is made of."""
    return person is not None and person.holds(Role.OPERATOR)


def require_explainer(query: SearchQuery, person: Person | None) -> None:
    """Let a query that asks for the parts of the scores pass only for operators.

    Raises:
        Forbidden: somebody else asks.
    """
    if query.explain and not may_explain(person):
        raise Forbidden(action=message("act.explain"), needs=(Role.OPERATOR.label,))


async def parts_of_scores(parts: Services, query: SearchQuery, found: Found) -> Mapping[str, tuple[ScorePart, ...]]:
    """The parts of the scores by the identities of the hits, where ``query`` asks for them; the reduced mode has none.

    Their names are given in Chinese, as operators read them.

    Raises:
        SearchUnavailable: the engine is down.
    """
    if not query.explain or found.reduced:
        return {}
    made = await parts.questions.explain(found.results)
    return {identity: tuple(map(_worded, each)) for identity, each in made.items()}


def _worded(part: ScorePart) -> ScorePart:
    return ScorePart(CHINESE.say(message(f"score-part.{part.name}")), part.score)
