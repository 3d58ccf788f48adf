"""The workflow as a whole: the table is complete, decide() obeys it, and no way leads around it."""

import inspect
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from catalog.access import commands as command_module
from catalog.access.commands import (
    Approve,
    Cancel,
    CheckForm,
    Command,
    Reject,
    Resubmit,
    Return,
    Revoke,
    Sign,
    Submit,
)
from catalog.access.decide import Case, decide
from catalog.access.forms import QUESTIONS, Limits, Offer
from catalog.access.models import Application
from catalog.access.workflow import (
    DEADLINES,
    OPEN_STATES,
    OWN,
    WORKFLOW,
    Name,
    Relation,
    State,
    allowed,
    holders,
)
from catalog.errors import CatalogError, Conflict, Forbidden, Invalid

TODAY = date(2026, 3, 2)
UNTIL = TODAY + timedelta(days=90)
DIGEST = "ab" * 32
LIMITS = Limits(purpose_min=10, purpose_max=200, reason_max=100, days_max=365, calls_a_day=1000)
OFFER = Offer(on_request=True, open_fields=("name", "city"), all_fields=("name", "city", "phone"))
PURPOSE = "研究福建省企业的地区分布与行业结构"
GOOD: dict[Name, Command] = {
    Name.SUBMIT: Submit(purpose=PURPOSE, fields=("name", "city"), until=UNTIL),
    Name.RESUBMIT: Resubmit(purpose=PURPOSE, fields=("name",), until=UNTIL, mode="download"),
    Name.CHECK_FORM: CheckForm(),
    Name.RETURN: Return("请补充数据存储地点"),
    Name.APPROVE: Approve(fields=("name",), until=UNTIL, quota=10),
    Name.REJECT: Reject("用途超出开放范围", "福建省大数据发展条例"),
    Name.SIGN: Sign(DIGEST),
    Name.REVOKE: Revoke("违反协议"),
    Name.CANCEL: Cancel(),
}


def case(state: State, *relations: Relation, offer: Offer | None = OFFER, real_name: bool = True) -> Case:
    return Case(
        state=state,
        relations=frozenset(relations),
        offer=offer,
        real_name=real_name,
        fields=("name", "city"),
        until=UNTIL,
        digest=DIGEST,
    )


def test_every_command_has_a_class_a_label_and_somebody_who_may_give_it() -> None:
    assert {kind.name for kind in get_args(Command)} == set(Name) == set(GOOD)
    found = {kind for _, kind in inspect.getmembers(command_module, inspect.isclass) if hasattr(kind, "name")}
    assert found - {Name} == set(get_args(Command))
    assert all(holders(name) and name.label for name in Name)


def test_every_state_is_classified_and_every_pair_of_state_and_relation_is_decided() -> None:
    assert set(WORKFLOW) == set(State)
    assert set(DEADLINES) == set(OPEN_STATES)
    for state in State:
        for relation in Relation:
            for name in Name:
                row = WORKFLOW[state].get(relation, {})
                try:
                    to = decide(case(state, relation), GOOD[name], LIMITS, TODAY)
                except (Forbidden, Conflict):
                    assert name not in row
                else:
                    assert to is row[name]


def test_every_state_can_be_reached_and_open_ones_can_be_left() -> None:
    reached, wave = {State.NEW}, {State.NEW}
    while wave:
        wave = {to for s in wave for row in WORKFLOW[s].values() for to in row.values()} - reached
        reached |= wave
    assert reached == set(State)
    assert all(any(WORKFLOW[state].values()) for state in OPEN_STATES)
    assert State.NEW not in {to for table in WORKFLOW.values() for row in table.values() for to in row.values()}


def test_the_database_refuses_a_second_open_application_in_the_same_states() -> None:
    index = next(i for i in Application.__table__.indexes if i.name == "uq_applications_open")
    predicate = str(index.dialect_options["postgresql"]["where"])
    assert {s for s in State if f"'{s}'" in predicate} == set(OPEN_STATES)


@pytest.mark.parametrize("state", State)
def test_only_one_relation_moves_an_application_one_way(state: State) -> None:
    targets: dict[Name, set[State]] = {}
    for row in WORKFLOW[state].values():
        for name, to in row.items():
            targets.setdefault(name, set()).add(to)
    assert all(len(to) == 1 for to in targets.values())


