"""Who is signed in, as every page shows it: by role, with the rooms that the roles open and what waits there."""

from collections import Counter
from collections.abc import Iterable

from app.portal.kit.chrome import NavLink, Viewer
from app.words.language import CHINESE
from app.words.sources import _, counted, listed
from catalog.access.queries import turn_count, waiting_count
from catalog.acting.actor import Person, Role
from catalog.acting.permissions import ROLES_IN_ORDER
from catalog.base import ReadSession
from catalog.datasets.queries import datasets_waiting_count
from catalog.organizations.queries import by_ids

_NAMED_POSTS = 2


async def viewer(session: ReadSession | None, person: Person) -> Viewer:
    """The person; names and counts come from ``session``, None leaves them out."""
    if session is None:
        return Viewer(_leading_role(person), ())
    names = await _organization_names(session, person)
    return Viewer(_leading_role(person), tuple(_roles(person, names)), tuple(await _work(session, person)))


def _leading_role(person: Person) -> str:
    """The role by which ``person`` is called."""
    held = {post.role for post in person.posts}
    return CHINESE.say(next((role for role in ROLES_IN_ORDER if role in held), Role.USER).label)


async def _organization_names(session: ReadSession, person: Person) -> dict[object, str]:
    ids = {post.organization_id for post in person.posts if post.organization_id is not None}
    found = await by_ids(session, ids) if ids else {}
    return {key: organization.short_name for key, organization in found.items()}


def _roles(person: Person, names: dict[object, str]) -> Iterable[str]:
    """Each role once, with the organization, or their number where there are more than two."""
    held = Counter(post.role for post in person.posts)
    for role in ROLES_IN_ORDER:
        own = sorted(names.get(post.organization_id, "") for post in person.posts if post.role is role)
        own = [name for name in own if name]
        if role is Role.USER and len(held) > 1:
            continue
        if held[role]:
            place = counted("%(count)s 个单位", len(own)) if len(own) > _NAMED_POSTS else listed(own)
            label = CHINESE.say(role.label)
            yield _("%(role)s · %(place)s", role=label, place=place) if place else label


async def _work(session: ReadSession, person: Person) -> list[NavLink]:
    """The rooms that the roles open, with what waits there."""
    found = []
    if any(person.organizations(Role.AGENCY_REVIEWER, Role.DATA_ADMIN)):
        waiting = await waiting_count(session, person) + await datasets_waiting_count(session, person)
        found.append(NavLink("review", _("审核"), "/review", waiting))
    if any(person.organizations(Role.CATALOGUER)):
        found.append(NavLink("work", _("编目"), "/work"))
    elif found:
        found.append(NavLink("work", _("目录"), "/work"))
    if person.holds(Role.OPERATOR):
        found.append(NavLink("learning", _("检索改进"), "/operators/search"))
    turns = await turn_count(session, person)
    return [*found, NavLink("applications", _("我的申请"), "/applications", turns)]
