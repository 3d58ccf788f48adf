"""Which parts of the demo catalogue are there already."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import exists, literal, or_, select

from catalog.access.models import Application
from catalog.base import ReadSession
from catalog.datasets.models import Dataset, Distribution, FileVersion, Revision
from catalog.datasets.stored import TITLE
from catalog.identity.models import Account
from catalog.organizations.models import Organization


async def account_ids(session: ReadSession, emails: Iterable[str]) -> dict[str, UUID]:
    """The accounts of these addresses (in lower case)."""
    query = select(Account.email, Account.id).where(Account.email.in_(list(emails)))
    return dict((await session.execute(query)).all())


async def organization_codes(session: ReadSession, codes: Iterable[str]) -> set[str]:
    """Which of these codes belong to an organization."""
    return set(await session.scalars(select(Organization.code).where(Organization.code.in_(list(codes)))))


async def dataset(session: ReadSession, organization: str, title: str, filename: str) -> Dataset | None:
    """The organization's dataset that has this title, or had it in a revision: it may have been renamed since.

    A dataset whose file has this name is the same one too: an earlier release may have given it another title.
    """
    had = exists().where(Revision.dataset_id == Dataset.id, literal(title) == TITLE)
    holds = exists().where(
        Distribution.dataset_id == Dataset.id,
        FileVersion.distribution_id == Distribution.id,
        FileVersion.filename == filename,
    )
    query = (
        select(Dataset)
        .join(Organization, Organization.id == Dataset.organization_id)
        .where(Organization.code == organization, or_(Dataset.title == title, had, holds))
        .order_by(Dataset.id)
        .limit(1)
    )
    return await session.scalar(query)


async def has_applied(session: ReadSession, applicant_id: UUID, dataset_id: UUID) -> bool:
    """Whether the account ever applied for the dataset."""
    query = select(exists().where(Application.applicant_id == applicant_id, Application.dataset_id == dataset_id))
    return bool(await session.scalar(query))
