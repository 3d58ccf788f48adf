"""An installation of an earlier release is brought up to the present one, keeps its data, and goes on."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from typer.testing import CliRunner

from app.cli.main import app as minshu
from app.container import running
from app.main import create_app
from app.settings import Settings
from app.stack.migrate import load_reference_data
from app.worker.__main__ import work
from tests.app.cli.support import Outcome, environment_of, query
from tests.migrations.conftest import as_administrator, as_application, as_owner
from tests.migrations.installation import RECORDED, Content, columns_gone, content, restore, rows_gone
from tests.migrations.record import SECRET
from tests.migrations.schema import Described, described, only_growing
from tests.migrations.story import AGENCY, CSV, NEW_PASSWORD, PASSWORD
from tests.plugins.database import TestClock
from tests.plugins.stack import Databases
from tests.plugins.waiting import eventually

GIVEN_UP: frozenset[str] = frozenset()
"""Tables and columns (``table.column``) that revisions took away on purpose, once what they held was carried over."""
EMPTY = {"procrastinate_periodic_defers"}
"""Tables in which a recording holds nothing: the queue's own, filled at night."""
STATES = {
    "datasets": {"draft", "submitted", "approved", "published", "returned", "withdrawn"},
    "file_versions": {"received", "ready", "failed"},
    "applications": {
        "submitted",
        "returned",
        "form_ok",
        "agreement_pending",
        "active",
        "rejected",
        "cancelled",
        "revoked",
    },
    "synonym_proposals": {"proposed", "accepted", "declined", "withdrawn"},
}
"""The states that a recording must hold, as they were called in 655b220."""


@dataclass(frozen=True)
class Upgraded:
    """An installation before and after its upgrade, and what the command answered."""

    settings: Settings
    before: Content
    after: Content
    answer: Outcome


def told(settings: Settings, *words: str) -> Outcome:
    """A command of the product, called as an operator calls it."""
    result = CliRunner().invoke(minshu, words, env=environment_of(settings))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Outcome(result.exit_code, result.stdout, result.stderr)


@pytest.fixture(scope="module", params=RECORDED, ids=lambda path: path.name.partition(".")[0])
def upgraded(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Upgraded]:
    """A recorded installation in a database of its own, upgraded by ``minshu db upgrade``."""
    name = f"upgrade_{worker_id}"
    databases.drop(name)
    with psycopg.connect(databases.admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 OWNER minshu_owner'.encode())
    settings = databases.settings(name, tmp_path_factory.mktemp("upgraded"), MINSHU_SECRET_KEY=SECRET)
    with as_administrator(databases, settings) as connection:
        restore(connection, request.param)
        before = content(connection)
    answer = told(settings, "db", "upgrade")
    with as_owner(settings) as connection:
        after = content(connection)
    yield Upgraded(settings, before, after, answer)
    databases.drop(name)


def test_there_is_a_recording() -> None:
    assert RECORDED


def test_the_recording_holds_everything_in_every_state(upgraded: Upgraded) -> None:
    assert {name for name, rows in upgraded.before.items() if not rows} <= EMPTY
    for table, states in STATES.items():
        assert {row["state"] for row in upgraded.before[table]} >= states
    assert {row["number"] for row in upgraded.before["revisions"]} == {1, 2}
    assert {row["status"] for row in upgraded.before["procrastinate_jobs"]} == {"todo"}


def test_every_row_is_kept(upgraded: Upgraded) -> None:
    assert upgraded.answer.code == 0, upgraded.answer.err
    assert upgraded.answer.out.endswith("，已升级。\n")
    before = {name: rows for name, rows in upgraded.before.items() if name != "alembic_version"}
    assert columns_gone(before, upgraded.after) == GIVEN_UP
    assert rows_gone(before, upgraded.after) == []
    noted = [row["action"] for row in upgraded.after["audit_entries"] if row not in before["audit_entries"]]
    assert noted == ["database:schema:upgrade"]


def test_the_schema_is_that_of_a_new_installation(upgraded: Upgraded, settings: Settings) -> None:
    with as_owner(settings) as new, as_owner(upgraded.settings) as old:
        assert read_again(described(old)) == read_again(described(new))
    assert told(upgraded.settings, "db", "check").code == 0
    assert "已升级" not in told(upgraded.settings, "db", "upgrade").out


def read_again(schema: Described) -> Described:
    """Without the casts and brackets that the server adds to a condition each time it is written out and read back."""
    conditions = {"constraint", "index"}
    return {
        (
            kind,
            name,
            re.sub(r"::(character varying|text)(\[\])?|[()]", "", definition) if kind in conditions else definition,
        )
        for kind, name, definition in schema
    }


@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
def test_what_was_recorded_is_not_rewritten(upgraded: Upgraded, statement: str) -> None:
    for connect, refusal in ((as_owner, "only grows"), (as_application, "permission denied")):
        with connect(upgraded.settings) as connection:
            for table, key in only_growing(connection).items():
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match=refusal):
                    connection.execute(statement.format(table, key).encode())
                connection.rollback()


