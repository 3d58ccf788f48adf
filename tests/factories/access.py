"""A small world for access and delivery: an authority, an agency, its dataset with a table, and people by role."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

import app.tables  # noqa: F401  # the mapper must know every table to which foreign keys point
from catalog.acting.act import Act
from catalog.acting.actor import Machine, Person, Post, Role
from catalog.base import WriteSession, new_id
from catalog.datasets.models import Dataset, Distribution, FileVersion, Revision, StoredFile
from catalog.identity.models import Account
from catalog.organizations.models import Organization
from catalog.tables.models import TableVersion
from tests.factories import documents
from tests.factories.acting import act
from tests.factories.organizations import organization_row

PLATFORM = "某省公共数据开放平台"
COLUMNS = ("name", "city", "phone", "capital")
TYPES = {"name": "string", "city": "string", "phone": "string", "capital": "integer"}


@dataclass
class World:
    """What stands in the database."""

    session: WriteSession
    now: datetime
    people: dict[str, Person] = field(default_factory=dict)
    authority: Organization = field(init=False)
    agency: Organization = field(init=False)
    stranger: Organization = field(init=False)
    dataset: Dataset = field(init=False)
    distribution_id: UUID = field(init=False)
    file_version_id: UUID = field(default_factory=new_id)
    sha256: str = field(default_factory=lambda: new_id().hex * 2)

    def __getitem__(self, role: str) -> Person:
        return self.people[role]

    def act(self, role: str) -> Act:
        """What the holder of ``role`` does now."""
        return act(self[role], self.now)

    async def reopen(self, open_class: str, closed: tuple[str, ...] = ("phone",)) -> None:
        """Publish the dataset again, as another open class or with other closed items."""
        number = self.dataset.last_revision + 1
        self.dataset.last_revision = number
        self.session.add(
            Revision(
                dataset_id=self.dataset.id,
                number=number,
                as_stored=self.stored(open_class, closed),
                published_at=self.now,
                published_by=self["admin"].account_id,
            )
        )
        await self.session.flush()
        await self.session.execute(update(Dataset).where(Dataset.id == self.dataset.id).values(live_revision=number))

    async def withdraw(self) -> None:
        """Take the dataset from the public."""
        await self.session.execute(update(Dataset).where(Dataset.id == self.dataset.id).values(live_revision=None))

    def stored(self, open_class: str, closed: tuple[str, ...]) -> dict[str, object]:
        """The revision as the datasets slice would freeze it."""
        file = {
            "id": self.distribution_id,
            "file_version": self.file_version_id,
            "filename": "enterprises.csv",
            "sha256": self.sha256,
            "columns": COLUMNS,
        }
        return documents.stored(
            id=self.dataset.id,
            revision=self.dataset.last_revision,
            published_at=self.now,
            title="企业登记样例",
            code=self.dataset.code,
            open_class=open_class,
            items=[{"name": n, "title": f"{n}项", "is_open": n not in closed} for n in COLUMNS],
            distributions=[file],
        )


def token(owner: Person, *scopes: str, grant_id: UUID | None = None) -> Machine:
    """A token of ``owner``."""
    return Machine(new_id(), owner, frozenset(scopes), grant_id)


async def build(session: WriteSession, now: datetime, parquet_key: str = "tables/none.parquet") -> World:
    """Put the world into the database."""
    world = World(session, now)
    world.authority = await _organization(session, "authority", None)
    world.agency = await _organization(session, "agency", world.authority.id)
    world.stranger = await _organization(session, "stranger", world.authority.id)
    posts = {
        "applicant": Post(Role.USER, None),
        "other": Post(Role.USER, None),
        "admin": Post(Role.DATA_ADMIN, world.authority.id),
        "reviewer": Post(Role.AGENCY_REVIEWER, world.agency.id),
        "second_reviewer": Post(Role.AGENCY_REVIEWER, world.agency.id),
        "foreign_reviewer": Post(Role.AGENCY_REVIEWER, world.stranger.id),
        "cataloguer": Post(Role.CATALOGUER, world.agency.id),
        "auditor": Post(Role.AUDITOR, None),
        "operator": Post(Role.OPERATOR, None),
    }
    for name, post in posts.items():
        world.people[name] = await _person(session, name, post, now)
    await _dataset(world, parquet_key)
    return world


async def _organization(session: WriteSession, name: str, authority_id: UUID | None) -> Organization:
    made = organization_row(name, authority_id)
    session.add(made)
    await session.flush()
    return made


async def _person(session: WriteSession, name: str, post: Post, now: datetime) -> Person:
    account = Account(
        email=f"{name}-{new_id().hex}@example.invalid",
        display_name=name,
        kind="person",
        password_hash="-",
        created_at=now,
    )
    session.add(account)
    await session.flush()
    return Person(account.id, name, frozenset({post}), real_name=True)


async def _dataset(world: World, parquet_key: str) -> None:
    session, now, by = world.session, world.now, world["cataloguer"].account_id
    world.dataset = Dataset(
        organization_id=world.agency.id,
        code=f"307/{new_id().hex[-6:]}",
        state="published",
        title="企业登记样例",
        keywords=[],
        created_by=by,
        created_at=now,
        updated_at=now,
        last_revision=0,
    )
    session.add(world.dataset)
    await session.flush()
    stored = StoredFile(sha256=world.sha256, size=1000, media_type="text/csv", key="files/ab", created_at=now)
    distribution = Distribution(dataset_id=world.dataset.id, kind="file", format="csv", created_at=now)
    session.add_all([stored, distribution])
    await session.flush()
    world.distribution_id = distribution.id
    session.add(
        FileVersion(
            id=world.file_version_id,
            distribution_id=distribution.id,
            number=1,
            sha256=world.sha256,
            filename="enterprises.csv",
            state="ready",
            problem={},
            columns=list(COLUMNS),
            uploaded_by=by,
            uploaded_at=now,
        )
    )
    await session.flush()
    session.add(
        TableVersion(
            file_version_id=world.file_version_id,
            schema=[{"name": n, "type": TYPES[n], "title": f"{n}项"} for n in COLUMNS],
            row_count=3,
            profile={},
            rejected={},
            parquet_key=parquet_key,
            created_at=now,
        )
    )
    await session.flush()
    await world.reopen("ON_REQUEST")
