"""The way of an application through a real database: every hand, every refusal, every trace."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.words.language import CHINESE
from catalog.access import agreements, queries, service
from catalog.access.grants import live_grant
from catalog.access.models import Application, Grant
from catalog.access.service import Outcome
from catalog.access.workflow import (
    WORKFLOW,
    ApplicationCommand,
    ApplicationState,
    Approve,
    Cancel,
    CheckForm,
    Mode,
    Reject,
    Resubmit,
    Return,
    Revoke,
    Sign,
    Submit,
)
from catalog.acting.act import Act
from catalog.acting.actor import Anonymous, Person
from catalog.acting.permissions import Permission
from catalog.audit.models import AuditEntry
from catalog.base import WriteSession
from catalog.errors import AccessRequired, Conflict, Duplicate, Forbidden, Invalid, Missing, Stale, Unauthenticated
from catalog.events import GrantIssued, GrantRevoked, collected
from catalog.parameters import queries as parameters
from catalog.parameters.models import Parameter
from catalog.workflow.commands import Payload
from tests.factories.access import PLATFORM, World, build, token
from tests.factories.acting import act

PURPOSE = "研究福建省企业的地区分布与行业结构"


@pytest.fixture
async def world(session: WriteSession, now: datetime) -> World:
    return await build(session, now)


def form(world: World, **changes: Any) -> Submit:
    values = {
        "purpose": PURPOSE,
        "fields": ("name", "city", "capital"),
        "use_until": world.now.date() + timedelta(days=90),
    }
    return Submit.model_validate(values | changes)


async def applied(world: World, **changes: Any) -> Application:
    made = await service.submit(world.session, world.act("applicant"), world.dataset.id, form(world, **changes))
    return made.application


async def give(
    world: World, application: Application, by: str | Act, command: Payload, version: int | None = None
) -> Outcome:
    done = world.act(by) if isinstance(by, str) else by
    return await service.handle(
        world.session, done, application.id, command, platform=PLATFORM, expected_version=version
    )


async def approved(world: World, **terms: Any) -> tuple[Application, str]:
    application = await applied(world)
    await give(world, application, "admin", CheckForm())
    outcome = await give(world, application, "reviewer", Approve(**terms))
    assert outcome.agreement is not None
    return application, outcome.agreement.digest


async def granted(world: World, **terms: Any) -> Outcome:
    application, digest = await approved(world, **terms)
    return await give(world, application, "applicant", Sign(digest=digest))


async def test_the_whole_way_leads_to_a_grant_with_a_token_and_leaves_every_trace(world: World) -> None:
    outcome = await granted(world, fields=("name", "city"), quota=7)
    application, grant, issued = outcome.application, outcome.grant, outcome.token
    assert application.state == ApplicationState.ACTIVE
    assert application.deadline is None
    assert grant is not None
    assert issued is not None
    assert (grant.fields, grant.quota, grant.holder_id) == (["name", "city"], 7, world["applicant"].account_id)
    assert grant.issued_by == world["reviewer"].account_id
    assert issued.token.grant_id == grant.id
    assert issued.token.expires_at <= grant.valid_until
    assert GrantIssued(grant.id) in collected(world.session)
    steps = await queries.timeline(world.session, world["applicant"], application.id)
    assert [s.event.command for s in steps] == [
        ApplicationCommand.SUBMIT,
        ApplicationCommand.CHECK_FORM,
        ApplicationCommand.APPROVE,
        ApplicationCommand.SIGN,
    ]
    assert [s.actor for s in steps] == ["applicant", "admin", "reviewer", "applicant"]
    entries = list(await world.session.scalars(select(AuditEntry).where(AuditEntry.object_id == str(application.id))))
    assert {e.action for e in entries} == {WORKFLOW.command(ApplicationCommand(s.event.command)).action for s in steps}
    assert all(application.number == e.basis_id for e in entries)
    assert (await live_grant(world.session, world.act("applicant"), world.dataset.id)).id == grant.id


async def test_deadlines_are_counted_in_working_days(world: World) -> None:
    # 2026-11-20 is a Friday; no holidays in the weeks after it
    application = await applied(world)
    assert application.deadline == date(2026, 11, 27)
    await give(world, application, "admin", CheckForm())
    assert application.deadline == date(2026, 12, 4)
    await give(world, application, "reviewer", Reject(reason="用途超出范围", basis="福建省大数据发展条例"))
    assert application.deadline is None


async def test_the_agreement_names_scope_purpose_term_and_its_digest_is_of_its_text(world: World) -> None:
    application, digest = await approved(world, fields=("city",))
    detail = await queries.detail(world.session, world["applicant"], application.id)
    assert detail.agreement is not None
    written = detail.agreement.text
    assert agreements.digest(written) == digest
    for part in (application.number, PURPOSE, "city项（city）", application.use_until.isoformat()):
        assert part in written
    assert "name项" not in written
    for article in ("禁止再识别", "禁止转供", "来源标注", "成果报告", "违约责任", "销毁", "争议解决"):
        assert article in written
    assert f"，{PLATFORM}”。" in written
    assert "在 24 小时内报告" in written


async def test_the_agreement_says_within_how_many_hours_a_leak_is_told_and_a_stored_one_keeps_its_text(
    world: World,
) -> None:
    application, digest = await approved(world)
    hours = Parameter(key="access.incident_report_hours", value=48, unit="小时", label="报告时限", source="系统管理员")
    await world.session.merge(hours)
    await world.session.flush()
    world.session.info.pop(parameters.VALUES)
    stored = (await queries.detail(world.session, world["applicant"], application.id)).agreement
    assert stored is not None
    assert "在 24 小时内报告" in stored.text
    assert agreements.digest(stored.text) == digest == stored.digest
    await give(world, application, "applicant", Cancel())
    later, _ = await approved(world)
    written = (await queries.detail(world.session, world["applicant"], later.id)).agreement
    assert written is not None
    assert "在 48 小时内报告" in written.text


async def test_returned_is_handed_in_again(world: World) -> None:
    application = await applied(world)
    await give(world, application, "admin", Return(reason="请补充用途"))
    assert application.state == ApplicationState.RETURNED
    until = world.now.date() + timedelta(days=30)
    again = Resubmit(purpose=PURPOSE + "，用于公开论文", fields=("city",), use_until=until, mode=Mode.DOWNLOAD)
    await give(world, application, "applicant", again)
    assert (application.state, application.fields, application.mode) == (
        ApplicationState.SUBMITTED,
        ["city"],
        "download",
    )
    assert application.purpose.endswith("公开论文")


async def test_the_form_comes_before_the_decision(world: World) -> None:
    application = await applied(world)
    with pytest.raises(Conflict):
        await give(world, application, "reviewer", Approve())
    with pytest.raises(Forbidden):
        await give(world, application, "reviewer", CheckForm())
    await give(world, application, "admin", CheckForm())
    with pytest.raises(Forbidden):
        await give(world, application, "admin", Approve())


async def test_rights_are_told_before_the_version_and_the_version_before_the_content(world: World) -> None:
    application = await applied(world)
    wrong = Return(reason="")
    for by, version, expected in (("reviewer", 99, Forbidden), ("admin", 99, Stale), ("admin", 1, Invalid)):
        with pytest.raises(expected):
            await give(world, application, by, wrong, version)


async def test_the_later_of_two_reviewers_is_told_the_state(world: World) -> None:
    application = await applied(world)
    await give(world, application, "admin", CheckForm())
    await give(world, application, "reviewer", Approve())
    with pytest.raises(Conflict) as caught:
        await give(world, application, "second_reviewer", Reject(reason="不同意", basis="条例"))
    assert caught.value.state == WORKFLOW.wording.state(ApplicationState.AGREEMENT_PENDING)


async def test_a_reviewer_never_decides_on_their_own_application(world: World) -> None:
    made = await service.submit(world.session, world.act("reviewer"), world.dataset.id, form(world))
    await give(world, made.application, "admin", CheckForm())
    with pytest.raises(Forbidden) as caught:
        await give(world, made.application, "reviewer", Approve())
    assert "本人" in CHINESE.say(caught.value.detail)
    await give(world, made.application, "second_reviewer", Approve())


async def test_a_second_open_application_is_refused_and_after_the_end_a_new_one_is_welcome(world: World) -> None:
    first = await applied(world)
    with pytest.raises(Duplicate) as caught:
        await applied(world)
    assert first.number in CHINESE.say(caught.value.detail)
    await give(world, first, "applicant", Cancel())
    assert (await applied(world)).id != first.id


async def test_the_database_refuses_what_two_submissions_at_once_would_make(world: World) -> None:
    await applied(world)
    twin = Application(
        number="SQD-TWIN",
        dataset_id=world.dataset.id,
        revision=1,
        applicant_id=world["applicant"].account_id,
        state=ApplicationState.SUBMITTED,
        purpose=PURPOSE,
        fields=[],
        mode="api",
        use_until=world.now.date(),
        answers={},
        terms={},
        created_at=world.now,
        updated_at=world.now,
    )
    with pytest.raises(Duplicate):
        await service._insert(world.session, twin)


async def test_only_what_is_open_on_request_can_be_applied_for(world: World) -> None:
    await world.reopen("GENERAL", closed=())
    with pytest.raises(Conflict):
        await applied(world)
    await world.withdraw()
    with pytest.raises(Missing):
        await applied(world)


async def test_an_unnamed_person_and_a_visitor_are_refused_each_with_its_reason(world: World) -> None:
    unnamed = Person(world["other"].account_id, "other", world["other"].posts, real_name=False)
    with pytest.raises(Forbidden) as caught:
        await service.submit(world.session, act(unnamed, world.now), world.dataset.id, form(world))
    assert "实名" in CHINESE.say(caught.value.detail)
    with pytest.raises(Unauthenticated):
        await service.submit(world.session, act(Anonymous(), world.now), world.dataset.id, form(world))


async def test_a_closed_field_cannot_be_applied_for(world: World) -> None:
    with pytest.raises(Invalid) as caught:
        await applied(world, fields=("name", "phone"))
    assert [p.pointer for p in caught.value.problems] == ["/fields"]


async def test_a_token_acts_only_within_its_scopes(world: World) -> None:
    application = await applied(world)
    await give(world, application, "admin", CheckForm())
    weak = token(world["reviewer"], Permission.CHECK_APPLICATIONS)
    with pytest.raises(Forbidden) as caught:
        await give(world, application, act(weak, world.now), Approve())
    assert caught.value.needs == (Permission.DECIDE_APPLICATIONS,)
    strong = token(world["reviewer"], Permission.DECIDE_APPLICATIONS)
    assert (await give(world, application, act(strong, world.now), Approve())).agreement


async def test_what_is_not_seen_is_missing_not_forbidden(world: World) -> None:
    application = await applied(world)
    for role in ("other", "foreign_reviewer", "cataloguer"):
        with pytest.raises(Missing):
            await give(world, application, role, Approve())


async def test_a_stale_version_is_refused(world: World) -> None:
    application = await applied(world)
    with pytest.raises(Stale):
        await give(world, application, "admin", CheckForm(), 99)


async def test_revocation_works_on_the_next_look_and_needs_a_reason(world: World) -> None:
    outcome = await granted(world)
    assert outcome.grant is not None
    collected(world.session)
    with pytest.raises(Invalid):
        await give(world, outcome.application, "reviewer", Revoke(reason=" "))
    await give(world, outcome.application, "reviewer", Revoke(reason="违反协议"))
    assert collected(world.session) == [GrantRevoked(outcome.grant.id)]
    with pytest.raises(AccessRequired) as caught:
        await live_grant(world.session, world.act("applicant"), world.dataset.id)
    assert caught.value.reason == "revoked"
    with pytest.raises(AccessRequired):
        await service.issue_grant_token(world.session, world.act("applicant"), outcome.grant.id)


async def test_a_grant_ends_with_its_last_day_in_china(world: World) -> None:
    outcome = await granted(world)
    assert outcome.grant is not None
    end = outcome.grant.valid_until
    last = act(world["applicant"], end - timedelta(microseconds=1))
    await live_grant(world.session, last, world.dataset.id)
    with pytest.raises(AccessRequired) as caught:
        await live_grant(world.session, act(world["applicant"], end), world.dataset.id)
    assert caught.value.reason == "expired"


async def test_only_the_holder_gets_another_token_and_it_never_outlives_the_grant(world: World) -> None:
    outcome = await granted(world, use_until=world.now.date() + timedelta(days=5))
    assert outcome.grant is not None
    issued = await service.issue_grant_token(world.session, world.act("applicant"), outcome.grant.id)
    assert issued.token.expires_at <= outcome.grant.valid_until
    for role in ("reviewer", "other"):
        with pytest.raises(Missing):
            await service.issue_grant_token(world.session, world.act(role), outcome.grant.id)


async def test_queues_show_what_waits_for_whom_the_most_urgent_first(world: World) -> None:
    application = await applied(world)

    async def queue(role: str) -> list[Any]:
        return [row.application.id for row in await queries.review_queue(world.session, world[role])]

    assert await queue("admin") == [application.id]
    assert await queue("reviewer") == []
    await give(world, application, "admin", CheckForm())
    assert await queue("admin") == []
    assert await queue("reviewer") == [application.id]
    assert await queries.waiting_count(world.session, world["reviewer"]) == 1
    assert await queue("foreign_reviewer") == []
    listed = await queries.mine(world.session, world["applicant"])
    assert [(row.application.id, row.title, row.organization.id) for row in listed] == [
        (application.id, "企业登记样例", world.agency.id)
    ]


async def test_the_history_can_only_grow(world: World) -> None:
    await applied(world)
    for statement in ("UPDATE application_events SET reason = 'x'", "DELETE FROM application_events"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with world.session.begin_nested():
                await world.session.execute(text(statement))


async def test_a_grant_of_somebody_else_is_not_listed(world: World) -> None:
    outcome = await granted(world)
    assert outcome.grant is not None
    assert [g.id for g in await queries.grants(world.session, world["applicant"])] == [outcome.grant.id]
    assert await queries.grants(world.session, world["other"]) == []
    found = await world.session.get(Grant, outcome.grant.id)
    assert found is not None
    with pytest.raises(Missing):
        await queries.grant(world.session, world["other"], outcome.grant.id)
