"""A dataset goes its way while parts are killed under it: nothing acknowledged is lost, and the story ends well."""

import hashlib
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from app.stack.attach import engines
from app.stack.data_dir import DataDirectory
from tests.factories.datasets import open_metadata
from tests.faults.served import ENVIRONMENT, Served, run_minshu
from tests.faults.test_parts_die import free_port
from tests.waiting import until

PATIENCE = 40.0
CSV = "年份,数值\n2020,1\n2021,2\n".encode()
ITEMS = [
    {"name": "年份", "title": "年份", "data_type": "integer"},
    {"name": "数值", "title": "数值", "data_type": "integer"},
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo, whose accounts tell the story."""
    one = Served(tmp_path_factory.mktemp("demo") / "data", free_port(), command="demo")
    one.start()
    yield one
    one.end(signal.SIGTERM)


@pytest.fixture(scope="module")
def callers(demo: Served) -> Iterator[dict[str, httpx.Client]]:
    """A client with a token for each account of the story, and one for the public."""
    made = {"visitor": _client(demo, "")}
    for name in ("cataloguer", "reviewer", "data-admin"):
        issued = run_minshu("tokens", "issue", f"{name}@demo.invalid", "--data-dir", str(demo.data_dir))
        assert issued.returncode == 0, issued.stderr
        made[name] = _client(demo, issued.stdout.split()[-1])
    yield made
    for client in made.values():
        client.close()


def _client(demo: Served, token: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.Client(base_url=f"http://127.0.0.1:{demo.port}", headers=headers, timeout=10)


def _patient(ask: Callable[[], httpx.Response], done: Callable[[httpx.Response], bool], what: str) -> httpx.Response:
    answers: list[httpx.Response] = []

    def asked() -> bool:
        try:
            answers.append(ask())
        except httpx.TransportError:  # the part that answers is being brought up again
            return False
        assert answers[-1].status_code != 500, answers[-1].text
        return done(answers[-1])

    until(asked, PATIENCE, what)
    return answers[-1]


def _kill(demo: Served, part: str) -> None:
    psutil.Process(demo.run.parts[part]).kill()


@pytest.mark.parametrize("part", ["worker", "store", "postgres", "web"])
def test_a_story_survives_the_death_of_a_part(demo: Served, callers: dict[str, httpx.Client], part: str) -> None:
    title = f"中断检验数据集{ {'worker': '甲', 'store': '乙', 'postgres': '丙', 'web': '丁'}[part] }"
    identity = _drafted(callers["cataloguer"], title)
    _uploaded(callers["cataloguer"], identity)
    _kill(demo, part)
    draft = f"/api/v1/datasets/{identity}/draft"
    _patient(
        lambda: callers["cataloguer"].get(draft),
        lambda answer: answer.status_code == 200 and answer.json()["files"][0]["state"] == "ready",
        "the file is looked into",
    )
    for name, command, state in (
        ("cataloguer", "submit", "submitted"),
        ("reviewer", "approve", "approved"),
        ("data-admin", "publish", "published"),
    ):
        _commanded(callers[name], identity, command, state)
    _kill(demo, part)
    _found(callers["visitor"], identity, title)
    verified = run_minshu("audit", "verify", "--data-dir", str(demo.data_dir))
    assert verified.returncode == 0, verified.stdout + verified.stderr


def _drafted(cataloguer: httpx.Client, title: str) -> str:
    made = _patient(
        lambda: cataloguer.post(
            "/api/v1/datasets", json={"organization": "fj-reform", **open_metadata(title=title, items=ITEMS)}
        ),
        lambda answer: answer.status_code == 201,
        "the draft is registered",
    )
    return str(made.json()["id"])


def _uploaded(cataloguer: httpx.Client, identity: str) -> None:
    def send() -> httpx.Response:
        tag = cataloguer.get(f"/api/v1/datasets/{identity}/draft").headers["ETag"]
        place = f"/api/v1/datasets/{identity}/file"
        return cataloguer.put(place, params={"filename": "a.csv"}, content=CSV, headers={"If-Match": tag})

    _patient(send, lambda answer: answer.status_code == 201, "the file is taken in")


def _commanded(caller: httpx.Client, identity: str, command: str, state: str) -> None:
    """The command takes effect once, however often the answer was lost on its way."""

    def give() -> httpx.Response:
        caller.post(f"/api/v1/datasets/{identity}/commands/{command}", json={})
        return caller.get(f"/api/v1/datasets/{identity}/draft")

    def took_effect(answer: httpx.Response) -> bool:
        return bool(answer.status_code == 200 and answer.json()["state"] == state)

    _patient(give, took_effect, f"{command} takes effect")


def _found(visitor: httpx.Client, identity: str, title: str) -> None:
    def shows(answer: httpx.Response) -> bool:
        return answer.status_code == 200 and identity in [hit["id"] for hit in answer.json()["hits"]]

    _patient(lambda: visitor.get("/api/v1/search", params={"q": title}), shows, "search shows it")
    files = _patient(
        lambda: visitor.get(f"/api/v1/datasets/{identity}/distributions"),
        lambda answer: answer.status_code == 200,
        "its file is listed",
    )
    address = f"/api/v1/distributions/{files.json()[0]['id']}"
    whole = _patient(lambda: visitor.get(f"{address}/file"), lambda answer: answer.status_code == 200, "it downloads")
    assert hashlib.sha256(whole.content).digest() == hashlib.sha256(CSV).digest()
    rows = f"/api/v1/data/{files.json()[0]['id']}/rows"
    page = _patient(lambda: visitor.get(rows), lambda answer: answer.status_code == 200, "its rows are read")
    assert _values(page.json()) == [(2020, 1), (2021, 2)]


def _values(page: dict[str, Any]) -> list[tuple[int, int]]:
    return [(row["年份"], row["数值"]) for row in page["rows"]]


def test_every_part_may_be_an_external_one(tmp_path: Path) -> None:
    DataDirectory.open(tmp_path / "outside").close()
    with engines(tmp_path / "outside", ENVIRONMENT) as settings:
        owner = settings.database_owner_url
        assert owner is not None
        given = {
            **ENVIRONMENT,
            "MINSHU_DATABASE_URL": settings.database_url.get_secret_value(),
            "MINSHU_DATABASE_OWNER_URL": owner.get_secret_value(),
            "MINSHU_S3_ENDPOINT": settings.s3_endpoint,
            "MINSHU_S3_ACCESS_KEY": settings.s3_access_key.get_secret_value(),
            "MINSHU_S3_SECRET_KEY": settings.s3_secret_key.get_secret_value(),
            "MINSHU_S3_BUCKET": settings.s3_bucket,
        }
        alone = Served(tmp_path / "own", free_port(), arguments=("--no-embedded",), environment=given)
        alone.start()
        try:
            assert set(alone.run.parts) == {"worker", "web"}
            answer = httpx.get(f"http://127.0.0.1:{alone.port}/api/v1/vocabularies/themes")
            assert len(answer.json()) == 22
        finally:
            alone.end(signal.SIGTERM)
