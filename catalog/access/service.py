"""What may be done with applications and grants. Every act works in the caller's transaction and is recorded.

A command locks the one row it is about, asks ``decide``, and leaves an event, the new state with its deadline, and an
audit entry; signing leaves a grant and its token.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from catalog.access import granting, grants, queries
from catalog.access.decide import Case, decide, require_real_name
from catalog.access.forms import Limits, tidy
from catalog.access.models import Agreement, Application, ApplicationEvent, Grant
from catalog.access.policies import party
from catalog.access.queries import Detail, Offered
from catalog.access.workflow import (
    WORKFLOW,
    ApplicationCommand,
    ApplicationRelation,
    ApplicationState,
    Approve,
    Reject,
    Resubmit,
    Revoke,
    Sign,
    Submit,
    name_of,
)
from catalog.acting.act import Act
from catalog.acting.actor import Actor, Person, person_of
from catalog.audit.actions import Action
from catalog.audit.entry import Basis, BasisType, Target
from catalog.audit.service import record
from catalog.base import ReadSession, WriteSession, new_id
from catalog.errors import Conflict, Duplicate, Missing, Stale, Unauthenticated
from catalog.identity.api_tokens import IssuedToken
from catalog.messages import message
from catalog.parameters import queries as parameters
from catalog.workflow.commands import Payload
from catalog.workflow.table import Party

_SUBMIT = WORKFLOW.wording.command(ApplicationCommand.SUBMIT)


@dataclass(frozen=True)
class Outcome:
    """What a command led to; ``token`` is there once, after signing: its secret is kept nowhere."""

    application: Application
    agreement: Agreement | None = None
    grant: Grant | None = None
    token: IssuedToken | None = None


async def submit(session: WriteSession, act: Act, dataset_id: UUID, command: Submit) -> Outcome:
    """Apply for a dataset.

    Raises:
        Missing: nothing of this dataset is public.
        Forbidden: the account has no confirmed real name, or the token lacks the scope.
        Conflict: the dataset is not open on request, or too many applications are under way.
        Duplicate: the same account has an application for this dataset under way.
        Invalid: the form is wrong; every field that is wrong is named.
    """
    person, applicant = act.person, require_applicant(act.actor)
    offered = await queries.offered(session, dataset_id)
    if offered is None:
        raise Missing("dataset", str(dataset_id))
    case = Case(ApplicationState.NEW, applicant, offered.offer, real_name=person.real_name)
    to = decide(case, command, await _limits(session), act.today)
    await _refuse_too_many(session, person, dataset_id)
    key = new_id()
    application = Application(
        id=key,
        number=granting.number("SQD", key, act.today),
        dataset_id=dataset_id,
        applicant_id=person.account_id,
        state=to,
        version=1,
        terms={},
        created_at=act.at,
    )
    _fill(application, command, offered)
    await _place(session, application, to, act)
    await _insert(session, application)
    await _trace(session, act, application, command, ApplicationState.NEW)
    return Outcome(application)


def require_applicant(actor: Actor) -> Party[ApplicationRelation]:
    """Let pass only who may apply for data; asked before the form is looked at.

    Raises:
        Unauthenticated: nobody is known.
        Forbidden: the token lacks the scope, or the account has no confirmed real name.
    """
    person = person_of(actor)
    if person is None:
        raise Unauthenticated
    applicant = Party.of(actor, frozenset({ApplicationRelation.APPLICANT}), own=True)
    WORKFLOW.permitted(ApplicationCommand.SUBMIT, ApplicationState.NEW, applicant)
    require_real_name(ApplicationCommand.SUBMIT, real_name=person.real_name)
    return applicant


async def handle(
    session: WriteSession,
    act: Act,
    application_id: UUID,
    command: Payload,
    *,
    platform: str,
    expected_version: int | None = None,
) -> Outcome:
    """Give ``command`` to an application; ``submit`` makes new ones.

    Args:
        session: the transaction.
        act: who commands, and when.
        application_id: which application; its row is locked to the end of the transaction.
        command: what is to be done.
        platform: what the platform is called; agreements ask that it be named as the source.
        expected_version: the version that the actor saw, where it is known.

    Raises:
        Missing: there is none, or the actor may not see it.
        Forbidden: the actor may not do this, or it is their own application.
        Conflict: the state does not allow it (somebody else was first), or the dataset is not offered any more.
        Stale: the application was changed since ``expected_version``.
        Invalid: what the command carries is wrong.
    """
    person, found = act.person, await queries.detail(session, act.actor, application_id, lock=True)
    application = found.application
    offered = await queries.offered(session, application.dataset_id)
    case = _case(act, person, found, offered)
    WORKFLOW.entitled(name_of(command), case.party)
    if expected_version is not None and expected_version != application.version:
        raise Stale(str(expected_version), str(application.version))
    to = decide(case, command, await _limits(session), act.today)
    outcome = await _apply(session, act, found, offered, command, platform)
    application.version += 1
    await _place(session, application, to, act)
    await _trace(session, act, application, command, case.state)
    return outcome


async def require(session: ReadSession, actor: Actor, application_id: UUID, name: ApplicationCommand) -> UUID:
    """Ask whether ``actor`` may give the command ``name`` now, before what it carries is looked at.

    The command itself asks again, under the lock of the row. Answers the dataset that is applied for.

    Raises:
        Missing: there is no such application, or the actor may not see it.
        Forbidden, Conflict: as the workflow says.
    """
    state, applicant_id, dataset_id, owner = await queries.standing(session, actor, application_id)
    WORKFLOW.permitted(name, state, party(actor, applicant_id, owner))
    person = person_of(actor)
    require_real_name(name, real_name=person is not None and person.real_name)
    return dataset_id


async def issue_grant_token(session: WriteSession, act: Act, grant_id: UUID, name: str = "") -> IssuedToken:
    """Issue another token of a live grant to its holder; it ends with the grant at the latest.

    Raises:
        Missing: the actor holds no such grant.
        AccessRequired: the grant was revoked or has ended.
    """
    person = act.person
    WORKFLOW.require_scope(ApplicationCommand.SIGN, Party.of(act.actor, frozenset()))
    found = await queries.grant(session, act.actor, grant_id)
    if found.holder_id != person.account_id:
        raise Missing("grant", str(grant_id))
    grants.require_live(found, act.at)
    issued = await granting.issue(session, person, found, act.at, name)
    basis, detail = Basis(BasisType.GRANT, found.number), {"token": str(issued.token.id)}
    await record(session, act, Action.GRANT_TOKEN, Target("grant", found.id), basis, detail=detail)
    return issued


def _case(act: Act, person: Person, found: Detail, offered: Offered | None) -> Case:
    application = found.application
    terms = application.terms
    return Case(
        state=ApplicationState(application.state),
        party=party(act.actor, application.applicant_id, found.organization),
        offer=offered.offer if offered else None,
        real_name=person.real_name,
        fields=tuple(terms.get("fields") or application.fields),
        until=date.fromisoformat(terms["until"]) if terms else application.use_until,
        digest=found.agreement.digest if found.agreement else "",
    )


async def _apply(
    session: WriteSession, act: Act, found: Detail, offered: Offered | None, command: Payload, platform: str
) -> Outcome:
    """What a command does besides moving the state."""
    application = found.application
    match command:
        case Resubmit() if offered:
            _fill(application, command, offered)
        case Approve() if offered:
            return Outcome(application, await granting.offer_agreement(session, act, found, offered, command, platform))
        case Sign() if found.agreement:
            grant, token = await granting.sign(session, act, application, found.agreement)
            return Outcome(application, found.agreement, grant, token)
        case Revoke() if found.grant:
            granting.revoke(session, act, found.grant, tidy(command.reason))
        case _:
            pass
    return Outcome(application, found.agreement, found.grant)


def _fill(application: Application, form: Submit | Resubmit, offered: Offered) -> None:
    application.revision = offered.revision.number
    application.purpose = tidy(form.purpose)
    application.fields = list(form.fields)
    application.mode = str(form.mode)
    application.use_until = form.use_until
    application.answers = {name: tidy(answer) for name, answer in form.answers.items() if answer.strip()}


async def _place(session: WriteSession, application: Application, to: ApplicationState, act: Act) -> None:
    """Put the application into its state, with the day by which the next step is due."""
    application.state = to
    application.updated_at = act.at
    key = WORKFLOW.deadline(to)
    days = await parameters.integer(session, key) if key else 0
    calendar = await parameters.calendar(session)
    application.deadline = calendar.add(act.today, days).day if key else None


async def _refuse_too_many(session: WriteSession, person: Person, dataset_id: UUID) -> None:
    same = await queries.open_application(session, person.account_id, dataset_id)
    if same is not None:
        raise _duplicate(same.number)
    limit = await parameters.integer(session, "access.open_applications_max")
    if await queries.open_count(session, person.account_id) >= limit:
        raise Conflict(action=_SUBMIT, note=message("application.too-many", most=limit))


def _duplicate(number: str = "") -> Duplicate:
    numbered = message("application.open.numbered", number=number)
    return Duplicate(action=_SUBMIT, note=numbered if number else message("application.open"))


async def _insert(session: WriteSession, application: Application) -> None:
    """Insert the row; of two submissions in the same moment the database lets one through."""
    try:
        async with session.begin_nested():
            session.add(application)
            await session.flush()
    except IntegrityError as error:
        if "uq_applications_open" not in str(error.orig):
            raise
        raise _duplicate() from error


async def _trace(
    session: WriteSession, act: Act, application: Application, command: Payload, before: ApplicationState
) -> None:
    """The event that people read, and the entry of the record."""
    name = name_of(command)
    event = ApplicationEvent(
        application_id=application.id,
        command=name,
        from_state=before,
        to_state=application.state,
        actor_id=act.person.account_id,
        at=act.at,
        reason=tidy(getattr(command, "reason", "")),
        basis=tidy(command.basis) if isinstance(command, Reject) else "",
    )
    session.add(event)
    basis = BasisType.AGREEMENT if name is ApplicationCommand.SIGN else BasisType.APPLICATION
    await session.flush()
    await record(
        session,
        act,
        WORKFLOW.command(name).action,
        Target("application", application.id, application.version),
        Basis(basis, application.number),
        fields=application.fields,
        detail={"dataset": str(application.dataset_id), "from": before.value, "to": str(application.state)},
    )


async def _limits(session: WriteSession) -> Limits:
    read = parameters.integer
    return Limits(
        purpose_min=await read(session, "access.purpose_min_length"),
        purpose_max=await read(session, "access.purpose_max_length"),
        reason_max=await read(session, "access.reason_max_length"),
        days_max=await read(session, "access.grant_days_max"),
    )