@pytest.mark.parametrize("name", sorted(set(Name) - OWN))
@pytest.mark.parametrize("state", State)
def test_nobody_performs_an_act_of_office_on_their_own_application(name: Name, state: State) -> None:
    everything = case(state, *Relation)
    with pytest.raises(Forbidden) as caught:
        decide(everything, GOOD[name], LIMITS, TODAY)
    assert "本人提交" in caught.value.detail
    assert name not in allowed(state, frozenset(Relation))


@given(
    state=st.sampled_from(State),
    relations=st.frozensets(st.sampled_from(Relation)),
    name=st.sampled_from(Name),
)
def test_allowed_tells_exactly_what_decide_lets_pass(state: State, relations: frozenset[Relation], name: Name) -> None:
    try:
        decide(case(state, *relations), GOOD[name], LIMITS, TODAY)
        passed = True
    except (Forbidden, Conflict):
        passed = False
    assert passed == (name in allowed(state, relations))


@given(relations=st.frozensets(st.sampled_from(Relation)), name=st.sampled_from(Name))
def test_permission_is_asked_before_anything_else(relations: frozenset[Relation], name: Name) -> None:
    if relations & holders(name):
        return
    wrong = {Name.SIGN: Sign("0"), Name.RETURN: Return(""), Name.REJECT: Reject("", "")}.get(name, GOOD[name])
    with pytest.raises(Forbidden):
        decide(case(State.REVOKED, *relations, offer=None, real_name=False), wrong, LIMITS, TODAY)


def problems_of(given_case: Case, command: Command) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        decide(given_case, command, LIMITS, TODAY)
    return {p.pointer: p.code for p in caught.value.problems}


@pytest.mark.parametrize(
    ("state", "relation", "command", "expected"),
    [
        (State.SUBMITTED, Relation.DATA_ADMIN, Return("  "), {"/reason": "required"}),
        (State.SUBMITTED, Relation.DATA_ADMIN, Return("长" * 101), {"/reason": "too_long"}),
        (State.SUBMITTED, Relation.DATA_ADMIN, Return("a\x00b"), {"/reason": "control_character"}),
        (State.FORM_OK, Relation.AGENCY_REVIEWER, Reject("", ""), {"/reason": "required", "/basis": "required"}),
        (State.FORM_OK, Relation.AGENCY_REVIEWER, Reject("不同意", ""), {"/basis": "required"}),
        (State.ACTIVE, Relation.OPERATOR, Revoke(""), {"/reason": "required"}),
        (State.AGREEMENT_PENDING, Relation.APPLICANT, Sign("00" * 32), {"/digest": "digest"}),
        (State.FORM_OK, Relation.AGENCY_REVIEWER, Approve(fields=("phone",)), {"/fields": "unknown"}),
        (State.FORM_OK, Relation.AGENCY_REVIEWER, Approve(until=UNTIL + timedelta(days=1)), {"/until": "too_late"}),
        (State.FORM_OK, Relation.AGENCY_REVIEWER, Approve(until=TODAY), {"/until": "past"}),
        (State.FORM_OK, Relation.AGENCY_REVIEWER, Approve(quota=0), {"/quota": "range"}),
        (State.FORM_OK, Relation.AGENCY_REVIEWER, Approve(masks={"phone": "phone"}), {"/masks": "unknown"}),
        (
            State.FORM_OK,
            Relation.AGENCY_REVIEWER,
            Approve(row_filter=({"field": "nowhere", "operator": "eq", "value": 1}, {"field": "city"})),
            {"/row_filter/0/field": "unknown", "/row_filter/1": "shape"},
        ),
    ],
)
def test_what_a_command_carries_is_checked(
    state: State, relation: Relation, command: Command, expected: dict[str, str]
) -> None:
    assert problems_of(case(state, relation), command) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"purpose": ""}, {"/purpose": "required"}),
        ({"purpose": "太短"}, {"/purpose": "too_short"}),
        ({"purpose": "长" * 201}, {"/purpose": "too_long"}),
        ({"purpose": "研究福建省企业的\x1b地区分布"}, {"/purpose": "control_character"}),
        ({"fields": ()}, {"/fields": "required"}),
        ({"fields": ("phone",)}, {"/fields": "unknown"}),
        ({"fields": ("name", "name")}, {"/fields": "duplicate"}),
        ({"until": TODAY}, {"/until": "past"}),
        ({"until": date.min}, {"/until": "past"}),
        ({"until": date.max}, {"/until": "too_late"}),
        ({"mode": "copy"}, {"/mode": "unknown"}),
        ({"answers": {"surprise": "x"}}, {"/answers": "unknown"}),
        ({"answers": {next(iter(QUESTIONS)): "长" * 501}}, {f"/answers/{next(iter(QUESTIONS))}": "too_long"}),
    ],
)
@pytest.mark.parametrize(("kind", "state"), [(Submit, State.NEW), (Resubmit, State.RETURNED)])
def test_every_field_of_the_form_is_checked(
    kind: type[Submit | Resubmit], state: State, changes: dict[str, object], expected: dict[str, str]
) -> None:
    form = {"purpose": PURPOSE, "fields": ("name",), "until": UNTIL} | changes
    assert problems_of(case(state, Relation.APPLICANT), kind(**form)) == expected  # type: ignore[arg-type]


