"""From a revision to the document that search shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.projections.column_kinds import Profile, kinds_of
from catalog.base import ReadSession
from catalog.datasets.document import FileShown, ItemShown
from catalog.datasets.elements import METADATA
from catalog.datasets.models import Dataset, Revision
from catalog.datasets.queries import first_publications
from catalog.organizations.models import Organization
from catalog.organizations.queries import ancestors
from catalog.tables.queries import profiles
from catalog.use.freshness import CycleLimits, Level, level
from catalog.use.models import Standing
from catalog.use.queries import freshness_limits, standings
from catalog.use.weighing import SCALE, completeness_of, prior_of
from search.document import PUBLIC_SCOPE, SearchDocument

FILE, API = "file", "api"
"""What a dataset is offered as: files to download, rows over the interface."""
FOUND_BY = tuple(element.name for element in METADATA if element.facet or element.searched)
"""The elements that search has under their own names."""


@dataclass(frozen=True)
class Surroundings:
    """What search shows of datasets beside their revisions; empty where a list only shows revisions.

    Attributes:
        now: the moment against which freshness is measured; None where it is not.
        limits: the limits of freshness.
        ancestors: for every organization the codes of those above it, the root first.
        first: when each dataset was first published.
        standings: how each dataset stands.
        profiles: file version to the profile of its table.
    """

    now: datetime | None = None
    limits: CycleLimits | None = None
    ancestors: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)
    first: Mapping[UUID, datetime] = field(default_factory=dict)
    standings: Mapping[UUID, Standing] = field(default_factory=dict)
    profiles: Mapping[UUID, Profile] = field(default_factory=dict)

    def profile(self, files: Iterable[FileShown]) -> Profile:
        """The measures of the columns of these files, by name."""
        known = (self.profiles.get(file.file_version, {}) for file in files)
        return {name: measures for profile in known for name, measures in profile.items()}

    def freshness(self, cycle: str, updated_at: datetime) -> Level | None:
        """The level of a dataset, where it is measured."""
        if self.now is None or self.limits is None:
            return None
        return level(cycle, updated_at, self.now, self.limits)


NOTHING_KNOWN = Surroundings()


async def surroundings(session: ReadSession, revisions: Sequence[Revision], now: datetime) -> Surroundings:
    """What is known around these revisions: five selects, however many they are."""
    dataset_ids = [revision.dataset_id for revision in revisions]
    files = [file.file_version for revision in revisions for file in revision.document.distributions]
    return Surroundings(
        now=now,
        limits=await freshness_limits(session),
        ancestors=await ancestors(session),
        first=await first_publications(session, dataset_ids),
        standings=await standings(session, dataset_ids),
        profiles=await profiles(session, files),
    )


async def search_documents(
    session: ReadSession, rows: Sequence[tuple[Dataset, Organization, Revision]], now: datetime
) -> list[SearchDocument]:
    """What search shows of published datasets, with all that is known around them."""
    around = await surroundings(session, [revision for _, _, revision in rows], now)
    return [search_document(dataset, organization, revision, around) for dataset, organization, revision in rows]


def search_document(
    dataset: Dataset, organization: Organization, revision: Revision, around: Surroundings = NOTHING_KNOWN
) -> SearchDocument:
    """What search shows of a published dataset: metadata only, never a row (design decision 4).

    Args:
        dataset: the row, for identity and version.
        organization: the owner as it is called now.
        revision: what the public reads.
        around: what is known beside it.
    """
    shown = revision.document
    standing = around.standings.get(dataset.id)
    freshness = around.freshness(shown.cycle, revision.published_at)
    return SearchDocument(
        id=str(dataset.id),
        version=dataset.index_version,
        code=shown.code,
        items=(*_names(shown.items), *kinds_of(shown.items, around.profile(shown.distributions))),
        organization=organization.code,
        organization_name=organization.name,
        organization_path=around.ancestors.get(organization.id, ()),
        carriers=_carriers(shown.distributions),
        formats=tuple(sorted({file.format.lower() for file in shown.distributions})),
        freshness=freshness or "",
        published_at=_seconds(around.first.get(dataset.id, dataset.published_at)),
        updated_at=_seconds(revision.published_at),
        file_size=sum(file.size for file in shown.distributions),
        downloads=standing.downloads if standing else 0,
        prior=prior_of(standing.recent if standing else 0, freshness, completeness_of(shown)) / SCALE,
        scopes=(PUBLIC_SCOPE,),
        **{name: getattr(shown, name) for name in FOUND_BY},
    )


def likeness_document(revision: Revision) -> SearchDocument:
    """Of a revision what likeness goes by (`search.ranking.likeness`)."""
    shown = revision.document
    return SearchDocument(
        id=str(revision.dataset_id),
        version=0,
        title=shown.title,
        items=tuple(_names(shown.items)),
        theme=shown.theme,
        keywords=shown.keywords,
        region=shown.region,
    )


def _carriers(files: Sequence[FileShown]) -> tuple[str, ...]:
    """Every file can be taken; one that was read as a table can also be asked for rows."""
    tabular = any(file.rows is not None for file in files)
    return ((FILE,) if files else ()) + ((API,) if tabular else ())


def _names(items: Iterable[ItemShown]) -> list[str]:
    return [text for item in items for text in dict.fromkeys((item.name, item.title))]


def _seconds(moment: datetime | None) -> int:
    return 0 if moment is None else int(moment.timestamp())
