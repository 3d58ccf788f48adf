"""The record in a real database: written with the act, sealed after it, kept by the database."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

import app.tables  # noqa: F401  # the mapper must know every table to which foreign keys point
from app.adapters import jobs
from app.database import Database, make_engine
from app.settings import Settings
from app.worker.handlers import audit as handler
from catalog.acting.actor import Actor, Anonymous, Machine, Person, Platform, Post, Role
from catalog.acting.permissions import Permission
from catalog.audit import checkpoints, queries, seals, verification
from catalog.audit.actions import Action
from catalog.audit.entry import Basis, BasisType, Target
from catalog.audit.models import AuditEntry, AuditPending, AuditSeal
from catalog.audit.queries import EntryFilter
from catalog.audit.service import record
from catalog.audit.verification import Fault, Verification
from catalog.base import WriteSession
from tests.factories.acting import act
from tests.plugins.database import TestClock
from tests.plugins.stack import Databases

KEY = bytes(range(32))
PERSON = Person(uuid4(), "申请人", frozenset({Post(Role.USER, None)}))
OTHER = Person(uuid4(), "他人", frozenset({Post(Role.USER, None)}))
AUDITOR = Person(uuid4(), "审计", frozenset({Post(Role.AUDITOR, None)}))
OPERATOR = Person(uuid4(), "管理员", frozenset({Post(Role.OPERATOR, None)}))
TARGET, BASIS = Target("dataset", "d-1"), Basis(BasisType.GRANT, "SQS-1")


async def write(
    session: WriteSession,
    at: datetime,
    actor: Actor = PERSON,
    *,
    address: str = "127.0.0.1",
    target: Target = TARGET,
    basis: Basis = BASIS,
    **changes: Any,
) -> AuditEntry:
    values: dict[str, Any] = {"fields": ("name", "城市"), "rows": 10, "detail": {"form": "csv", "分": 1.5}} | changes
    done = act(actor, at, "r", address)
    return await session.get_one(AuditEntry, await record(session, done, Action.ROWS_READ, target, basis, **values))


async def test_an_entry_says_who_what_on_which_basis(session: WriteSession, now: datetime) -> None:
    machine = Machine(uuid4(), PERSON, frozenset())
    entry = await write(session, now, machine, target=Target("dataset", "d-1", 3), bytes=7)
    found = await session.scalar(
        select(AuditEntry).where(AuditEntry.id == entry.id).execution_options(populate_existing=True)
    )
    assert found is not None
    assert (found.actor_type, found.actor_id, found.token_id) == (
        "machine",
        str(PERSON.account_id),
        str(machine.token_id),
    )
    assert (found.ip, found.object_version, found.rows, found.bytes, found.result) == ("127.0.0.1", "3", 10, 7, "ok")
    assert (found.basis_type, found.basis_id, found.fields) == ("授权", "SQS-1", ["name", "城市"])
    assert (found.request_id, found.at) == ("r", now)
    platform = await write(session, now, Platform(), address="")
    assert (platform.actor_type, platform.actor_id, platform.ip) == ("system", "system", "")
    visitor = await write(session, now, Anonymous(), address="192.0.2.1")
    assert (visitor.actor_type, visitor.actor_id, visitor.ip) == ("anonymous", "", "192.0.2.1")


async def test_the_database_itself_refuses_an_empty_basis(session: WriteSession, now: datetime) -> None:
    entry = await write(session, now)
    columns = {c.key: getattr(entry, c.key) for c in AuditEntry.__table__.columns}
    with pytest.raises(DBAPIError, match="basis_id_given"):
        async with session.begin_nested():
            session.add(AuditEntry(**(columns | {"id": uuid4(), "basis_id": ""})))


async def test_entries_are_sealed_in_the_order_of_their_time_without_gaps(session: WriteSession, now: datetime) -> None:
    start = await queries.head(session)
    base = start.sequence if start else 0
    late = await write(session, now + timedelta(seconds=2))
    early = await write(session, now)
    assert await queries.oldest_unsealed(session) == now
    assert await seals.seal_pending(session, now) == 2
    assert await queries.oldest_unsealed(session) is None
    rows = await queries.sealed(session, first=base + 1, last=base + 10, size=10)
    assert [(s.sequence, s.entry_id) for s, _ in rows] == [(base + 1, early.id), (base + 2, late.id)]
    assert await seals.seal_pending(session, now) == 0


async def test_small_batches_make_the_same_chain(session: WriteSession, now: datetime) -> None:
    for second in range(5):
        await write(session, now + timedelta(seconds=second))
    assert [await seals.seal_pending(session, now, size=2) for _ in range(4)] == [2, 2, 1, 0]
    assert (await verification.verify(session, now)).ok


async def test_people_see_their_own_acts_and_overseers_every_one(session: WriteSession, now: datetime) -> None:
    entries = [
        await write(session, now, actor)
        for actor in (PERSON, OTHER, Anonymous(), Platform(), Machine(uuid4(), PERSON, frozenset()))
    ]
    callers: list[Actor] = [
        Anonymous(),
        Platform(),
        PERSON,
        OTHER,
        AUDITOR,
        OPERATOR,
        Machine(uuid4(), PERSON, frozenset()),
        Machine(uuid4(), AUDITOR, frozenset()),
        Machine(uuid4(), AUDITOR, frozenset({Permission.READ_AUDIT})),
    ]
    overseers = [AUDITOR, OPERATOR, callers[-1]]
    own: dict[Actor, str] = {each: str(each.account_id) for each in (PERSON, OTHER)}
    counts = []
    for caller in callers:
        seen = {e.id for e in await queries.entries(session, caller, EntryFilter(object_id="d-1"))}
        assert seen == {e.id for e in entries if caller in overseers or e.actor_id == own.get(caller)}, caller
        counts.append(len(seen))
    assert counts == [0, 0, 2, 1, 5, 5, 0, 0, 5]


async def test_entries_are_found_by_object_grant_actor_and_page_by_page(session: WriteSession, now: datetime) -> None:
    made = [await write(session, now + timedelta(seconds=n // 2), target=Target("dataset", "d-2")) for n in range(7)]
    await write(session, now, basis=Basis(BasisType.GRANT, "SQS-2"))
    await write(session, now, OTHER)
    wanted = EntryFilter(object_type="dataset", object_id="d-2", grant="SQS-1", actor_id=str(PERSON.account_id))
    seen: list[AuditEntry] = []
    before = None
    while page := await queries.entries(session, AUDITOR, wanted, before=before, size=3):
        seen += page
        before = (page[-1].at, page[-1].id)
    assert [e.id for e in seen] == [e.id for e in sorted(made, key=lambda e: (e.at, e.id), reverse=True)]
    used = await queries.usage(session, BasisType.GRANT, "SQS-2", [Action.ROWS_READ])
    assert (used.reads, used.rows, used.last_at) == (1, 10, now)


@pytest.mark.parametrize("table", ["audit_entries", "audit_seals", "audit_checkpoints"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
async def test_the_role_of_the_web_may_only_insert(session: WriteSession, table: str, statement: str) -> None:
    column = "action" if table == "audit_entries" else "hash"
    with pytest.raises(DBAPIError, match="permission denied"):
        async with session.begin_nested():
            await session.execute(text(statement.format(table, column, column)))


@pytest.fixture
async def lasting(fresh_settings: Settings) -> AsyncIterator[Database]:
    made = Database(make_engine(fresh_settings.database_url.get_secret_value()), jobs.send)
    yield made
    await made.close()


@pytest.fixture
def as_owner(databases: Databases, fresh_settings: Settings) -> Callable[[str], Awaitable[None]]:
    """Runs SQL as the administrator of the database server, whom only the chain can hold to account."""
    name = make_url(fresh_settings.database_url.get_secret_value()).database
    address = make_url(databases.admin).set(database=name).render_as_string(hide_password=False)

    async def run(statement: str) -> None:
        async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
            await connection.execute(statement)

    return run


async def fill(database: Database, clock: TestClock, count: int = 6) -> None:
    async with database.unit_of_work() as session:
        for number in range(count):
            await write(session, clock.now() + timedelta(milliseconds=number), target=Target("dataset", f"d-{number}"))
    await handler.seal(database, clock)


async def walk(database: Database, clock: TestClock, **options: Any) -> Verification:
    async with database.reading() as session:
        return await verification.verify(session, clock.now(), **options)


async def test_a_true_record_verifies_and_its_export_can_be_checked_by_anyone(
    lasting: Database, clock: TestClock
) -> None:
    await fill(lasting, clock)
    assert await handler.checkpoint(lasting, clock, KEY) == 6
    assert await handler.checkpoint(lasting, clock, KEY) is None
    found = await walk(lasting, clock)
    assert (found.ok, found.checked, found.fault) == (True, 6, None)
    assert (await walk(lasting, clock, first=3, last=5)).checked == 3
    async with lasting.reading() as session:
        lines = [json.loads(line) async for line in verification.export(session)]
    previous = seals.GENESIS
    for line in lines:
        previous = seals.chain(previous, line["entry"])
        assert previous.hex() == line["hash"]
    assert previous.hex() == found.head


OFF = "ALTER TABLE {0} DISABLE TRIGGER USER; {1}; ALTER TABLE {0} ENABLE TRIGGER USER"
TAMPERED = {
    "entry changed": (
        "audit_entries",
        "UPDATE audit_entries SET rows = 1 WHERE id = (SELECT entry_id FROM audit_seals WHERE sequence = 3)",
        Fault.ENTRY_CHANGED,
        3,
    ),
    "entry gone": (
        "audit_entries",
        """SET session_replication_role = replica;
        DELETE FROM audit_entries WHERE id = (SELECT entry_id FROM audit_seals WHERE sequence = 3)""",
        Fault.ENTRY_MISSING,
        3,
    ),
    "hash changed": ("audit_seals", "UPDATE audit_seals SET hash = '\\x00' WHERE sequence = 3", Fault.ENTRY_CHANGED, 3),
    "link changed": (
        "audit_seals",
        "UPDATE audit_seals SET previous_hash = '\\x00' WHERE sequence = 3",
        Fault.SEAL_CHANGED,
        3,
    ),
    "seal gone": ("audit_seals", "DELETE FROM audit_seals WHERE sequence = 3", Fault.GAP, 3),
    "end cut off": ("audit_seals", "DELETE FROM audit_seals WHERE sequence > 4", Fault.CHAIN_SHORTENED, 6),
    "checkpoint changed": (
        "audit_checkpoints",
        "UPDATE audit_checkpoints SET hash = '\\x00'",
        Fault.CHECKPOINT_BROKEN,
        6,
    ),
}


@pytest.mark.parametrize("kind", TAMPERED)
async def test_whatever_the_keeper_of_the_database_changes_is_found(
    kind: str, lasting: Database, clock: TestClock, as_owner: Callable[[str], Awaitable[None]]
) -> None:
    table, statement, fault, sequence = TAMPERED[kind]
    await fill(lasting, clock)
    await handler.checkpoint(lasting, clock, KEY)
    await as_owner(OFF.format(table, statement))
    found = await walk(lasting, clock)
    assert (found.ok, found.fault, found.sequence) == (False, fault, sequence)
    assert found.reason


@pytest.mark.parametrize("table", ["audit_entries", "audit_seals", "audit_checkpoints"])
async def test_even_the_owner_is_refused_while_the_triggers_stand(
    table: str, lasting: Database, clock: TestClock, as_owner: Callable[[str], Awaitable[None]]
) -> None:
    await fill(lasting, clock)
    await handler.checkpoint(lasting, clock, KEY)
    for statement in (
        "DELETE FROM {}",
        "SET session_replication_role = replica; DELETE FROM {}",
        "TRUNCATE {} CASCADE",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only grows"):
            await as_owner(statement.format(table))


async def test_a_wrong_signer_of_checkpoints_is_found(lasting: Database, clock: TestClock) -> None:
    await fill(lasting, clock)
    await handler.checkpoint(lasting, clock, KEY)
    own = checkpoints.sign(KEY, 1, b"h", clock.now()).public_key
    assert (await walk(lasting, clock, public_key=own)).ok
    assert (await walk(lasting, clock, public_key=bytes(32))).fault is Fault.CHECKPOINT_BROKEN


async def test_an_entry_unsealed_for_a_minute_fails_even_when_the_queue_was_emptied(
    lasting: Database, clock: TestClock, as_owner: Callable[[str], Awaitable[None]]
) -> None:
    async with lasting.unit_of_work() as session:
        await write(session, clock.now())
    await as_owner("DELETE FROM audit_pending")
    clock.advance(seconds=60)
    assert (await walk(lasting, clock)).ok
    clock.advance(seconds=1)
    assert (await walk(lasting, clock)).fault is Fault.UNSEALED


async def test_of_two_sealers_one_seals_and_the_other_does_nothing(lasting: Database, clock: TestClock) -> None:
    async with lasting.unit_of_work() as session:
        await write(session, clock.now())
    async with lasting.unit_of_work() as first:
        assert await seals.seal_pending(first, clock.now()) == 1
        async with lasting.unit_of_work() as second:
            assert await seals.seal_pending(second, clock.now()) == 0
    async with lasting.reading() as session:
        assert await session.scalar(select(func.count()).select_from(AuditSeal)) == 1
        assert await session.scalar(select(func.count()).select_from(AuditPending)) == 0


async def test_a_rolled_back_act_leaves_neither_entry_nor_gap(lasting: Database, clock: TestClock) -> None:
    await fill(lasting, clock, 2)
    with pytest.raises(ZeroDivisionError):
        await _fail_after_writing(lasting, clock)
    await fill(lasting, clock, 1)
    assert (await walk(lasting, clock)).checked == 3


async def test_checkpoints_are_listed_newest_first(lasting: Database, clock: TestClock) -> None:
    for _ in range(3):
        await fill(lasting, clock, 2)
        await handler.checkpoint(lasting, clock, KEY)
    async with lasting.reading() as session:
        listed = await queries.checkpoints(session)
        assert [c.sequence for c in listed] == [6, 4, 2]
        assert [c.sequence for c in await queries.checkpoints(session, before=4)] == [2]
        assert all(checkpoints.verify(c) for c in listed)


async def _fail_after_writing(database: Database, clock: TestClock) -> None:
    async with database.unit_of_work() as session:
        await write(session, clock.now())
        raise ZeroDivisionError
