"""The decision: may this command be given, and where does it lead? Pure; the workflow table is asked first.

The order is fixed: who may ever give the command, whether the state allows it, whether the actor may in this state,
and only then whether what the command carries is right. So nobody learns from a refusal more than they may know.
"""

from dataclasses import dataclass
from datetime import date

from catalog.access import forms
from catalog.access.commands import Approve, Command, Reject, Resubmit, Return, Revoke, Sign, Submit
from catalog.access.forms import Limits, Offer
from catalog.access.workflow import OWN, WORKFLOW, Name, Relation, State, allowed, holders
from catalog.errors import Conflict, FieldProblem, Forbidden, Invalid


@dataclass(frozen=True)
class Case:
    """What the decision looks at.

    ``fields`` and ``until`` are what was asked for, or, once approved, what was agreed; ``digest`` is that of the
    agreement where one is offered; ``offer`` is None where the dataset is no longer public.
    """

    state: State
    relations: frozenset[Relation]
    offer: Offer | None
    real_name: bool = False
    fields: tuple[str, ...] = ()
    until: date = date.min
    digest: str = ""


def decide(case: Case, command: Command, limits: Limits, today: date) -> State:
    """The state that ``command`` leads to.

    Args:
        case: the application as it is under the row's lock, and in which relations the actor stands to it.
        command: what is to be done.
        limits: the limits of the parameters.
        today: the present day in China.

    Raises:
        Forbidden: the actor may not give this command, reviews an application of their own, or has no confirmed name.
        Conflict: the command does not fit the state, or the dataset is not offered any more.
        Invalid: what the command carries is wrong; every problem is told.
    """
    target = _permitted(case, command.name)
    if isinstance(command, Submit | Resubmit | Approve | Sign):
        _check_offer(case, command)
    problems = _problems(case, command, limits, today)
    if problems:
        raise Invalid(problems)
    return target


def _permitted(case: Case, name: Name) -> State:
    ever = holders(name)
    if not case.relations & ever:
        raise Forbidden(action=name.label, needs="或".join(r.label for r in Relation if r in ever))
    if Relation.APPLICANT in case.relations and name not in OWN:
        raise Forbidden(action=name.label, note="不能办理本人提交的申请，请由其他审核人办理")
    table = WORKFLOW[case.state]
    now_holders = {relation for relation, commands in table.items() if name in commands}
    if not now_holders:
        options = tuple(option.label for option in allowed(case.state, case.relations))
        raise Conflict(state=case.state.label, action=name.label, allowed=options)
    holding = sorted(case.relations & now_holders)
    if not holding:
        raise Forbidden(action=name.label, needs="或".join(r.label for r in Relation if r in now_holders))
    return table[holding[0]][name]


def _check_offer(case: Case, command: Submit | Resubmit | Approve | Sign) -> None:
    if isinstance(command, Submit | Resubmit) and not case.real_name:
        raise Forbidden(action=command.name.label, needs="已通过实名核验的账号", note="申请数据须先完成实名核验")
    if case.offer is None or not case.offer.on_request:
        note = "该数据集现在不是“依申请开放”，不能申请或授权；普遍开放的数据可直接下载。"
        raise Conflict(state=case.state.label, action=command.name.label, note=note)


def _problems(case: Case, command: Command, limits: Limits, today: date) -> list[FieldProblem]:
    match command:
        case Submit() | Resubmit() if case.offer:
            return forms.form_problems(command, case.offer, limits, today)
        case Approve() if case.offer:
            terms = forms.terms_problems(command, case.fields, case.until, case.offer, limits, today)
            return terms + forms.reason_problems(command.reason, limits, needed=False)
        case Sign():
            return _sign_problems(case, command, today)
        case Reject():
            basis = forms.reason_problems(command.basis, limits, needed=True, pointer="/basis")
            return forms.reason_problems(command.reason, limits, needed=True) + basis
        case _:
            return forms.reason_problems(_reason(command), limits, needed=isinstance(command, Return | Revoke))


def _reason(command: Command) -> str:
    return getattr(command, "reason", "")


def _sign_problems(case: Case, command: Sign, today: date) -> list[FieldProblem]:
    if command.digest.lower() != case.digest:
        return [FieldProblem("/digest", "协议摘要与提供给您的协议不一致，请重新打开协议，阅读后再签署", "digest")]
    if case.until < today:
        return [FieldProblem("/digest", f"同意的使用期限（{case.until.isoformat()}）已过，请重新申请", "past")]
    gone = [name for name in case.fields if case.offer is None or name not in case.offer.open_fields]
    return [FieldProblem("/digest", f"信息项“{'、'.join(gone)}”已不再开放，请重新申请", "unknown")] if gone else []