def test_an_applicant_without_a_confirmed_name_is_told_so() -> None:
    with pytest.raises(Forbidden) as caught:
        decide(case(State.NEW, Relation.APPLICANT, real_name=False), GOOD[Name.SUBMIT], LIMITS, TODAY)
    assert "实名" in caught.value.detail


@pytest.mark.parametrize("offer", [None, Offer(on_request=False, open_fields=("name",), all_fields=("name",))])
@pytest.mark.parametrize(
    ("state", "relation", "name"),
    [
        (State.NEW, Relation.APPLICANT, Name.SUBMIT),
        (State.RETURNED, Relation.APPLICANT, Name.RESUBMIT),
        (State.FORM_OK, Relation.AGENCY_REVIEWER, Name.APPROVE),
        (State.AGREEMENT_PENDING, Relation.APPLICANT, Name.SIGN),
    ],
)
def test_only_what_is_open_on_request_leads_to_a_grant(
    offer: Offer | None, state: State, relation: Relation, name: Name
) -> None:
    with pytest.raises(Conflict):
        decide(case(state, relation, offer=offer), GOOD[name], LIMITS, TODAY)


def test_a_field_closed_since_the_approval_is_not_signed_for() -> None:
    narrowed = Offer(on_request=True, open_fields=("name",), all_fields=("name", "city"))
    found = problems_of(case(State.AGREEMENT_PENDING, Relation.APPLICANT, offer=narrowed), Sign(DIGEST))
    assert found == {"/digest": "unknown"}


def test_the_second_of_two_reviewers_is_told_the_state() -> None:
    after_the_first = decide(case(State.FORM_OK, Relation.AGENCY_REVIEWER), GOOD[Name.APPROVE], LIMITS, TODAY)
    with pytest.raises(Conflict) as caught:
        decide(case(after_the_first, Relation.AGENCY_REVIEWER), GOOD[Name.REJECT], LIMITS, TODAY)
    assert caught.value.state == State.AGREEMENT_PENDING.label
    assert caught.value.allowed == (Name.REVOKE.label,)


class ApplicationLife(RuleBasedStateMachine):
    """Any commands by anybody in any order: the way is always one of the table, and grants come only by all hands."""

    def __init__(self) -> None:
        super().__init__()
        self.state = State.NEW
        self.passed: list[Name] = []

    @initialize()
    def start(self) -> None:
        self.state = State.NEW

    @rule(name=st.sampled_from(Name), relations=st.frozensets(st.sampled_from(Relation), max_size=3))
    def command(self, name: Name, relations: frozenset[Relation]) -> None:
        before = self.state
        try:
            self.state = decide(case(self.state, *relations), GOOD[name], LIMITS, TODAY)
        except CatalogError:
            assert self.state is before
            assert name not in allowed(before, relations)
        else:
            self.passed.append(name)

    @rule()
    def proper_step(self) -> None:
        steps = [(relation, name) for relation, row in WORKFLOW[self.state].items() for name in row]
        if steps:
            relation, name = steps[len(self.passed) % len(steps)]
            self.state = decide(case(self.state, relation), GOOD[name], LIMITS, TODAY)
            self.passed.append(name)

    @invariant()
    def a_grant_needs_every_hand_in_order(self) -> None:
        if self.state is State.ACTIVE:
            assert self.passed[-3:] == [Name.CHECK_FORM, Name.APPROVE, Name.SIGN]
            assert self.passed[0] is Name.SUBMIT

    @invariant()
    def an_end_stays_an_end(self) -> None:
        ends = {Name.REJECT, Name.REVOKE, Name.CANCEL}
        assert not ends & set(self.passed[:-1])


ApplicationLife.TestCase.settings = settings(max_examples=60, stateful_step_count=25)
TestApplicationLife = ApplicationLife.TestCase
