"""Do the terms of an approval fit the table? Asked before it is given, so that its grant can be read by."""

from uuid import UUID

from catalog.access import service
from catalog.access.service import Outcome
from catalog.access.workflow import ApplicationCommand, Approve
from catalog.acting.act import Act
from catalog.base import ReadSession, WriteSession
from catalog.delivery import queries
from catalog.errors import BadQuery, FieldProblem, Invalid
from catalog.messages import message
from catalog.tables.masking import Mask
from catalog.tables.restriction import row_filter
from catalog.tables.schema import TableSchema
from catalog.workflow.commands import Payload


async def handle(
    session: WriteSession,
    act: Act,
    application_id: UUID,
    command: Payload,
    *,
    platform: str,
    expected_version: int | None = None,
) -> Outcome:
    """Give ``command`` to an application as ``access.service.handle`` does: the way for every face.

    The terms of an approval are tried on the table of the data, after the rights and before everything else.

    Raises:
        Missing, Forbidden, Conflict, Stale, Invalid: as ``access.service.handle`` and ``check_terms``.
    """
    if isinstance(command, Approve):
        dataset_id = await service.require(session, act.actor, application_id, ApplicationCommand.APPROVE)
        await check_terms(session, dataset_id, command)
    return await service.handle(
        session, act, application_id, command, platform=platform, expected_version=expected_version
    )


async def check_terms(session: ReadSession, dataset_id: UUID, command: Approve) -> None:
    """Refuse terms that the row API could not follow.

    Raises:
        Invalid: an unknown operator, a value of the wrong type, or an unknown mask.
    """
    if not command.row_filter and not command.masks:
        return
    table = await queries.live_table(session, dataset_id)
    problems = problems_with(command, table.schema if table else TableSchema(()))
    if problems:
        raise Invalid(problems)


def problems_with(command: Approve, schema: TableSchema) -> list[FieldProblem]:
    """What of the terms of ``command`` does not fit ``schema``. Pure."""
    found = []
    for place, condition in enumerate(command.row_filter):
        try:
            row_filter([condition], schema)
        except (BadQuery, KeyError) as error:
            said = error.detail if isinstance(error, BadQuery) else message("application.condition.parts")
            found.append(FieldProblem(f"/row_filter/{place}", message("application.condition", problem=said), "unfit"))
    known = tuple(message("code-and-label", code=mask.value, label=mask.label) for mask in Mask)
    for name, kind in command.masks.items():
        if kind not in set(Mask):
            said = message("application.mask-unknown", kind=kind[:60], known=known)
            found.append(FieldProblem(f"/masks/{name}", said, "unknown"))
    return found
