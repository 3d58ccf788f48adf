"""Who may have which part of a published distribution, and on what that rests. Every way out asks here."""

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.access import grants
from catalog.access import queries as access_queries
from catalog.access.models import Grant
from catalog.access.workflow import Mode
from catalog.acting.act import Act
from catalog.acting.actor import Actor, Machine
from catalog.acting.permissions import Permission, out_of_scope
from catalog.audit.entry import Basis, BasisType
from catalog.base import ReadSession
from catalog.datasets.grading import GENERAL, ON_REQUEST, open_label
from catalog.delivery.queries import Source
from catalog.errors import AccessRequired, BadQuery, Conflict, Forbidden
from catalog.messages import message
from catalog.tables.masking import Mask
from catalog.tables.position import Unpack, no_cursor
from catalog.tables.query import TableQuery, parse
from catalog.tables.restriction import restrict, row_filter
from catalog.tables.schema import TableSchema

READ = message("act.read-data")


@dataclass(frozen=True)
class Pass:
    """What may leave: these ``fields``, under ``grant`` where the data are not open to everybody, on this ``basis``."""

    source: Source
    fields: tuple[str, ...]
    basis: Basis
    grant: Grant | None = None


async def admit(session: ReadSession, act: Act, source: Source) -> Pass:
    """Let the actor pass to the data of ``source``: open to everybody, or under a live grant.

    Raises:
        Forbidden: a token that is bound to another dataset or lacks the scope, or data that are not given out at all.
        AccessRequired: the data are open on request, and there is no live grant; the reason says why.
    """
    if isinstance(act.actor, Machine) and act.actor.grant_id is not None:
        await _check_bound(session, act.actor, source)
    if source.open_class == GENERAL:
        return Pass(source, source.open_fields, Basis(BasisType.PUBLIC, source.basis_id))
    if source.open_class != ON_REQUEST:
        label = open_label(source.open_class)
        raise Forbidden(action=READ, note=message("delivery.not-given-out", open_class=label))
    _check_scope(act.actor)
    grant = await grants.live_grant(session, act, source.dataset_id)
    fields = tuple(name for name in grant.fields if name in source.open_fields)
    return Pass(source, fields, Basis(BasisType.GRANT, grant.number), grant)


async def _check_bound(session: ReadSession, actor: Machine, source: Source) -> None:
    """The token of a grant reads the dataset of that grant, and nothing else, not even what is open."""
    _check_scope(actor)
    bound_to = None if actor.grant_id is None else await access_queries.dataset_of_grant(session, actor.grant_id)
    if bound_to != source.dataset_id:
        raise Forbidden(action=READ, note=message("delivery.bound-token"))


def _check_scope(actor: Actor) -> None:
    scope = Permission.READ_GRANTED_DATA
    if isinstance(actor, Machine) and scope not in actor.scopes:
        raise out_of_scope(READ, scope)


def narrowed(
    admitted: Pass,
    parameters: Iterable[tuple[str, str]],
    schema: TableSchema,
    version: str,
    unpack: Unpack = no_cursor,
) -> TableQuery:
    """The caller's query, limited to what may leave.

    Raises:
        BadQuery: the query names what does not exist or breaks a limit.
        AccessRequired: it names a field outside the grant.
        Conflict: the terms of the grant do not fit the table any more; nothing leaves then.
    """
    dataset = str(admitted.source.dataset_id)
    grant = admitted.grant
    if grant is None:
        open_schema = schema.only([name for name in schema.names if name in admitted.fields])
        return restrict(parse(parameters, open_schema, version, unpack), dataset, fields=admitted.fields)
    query = parse(parameters, schema, version, unpack)
    try:
        rows = row_filter(grant.row_filter, schema)
        masks = {name: Mask(kind) for name, kind in grant.masks.items()}
    except (BadQuery, ValueError) as error:
        raise Conflict(action=READ, note=message("delivery.unfit-grant", number=grant.number)) from error
    return restrict(query, dataset, fields=admitted.fields, rows=rows, masks=masks)


def require_whole(admitted: Pass, columns: Iterable[str]) -> None:
    """Let the original file pass only where every column of it may leave, unmasked and unfiltered.

    Args:
        admitted: what may leave.
        columns: the columns found in the file; where none are known (the file is no table), all items count.

    Raises:
        AccessRequired: the grant covers only a part, or not the download of files.
        Forbidden: the open file holds a column that is not open.
    """
    held = tuple(columns) or admitted.source.document.item_names
    whole = frozenset(held) <= frozenset(admitted.fields)
    grant = admitted.grant
    if grant is None:
        if not whole:
            raise Forbidden(action=message("act.download-file"), note=message("delivery.closed-items"))
    elif not whole or grant.row_filter or grant.masks or grant.mode != Mode.DOWNLOAD:
        raise AccessRequired(str(admitted.source.dataset_id), "fields")
