"""What may be done with datasets. Every function works in the caller's transaction and leaves an audit entry."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from catalog.acting.act import Act
from catalog.acting.actor import Actor, Role, person_of
from catalog.audit.actions import Action
from catalog.audit.entry import Basis, BasisType, Target
from catalog.audit.service import record
from catalog.base import ReadSession, WriteSession
from catalog.datasets import queries
from catalog.datasets.document import Place
from catalog.datasets.drafts import DatasetDraft, ItemDraft
from catalog.datasets.elements import METADATA_FIELDS, VOCABULARY_FIELDS, values_of
from catalog.datasets.files import Upload, key_of
from catalog.datasets.grading import Facts, FileFacts, ItemFacts, problems
from catalog.datasets.lifecycle import LIFECYCLE, DatasetCommand, DatasetRelation, DatasetState, check_reason
from catalog.datasets.models import Dataset, DatasetEvent, Distribution, FileVersion, Item, Revision, StoredFile
from catalog.datasets.policies import party
from catalog.datasets.queries import WorkingCopy, working_copy
from catalog.datasets.revisions import document, item_shown
from catalog.errors import FieldProblem, Forbidden, Invalid, Stale
from catalog.events import DatasetChanged, FileStored, emit
from catalog.messages import message
from catalog.organizations import service as organizations
from catalog.organizations.models import Organization
from catalog.organizations.queries import by_code
from catalog.vocabularies import service as vocabularies
from catalog.workflow.table import Party


def require_registrar(actor: Actor) -> None:
    """Ask whether ``actor`` compiles for any organization, before what a new dataset says is looked at.

    Raises:
        Forbidden: for none, or the token lacks the scope.
    """
    person = person_of(actor)
    compiles = person is not None and person.organizations(Role.CATALOGUER)
    held = frozenset({DatasetRelation.CATALOGUER}) if compiles else frozenset[DatasetRelation]()
    if not LIFECYCLE.usable(DatasetCommand.EDIT, Party.of(actor, held)):
        raise Forbidden(action=message("act.register-dataset"), needs=(Role.CATALOGUER.label,))


async def require_cataloguer(session: ReadSession, actor: Actor, organization_code: str) -> Organization:
    """The organization, if ``actor`` is a cataloguer of it.

    Raises:
        Missing: no such organization. Forbidden: not a cataloguer there.
    """
    organization = await by_code(session, organization_code)
    if DatasetRelation.CATALOGUER not in LIFECYCLE.usable(DatasetCommand.EDIT, party(actor, organization)):
        cataloguer = message("role-in", organization=organization.name, role=Role.CATALOGUER.label)
        raise Forbidden(action=message("act.register-dataset"), needs=(cataloguer,))
    return organization


async def create(session: WriteSession, act: Act, organization_code: str, draft: DatasetDraft) -> Dataset:
    """A new draft of the organization, which the actor must be a cataloguer of.

    Raises:
        Missing: no such organization. Forbidden: not a cataloguer there. Invalid: an unknown code.
    """
    organization = await require_cataloguer(session, act.actor, organization_code)
    await _check_codes(session, draft.model_dump(include=set(VOCABULARY_FIELDS)))
    await _check_types(session, draft.items)
    dataset = Dataset(
        organization_id=organization.id,
        state=DatasetState.DRAFT,
        **draft.model_dump(include=set(METADATA_FIELDS)),
        created_by=act.person.account_id,
        created_at=act.at,
        updated_at=act.at,
        items=_items(draft.items),
    )
    session.add(dataset)
    await session.flush()
    given = _filled(dataset)
    draft_state, done = DatasetState.DRAFT, Action.DATASET_CREATE
    await _trace(session, act, dataset, DatasetCommand.EDIT, draft_state, action=done, changed=given)
    return dataset


async def edit(session: WriteSession, act: Act, dataset_id: UUID, changes: dict[str, Any], version: int) -> WorkingCopy:
    """Apply ``changes`` (fields of a draft) to the working copy of version ``version``.

    A published dataset becomes a draft again, while its live revision stays what the public reads.

    Raises:
        Missing, Forbidden, Conflict: as the policies and the lifecycle say. Stale: another version is current.
        Invalid: the merged draft is wrong.
    """
    copy, after = await _locked(session, act, dataset_id, DatasetCommand.EDIT, version)
    dataset, before = copy.dataset, DatasetState(copy.dataset.state)
    await _check_codes(session, changes)
    changed = [name for name in METADATA_FIELDS if name in changes and changes[name] != getattr(dataset, name)]
    for name in changed:
        setattr(dataset, name, changes[name])
    if "items" in changes and await _replace_items(session, dataset, changes["items"]):
        changed.append("items")
    dataset.state = after
    _touch(dataset, act.at)
    await _trace(session, act, dataset, DatasetCommand.EDIT, before, changed=changed)
    return copy


async def _replace_items(session: WriteSession, dataset: Dataset, given: Iterable[Mapping[str, Any]]) -> bool:
    """Give the working copy these items; answers whether they differ from those it had."""
    drafts = [ItemDraft.model_validate(item) for item in given]
    await _check_types(session, drafts)
    differs = [draft.model_dump() for draft in drafts] != [item_shown(item).model_dump() for item in dataset.items]
    if differs:
        dataset.items = _items(drafts)
    return differs


def _filled(dataset: Dataset) -> list[str]:
    """Names of what a new dataset comes with."""
    return [name for name in (*METADATA_FIELDS, "items") if getattr(dataset, name)]


async def command(
    session: WriteSession,
    act: Act,
    dataset_id: UUID,
    given: DatasetCommand,
    *,
    reason: str = "",
    version: int | None = None,
) -> WorkingCopy:
    """Move a dataset through its lifecycle: submit, approve, return, publish or withdraw.

    Raises:
        Missing, Forbidden, Conflict, Stale: as the policies and the lifecycle say. Invalid: a gate found problems.
    """
    copy, after = await _locked(session, act, dataset_id, given, version)
    dataset, before = copy.dataset, DatasetState(copy.dataset.state)
    check_reason(given, reason)
    if given in {DatasetCommand.SUBMIT, DatasetCommand.APPROVE, DatasetCommand.PUBLISH}:
        _gate(copy)
    dataset.state = after
    _touch(dataset, act.at)
    if given is DatasetCommand.SUBMIT:
        dataset.submitted_by, dataset.submitted_at = act.person.account_id, act.at
    elif given is DatasetCommand.PUBLISH:
        await _publish(session, act, copy, reason)
    elif given is DatasetCommand.WITHDRAW:
        dataset.live_revision = None
        _changed(session, dataset)
    await _trace(session, act, dataset, given, before, reason=reason)
    return copy


async def add_file(
    session: WriteSession, act: Act, dataset_id: UUID, upload: Upload, version: int | None
) -> FileVersion:
    """Record a file that lies in the store as the latest version of the dataset's file; its check follows as a job.

    Raises:
        Missing, Forbidden, Conflict, Stale: as for ``edit``.
    """
    copy, after = await _locked(session, act, dataset_id, DatasetCommand.EDIT, version)
    dataset, before = copy.dataset, DatasetState(copy.dataset.state)
    dataset.state = after
    _touch(dataset, act.at)
    await _store(session, upload, act.at)
    distribution = await _distribution(session, dataset, upload, act.at)
    number = await queries.last_number(session, distribution.id) + 1
    file = FileVersion(
        distribution_id=distribution.id,
        number=number,
        sha256=upload.sha256,
        filename=upload.filename,
        state="received",
        problem={},
        columns=[],
        uploaded_by=act.person.account_id,
        uploaded_at=act.at,
    )
    session.add(file)
    await session.flush()
    await _trace(session, act, dataset, DatasetCommand.EDIT, before, action=Action.FILE_UPLOAD, changed=["file"])
    emit(session, FileStored(file.id))
    return file


async def require_uploader(session: WriteSession, act: Act, dataset_id: UUID, version: int | None) -> None:
    """Refuse an upload before its bytes are taken, for the same reasons as ``add_file`` would afterwards."""
    await _locked(session, act, dataset_id, DatasetCommand.EDIT, version)


async def require(session: ReadSession, actor: Actor, dataset_id: UUID, name: DatasetCommand) -> None:
    """Ask whether ``actor`` may give the command ``name`` now, before what it carries is looked at.

    The command itself asks again, under the lock of the row.

    Raises:
        Missing: there is no such dataset, or the actor may not see its working copy.
        Forbidden, Conflict: as the lifecycle says.
    """
    state, owner, submitted_by = await queries.standing(session, actor, dataset_id)
    LIFECYCLE.permitted(name, state, party(actor, owner, submitted_by))


def facts(copy: WorkingCopy) -> Facts:
    """What the gates ask of a working copy."""
    dataset = copy.dataset
    file = copy.files[0] if copy.files else None
    return Facts(
        metadata=values_of(dataset),
        items=tuple(ItemFacts(item.name, item.is_open, item.level) for item in dataset.items),
        file=None if file is None else FileFacts(file.state, tuple(file.columns)),
    )


async def _locked(
    session: WriteSession, act: Act, dataset_id: UUID, given: DatasetCommand, version: int | None
) -> tuple[WorkingCopy, DatasetState]:
    """The working copy, its row locked, and the state that ``given`` leads to."""
    copy = await working_copy(session, act.actor, dataset_id, lock=True)
    dataset = copy.dataset
    hands = party(act.actor, copy.organization, dataset.submitted_by)
    LIFECYCLE.entitled(given, hands)
    if version is not None and version != dataset.version:
        raise Stale(str(version), str(dataset.version))
    return copy, LIFECYCLE.permitted(given, DatasetState(dataset.state), hands)


def _touch(dataset: Dataset, now: datetime) -> None:
    dataset.version += 1
    dataset.updated_at = now


def _changed(session: WriteSession, dataset: Dataset) -> None:
    """Raise the version of what search shows, in the transaction of the change (design decision 4)."""
    dataset.index_version += 1
    emit(session, DatasetChanged(dataset.id))


def _gate(copy: WorkingCopy) -> None:
    _refuse(problems(facts(copy)))


async def _publish(session: WriteSession, act: Act, copy: WorkingCopy, note: str) -> None:
    dataset = copy.dataset
    if dataset.code is None:
        dataset.code = await organizations.next_dataset_code(session, copy.organization)
    dataset.last_revision += 1
    dataset.live_revision = dataset.last_revision
    dataset.published_at = act.at
    place = Place(dataset.last_revision, act.at)
    session.add(
        Revision(
            dataset_id=dataset.id,
            number=place.number,
            as_stored=document(dataset, copy.organization, copy.files, place).model_dump(mode="json"),
            note=note,
            published_at=place.published_at,
            published_by=act.person.account_id,
        )
    )
    _changed(session, dataset)


async def _store(session: WriteSession, upload: Upload, now: datetime) -> None:
    """Equal bytes have one row, also where two send them in the same moment."""
    values = {
        "sha256": upload.sha256,
        "size": upload.size,
        "media_type": upload.media_type,
        "key": key_of(upload.sha256),
        "created_at": now,
    }
    await session.execute(insert(StoredFile).values(values).on_conflict_do_nothing())


async def _distribution(session: WriteSession, dataset: Dataset, upload: Upload, now: datetime) -> Distribution:
    found = await queries.distribution(session, dataset.id, "file")
    if found is None:
        found = Distribution(dataset_id=dataset.id, kind="file", format=upload.format, created_at=now)
        session.add(found)
        await session.flush()
    found.format = upload.format
    return found


def _items(drafts: Iterable[ItemDraft]) -> list[Item]:
    return [Item(position=place, **draft.model_dump()) for place, draft in enumerate(drafts)]


async def _check_codes(session: WriteSession, values: dict[str, Any]) -> None:
    found = [
        await vocabularies.problem(session, scheme, values[name], f"/{name}")
        for name, scheme in VOCABULARY_FIELDS.items()
        if values.get(name)
    ]
    _refuse([problem for problem in found if problem is not None])


async def _check_types(session: WriteSession, items: list[ItemDraft]) -> None:
    found = [
        await vocabularies.problem(session, "item-types", item.data_type, f"/items/{place}/data_type")
        for place, item in enumerate(items)
    ]
    _refuse([problem for problem in found if problem is not None])


def _refuse(found: list[FieldProblem]) -> None:
    if found:
        raise Invalid(found)


async def _trace(
    session: WriteSession,
    act: Act,
    dataset: Dataset,
    given: DatasetCommand,
    before: DatasetState,
    *,
    reason: str = "",
    action: Action | None = None,
    changed: Iterable[str] = (),
) -> None:
    """The event that people read, and the entry of the record."""
    session.add(
        DatasetEvent(
            dataset_id=dataset.id,
            command=given,
            from_state=before,
            to_state=dataset.state,
            actor_id=act.person.account_id,
            at=act.at,
            reason=reason,
        )
    )
    await record(
        session,
        act,
        action or LIFECYCLE.command(given).action,
        Target("dataset", dataset.id, dataset.version),
        Basis(BasisType.DUTY, str(dataset.organization_id)),
        fields=tuple(changed),
        detail={"from": before.value, "to": str(dataset.state)},
    )
