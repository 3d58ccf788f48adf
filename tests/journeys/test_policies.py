"""The two forms of each policy agree: the SQL fragment and the check on a loaded row, for every actor and every row."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations, product
from uuid import UUID

import pytest
from sqlalchemy import select

from catalog.access import policies as access
from catalog.access.models import Application, Grant
from catalog.acting.actor import Actor, Anonymous, Machine, Person, Post, Role
from catalog.acting.permissions import Permission
from catalog.base import ReadSession, WriteSession, new_id
from catalog.datasets import policies as datasets
from catalog.datasets.models import Dataset, Revision
from catalog.identity import policies as identity
from catalog.identity.models import Account
from catalog.organizations.models import Organization

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


def _organization(name: str, authority: UUID | None) -> Organization:
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
    authority, city = _organization("authority", None), _organization("city", None)
    session.add_all([authority, city])
    await session.flush()
    agencies = [
        _organization("a", authority.id),
        _organization("b", authority.id),
        _organization("c", city.id),
        _organization("d", None),
    ]
    authority.authority_id = authority.id
    accounts = [
        Account(id=new_id(), email=f"{new_id().hex}@test.invalid", display_name="某人", kind="person",
                password_hash="-", created_at=now)
        for _ in range(4)
    ]  # fmt: skip
    session.add_all([*agencies, *accounts])
    await session.flush()
    organizations = [authority, city, *agencies]
    made = [
        Dataset(id=new_id(), organization_id=owner.id, state="draft", title="一份", keywords=[], last_revision=0,
                live_revision=live, created_by=accounts[0].id, created_at=now, updated_at=now)
        for owner, live in product(organizations, (None, 1))
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
        Revision(dataset_id=each.id, number=1, document={}, published_at=now, published_by=accounts[0].id)
        for each in made
    )
    applications = [
        Application(id=new_id(), number=new_id().hex[-20:], dataset_id=dataset.id, applicant_id=applicant.id,
                    state="active", version=1, terms={}, revision=1, purpose="统计", fields=["a"], mode="api",
                    use_until=now.date(), answers={}, created_at=now, updated_at=now)
        for dataset, applicant in product(made[::2], accounts[:2])
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


async def test_working_copies_are_seen_alike_by_sql_and_by_check(session: WriteSession, rows: Rows) -> None:
    ours = Dataset.id.in_([each.id for each in rows.datasets])
    told = set()
    for actor in rows.actors():
        expected = {each.id for each in rows.datasets if datasets.can_work(actor, rows.owner(each.id))}
        assert await _seen(session, Dataset.id, datasets.workable_by(actor) & ours) == expected, actor
        live = {each.id for each in rows.datasets if each.live_revision is not None}
        assert await _seen(session, Dataset.id, datasets.visible_to(actor) & ours) == expected | live, actor
        told.add(len(expected))
    assert {0, 2} < told, "the actors must differ in what they see"


async def test_whoever_has_a_hand_sees_what_it_works_on(rows: Rows) -> None:
    held = 0
    for actor, owner in product(rows.actors(), rows.organizations.values()):
        if datasets.hands(actor, owner):
            assert datasets.can_work(actor, owner), actor
            held += 1
    assert held > 10


async def test_applications_and_grants_are_seen_alike(session: WriteSession, rows: Rows) -> None:
    ours = Application.id.in_([each.id for each in rows.applications])
    told = set()
    for actor in rows.actors():
        expected = {
            each.id
            for each in rows.applications
            if access.can_see(actor, each.applicant_id, rows.owner(each.dataset_id))
        }
        assert await _seen(session, Application.id, access.visible_to(actor) & ours) == expected, actor
        theirs = Grant.id.in_([each.id for each in rows.grants])
        granted = {each.id for each in rows.grants if each.application_id in expected}
        assert await _seen(session, Grant.id, access.grants_visible_to(actor) & theirs) == granted, actor
        told.add(len(expected))
    assert {0, len(rows.applications)} < told


async def test_accounts_are_seen_alike(session: WriteSession, rows: Rows) -> None:
    ours = Account.id.in_([each.id for each in rows.accounts])
    for actor in rows.actors():
        expected = {each.id for each in rows.accounts if identity.sees_account(actor, each)}
        assert await _seen(session, Account.id, identity.accounts_visible_to(actor) & ours) == expected, actor
