"""Reading limits: typed, complete with what they rest on, and true before the loader has run."""

import pytest
from sqlalchemy import delete

from catalog.base import WriteSession
from catalog.parameters import queries, service, shipped
from catalog.parameters.models import Holiday, Parameter


@pytest.fixture
async def bare(session: WriteSession) -> WriteSession:
    await session.execute(delete(Parameter))
    await session.execute(delete(Holiday))
    return session


async def test_limits_hold_before_anything_was_loaded(bare: WriteSession) -> None:
    assert await queries.integer(bare, "access.report_months") == 6
    assert await queries.limits(bare) == []


async def test_an_operators_value_is_what_is_read(session: WriteSession) -> None:
    await service.load(session)
    (await session.get_one(Parameter, "access.report_months")).value = 3
    assert await queries.integer(session, "access.report_months") == 3


async def test_a_parameter_that_no_release_knows_is_a_mistake_of_the_caller(session: WriteSession) -> None:
    with pytest.raises(KeyError, match=r"access\.unheard"):
        await queries.integer(session, "access.unheard")


@pytest.mark.parametrize("wrong", ["6", True, 1.5, None, []])
async def test_a_value_of_another_type_is_refused_and_named(session: WriteSession, wrong: object) -> None:
    await service.load(session)
    (await session.get_one(Parameter, "access.report_months")).value = wrong
    with pytest.raises(TypeError, match=r"access\.report_months"):
        await queries.integer(session, "access.report_months")


async def test_texts_and_flags_are_typed_too(session: WriteSession) -> None:
    await service.load(session)
    session.add(Parameter(key="portal.note", value="说明", unit="", label="说明", source="系统管理员录入"))
    session.add(Parameter(key="portal.shown", value=True, unit="", label="显示", source="系统管理员录入"))
    assert await queries.text(session, "portal.note") == "说明"
    assert await queries.flag(session, "portal.shown")
    with pytest.raises(TypeError):
        await queries.text(session, "portal.shown")
    with pytest.raises(TypeError):
        await queries.flag(session, "portal.note")


async def test_every_limit_says_what_it_rests_on(session: WriteSession) -> None:
    await service.load(session)
    limits = {limit.key: limit for limit in await queries.limits(session)}
    assert limits.keys() == shipped.parameters().keys()
    assert all(limit.unit and limit.label and limit.source for limit in limits.values())
    unconfirmed = {key for key, limit in limits.items() if not limit.confirmed}
    assert {"access.formal_check_days", "access.agency_review_days", "access.provision_days"} <= unconfirmed
    assert limits["access.formal_check_days"].value == 5
    assert "山东" in limits["access.formal_check_days"].source
    assert limits["access.agency_review_days"].value == 10


async def test_the_calendar_knows_the_years_it_was_given(bare: WriteSession) -> None:
    assert (await queries.calendar(bare)).years == frozenset()
    await service.load(bare)
    assert (await queries.calendar(bare)).years == {2025, 2026}
