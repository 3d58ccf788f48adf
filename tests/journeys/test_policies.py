"""The two forms of each policy agree: the SQL fragment and the check on a loaded row, for every actor and every row.

Asked are the functions that the product calls: who stands how to which row, in SQL and on loaded rows, and what follows
from it.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, cycle, product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from catalog.access import policies as access
from catalog.access.commands import ApplicationRelation
from catalog.access.models import Application, Grant
from catalog.access.queries import OFFICES
from catalog.access.workflow import WORKFLOW, ApplicationState
from catalog.acting.actor import Actor, Anonymous, Machine, Person, Post, Role, person_of
from catalog.acting.permissions import Permission, allows
from catalog.base import ReadSession, WriteSession, new_id
from catalog.datasets import policies as datasets
from catalog.datasets.lifecycle import LIFECYCLE, DatasetState
from catalog.datasets.lifecycle import SCOPES as SCOPES_OF_DATASETS
from catalog.datasets.models import Dataset, Revision
from catalog.identity import policies as identity
from catalog.identity.models import Account
from catalog.organizations.models import Organization
from catalog.workflow.table import Workflow
from tests.factories.identity import account_row
from tests.factories.organizations import organization_row

SCOPES: tuple[frozenset[str], ...] = (
    frozenset(),
    frozenset({Permission.READ_GRANTED_DATA}),
    frozenset({Permission.READ_DATASETS}),
    frozenset({Permission.EDIT_DATASETS}),
    frozenset({Permission.PUBLISH_DATASETS}),
    frozenset({Permission.CHECK_APPLICATIONS}),
    frozenset({Permission.SUBMIT_APPLICATIONS}),
    frozenset(Permission),
)

WAITING = (DatasetState.DRAFT, DatasetState.SUBMITTED, DatasetState.APPROVED)
STORED = tuple(state for state in ApplicationState if state is not ApplicationState.NEW)


@dataclass(frozen=True)
class Rows:
    """What stands in the database, and who looks at it."""

    organizations: dict[UUID, Organization]
    datasets: list[Dataset]
    applications: list[Application]
    grants: list[Grant]
    accounts: list[Account]
    people: list[Person]

    def actors(self) -> list[Actor]:
        """Nobody, every person, and each person's token of every kind."""
        tokens = [Machine(new_id(), person, scopes) for person, scopes in product(self.people, SCOPES)]
        return [Anonymous(), *self.people, *tokens]

    def owner(self, dataset_id: UUID) -> Organization:
        """The organization that owns a dataset."""
        (found,) = [each for each in self.datasets if each.id == dataset_id]
        return self.organizations[found.organization_id]


def _people(accounts: list[Account], places: list[UUID]) -> list[Person]:
    """Every role alone, in every place it can be held in, and every pair of some of them."""
    single = [Post(role, place) for role, place in product(Role, [None, *places])]
    pairs = [frozenset(pair) for pair in combinations(single[:: len(places)], 2)]
    posts = [frozenset[Post](), *(frozenset({post}) for post in single), *pairs[:60]]
    return [
        Person(accounts[number % len(accounts)].id, "某人", held, real_name=True) for number, held in enumerate(posts)
    ]


@pytest.fixture
async def rows(session: WriteSession, now: datetime) -> Rows:
    authority, city = organization_row("authority"), organization_row("city")
    session.add_all([authority, city])
    await session.flush()
    agencies = [
        organization_row("a", authority.id),
        organization_row("b", authority.id),
        organization_row("c", city.id),
        organization_row("d"),
    ]
    authority.authority_id = authority.id
    accounts = [account_row(now) for _ in range(4)]
    session.add_all([*agencies, *accounts])
    await session.flush()
    organizations = [authority, city, *agencies]
    made = [
        Dataset(id=new_id(), organization_id=owner.id, state=state, title="一份", keywords=[], last_revision=0,
                live_revision=live, created_by=accounts[0].id, created_at=now, updated_at=now,
                submitted_by=None if state is DatasetState.DRAFT else accounts[number % 4].id, submitted_at=now)
        for number, (owner, (live, state)) in enumerate(product(organizations, product((None, 1), WAITING)))
    ]  # fmt: skip
    session.add_all(made)
    await session.flush()
    applications, grants = await _access(session, made, accounts, now)
    return Rows(
        {each.id: each for each in organizations},
        made,
        applications,
        grants,
        accounts,
        _people(accounts, [each.id for each in organizations]),
    )


