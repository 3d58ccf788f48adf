"""The decision: it obeys the workflow, and looks at what a command carries only after that."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pydantic import ValidationError

from app.words.language import CHINESE
from catalog.access.decide import Case, decide
from catalog.access.forms import QUESTIONS, Limits, Offer
from catalog.access.models import Application
from catalog.access.workflow import (
    OPEN_STATES,
    QUOTA_LIMIT,
    WORKFLOW,
    ApplicationCommand,
    ApplicationRelation,
    ApplicationState,
    Approve,
    Cancel,
    CheckForm,
    Reject,
    Resubmit,
    Return,
    Revoke,
    Sign,
    Submit,
    name_of,
)
from catalog.errors import CatalogError, Conflict, Forbidden, Invalid
from catalog.workflow.commands import Payload
from catalog.workflow.table import Party

TODAY = date(2026, 3, 2)
UNTIL = TODAY + timedelta(days=90)
DIGEST = "ab" * 32
LIMITS = Limits(purpose_min=10, purpose_max=200, reason_max=100, days_max=365)
OFFER = Offer(on_request=True, open_fields=("name", "city"), all_fields=("name", "city", "phone"))
PURPOSE = "研究福建省企业的地区分布与行业结构"
GOOD: dict[ApplicationCommand, Payload] = {
    ApplicationCommand.SUBMIT: Submit(purpose=PURPOSE, fields=("name", "city"), use_until=UNTIL),
    ApplicationCommand.RESUBMIT: Resubmit(purpose=PURPOSE, fields=("name",), use_until=UNTIL, mode="download"),
    ApplicationCommand.CHECK_FORM: CheckForm(),
    ApplicationCommand.RETURN: Return(reason="请补充数据存储地点"),
    ApplicationCommand.APPROVE: Approve(fields=("name",), use_until=UNTIL, quota=10),
    ApplicationCommand.REJECT: Reject(reason="用途超出开放范围", basis="福建省大数据发展条例"),
    ApplicationCommand.SIGN: Sign(digest=DIGEST),
    ApplicationCommand.REVOKE: Revoke(reason="违反协议"),
    ApplicationCommand.CANCEL: Cancel(),
}


def case(
    state: ApplicationState, *relations: ApplicationRelation, offer: Offer | None = OFFER, real_name: bool = True
) -> Case:
    held = frozenset(relations)
    return Case(
        state=state,
        party=Party(held, own=ApplicationRelation.APPLICANT in held),
        offer=offer,
        real_name=real_name,
        fields=("name", "city"),
        until=UNTIL,
        digest=DIGEST,
    )


def test_every_command_has_a_payload_of_its_own() -> None:
    assert {name_of(given): given for given in GOOD.values()} == GOOD
    assert set(GOOD) == set(ApplicationCommand)
    with pytest.raises(KeyError):
        name_of(Payload())


def test_the_database_refuses_a_second_open_application_in_the_same_states() -> None:
    table = Application.metadata.tables[Application.__tablename__]
    index = next(i for i in table.indexes if i.name == "uq_applications_open")
    predicate = str(index.dialect_options["postgresql"]["where"])
    assert {s for s in ApplicationState if f"'{s}'" in predicate} == set(OPEN_STATES)


@given(
    state=st.sampled_from(ApplicationState),
    relations=st.frozensets(st.sampled_from(ApplicationRelation)),
    name=st.sampled_from(ApplicationCommand),
)
def test_the_decision_lets_pass_exactly_what_the_workflow_does(
    state: ApplicationState, relations: frozenset[ApplicationRelation], name: ApplicationCommand
) -> None:
    found = case(state, *relations)
    try:
        passed = decide(found, GOOD[name], LIMITS, TODAY) is WORKFLOW.permitted(name, state, found.party)
    except (Forbidden, Conflict):
        passed = False
    assert passed == (name in WORKFLOW.allowed(state, found.party))


WRONG: dict[ApplicationCommand, Payload] = {
    ApplicationCommand.SUBMIT: Submit(purpose="", fields=(), use_until=TODAY),
    ApplicationCommand.RESUBMIT: Resubmit(purpose="", fields=(), use_until=TODAY),
    ApplicationCommand.RETURN: Return(reason=""),
    ApplicationCommand.APPROVE: Approve(fields=("phone",)),
    ApplicationCommand.REJECT: Reject(reason="", basis=""),
    ApplicationCommand.SIGN: Sign(digest="0"),
    ApplicationCommand.REVOKE: Revoke(reason=""),
}


@given(
    state=st.sampled_from(ApplicationState),
    relations=st.frozensets(st.sampled_from(ApplicationRelation)),
    name=st.sampled_from(sorted(WRONG)),
)
def test_rights_are_asked_before_content(
    state: ApplicationState, relations: frozenset[ApplicationRelation], name: ApplicationCommand
) -> None:
    found = case(state, *relations)
    expected = Invalid if name in WORKFLOW.allowed(state, found.party) else (Forbidden, Conflict)
    with pytest.raises(expected):
        decide(found, WRONG[name], LIMITS, TODAY)
    with pytest.raises((Forbidden, Conflict, Invalid)):
        decide(case(state, *relations, offer=None, real_name=False), WRONG[name], LIMITS, TODAY)


def problems_of(given_case: Case, command: Payload) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        decide(given_case, command, LIMITS, TODAY)
    return {p.pointer: p.code for p in caught.value.problems}


@pytest.mark.parametrize(
    ("state", "relation", "command", "expected"),
    [
        (ApplicationState.SUBMITTED, ApplicationRelation.DATA_ADMIN, Return(reason="  "), {"/reason": "required"}),
        (
            ApplicationState.SUBMITTED,
            ApplicationRelation.DATA_ADMIN,
            Return(reason="长" * 101),
            {"/reason": "too_long"},
        ),
        (
            ApplicationState.FORM_OK,
            ApplicationRelation.AGENCY_REVIEWER,
            Reject(reason="", basis=""),
            {"/reason": "required", "/basis": "required"},
        ),
        (
            ApplicationState.FORM_OK,
            ApplicationRelation.AGENCY_REVIEWER,
            Reject(reason="不同意", basis=""),
            {"/basis": "required"},
        ),
        (ApplicationState.ACTIVE, ApplicationRelation.OPERATOR, Revoke(reason=""), {"/reason": "required"}),
        (
            ApplicationState.AGREEMENT_PENDING,
            ApplicationRelation.APPLICANT,
            Sign(digest="00" * 32),
            {"/digest": "digest"},
        ),
        (
            ApplicationState.FORM_OK,
            ApplicationRelation.AGENCY_REVIEWER,
            Approve(fields=("phone",)),
            {"/fields": "unknown"},
        ),
        (
            ApplicationState.FORM_OK,
            ApplicationRelation.AGENCY_REVIEWER,
            Approve(use_until=UNTIL + timedelta(days=1)),
            {"/use_until": "too_late"},
        ),
        (
            ApplicationState.FORM_OK,
            ApplicationRelation.AGENCY_REVIEWER,
            Approve(use_until=TODAY),
            {"/use_until": "past"},
        ),
        (
            ApplicationState.FORM_OK,
            ApplicationRelation.AGENCY_REVIEWER,
            Approve(masks={"phone": "phone"}),
            {"/masks": "unknown"},
        ),
        (
            ApplicationState.FORM_OK,
            ApplicationRelation.AGENCY_REVIEWER,
            Approve(row_filter=({"field": "nowhere", "operator": "eq", "value": 1}, {"field": "city"})),
            {"/row_filter/0/field": "unknown", "/row_filter/1": "shape"},
        ),
    ],
)
def test_what_a_command_carries_is_checked(
    state: ApplicationState, relation: ApplicationRelation, command: Payload, expected: dict[str, str]
) -> None:
    assert problems_of(case(state, relation), command) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"purpose": ""}, {"/purpose": "required"}),
        ({"purpose": "太短"}, {"/purpose": "too_short"}),
        ({"purpose": "长" * 201}, {"/purpose": "too_long"}),
        ({"fields": ()}, {"/fields": "required"}),
        ({"fields": ("phone",)}, {"/fields": "unknown"}),
        ({"fields": ("name", "name")}, {"/fields": "duplicate"}),
        ({"use_until": TODAY}, {"/use_until": "past"}),
        ({"use_until": date.min}, {"/use_until": "past"}),
        ({"use_until": date.max}, {"/use_until": "too_late"}),
        ({"mode": "copy"}, {"/mode": "unknown"}),
        ({"answers": {"surprise": "x"}}, {"/answers": "unknown"}),
        ({"answers": {QUESTIONS[0]: "长" * 501}}, {f"/answers/{QUESTIONS[0]}": "too_long"}),
    ],
)
@pytest.mark.parametrize(("kind", "state"), [(Submit, ApplicationState.NEW), (Resubmit, ApplicationState.RETURNED)])
def test_every_field_of_the_form_is_checked(
    kind: type[Submit | Resubmit], state: ApplicationState, changes: dict[str, object], expected: dict[str, str]
) -> None:
    form = {"purpose": PURPOSE, "fields": ("name",), "use_until": UNTIL} | changes
    assert problems_of(case(state, ApplicationRelation.APPLICANT), kind.model_validate(form)) == expected


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (Return, {"reason": "a\x00b"}),
        (Return, {"reason": "x" * 2001}),
        (Return, {}),
        (Reject, {"reason": "不同意"}),
        (Submit, {"purpose": "研究福建省企业的\x1b地区分布", "fields": ["name"], "use_until": UNTIL}),
        (Submit, {"purpose": PURPOSE, "fields": ["x" * 101], "use_until": UNTIL}),
        (Approve, {"quota": 0}),
        (Approve, {"quota": QUOTA_LIMIT + 1}),
        (Approve, {"masks": {"name": "x" * 61}}),
        (Approve, {"row_filter": [{}] * 21}),
        (Sign, {"digest": "0" * 65}),
    ],
)
def test_a_body_holds_no_more_than_it_may(kind: type[Payload], content: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        kind.model_validate(content)


def test_an_applicant_without_a_confirmed_name_is_told_so() -> None:
    with pytest.raises(Forbidden) as caught:
        decide(
            case(ApplicationState.NEW, ApplicationRelation.APPLICANT, real_name=False),
            GOOD[ApplicationCommand.SUBMIT],
            LIMITS,
            TODAY,
        )
    assert "实名" in CHINESE.say(caught.value.detail)


@pytest.mark.parametrize("offer", [None, Offer(on_request=False, open_fields=("name",), all_fields=("name",))])
@pytest.mark.parametrize(
    ("state", "relation", "name"),
    [
        (ApplicationState.NEW, ApplicationRelation.APPLICANT, ApplicationCommand.SUBMIT),
        (ApplicationState.RETURNED, ApplicationRelation.APPLICANT, ApplicationCommand.RESUBMIT),
        (ApplicationState.FORM_OK, ApplicationRelation.AGENCY_REVIEWER, ApplicationCommand.APPROVE),
        (ApplicationState.AGREEMENT_PENDING, ApplicationRelation.APPLICANT, ApplicationCommand.SIGN),
    ],
)
def test_only_what_is_open_on_request_leads_to_a_grant(
    offer: Offer | None, state: ApplicationState, relation: ApplicationRelation, name: ApplicationCommand
) -> None:
    with pytest.raises(Conflict):
        decide(case(state, relation, offer=offer), GOOD[name], LIMITS, TODAY)


def test_a_field_closed_since_the_approval_is_not_signed_for() -> None:
    narrowed = Offer(on_request=True, open_fields=("name",), all_fields=("name", "city"))
    found = problems_of(
        case(ApplicationState.AGREEMENT_PENDING, ApplicationRelation.APPLICANT, offer=narrowed), Sign(digest=DIGEST)
    )
    assert found == {"/digest": "unknown"}


def test_the_second_of_two_reviewers_is_told_the_state() -> None:
    after_the_first = decide(
        case(ApplicationState.FORM_OK, ApplicationRelation.AGENCY_REVIEWER),
        GOOD[ApplicationCommand.APPROVE],
        LIMITS,
        TODAY,
    )
    with pytest.raises(Conflict) as caught:
        decide(
            case(after_the_first, ApplicationRelation.AGENCY_REVIEWER), GOOD[ApplicationCommand.REJECT], LIMITS, TODAY
        )
    assert caught.value.state == WORKFLOW.wording.state(ApplicationState.AGREEMENT_PENDING)
    assert caught.value.allowed == (WORKFLOW.wording.command(ApplicationCommand.REVOKE),)


class ApplicationLife(RuleBasedStateMachine):
    """Any commands by anybody in any order: the way is always one of the table, and grants come only by all hands."""

    def __init__(self) -> None:
        super().__init__()
        self.state = ApplicationState.NEW
        self.passed: list[ApplicationCommand] = []

    @initialize()
    def start(self) -> None:
        self.state = ApplicationState.NEW

    @rule(
        name=st.sampled_from(ApplicationCommand),
        relations=st.frozensets(st.sampled_from(ApplicationRelation), max_size=3),
    )
    def command(self, name: ApplicationCommand, relations: frozenset[ApplicationRelation]) -> None:
        before, found = self.state, case(self.state, *relations)
        try:
            self.state = decide(found, GOOD[name], LIMITS, TODAY)
        except CatalogError:
            assert self.state is before
            assert name not in WORKFLOW.allowed(before, found.party)
        else:
            self.passed.append(name)

    @rule()
    def proper_step(self) -> None:
        steps = [(move.relation, move.command) for move in WORKFLOW.moves if move.state is self.state]
        if steps:
            relation, name = steps[len(self.passed) % len(steps)]
            self.state = decide(case(self.state, relation), GOOD[name], LIMITS, TODAY)
            self.passed.append(name)

    @invariant()
    def a_grant_needs_every_hand_in_order(self) -> None:
        if self.state is ApplicationState.ACTIVE:
            assert self.passed[-3:] == [
                ApplicationCommand.CHECK_FORM,
                ApplicationCommand.APPROVE,
                ApplicationCommand.SIGN,
            ]
            assert self.passed[0] is ApplicationCommand.SUBMIT

    @invariant()
    def an_end_stays_an_end(self) -> None:
        ends = {ApplicationCommand.REJECT, ApplicationCommand.REVOKE, ApplicationCommand.CANCEL}
        assert not ends & set(self.passed[:-1])


ApplicationLife.TestCase.settings = settings(max_examples=60, stateful_step_count=25)
TestApplicationLife = ApplicationLife.TestCase
