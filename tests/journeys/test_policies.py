"""The two forms of each policy agree: the SQL fragment and the check on a loaded row, for every actor and every row.

Asked are the functions that the product calls, all of them: every fragment of ``policies.py`` on one side; on the other
who stands how to a loaded row, what the workflows allow and wait for, and what the table of permissions says.
"""

import ast
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, cycle, product
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, literal, select, union_all

from catalog.access import policies as access
from catalog.access.models import Application, Grant
from catalog.access.queries import OFFICES
from catalog.access.workflow import WORKFLOW, ApplicationRelation, ApplicationState
from catalog.acting.actor import Actor, Anonymous, Machine, Person, Post, Role, person_of
from catalog.acting.permissions import Permission, allows
from catalog.audit import policies as audit
from catalog.audit.actions import Action
from catalog.audit.entry import Basis, BasisType, Target
from catalog.audit.models import AuditEntry
from catalog.audit.service import record
from catalog.base import ReadSession, WriteSession, new_id
from catalog.datasets import policies as datasets
from catalog.datasets.lifecycle import LIFECYCLE, DatasetState
from catalog.datasets.lifecycle import SCOPES as SCOPES_OF_DATASETS
from catalog.datasets.models import Dataset, Revision
from catalog.identity import policies as identity
from catalog.identity.models import Account, ApiToken
from catalog.organizations.models import Organization
from catalog.workflow.table import Workflow
from tests.architecture.sources import ROOT, python_sources
from tests.factories.acting import act
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
    tokens: list[ApiToken]
    entries: list[AuditEntry]

    def __repr__(self) -> str:  # a failure would print all of it
        return "Rows"

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
        *await _kept(session, accounts, now),
    )


async def _kept(
    session: WriteSession, accounts: list[Account], now: datetime
) -> tuple[list[ApiToken], list[AuditEntry]]:
    """A token of each account, and what each has done, at a browser and with the token; and what nobody known did."""
    tokens = [
        ApiToken(id=new_id(), account_id=each.id, name="-", prefix="-", secret_hash=new_id().bytes, scopes=[],
                 created_at=now, expires_at=now)
        for each in accounts
    ]  # fmt: skip
    session.add_all(tokens)
    await session.flush()
    people = [Person(each.id, "某人") for each in accounts]
    machines = [Machine(token.id, person, frozenset()) for token, person in zip(tokens, people, strict=True)]
    target, basis = Target("dataset", "d-1", 1), Basis(BasisType.PUBLIC, "d-1@1")
    actors: list[Actor] = [*people, *machines, Anonymous()]
    written = [await record(session, act(each, now), Action.ROWS_READ, target, basis) for each in actors]
    return tokens, list(await session.scalars(select(AuditEntry).where(AuditEntry.id.in_(written))))


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


READING = frozenset({Permission.READ_DATASETS, *SCOPES_OF_DATASETS.values()})
DEALING = frozenset(scope for command in WORKFLOW.commands for scope in command.scopes)
ASKED = {"offices": OFFICES, "applicants": (ApplicationRelation.APPLICANT,), "all": tuple(ApplicationRelation)}


@dataclass(frozen=True)
class Policy:
    """A fragment of the product, the rows it is asked of, and whether an actor should see one of them."""

    key: Any
    rows: Callable[[Rows], Iterable[Any]]
    sql: Callable[[Actor], ColumnElement[bool]]
    sees: Callable[[Rows, Actor, Any], bool]


def _reads(actor: Actor, scopes: frozenset[Permission]) -> bool:
    return not isinstance(actor, Machine) or bool(actor.scopes & scopes)


def _me(actor: Actor) -> UUID | None:
    person = person_of(actor)
    return person.account_id if person else None


def _relations(rows: Rows, actor: Actor, row: Dataset | Application) -> frozenset[str]:
    """In which relations ``actor`` stands to ``row``, by the check on loaded rows."""
    person = person_of(actor)
    if person is None:
        return frozenset()
    if isinstance(row, Dataset):
        return frozenset(datasets.relations(person, rows.owner(row.id)))
    return frozenset(access.relations(person, row.applicant_id, rows.owner(row.dataset_id)))


def _works(rows: Rows, actor: Actor, row: Dataset) -> bool:
    person = person_of(actor)
    secured = person.organizations(Role.SECURITY_OFFICER) if person else frozenset[UUID]()
    return _reads(actor, READING) and bool(_relations(rows, actor, row) or row.organization_id in secured)


