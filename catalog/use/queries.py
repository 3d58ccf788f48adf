"""Every statement on use: counting a day from the record, and the figures of datasets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import String, cast, exists, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from catalog.audit.actions import Action
from catalog.audit.entry import Result
from catalog.audit.models import AuditEntry
from catalog.base import ReadSession, WriteSession
from catalog.datasets.models import Dataset, Revision
from catalog.datasets.policies import live
from catalog.organizations.models import Organization
from catalog.parameters import queries as parameters
from catalog.use.freshness import IRREGULAR, TIMED_CYCLES, CycleLimits
from catalog.use.models import DailyUse, Standing

LOCK = 0x6D696E7368755F75
"""Number of the advisory lock: one counts or weighs at a time in one database (the letters ``minshu_u``)."""
DOWNLOADS = (Action.FILE_READ, Action.EXPORT_READ)


@dataclass(frozen=True)
class Use:
    """Callers of a dataset: who took files ever, and who took or read anything of late."""

    downloads: int = 0
    recent: int = 0


async def take_turn(session: WriteSession) -> None:
    """Wait for whoever counts or weighs now; held until the end of the transaction."""
    await session.execute(select(func.pg_advisory_xact_lock(LOCK)))


async def last_counted_day(session: ReadSession) -> date | None:
    """The last day that has a count; None before the first."""
    return (await session.execute(select(func.max(DailyUse.day)))).scalar_one()


async def count_day(session: WriteSession, day: date, start: datetime, end: datetime) -> None:
    """Count the use of ``day``, which is the time from ``start`` to before ``end``, from the record."""
    caller = tuple_(AuditEntry.actor_type, AuditEntry.actor_id, AuditEntry.ip)
    took = AuditEntry.action.in_(DOWNLOADS)
    counted = (
        select(
            Dataset.id,
            literal(day),
            func.count(caller.distinct()).filter(took),
            func.count(caller.distinct()).filter(~took),
        )
        .join(Dataset, cast(Dataset.id, String) == AuditEntry.object_id)
        .where(
            AuditEntry.at >= start,
            AuditEntry.at < end,
            AuditEntry.object_type == "dataset",
            AuditEntry.action.in_((*DOWNLOADS, Action.ROWS_READ)),
            AuditEntry.result == Result.OK,
        )
        .group_by(Dataset.id)
    )
    names = ["dataset_id", "day", "downloads", "reads"]
    await session.execute(insert(DailyUse).from_select(names, counted).on_conflict_do_nothing())


async def use(session: ReadSession, ids: Sequence[UUID], since: date) -> dict[UUID, Use]:
    """The use of datasets, ``recent`` from ``since``; without those that were never used."""
    recent = func.sum(DailyUse.downloads + DailyUse.reads).filter(DailyUse.day >= since)
    query = (
        select(DailyUse.dataset_id, func.sum(DailyUse.downloads), func.coalesce(recent, 0))
        .where(DailyUse.dataset_id.in_(ids))
        .group_by(DailyUse.dataset_id)
    )
    return {key: Use(int(all_), int(late)) for key, all_, late in await session.execute(query)}


async def standings(session: ReadSession, ids: Sequence[UUID]) -> dict[UUID, Standing]:
    """How datasets stand; without those that were never weighed."""
    query = select(Standing).where(Standing.dataset_id.in_(ids)).execution_options(populate_existing=True)
    return {found.dataset_id: found for found in await session.scalars(query)}


async def freshness_limits(session: ReadSession) -> CycleLimits:
    """The limits of freshness as the parameters have them; one select in a session."""
    hours = {cycle: await parameters.integer(session, f"cycles.max_age_hours_{cycle}") for cycle in TIMED_CYCLES}
    ages = {cycle: timedelta(hours=age) for cycle, age in hours.items()}
    ages[IRREGULAR] = timedelta(days=await parameters.integer(session, "cycles.reconfirm_days"))
    return CycleLimits(ages, await parameters.integer(session, "cycles.outdated_factor"))


async def public_page(session: ReadSession, after: UUID | None, size: int) -> list[Revision]:
    """A page of what the public reads, in the order of the datasets' identities."""
    query = select(Revision).join(Dataset, live()).order_by(Dataset.id).limit(size)
    if after is not None:
        query = query.where(Dataset.id > after)
    return list(await session.scalars(query))


async def public_organizations(session: ReadSession) -> list[tuple[str, str, str]]:
    """Code, name and short name of the organizations that have something public."""
    shows = exists().where(Dataset.organization_id == Organization.id, Dataset.live_revision.is_not(None))
    query = select(Organization.code, Organization.name, Organization.short_name).where(shows)
    found = await session.execute(query.order_by(Organization.code))
    return [(row.code, row.name, row.short_name) for row in found]
