"""An applicant and an operator; and the tables of other slices that those of identity refer to."""

from datetime import datetime

import pytest

import app.tables  # noqa: F401  # the mapper must know organizations and grants, to which foreign keys point
from catalog.acting.actor import Person
from catalog.base import WriteSession
from catalog.identity.models import Account
from tests.factories import identity


@pytest.fixture
async def account(session: WriteSession, now: datetime) -> Account:
    return await identity.registered(session, now)


@pytest.fixture
async def operator(session: WriteSession, now: datetime) -> Person:
    return await identity.operator(session, now)