def _knows(rows: Rows, actor: Actor, row: Dataset) -> bool:
    return row.live_revision is not None or _works(rows, actor, row)


def _deals(rows: Rows, actor: Actor, row: Application) -> bool:
    person = person_of(actor)
    oversees = person is not None and any(person.holds(role) for role in access.OVERSEERS)
    return _reads(actor, DEALING) and bool(oversees or _relations(rows, actor, row))


def _holds(rows: Rows, actor: Actor, row: Grant) -> bool:
    (application,) = [each for each in rows.applications if each.id == row.application_id]
    return _deals(rows, actor, application)


def _waits(workflow: Workflow[Any, Any, Any], state: str, relations: frozenset[str], *, own: bool) -> bool:
    """Whether a row waits for somebody, by the table of the workflow alone."""
    wait = workflow.waits.get(state)
    if wait is None or wait.relation not in relations:
        return False
    commands = [move.command for move in workflow.moves if (move.state, move.relation) == (state, wait.relation)]
    return not own or any(workflow.command(name).own for name in commands)


def _dataset_waits(rows: Rows, actor: Actor, row: Dataset) -> bool:
    own = row.submitted_by is not None and row.submitted_by == _me(actor)
    return _reads(actor, READING) and _waits(LIFECYCLE, row.state, _relations(rows, actor, row), own=own)


def _application_waits(asked: Sequence[ApplicationRelation]) -> Callable[[Rows, Actor, Application], bool]:
    def waits(rows: Rows, actor: Actor, row: Application) -> bool:
        relations = _relations(rows, actor, row) & frozenset[str](asked)
        own = row.applicant_id == _me(actor)
        return _reads(actor, DEALING) and _waits(WORKFLOW, row.state, relations, own=own)

    return waits


def _is_mine(_: Rows, actor: Actor, row: Account) -> bool:
    return allows(actor, Permission.MANAGE_ACCOUNTS) or row.id == _me(actor)


def _issued_for_me(_: Rows, actor: Actor, row: ApiToken) -> bool:
    return row.account_id == _me(actor)


def _concerns(_: Rows, actor: Actor, row: AuditEntry) -> bool:
    """Whoever may read the record sees all of it, operators at a browser too; other people what they did themselves."""
    if allows(actor, Permission.READ_AUDIT):
        return True
    if not isinstance(actor, Person):
        return False
    return row.actor_id == str(actor.account_id) or any(post.role is Role.OPERATOR for post in actor.posts)


POLICIES = {
    "working copies": Policy(Dataset.id, lambda rows: rows.datasets, datasets.workable_by, _works),
    "datasets": Policy(Dataset.id, lambda rows: rows.datasets, datasets.visible_to, _knows),
    "datasets that wait": Policy(Dataset.id, lambda rows: rows.datasets, datasets.waiting_for, _dataset_waits),
    "applications": Policy(Application.id, lambda rows: rows.applications, access.visible_to, _deals),
    "grants": Policy(Grant.id, lambda rows: rows.grants, access.grants_visible_to, _holds),
    **{
        f"applications that wait for {name}": Policy(
            Application.id,
            lambda rows: rows.applications,
            lambda actor, asked=asked: access.waiting_for(actor, *asked),  # type: ignore[misc]  # bound in the loop
            _application_waits(asked),
        )
        for name, asked in ASKED.items()
    },
    "accounts": Policy(Account.id, lambda rows: rows.accounts, identity.accounts_visible_to, _is_mine),
    "tokens": Policy(ApiToken.id, lambda rows: rows.tokens, identity.tokens_visible_to, _issued_for_me),
    "entries": Policy(AuditEntry.id, lambda rows: rows.entries, audit.visible_to, _concerns),
}
Seen = dict[str, set[UUID]]


async def seen_in_sql(session: ReadSession, rows: Rows, actor: Actor) -> Seen:
    """What ``actor`` sees by the fragments, in one statement."""
    asked = [
        select(literal(name), policy.key).where(
            policy.sql(actor), policy.key.in_([each.id for each in policy.rows(rows)])
        )
        for name, policy in POLICIES.items()
    ]
    found: Seen = {name: set() for name in POLICIES}
    for name, identity_seen in await session.execute(union_all(*asked)):
        found[name].add(identity_seen)
    return found


