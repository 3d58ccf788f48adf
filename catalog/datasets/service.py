"""What may be done with datasets. Every function works in the caller's transaction and leaves an audit entry."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from catalog.acting.actor import Actor, Machine, Person, person_of
from catalog.acting.permissions import out_of_scope
from catalog.audit.service import Basis, record
from catalog.audit.tags import BasisType
from catalog.base import WriteSession
from catalog.datasets import queries
from catalog.datasets.drafts import METADATA_FIELDS, VOCABULARY_FIELDS, DatasetDraft, ItemDraft
from catalog.datasets.files import Upload, key_of
from catalog.datasets.grading import Facts, FileFacts, ItemFacts, problems
from catalog.datasets.lifecycle import COMMAND_LABELS, MOVES, Command, Hand, State, move
from catalog.datasets.models import Dataset, DatasetEvent, Distribution, FileVersion, Item, Revision, StoredFile
from catalog.datasets.policies import HAND_PERMISSION, hands
from catalog.datasets.queries import WorkingCopy, working_copy
from catalog.datasets.revisions import document
from catalog.errors import FieldProblem, Forbidden, Invalid, Missing, Stale
from catalog.events import DatasetChanged, FileStored, emit
from catalog.organizations import service as organizations
from catalog.organizations.queries import by_code
from catalog.vocabularies import service as vocabularies


def _tag(command: Command) -> str:
    return f"datasets:dataset:{command}"


async def create(
    session: WriteSession, actor: Actor, organization_code: str, draft: DatasetDraft, now: datetime
) -> Dataset:
    """A new draft of the organization, which ``actor`` must be a cataloguer of.

    Raises:
        Missing: no such organization. Forbidden: not a cataloguer there. Invalid: an unknown code.
    """
    organization = await by_code(session, organization_code)
    person = person_of(actor)
    if person is None or Hand.CATALOGUER not in hands(actor, organization):
        raise Forbidden(action="登记数据集", needs=f"{organization.name}的部门编目员")
    await _check_codes(session, draft.model_dump(include=set(VOCABULARY_FIELDS)))
    await _check_types(session, draft.items)
    dataset = Dataset(
        organization_id=organization.id,
        state=State.DRAFT,
        **draft.model_dump(include=set(METADATA_FIELDS)),
        created_by=person.account_id,
        created_at=now,
        updated_at=now,
        items=_items(draft.items),
    )
    session.add(dataset)
    await session.flush()
    await _note(session, person, actor, dataset, Command.EDIT, State.DRAFT, "", now, action="datasets:dataset:create")
    return dataset


async def edit(
    session: WriteSession, actor: Actor, dataset_id: UUID, changes: dict[str, Any], version: int, now: datetime
) -> WorkingCopy:
    """Apply ``changes`` (fields of a draft) to the working copy of version ``version``.

    A published dataset becomes a draft again, while its live revision stays what the public reads.

    Raises:
        Missing, Forbidden, Conflict: as the policies and the lifecycle say. Stale: another version is current.
        Invalid: the merged draft is wrong.
    """
    copy, person = await _locked(session, actor, dataset_id, version)
    dataset = copy.dataset
    before = State(dataset.state)
    after = move(before, Command.EDIT, _hands(actor, copy, Command.EDIT))
    await _check_codes(session, changes)
    for name in METADATA_FIELDS:
        if name in changes:
            setattr(dataset, name, changes[name])
    if "items" in changes:
        drafts = [ItemDraft.model_validate(item) for item in changes["items"]]
        await _check_types(session, drafts)
        dataset.items = _items(drafts)
    dataset.state = after
    _touch(dataset, now)
    await _note(session, person, actor, dataset, Command.EDIT, before, "", now, fields=sorted(changes))
    return copy


async def command(
    session: WriteSession,
    actor: Actor,
    dataset_id: UUID,
    given: Command,
    now: datetime,
    *,
    reason: str = "",
    version: int | None = None,
) -> WorkingCopy:
    """Move a dataset through its lifecycle: submit, approve, return, publish or withdraw.

    Raises:
        Missing, Forbidden, Conflict, Stale: as the policies and the lifecycle say. Invalid: a gate found problems.
    """
    copy, person = await _locked(session, actor, dataset_id, version)
    dataset = copy.dataset
    before = State(dataset.state)
    own = dataset.submitted_by == person.account_id
    after = move(before, given, _hands(actor, copy, given), own=own, reason=reason)
    if given in {Command.SUBMIT, Command.APPROVE, Command.PUBLISH}:
        _gate(copy)
    dataset.state = after
    _touch(dataset, now)
    if given is Command.SUBMIT:
        dataset.submitted_by, dataset.submitted_at = person.account_id, now
    elif given is Command.PUBLISH:
        await _publish(session, copy, person, reason, now)
    elif given is Command.WITHDRAW:
        dataset.live_revision = None
        _changed(session, dataset)
    await _note(session, person, actor, dataset, given, before, reason, now)
    return copy


async def add_file(
    session: WriteSession, actor: Actor, dataset_id: UUID, upload: Upload, version: int | None, now: datetime
) -> FileVersion:
    """Record a file that lies in the store as the latest version of the dataset's file; its check follows as a job.

    Raises:
        Missing, Forbidden, Conflict, Stale: as for ``edit``.
    """
    copy, person = await _locked(session, actor, dataset_id, version)
    dataset = copy.dataset
    before = State(dataset.state)
    dataset.state = move(before, Command.EDIT, _hands(actor, copy, Command.EDIT))
    _touch(dataset, now)
    await _store(session, upload, now)
    distribution = await _distribution(session, dataset, upload, now)
    number = await queries.last_number(session, distribution.id) + 1
    file = FileVersion(
        distribution_id=distribution.id,
        number=number,
        sha256=upload.sha256,
        filename=upload.filename,
        state="received",
        problem={},
        columns=[],
        uploaded_by=person.account_id,
        uploaded_at=now,
    )
    session.add(file)
    await session.flush()
    await _note(session, person, actor, dataset, Command.EDIT, before, "", now, action="datasets:file:upload")
    emit(session, FileStored(file.id))
    return file


async def require_uploader(session: WriteSession, actor: Actor, dataset_id: UUID, version: int | None) -> WorkingCopy:
    """Refuse an upload before its bytes are taken, for the same reasons as ``add_file`` would afterwards."""
    copy, _ = await _locked(session, actor, dataset_id, version)
    move(State(copy.dataset.state), Command.EDIT, _hands(actor, copy, Command.EDIT))
    return copy


def facts(copy: WorkingCopy) -> Facts:
    """What the gates ask of a working copy."""
    dataset = copy.dataset
    file = copy.files[0] if copy.files else None
    return Facts(
        metadata={name: value for name in METADATA_FIELDS if isinstance(value := getattr(dataset, name), str)},
        items=tuple(ItemFacts(item.name, item.is_open, item.level) for item in dataset.items),
        file=None if file is None else FileFacts(file.state, tuple(file.columns)),
    )


async def _locked(
    session: WriteSession, actor: Actor, dataset_id: UUID, version: int | None
) -> tuple[WorkingCopy, Person]:
    person = person_of(actor)
    if person is None:
        raise Missing("dataset", str(dataset_id))
    copy = await working_copy(session, actor, dataset_id, lock=True)
    if version is not None and version != copy.dataset.version:
        raise Stale(str(version), str(copy.dataset.version))
    return copy, person


def _hands(actor: Actor, copy: WorkingCopy, given: Command) -> frozenset[Hand]:
    """The hands of ``actor``; a token that lacks every scope the command could need is told which.

    Raises:
        Forbidden: the token lacks the scope.
    """
    needed = sorted({HAND_PERMISSION[move.hand] for (_, command), move in MOVES.items() if command is given})
    if isinstance(actor, Machine) and not actor.scopes & set(needed):
        raise out_of_scope(COMMAND_LABELS[given], *needed)
    return hands(actor, copy.organization)


def _touch(dataset: Dataset, now: datetime) -> None:
    dataset.version += 1
    dataset.updated_at = now


def _changed(session: WriteSession, dataset: Dataset) -> None:
    """Raise the version of what search shows, in the transaction of the change (design decision 4)."""
    dataset.index_version += 1
    emit(session, DatasetChanged(dataset.id))


def _gate(copy: WorkingCopy) -> None:
    _refuse(problems(facts(copy)))


async def _publish(session: WriteSession, copy: WorkingCopy, person: Person, note: str, now: datetime) -> None:
    dataset = copy.dataset
    if dataset.code is None:
        dataset.code = await organizations.next_dataset_code(session, copy.organization)
    dataset.last_revision += 1
    dataset.live_revision = dataset.last_revision
    dataset.published_at = now
    session.add(
        Revision(
            dataset_id=dataset.id,
            number=dataset.last_revision,
            document=document(dataset, copy.organization, copy.files),
            note=note,
            published_at=now,
            published_by=person.account_id,
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


async def _note(
    session: WriteSession,
    person: Person,
    actor: Actor,
    dataset: Dataset,
    given: Command,
    before: State,
    reason: str,
    now: datetime,
    *,
    action: str = "",
    fields: Iterable[str] = (),
) -> None:
    session.add(
        DatasetEvent(
            dataset_id=dataset.id,
            command=given,
            from_state=before,
            to_state=dataset.state,
            actor_id=person.account_id,
            at=now,
            reason=reason,
        )
    )
    await record(
        session,
        actor,
        at=now,
        action=action or _tag(given),
        object_type="dataset",
        object_id=str(dataset.id),
        object_version=dataset.version,
        basis=Basis(BasisType.DUTY, str(dataset.organization_id)),
        fields=tuple(fields),
    )