async def _access(
    session: WriteSession, made: list[Dataset], accounts: list[Account], now: datetime
) -> tuple[list[Application], list[Grant]]:
    session.add_all(
        Revision(dataset_id=each.id, number=1, as_stored={}, published_at=now, published_by=accounts[0].id)
        for each in made
    )
    applications = [
        Application(id=new_id(), number=new_id().hex[-20:], dataset_id=dataset.id, applicant_id=applicant.id,
                    state=state, version=1, terms={}, revision=1, purpose="统计", fields=["a"], mode="api",
                    use_until=now.date(), answers={}, created_at=now, updated_at=now)
        for (dataset, applicant), state in zip(product(made[::3], accounts[:2]), cycle(STORED), strict=False)
    ]  # fmt: skip
    session.add_all(applications)
    await session.flush()
    grants = [
        Grant(id=new_id(), number=new_id().hex[-20:], application_id=each.id, holder_id=each.applicant_id,
              dataset_id=each.dataset_id, fields=["a"], row_filter=[], masks={}, mode="api", valid_from=now,
              valid_until=now, basis="依申请开放", issued_by=each.applicant_id, issued_at=now)
        for each in applications
    ]  # fmt: skip
    session.add_all(grants)
    await session.flush()
    return applications, grants


async def _seen(session: ReadSession, key: object, condition: object) -> set[UUID]:
    return set(await session.scalars(select(key).where(condition)))  # type: ignore[call-overload]


def _reads(actor: Actor, scopes: frozenset[Permission]) -> bool:
    return not isinstance(actor, Machine) or bool(actor.scopes & scopes)


def _relations(rows: Rows, actor: Actor, row: Dataset | Application) -> frozenset[str]:
    """In which relations ``actor`` stands to ``row``, by the check on loaded rows."""
    person = person_of(actor)
    if person is None:
        return frozenset()
    if isinstance(row, Dataset):
        return frozenset(datasets.relations(person, rows.owner(row.id)))
    return frozenset(access.relations(person, row.applicant_id, rows.owner(row.dataset_id)))


async def test_whoever_stands_in_a_relation_by_the_check_stands_in_it_by_sql(session: WriteSession, rows: Rows) -> None:
    for person in rows.people:
        for model, standing, found in (
            (Dataset, datasets.standing(person), rows.datasets),
            (Application, access.standing(person), rows.applications),
        ):
            ours = model.id.in_([each.id for each in found])
            for relation, condition in standing.items():
                expected = {each.id for each in found if relation in _relations(rows, person, each)}
                assert await _seen(session, model.id, condition & ours) == expected, (person, relation)


