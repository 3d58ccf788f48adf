"""The decision: may this command be given, and where does it lead? Pure.

The workflow is asked first; only then whether the data can still be granted, and whether what the command carries is
right.
"""

from dataclasses import dataclass
from datetime import date

from catalog.access import forms
from catalog.access.forms import Limits, Offer
from catalog.access.workflow import (
    WORKFLOW,
    ApplicationCommand,
    ApplicationRelation,
    ApplicationState,
    Approve,
    Reject,
    Resubmit,
    Sign,
    Submit,
    name_of,
)
from catalog.errors import Conflict, FieldProblem, Forbidden, Invalid
from catalog.messages import message
from catalog.workflow.commands import Payload
from catalog.workflow.table import Party


@dataclass(frozen=True)
class Case:
    """What the decision looks at.

    ``fields`` and ``until`` are what was asked for, or, once approved, what was agreed; ``digest`` is that of the
    agreement where one is offered; ``offer`` is None where the dataset is no longer public.
    """

    state: ApplicationState
    party: Party[ApplicationRelation]
    offer: Offer | None
    real_name: bool = False
    fields: tuple[str, ...] = ()
    until: date = date.min
    digest: str = ""


def decide(case: Case, command: Payload, limits: Limits, today: date) -> ApplicationState:
    """The state that ``command`` leads to.

    Args:
        case: the application as it is under the row's lock, and how the actor stands to it.
        command: what is to be done.
        limits: the limits of the parameters.
        today: the present day in China.

    Raises:
        Forbidden: the actor may not give this command, reviews an application of their own, or has no confirmed name.
        Conflict: the command does not fit the state, or the dataset is not offered any more.
        Invalid: what the command carries is wrong; every problem is told.
    """
    target = WORKFLOW.permitted(name_of(command), case.state, case.party)
    if isinstance(command, Submit | Resubmit | Approve | Sign):
        _check_offer(case, command)
    problems = _problems(case, command, limits, today)
    if problems:
        raise Invalid(problems)
    return target


def require_real_name(name: ApplicationCommand, *, real_name: bool) -> None:
    """Let an application be handed in only by whom a confirmed name stands for.

    Raises:
        Forbidden: the name is not confirmed.
    """
    if name in {ApplicationCommand.SUBMIT, ApplicationCommand.RESUBMIT} and not real_name:
        needed, note = message("application.confirmed-account"), message("application.name-unconfirmed")
        raise Forbidden(action=WORKFLOW.wording.command(name), needs=(needed,), note=note)


def _check_offer(case: Case, command: Submit | Resubmit | Approve | Sign) -> None:
    require_real_name(name_of(command), real_name=case.real_name)
    if case.offer is None or not case.offer.on_request:
        label, note = WORKFLOW.wording.command(name_of(command)), message("application.not-on-request")
        raise Conflict(state=WORKFLOW.wording.state(case.state), action=label, note=note)


def _problems(case: Case, command: Payload, limits: Limits, today: date) -> list[FieldProblem]:
    match command:
        case Submit() | Resubmit() if case.offer:
            return forms.form_problems(command, case.offer, limits, today)
        case Sign():
            return _sign_problems(case, command, today)
    needed = WORKFLOW.command(name_of(command)).needs_reason
    found = forms.reason_problems(getattr(command, "reason", ""), limits, needed=needed)
    match command:
        case Approve() if case.offer:
            return forms.terms_problems(command, case.fields, case.until, case.offer, limits, today) + found
        case Reject():
            return found + forms.reason_problems(command.basis, limits, needed=True, pointer="/basis")
        case _:
            return found


def _sign_problems(case: Case, command: Sign, today: date) -> list[FieldProblem]:
    if command.digest.lower() != case.digest:
        return [FieldProblem("/digest", message("agreement.digest"), "digest")]
    if case.until < today:
        return [FieldProblem("/digest", message("agreement.past", until=case.until.isoformat()), "past")]
    gone = tuple(name for name in case.fields if case.offer is None or name not in case.offer.open_fields)
    return [FieldProblem("/digest", message("agreement.closed-items", names=gone), "unknown")] if gone else []
