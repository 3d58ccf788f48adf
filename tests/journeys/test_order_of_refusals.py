"""Rights come before content, for every command, in every state, for every role: made from the tables.

A body that names what no command knows is looked at only of whoever may give the command now: whoever may not see the
object is told that it is missing, and whoever may not give the command that they may not, or that they are late. What
is no JSON at all nobody can look at: it is refused of everybody alike, which tells nothing of the object.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from catalog.access.workflow import WORKFLOW, ApplicationRelation, ApplicationState
from catalog.acting.actor import Role
from catalog.acting.permissions import ROLE_PERMISSIONS, TOKEN_SCOPES
from catalog.datasets.lifecycle import LIFECYCLE, DatasetRelation, DatasetState
from catalog.errors import CatalogError, Conflict, Forbidden
from catalog.workflow.table import Party, Workflow
from tests.factories.datasets import CSV, open_metadata
from tests.factories.people import ROLES
from tests.journeys.conftest import Platform, register
from tests.journeys.problems import pointers, problem
from tests.journeys.restricted import APPLICATIONS, Restricted, restricted

DATASETS = "/api/v1/datasets"
WRONG = {"surprise": 1}
JSON = {"Content-Type": "application/json"}
STATUSES: dict[type[CatalogError], int] = {Forbidden: 403, Conflict: 409}
WORKERS = {
    "cataloguer": DatasetRelation.CATALOGUER,
    "reviewer": DatasetRelation.REVIEWER,
    "second-reviewer": DatasetRelation.REVIEWER,
    "data-admin": DatasetRelation.AUTHORITY,
    "second-data-admin": DatasetRelation.AUTHORITY,
}
"""Who stands how to a dataset of the agency; nobody else sees its working copy."""
PARTIES = {
    "user": ApplicationRelation.APPLICANT,
    "data-admin": ApplicationRelation.DATA_ADMIN,
    "second-data-admin": ApplicationRelation.DATA_ADMIN,
    "reviewer": ApplicationRelation.AGENCY_REVIEWER,
    "second-reviewer": ApplicationRelation.AGENCY_REVIEWER,
    "operator": ApplicationRelation.OPERATOR,
    "auditor": None,
}
"""Who stands how to the application of ``user``; the auditor sees it, nobody else does."""


def expected(workflow: Workflow[Any, Any, Any], name: Any, state: Any, party: Party[Any]) -> int:
    """The status that the table gives; 422 where the command may be given."""
    try:
        workflow.permitted(name, state, party)
    except (Forbidden, Conflict) as refused:
        return STATUSES[type(refused)]
    return 422


async def ask_everybody(
    callers: dict[str, httpx.AsyncClient],
    workflow: Workflow[Any, Any, Any],
    address: str,
    state: Any,
    party_of: Callable[[str], Party[Any] | None],
) -> list[int]:
    """Give every command with a wrong body as everybody; answers the statuses."""
    told = []
    for command in workflow.commands:
        if not command.addressed:
            continue
        for name, caller in callers.items():
            party = party_of(name)
            status = 404 if party is None else expected(workflow, command.name, state, party)
            answer = await caller.post(f"{address}/commands/{command.name}", json=WRONG)
            assert answer.status_code == status, (state, command.name, name, answer.text)
            if status == 422:
                assert "/surprise" in pointers(answer)
            told.append(status)
        for caller in (callers["reviewer"], callers["second-user"]):
            problem(await caller.post(f"{address}/commands/{command.name}", content=b"{", headers=JSON), 400)
    return told


def scopes(name: str) -> frozenset[str]:
    """What a token of the account can do at most."""
    return (ROLE_PERMISSIONS[ROLES[name][0]] | ROLE_PERMISSIONS[Role.USER]) & TOKEN_SCOPES


async def everybody(platform: Platform) -> dict[str, httpx.AsyncClient]:
    """A caller for every account."""
    return {name: await platform.by_token(name) for name in ROLES}


async def test_of_datasets(stage: Platform) -> None:
    callers = await everybody(stage)
    identity = await register(stage, open_metadata(), CSV)
    address, told = f"{DATASETS}/{identity}", list[int]()

    def party_of(name: str) -> Party[DatasetRelation] | None:
        relation = WORKERS.get(name)
        return Party(frozenset({relation}), name == "cataloguer", scopes(name)) if relation else None

    async def go(name: str, command: str, **content: str) -> None:
        done = await callers[name].post(f"{address}/commands/{command}", json=content)
        assert done.status_code == 200, done.text

    steps: tuple[tuple[DatasetState, Callable[[], Awaitable[None]] | None], ...] = (
        (DatasetState.DRAFT, lambda: go("cataloguer", "submit")),
        (DatasetState.SUBMITTED, lambda: go("reviewer", "return", reason="请补充来源")),
        (DatasetState.RETURNED, lambda: go("cataloguer", "submit")),
        (DatasetState.SUBMITTED, lambda: go("reviewer", "approve")),
        (DatasetState.APPROVED, lambda: go("data-admin", "publish")),
        (DatasetState.PUBLISHED, lambda: go("data-admin", "withdraw", reason="数据有误")),
        (DatasetState.WITHDRAWN, None),
    )
    for state, step in steps:
        told += await ask_everybody(callers, LIFECYCLE, address, state, party_of)
        if step:
            await step()
    assert set(told) == {403, 404, 409, 422}
    assert {state for state, _ in steps} == set(DatasetState)


async def test_of_applications(stage: Platform) -> None:
    callers = await everybody(stage)
    data = await restricted(stage)
    told = list[int]()

    def party_of(name: str) -> Party[ApplicationRelation] | None:
        if name not in PARTIES:
            return None
        relation = PARTIES[name]
        return Party(frozenset({relation}) if relation else frozenset(), name == "user", scopes(name))

    for way in ways(data):
        application = await data.applied(by="user")
        for state, by, command, content in way:
            told += await ask_everybody(callers, WORKFLOW, f"{APPLICATIONS}/{application}", state, party_of)
            if command:
                shown = (await callers["user"].get(f"{APPLICATIONS}/{application}")).json()
                signed = {"digest": shown["agreement"]["digest"]} if command == "sign" else {}
                done = await data.command(application, by, command, **content, **signed)
                assert done.status_code == 200, done.text
    assert set(told) == {403, 404, 409, 422}
    visited = {state for way in ways(data) for state, *_ in way}
    assert visited == set(ApplicationState) - {ApplicationState.NEW}


Way = tuple[tuple[ApplicationState, str, str, dict[str, Any]], ...]


def ways(data: Restricted) -> tuple[Way, ...]:
    """Three lives of an application that together see every state: the state, who acts next, how."""
    state = ApplicationState
    form = {key: value for key, value in data.form().items() if key != "dataset"}
    why = {"reason": "用途不属于统计分析的范围", "basis": "暂行办法第十条"}
    return (
        (
            (state.SUBMITTED, "data-admin", "return", {"reason": "请补充数据存放地点"}),
            (state.RETURNED, "user", "resubmit", form),
            (state.SUBMITTED, "data-admin", "check_form", {}),
            (state.FORM_OK, "reviewer", "approve", {}),
            (state.AGREEMENT_PENDING, "user", "sign", {}),
            (state.ACTIVE, "reviewer", "revoke", {"reason": "用途不符"}),
            (state.REVOKED, "", "", {}),
        ),
        (
            (state.SUBMITTED, "data-admin", "check_form", {}),
            (state.FORM_OK, "reviewer", "reject", why),
            (state.REJECTED, "", "", {}),
        ),
        ((state.SUBMITTED, "user", "cancel", {}), (state.CANCELLED, "", "", {})),
    )


async def test_of_what_is_edited_registered_and_proposed(stage: Platform) -> None:
    callers = await everybody(stage)
    identity = await register(stage, open_metadata(), CSV)
    draft = f"{DATASETS}/{identity}"
    for name, caller in callers.items():
        status = 404 if name not in WORKERS else 422 if name == "cataloguer" else 403
        for method in ("PUT", "PATCH"):
            answer = await caller.request(method, draft, json=WRONG, headers={"If-Match": '"v1"'})
            problem(answer, status)
        status = 422 if name == "operator" else 403
        for address in (
            "/api/v1/organizations",
            "/api/v1/search/synonyms",
            f"/api/v1/accounts/{stage.people.accounts['user']}/memberships",
        ):
            problem(await caller.post(address, json=WRONG), status)
        problem(await caller.post(APPLICATIONS, json=WRONG), 403 if name in {"unconfirmed", "operator"} else 422)


async def test_a_command_of_another_workflow_or_of_none_leads_nowhere(stage: Platform) -> None:
    caller = await stage.by_token("cataloguer")
    identity = await register(stage, open_metadata(), CSV)
    for command in ("edit", "sign", "destroy", "SUBMIT"):
        problem(await caller.post(f"{DATASETS}/{identity}/commands/{command}", json={}), 404)
    for command in ("submit", "publish", "destroy"):
        problem(await caller.post(f"{APPLICATIONS}/{identity}/commands/{command}", json={}), 404)


async def test_whoever_registers_nothing_is_told_so_before_the_body_is_looked_at(stage: Platform) -> None:
    for name in ROLES:
        answer = await (await stage.by_token(name)).post(DATASETS, json=WRONG)
        assert answer.status_code == (422 if "cataloguer" in name else 403), (name, answer.text)
    problem(await stage.client().post(DATASETS, json=WRONG), 401)
