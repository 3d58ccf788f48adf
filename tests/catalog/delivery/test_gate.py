"""The gate with real database, store and table engine: what leaves, what does not, and what the record says of it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.adapters.ingest import ingest_blocking
from app.adapters.table_engine import DuckTableEngine
from app.container import store_of, tables_of
from app.settings import Settings
from catalog.access import service as access
from catalog.access.models import Grant
from catalog.access.queries import grant_usage
from catalog.access.service import Outcome
from catalog.access.workflow import Approve, CheckForm, Mode, Revoke, Sign, Submit
from catalog.acting.act import Act
from catalog.acting.actor import Actor, Anonymous
from catalog.acting.permissions import Permission
from catalog.audit.actions import Action
from catalog.audit.models import AuditEntry
from catalog.base import WriteSession, new_id
from catalog.datasets.models import FileVersion
from catalog.delivery import service, terms
from catalog.delivery.ranges import ByteRange, parse_range
from catalog.delivery.review import preview_for_review
from catalog.errors import (
    AccessRequired,
    BadQuery,
    Conflict,
    Forbidden,
    Invalid,
    Missing,
    RangeUnsatisfiable,
    TooLarge,
)
from catalog.messages import message
from catalog.tables.engine import parquet_key
from catalog.tables.export import csv_chunks
from catalog.tables.schema import ColumnType, Declared
from catalog.workflow.commands import Payload
from tests.factories.access import PLATFORM, World, build, token
from tests.factories.acting import act

CSV = (
    "name,city,phone,capital\n"
    "闽江公司,福州市,13800000001,100\n"
    "鹭岛公司,厦门市,13800000002,200\n"
    "刺桐公司,泉州市,13800000003,300\n"
)
PARTS = ("name", "city", "capital")
DATA = Permission.READ_GRANTED_DATA


@dataclass
class Bench:
    world: World
    engine: DuckTableEngine

    @property
    def session(self) -> WriteSession:
        return self.world.session

    def asked(self, actor: Actor, at: datetime | None = None, distribution: UUID | None = None) -> tuple[Act, UUID]:
        return act(actor, at or self.world.now, "r-9", "192.0.2.1"), distribution or self.world.distribution_id

    async def rows(self, actor: Actor, *parameters: tuple[str, str], **asked: Any) -> list[tuple[Any, ...]]:
        plan = await service.read_rows(self.session, self.engine, *self.asked(actor, **asked), parameters)
        return plan.page.rows

    async def grant(self, fields: tuple[str, ...] = ("name", "city"), *, mode: str = Mode.API, **terms: Any) -> Outcome:
        world, now = self.world, self.world.now
        until = now.date() + timedelta(days=30)
        form = Submit(purpose="研究福建省企业的地区分布与行业结构", fields=PARTS, use_until=until, mode=mode)
        made = await access.submit(self.session, world.act("applicant"), world.dataset.id, form)
        key = made.application.id
        await self.give("admin", key, CheckForm())
        approved = await self.give("reviewer", key, Approve(fields=fields, **terms))
        assert approved.agreement is not None
        return await self.give("applicant", key, Sign(digest=approved.agreement.digest))

    async def give(self, by: str, application: UUID, command: Payload) -> Outcome:
        return await access.handle(self.session, self.world.act(by), application, command, platform=PLATFORM)

    async def entries(self) -> list[AuditEntry]:
        query = (
            select(AuditEntry).where(AuditEntry.action.startswith("delivery:")).order_by(AuditEntry.at, AuditEntry.id)
        )
        return list(await self.session.scalars(query))


@pytest.fixture(scope="session")
async def stored(
    settings: Settings, object_store: None, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[DuckTableEngine, str]]:
    folder: Path = tmp_path_factory.mktemp("gate")
    (folder / "t.csv").write_text(CSV, "utf-8")
    declared = Declared({"phone": ColumnType.STRING})
    report = ingest_blocking(folder / "t.csv", folder / "t.parquet", declared)
    store = store_of(settings)
    key = parquet_key(report.sha256)
    await store.put_file(key, folder / "t.parquet", "application/vnd.apache.parquet")
    engine = tables_of(settings, store)
    await engine.start()
    yield engine, key
    await engine.close()


@pytest.fixture
async def bench(session: WriteSession, now: datetime, stored: tuple[DuckTableEngine, str]) -> Bench:
    engine, key = stored
    return Bench(await build(session, now, key), engine)


async def test_without_a_grant_nobody_reads_what_is_open_on_request(bench: Bench) -> None:
    callers: list[Actor] = [Anonymous(), *bench.world.people.values(), token(bench.world["applicant"], DATA)]
    for caller in callers:
        with pytest.raises(AccessRequired) as caught:
            await bench.rows(caller)
        assert caught.value.reason == "no-grant"
    assert await bench.entries() == []


async def test_a_grant_gives_its_fields_and_the_record_names_it(bench: Bench) -> None:
    outcome = await bench.grant()
    assert outcome.grant is not None
    assert outcome.token is not None
    machine = token(bench.world["applicant"], *outcome.token.token.scopes, grant_id=outcome.grant.id)
    assert await bench.rows(machine, ("city", "厦门市")) == [("鹭岛公司", "厦门市")]
    (entry,) = await bench.entries()
    assert (entry.basis_type, entry.basis_id) == ("授权", outcome.grant.number)
    assert (entry.action, entry.fields, entry.rows, entry.request_id) == (Action.ROWS_READ, ["name", "city"], 1, "r-9")
    assert (entry.actor_type, entry.token_id) == ("machine", str(machine.token_id))
    used = await grant_usage(bench.session, bench.world["applicant"], outcome.grant.id)
    assert (used.reads, used.rows) == (1, 1)


@pytest.mark.parametrize("parameter", [("select", "name,capital"), ("capital__gt", "1"), ("sort", "-capital")])
async def test_a_field_outside_the_grant_cannot_even_be_looked_at_sideways(
    bench: Bench, parameter: tuple[str, str]
) -> None:
    await bench.grant()
    with pytest.raises(AccessRequired) as caught:
        await bench.rows(bench.world["applicant"], parameter)
    assert caught.value.reason == "fields"
    assert await bench.entries() == []


async def test_row_filter_and_masks_of_the_grant_bind_every_read(bench: Bench) -> None:
    only_two = {"field": "capital", "operator": "gte", "value": 200}
    await bench.grant(row_filter=(only_two,), masks={"name": "name"})
    reader = bench.world["applicant"]
    assert await bench.rows(reader, ("sort", "city")) == [("鹭***", "厦门市"), ("刺***", "泉州市")]
    assert await bench.rows(reader, ("city", "福州市")) == []
    with pytest.raises(BadQuery):
        await bench.rows(reader, ("name__startswith", "鹭"))
    with pytest.raises(AccessRequired):
        await service.open_file(bench.session, *bench.asked(reader))


async def test_a_field_closed_after_the_grant_leaves_no_more(bench: Bench) -> None:
    await bench.grant()
    await bench.world.reopen("ON_REQUEST", closed=("phone", "city"))
    assert (await bench.rows(bench.world["applicant"]))[0] == ("闽江公司",)
    with pytest.raises(AccessRequired):
        await bench.rows(bench.world["applicant"], ("select", "city"))


async def test_terms_that_fit_no_more_stop_the_read_and_never_fall_away(bench: Bench) -> None:
    outcome = await bench.grant()
    assert outcome.grant is not None
    for wrong in ({"row_filter": [{"field": "gone", "operator": "eq", "value": 1}]}, {"masks": {"name": "unknown"}}):
        values: dict[str, Any] = {"row_filter": [], "masks": {}} | wrong
        await bench.session.execute(update(Grant).where(Grant.id == outcome.grant.id).values(**values))
        with pytest.raises(Conflict):
            await bench.rows(bench.world["applicant"])


async def test_revocation_and_end_work_on_the_next_call(bench: Bench) -> None:
    outcome = await bench.grant()
    assert outcome.grant is not None
    reader = bench.world["applicant"]
    with pytest.raises(AccessRequired) as caught:
        await bench.rows(reader, at=outcome.grant.valid_until)
    assert caught.value.reason == "expired"
    assert await bench.rows(reader)
    revoke = Revoke(reason="违反协议")
    await bench.give("admin", outcome.application.id, revoke)
    with pytest.raises(AccessRequired) as caught:
        await bench.rows(reader)
    assert caught.value.reason == "revoked"


async def test_the_calls_of_a_day_are_counted_and_come_back_the_next_day_in_china(bench: Bench) -> None:
    await bench.grant(quota=2)
    reader, now = bench.world["applicant"], bench.world.now
    assert await bench.rows(reader)
    assert await bench.rows(reader)
    with pytest.raises(AccessRequired) as caught:
        await bench.rows(reader)
    assert caught.value.reason == "quota"
    # 10:00 in China: thirteen hours later it is still the same day, fourteen hours later the next
    with pytest.raises(AccessRequired):
        await bench.rows(reader, at=now + timedelta(hours=13))
    assert await bench.rows(reader, at=now + timedelta(hours=14))


async def test_a_token_reads_only_within_its_scope_and_its_grant(bench: Bench) -> None:
    outcome = await bench.grant()
    assert outcome.grant is not None
    owner = bench.world["applicant"]
    with pytest.raises(Forbidden) as caught:
        await bench.rows(token(owner, Permission.SUBMIT_APPLICATIONS))
    assert caught.value.needs == (DATA,)
    with pytest.raises(Forbidden):
        await bench.rows(token(owner, DATA, grant_id=new_id()))
    with pytest.raises(AccessRequired):
        await bench.rows(token(bench.world["other"], DATA, grant_id=outcome.grant.id))
    elsewhere = await build(bench.session, bench.world.now)
    await elsewhere.reopen("GENERAL", closed=())
    bound = token(owner, DATA, grant_id=outcome.grant.id)
    with pytest.raises(Forbidden):
        await bench.rows(bound, distribution=elsewhere.distribution_id)


async def test_open_data_leave_to_everybody_with_the_catalogue_as_basis(bench: Bench) -> None:
    await bench.world.reopen("GENERAL", closed=())
    assert len(await bench.rows(Anonymous())) == 3
    plan = await service.open_file(bench.session, *bench.asked(Anonymous()), ByteRange(0, 99))
    assert (plan.start, plan.length, plan.size, plan.partial, plan.filename) == (0, 100, 1000, True, "enterprises.csv")
    rows, file = await bench.entries()
    assert {e.basis_type for e in (rows, file)} == {"目录公开"}
    assert rows.basis_id == f"{bench.world.dataset.code}@{bench.world.dataset.last_revision}"
    assert (rows.rows, file.bytes, rows.ip) == (3, 100, "192.0.2.1")


async def test_a_closed_item_of_open_data_stays_in(bench: Bench) -> None:
    await bench.world.reopen("GENERAL", closed=("phone",))
    assert (await bench.rows(Anonymous()))[0] == ("闽江公司", "福州市", 100)
    with pytest.raises(BadQuery) as caught:
        await bench.rows(Anonymous(), ("phone", "13800000001"))
    assert "phone" not in caught.value.known
    with pytest.raises(Forbidden):
        await service.open_file(bench.session, *bench.asked(Anonymous()))


@pytest.mark.parametrize("open_class", ["AUTHORISED", "SUBJECT_ONLY", "NONE"])
async def test_other_classes_give_out_nothing(bench: Bench, open_class: str) -> None:
    await bench.world.reopen(open_class)
    with pytest.raises(Forbidden):
        await bench.rows(bench.world["applicant"])
    with pytest.raises(Forbidden):
        await service.open_file(bench.session, *bench.asked(bench.world["applicant"]))


async def test_what_is_not_public_is_missing(bench: Bench) -> None:
    await bench.world.withdraw()
    for caller in (Anonymous(), bench.world["cataloguer"], bench.world["operator"]):
        with pytest.raises(Missing):
            await bench.rows(caller)
    with pytest.raises(Missing):
        await bench.rows(Anonymous(), distribution=new_id())


async def test_the_original_file_needs_a_grant_for_the_whole_and_for_download(bench: Bench) -> None:
    await bench.world.reopen("ON_REQUEST", closed=())
    await bench.grant(PARTS, mode=Mode.DOWNLOAD)
    with pytest.raises(AccessRequired):
        await service.open_file(bench.session, *bench.asked(bench.world["applicant"]))
    grants = update(Grant).where(Grant.dataset_id == bench.world.dataset.id)
    await bench.session.execute(grants.values(fields=["name", "city", "phone", "capital"]))
    plan = await service.open_file(bench.session, *bench.asked(bench.world["applicant"]))
    assert not plan.partial
    await bench.session.execute(grants.values(mode=Mode.API))
    with pytest.raises(AccessRequired):
        await service.open_file(bench.session, *bench.asked(bench.world["applicant"]))


async def test_an_export_is_counted_and_recorded_before_the_first_byte(bench: Bench) -> None:
    outcome = await bench.grant(("city", "capital"))
    assert outcome.grant is not None
    asked = bench.asked(bench.world["applicant"])
    plan = await service.prepare_export(bench.session, bench.engine, *asked, [("sort", "-capital")], "csv")
    (entry,) = await bench.entries()
    assert (entry.rows, entry.fields, entry.detail["form"]) == (3, ["city", "capital"], "csv")
    chunks = csv_chunks(plan.columns, plan.batches(bench.engine), bom=False, titles=False)
    text = b"".join([chunk async for chunk in chunks]).decode()
    assert text.splitlines() == ["city,capital", "泉州市,300", "厦门市,200", "福州市,100"]


@pytest.mark.parametrize("name", ["size", "cursor", "count"])
async def test_an_export_refuses_paging_by_name(bench: Bench, name: str) -> None:
    await bench.grant()
    asked = bench.asked(bench.world["applicant"])
    with pytest.raises(BadQuery) as caught:
        await service.prepare_export(bench.session, bench.engine, *asked, [(name, "1")], "csv")
    assert caught.value.parameter == name


async def test_an_export_beyond_the_limit_is_refused_by_name(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    await bench.grant()
    monkeypatch.setattr(service, "EXPORT_ROWS_MAX", 2)
    with pytest.raises(TooLarge) as caught:
        await service.prepare_export(bench.session, bench.engine, *bench.asked(bench.world["applicant"]), [], "csv")
    assert (caught.value.limit, caught.value.unit) == (2, message("unit.rows"))
    assert await bench.entries() == []


async def test_everybody_may_see_what_the_table_is_and_what_they_may_read(bench: Bench) -> None:
    facts = await service.describe_table(bench.session, *bench.asked(Anonymous()))
    assert (facts.schema.names, facts.rows, facts.readable) == (("name", "city", "phone", "capital"), 3, ())
    await bench.grant()
    assert (await service.describe_table(bench.session, *bench.asked(bench.world["applicant"]))).readable == (
        "name",
        "city",
    )
    assert await bench.entries() == []


async def test_terms_are_tried_on_the_table_before_the_approval(bench: Bench) -> None:
    dataset = bench.world.dataset.id
    good = Approve(row_filter=({"field": "capital", "operator": "gte", "value": 5},), masks={"name": "name"})
    await terms.check_terms(bench.session, dataset, good)
    bad = Approve(
        row_filter=({"field": "capital", "operator": "contains", "value": "x"}, {"field": "capital"}),
        masks={"name": "nonsense"},
    )
    with pytest.raises(Invalid) as caught:
        await terms.check_terms(bench.session, dataset, bad)
    assert [p.pointer for p in caught.value.problems] == ["/row_filter/0", "/row_filter/1", "/masks/name"]


async def test_terms_are_tried_after_the_rights(bench: Bench) -> None:
    outcome = await bench.grant()
    unfit = Approve(masks={"name": "nonsense"})
    for by, expected in (("other", Missing), ("admin", Forbidden), ("reviewer", Conflict)):
        with pytest.raises(expected):
            await terms.handle(bench.session, bench.world.act(by), outcome.application.id, unfit, platform=PLATFORM)


@pytest.mark.parametrize("role", ["cataloguer", "reviewer", "admin"])
async def test_a_preview_for_review_is_read_on_duty(bench: Bench, role: str) -> None:
    bench.world.dataset.version = 7
    asked, dataset = act(bench.world[role], bench.world.now, "r-9"), bench.world.dataset
    seen = await preview_for_review(bench.session, bench.engine, asked, dataset.id, 2)
    assert seen is not None
    assert [column.title for column in seen.columns] == ["name项", "city项", "phone项", "capital项"]
    assert (len(seen.rows), seen.total) == (2, 3)
    assert seen.rows[0] == ("闽江公司", "福州市", "13800000001", 100)
    (entry,) = await bench.entries()
    assert (entry.action, entry.basis_type, entry.basis_id) == (
        Action.ROWS_READ,
        "职责",
        str(dataset.organization_id),
    )
    assert (entry.object_id, entry.object_version, entry.rows) == (str(dataset.id), "7", 2)
    assert (entry.fields, entry.request_id) == (["name", "city", "phone", "capital"], "r-9")


async def test_whoever_may_not_see_the_working_copy_gets_no_preview(bench: Bench) -> None:
    machine = token(bench.world["reviewer"], DATA)
    others = [bench.world[role] for role in ("other", "foreign_reviewer", "auditor")]
    callers: list[Actor] = [Anonymous(), machine, *others]
    for caller in callers:
        asked = act(caller, bench.world.now)
        with pytest.raises(Missing):
            await preview_for_review(bench.session, bench.engine, asked, bench.world.dataset.id, 2)
    assert await bench.entries() == []


async def test_what_is_not_looked_into_yet_has_no_preview(bench: Bench) -> None:
    newer = FileVersion(
        distribution_id=bench.world.distribution_id,
        number=2,
        sha256=bench.world.sha256,
        filename="newer.csv",
        state="received",
        problem={},
        columns=[],
        uploaded_by=bench.world["cataloguer"].account_id,
        uploaded_at=bench.world.now,
    )
    bench.session.add(newer)
    await bench.session.flush()
    asked = bench.world.act("reviewer")
    assert await preview_for_review(bench.session, bench.engine, asked, bench.world.dataset.id, 2) is None
    assert await bench.entries() == []


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-99", (0, 100)),
        ("bytes=990-", (990, 10)),
        ("bytes=-10", (990, 10)),
        ("bytes=-5000", (0, 1000)),
        ("bytes=990-5000", (990, 10)),
        ("bytes=0-0", (0, 1)),
    ],
)
def test_a_range_is_read_as_the_standard_says(header: str, expected: tuple[int, int]) -> None:
    wanted = parse_range(header)
    assert wanted is not None
    assert wanted.within(1000) == expected


@pytest.mark.parametrize(
    "header", [None, "", "bytes=", "bytes=-", "lines=1-2", "bytes=5-1", "bytes=0-1,3-4", "bytes=a-b"]
)
def test_what_is_no_single_byte_range_is_ignored(header: str | None) -> None:
    assert parse_range(header) is None


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=1000-1001", "bytes=-0"])
def test_a_range_outside_the_file_is_refused_with_its_size(header: str) -> None:
    wanted = parse_range(header)
    assert wanted is not None
    with pytest.raises(RangeUnsatisfiable) as caught:
        wanted.within(1000)
    assert caught.value.size == 1000
