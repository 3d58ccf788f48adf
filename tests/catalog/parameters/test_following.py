"""Rows follow the releases until an operator changes them, on a real database."""

from datetime import date
from types import MappingProxyType

import pytest

from catalog.base import WriteSession
from catalog.parameters import queries, service, shipped
from catalog.parameters.following import follow
from catalog.parameters.models import Holiday, Parameter

KEY = "access.formal_check_days"
LAST_DAY = date(2026, 10, 10)


@pytest.fixture
async def loaded(session: WriteSession) -> WriteSession:
    await service.load(session)
    return session


async def test_a_second_run_writes_nothing(loaded: WriteSession) -> None:
    assert await service.load(loaded) == 0
    assert (await queries.stored_parameters(loaded)).keys() == shipped.parameters().keys()
    assert (await queries.stored_days(loaded)).keys() == shipped.days().keys()


async def test_a_value_that_an_operator_changed_is_kept(loaded: WriteSession) -> None:
    row = await loaded.get_one(Parameter, KEY)
    row.value = 3
    assert await service.load(loaded) == 0
    assert await queries.integer(loaded, KEY) == 3


async def test_a_source_that_an_operator_confirmed_is_kept(loaded: WriteSession) -> None:
    row = await loaded.get_one(Parameter, KEY)
    row.article, row.confirmed = "第十二条", True
    assert await service.load(loaded) == 0
    limit = {limit.key: limit for limit in await queries.limits(loaded)}[KEY]
    assert (limit.value, limit.article, limit.confirmed) == (5, "第十二条", True)


async def test_a_row_that_nobody_changed_follows_the_next_release(loaded: WriteSession) -> None:
    release = {KEY: MappingProxyType({**shipped.parameters()[KEY], "value": 7})}
    stored = await queries.stored_parameters(loaded)
    assert follow(loaded, stored, release, lambda key: Parameter(key=key)) == 1
    await loaded.flush()
    assert await queries.integer(loaded, KEY) == 7


async def test_an_edited_row_stays_the_operators_when_a_release_says_the_same(loaded: WriteSession) -> None:
    row = await loaded.get_one(Parameter, KEY)
    row.value = 7
    for value in (7, 9):
        release = {KEY: MappingProxyType({**shipped.parameters()[KEY], "value": value})}
        assert follow(loaded, {KEY: row}, release, lambda key: Parameter(key=key)) == 0
    assert row.value == 7


async def test_a_missing_row_is_put_back(loaded: WriteSession) -> None:
    await loaded.delete(await loaded.get_one(Parameter, KEY))
    await loaded.delete(await loaded.get_one(Holiday, LAST_DAY))
    await loaded.flush()
    assert await service.load(loaded) == 2
    assert (await loaded.get_one(Holiday, LAST_DAY)).kind == "workday"


async def test_days_that_an_operator_entered_or_changed_are_kept(loaded: WriteSession) -> None:
    changed = await loaded.get_one(Holiday, LAST_DAY)
    changed.kind = "holiday"
    entered = Holiday(day=date(2027, 1, 1), kind="holiday", name="元旦", source="系统管理员录入")
    loaded.add(entered)
    await loaded.flush()
    assert await service.load(loaded) == 0
    assert changed.kind == "holiday"
    assert entered.edited
    assert (await queries.calendar(loaded)).add(date(2026, 12, 31), 1).day == date(2027, 1, 4)