async def test_working_copies_are_seen_by_whoever_stands_to_them(session: WriteSession, rows: Rows) -> None:
    ours = Dataset.id.in_([each.id for each in rows.datasets])
    scopes = frozenset({Permission.READ_DATASETS, *SCOPES_OF_DATASETS.values()})
    told = set()
    for actor in rows.actors():
        person = person_of(actor)
        secured = person.organizations(Role.SECURITY_OFFICER) if person else frozenset[UUID]()
        expected = {
            each.id
            for each in rows.datasets
            if _reads(actor, scopes) and (_relations(rows, actor, each) or each.organization_id in secured)
        }
        assert await _seen(session, Dataset.id, datasets.workable_by(actor) & ours) == expected, actor
        live = {each.id for each in rows.datasets if each.live_revision is not None}
        assert await _seen(session, Dataset.id, datasets.visible_to(actor) & ours) == expected | live, actor
        told.add(len(expected))
    assert {0, len(rows.datasets) // len(rows.organizations)} < told, "the actors must differ in what they see"


async def test_whoever_may_give_a_command_sees_what_it_is_given_to(session: WriteSession, rows: Rows) -> None:
    given = 0
    for actor in rows.actors():
        ours = Dataset.id.in_([each.id for each in rows.datasets])
        seen = await _seen(session, Dataset.id, datasets.workable_by(actor) & ours)
        for each in rows.datasets:
            party = datasets.party(actor, rows.owner(each.id), each.submitted_by)
            if LIFECYCLE.allowed(DatasetState(each.state), party):
                assert each.id in seen, actor
                given += 1
    assert given > 100


async def test_applications_and_grants_are_seen_alike(session: WriteSession, rows: Rows) -> None:
    ours = Application.id.in_([each.id for each in rows.applications])
    scopes = frozenset(scope for command in WORKFLOW.commands for scope in command.scopes)
    told = set()
    for actor in rows.actors():
        person = person_of(actor)
        overseer = person is not None and any(person.holds(role) for role in access.OVERSEERS)
        expected = {
            each.id
            for each in rows.applications
            if _reads(actor, scopes) and (overseer or _relations(rows, actor, each))
        }
        assert await _seen(session, Application.id, access.visible_to(actor) & ours) == expected, actor
        theirs = Grant.id.in_([each.id for each in rows.grants])
        granted = {each.id for each in rows.grants if each.application_id in expected}
        assert await _seen(session, Grant.id, access.grants_visible_to(actor) & theirs) == granted, actor
        told.add(len(expected))
    assert {0, len(rows.applications)} < told


def _waits(workflow: Workflow[Any, Any, Any], state: str, relations: frozenset[str], *, own: bool) -> bool:
    """Whether a row waits for somebody, by the table of the workflow alone."""
    wait = workflow.waits.get(state)
    if wait is None or wait.relation not in relations:
        return False
    given = [move.command for move in workflow.moves if (move.state, move.relation) == (state, wait.relation)]
    return not own or any(workflow.command(name).own for name in given)


async def test_what_waits_in_sql_is_what_the_workflow_says(session: WriteSession, rows: Rows) -> None:
    waiting: list[int] = []
    actors: list[Actor] = [Anonymous(), *rows.people]
    for actor in actors:
        person = person_of(actor)
        me = person.account_id if person else None
        copies = {
            each.id
            for each in rows.datasets
            if _waits(LIFECYCLE, each.state, _relations(rows, actor, each), own=each.submitted_by == me)
        }
        ours = Dataset.id.in_([each.id for each in rows.datasets])
        assert await _seen(session, Dataset.id, datasets.waiting_for(actor) & ours) == copies, actor
        for asked in (OFFICES, (ApplicationRelation.APPLICANT,), tuple(ApplicationRelation)):
            expected = {
                each.id
                for each in rows.applications
                if _waits(
                    WORKFLOW,
                    each.state,
                    _relations(rows, actor, each) & frozenset(asked),
                    own=each.applicant_id == me,
                )
            }
            theirs = Application.id.in_([each.id for each in rows.applications])
            found = await _seen(session, Application.id, access.waiting_for(actor, *asked) & theirs)
            assert found == expected, (actor, asked)
            waiting.append(len(found))
        waiting.append(len(copies))
    assert sum(bool(count) for count in waiting) > 20


async def test_accounts_are_seen_by_their_holders_and_by_operators(session: WriteSession, rows: Rows) -> None:
    ours = Account.id.in_([each.id for each in rows.accounts])
    for actor in rows.actors():
        person = person_of(actor)
        everybody = allows(actor, Permission.MANAGE_ACCOUNTS)
        expected = {each.id for each in rows.accounts if everybody or (person and person.account_id == each.id)}
        assert await _seen(session, Account.id, identity.accounts_visible_to(actor) & ours) == expected, actor