@dataclass(frozen=True)
class Site:
    """The present program at work on the upgraded database, soon after it was recorded."""

    url: str
    application: Any

    def visitor(self) -> httpx.AsyncClient:
        """Somebody who is not signed in."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(app=self.application), base_url=self.url)

    async def signed_in(self, name: str, password: str = PASSWORD) -> httpx.AsyncClient:
        """An account of the installation, with the password it had."""
        caller = self.visitor()
        given = {"email": f"{name}@demo.invalid", "password": password}
        opened = await caller.post("/api/v1/session", json=given)
        assert opened.status_code == 201, opened.text
        caller.headers["X-CSRF-Token"] = opened.json()["csrf_token"]
        return caller


@pytest.fixture(scope="module")
def waiting_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the story that the worker of then did not come to."""
    file = tmp_path_factory.mktemp("files") / "waiting.csv"
    file.write_text(CSV, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
async def site(object_store: None, upgraded: Upgraded, waiting_file: Path) -> AsyncIterator[Site]:
    """Reference data brought up, then worker and web, as the stack starts them; the file that waits is in the store.

    The web's clock goes on where the installation stopped. The worker's does not: it judges by the age of objects,
    and the store is shared with other tests.
    """
    await load_reference_data(upgraded.settings)
    last = max(datetime.fromisoformat(row["at"]) for row in upgraded.before["audit_entries"])
    application, clock = create_app(upgraded.settings), TestClock(last + timedelta(minutes=10))
    async with running(upgraded.settings) as services, application.router.lifespan_context(application):
        application.state.services = replace(application.state.services, clock=clock)
        digest = sha256(CSV.encode()).hexdigest()
        (key,) = (row["key"] for row in upgraded.before["stored_files"] if row["sha256"] == digest)
        await services.store.put_file(key, waiting_file, "text/csv")
        worker = asyncio.create_task(work(services))
        yield Site(upgraded.settings.url, application)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


async def test_every_revision_is_read_as_it_was_published(upgraded: Upgraded, site: Site) -> None:
    caller = await site.signed_in("data-admin")
    for revision in upgraded.before["revisions"]:
        dataset, number, title = revision["dataset_id"], revision["number"], revision["document"]["title"]
        answer = await caller.get(f"/api/v1/datasets/{dataset}/revisions/{number}")
        assert answer.status_code == 200, answer.text
        assert answer.json()["document"]["title"] == title
        assert answer.json()["document"]["items"]
    for live in [row for row in upgraded.before["datasets"] if row["live_revision"]]:
        page = await site.visitor().get(f"/datasets/{live['id']}")
        assert page.status_code == 200
        shown = (await site.visitor().get(f"/api/v1/datasets/{live['id']}")).json()
        assert shown["title"] in page.text


async def test_people_find_what_they_had(upgraded: Upgraded, site: Site) -> None:
    ids = {row["email"].partition("@")[0]: row["id"] for row in upgraded.before["accounts"]}
    for name in ("user", "enterprise"):
        caller = await site.signed_in(name)
        found = (await caller.get("/api/v1/access/applications", params={"size": 100})).json()["items"]
        mine = [row for row in upgraded.before["applications"] if row["applicant_id"] == ids[name]]
        assert {(each["number"], each["state"]) for each in found} == {(row["number"], row["state"]) for row in mine}
        for each in mine:
            assert (await caller.get(f"/applications/{each['id']}")).status_code == 200
    grants = (await (await site.signed_in("user")).get("/api/v1/access/grants")).json()["items"]
    assert {each["number"] for each in grants} == {row["number"] for row in upgraded.before["grants"]}
    await site.signed_in("forgetful", NEW_PASSWORD)


async def test_waiting_jobs_are_done(upgraded: Upgraded, site: Site) -> None:
    waiting = {row["task_name"]: row["args"] for row in upgraded.before["procrastinate_jobs"]}
    assert waiting.keys() == {"index_dataset", "ingest_file"}
    state = "SELECT state FROM file_versions WHERE id = %s"
    file, dataset = waiting["ingest_file"]["file_version_id"], waiting["index_dataset"]["dataset_id"]

    async def looked_into() -> bool:
        return query(upgraded.settings, state, file) == [("ready",)]

    async def found() -> bool:
        answer = await site.visitor().get("/api/v1/search", params={"q": "发布后又改"})
        return dataset in {hit["id"] for hit in answer.json()["hits"]}

    await eventually(looked_into, "the waiting file is looked into")
    await eventually(found, "the waiting publication is found")


async def test_what_was_under_way_goes_on(upgraded: Upgraded, site: Site) -> None:
    (submitted,) = (row["id"] for row in upgraded.before["datasets"] if row["state"] == "submitted")
    reviewer = await site.signed_in("reviewer")
    approved = await reviewer.post(f"/api/v1/datasets/{submitted}/commands/approve", json={})
    assert (approved.status_code, approved.json()["state"]) == (200, "approved")
    (asked,) = (row["id"] for row in upgraded.before["applications"] if row["state"] == "submitted")
    authority = await site.signed_in("data-admin")
    checked = await authority.post(f"/api/v1/access/applications/{asked}/commands/check_form", json={})
    assert (checked.status_code, checked.json()["state"]) == (200, "form_ok")
    cataloguer = await site.signed_in("cataloguer")
    made = await cataloguer.post("/api/v1/datasets", json={"organization": AGENCY, "title": "升级后新登记"})
    assert made.status_code == 201


async def test_the_record_holds(upgraded: Upgraded, site: Site) -> None:
    """What was sealed, what waited and what came since are one chain, signed by the key that the installation had."""
    assert upgraded.before["audit_checkpoints"]
    entries = len(upgraded.before["audit_entries"])
    assert 0 < len(upgraded.before["audit_seals"]) < entries

    async def holds() -> bool:
        verified = await asyncio.to_thread(told, upgraded.settings, "audit", "verify", "--json")
        return bool(verified.json["ok"] and verified.json["checked"] > entries)

    await eventually(holds, "the chain is sealed and holds")