def seen_by_check(rows: Rows, actor: Actor) -> Seen:
    """What ``actor`` sees by the checks on loaded rows."""
    return {
        name: {each.id for each in policy.rows(rows) if policy.sees(rows, actor, each)}
        for name, policy in POLICIES.items()
    }


async def test_sql_and_checks_agree_for_everybody(session: WriteSession, rows: Rows) -> None:
    counts: dict[str, set[int]] = {name: set() for name in POLICIES}
    for actor in rows.actors():
        expected = seen_by_check(rows, actor)
        assert await seen_in_sql(session, rows, actor) == expected, actor
        for name, found in expected.items():
            counts[name].add(len(found))
    assert {name for name, found in counts.items() if len(found) == 1} == set(), "actors must differ in what they see"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(min_value=0, max_value=2**32))
async def test_sql_and_checks_agree_in_generated_worlds(session: WriteSession, rows: Rows, seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # a made-up world needs no secret
    await shuffle(session, rows, chance)
    for actor in (generated_actor(rows, chance) for _ in range(5)):
        assert await seen_in_sql(session, rows, actor) == seen_by_check(rows, actor), actor


async def shuffle(session: WriteSession, rows: Rows, chance: Random) -> None:
    """Give every organization another authority, every row another state, owner and submitter."""
    places, people = list(rows.organizations), [each.id for each in rows.accounts]
    for organization in rows.organizations.values():
        organization.authority_id = chance.choice([None, *places])
    for dataset in rows.datasets:
        dataset.organization_id = chance.choice(places)
        dataset.state = chance.choice(list(DatasetState))
        dataset.live_revision = chance.choice([None, 1])
        dataset.submitted_by = chance.choice([None, *people])
    for application in rows.applications:
        application.state = chance.choice(STORED)
    await session.flush()


def generated_actor(rows: Rows, chance: Random) -> Actor:
    """A person with up to four posts, or a token of theirs with some scopes, or nobody."""
    places = [None, *rows.organizations]
    posts = frozenset(Post(chance.choice(list(Role)), chance.choice(places)) for _ in range(chance.randint(0, 4)))
    person = Person(chance.choice(rows.accounts).id, "某人", posts, real_name=chance.random() < 1 / 2)
    scopes = frozenset(map(str, chance.sample(list(Permission), chance.randint(0, 3))))
    actors: list[Actor] = [person, person, Machine(new_id(), person, scopes), Anonymous()]
    return chance.choice(actors)


def test_every_policy_of_the_product_is_asked() -> None:
    fragments = {
        f"{source.path.removesuffix('.py').replace('/', '.')}.{node.name}"
        for source in python_sources(ROOT, "catalog")
        if source.path.endswith("/policies.py")
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if node.returns is not None and ast.unparse(node.returns) == "ColumnElement[bool]"
    }
    asked = {f"{policy.sql.__module__}.{policy.sql.__name__}" for policy in POLICIES.values()}
    # by the lambdas, and as a part of the datasets that are visible
    asked |= {"catalog.access.policies.waiting_for", "catalog.datasets.policies.public"}
    # tells which revision a dataset shows, not who may see it
    assert fragments - asked == {"catalog.datasets.policies.live"}


async def test_whoever_stands_in_a_relation_by_the_check_stands_in_it_by_sql(session: WriteSession, rows: Rows) -> None:
    for person in rows.people:
        for model, standing, found in (
            (Dataset, datasets.standing(person), rows.datasets),
            (Application, access.standing(person), rows.applications),
        ):
            ours = model.id.in_([each.id for each in found])
            for relation, condition in standing.items():
                expected = {each.id for each in found if relation in _relations(rows, person, each)}
                seen = set(await session.scalars(select(model.id).where(condition, ours)))
                assert seen == expected, (person, relation)


def test_whoever_may_give_a_command_sees_what_it_is_given_to(rows: Rows) -> None:
    given_commands = 0
    for actor in rows.actors():
        for each in rows.datasets:
            party = datasets.party(actor, rows.owner(each.id), each.submitted_by)
            if LIFECYCLE.allowed(DatasetState(each.state), party):
                assert _works(rows, actor, each), actor
                given_commands += 1
    assert given_commands > 100
