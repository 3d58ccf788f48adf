"""Files that are not what they claim, break off, or carry hostile names; and encodings that must be read rightly."""

import gzip
import io
import zipfile
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from app.adapters.object_store import S3ObjectStore
from app.container import store_of
from tests.factories.datasets import CSV, open_metadata
from tests.factories.people import AGENCY
from tests.journeys.conftest import Platform, publish, register
from tests.journeys.problems import pointers, problem
from tests.plugins.waiting import eventually

pytestmark = pytest.mark.caller("cataloguer")

DATASETS = "/api/v1/datasets"
TEXT = "年份,地区,数值\n2020,福州,12.5\n2021,厦门,8\n2022,福州,13\n"
ROWS = [
    {"年份": 2020, "地区": "福州", "数值": 12.5},
    {"年份": 2021, "地区": "厦门", "数值": 8.0},
    {"年份": 2022, "地区": "福州", "数值": 13.0},
]


def zip_bomb() -> bytes:
    """A hundred megabytes of zeros in a hundred kilobytes."""
    folded = io.BytesIO()
    with zipfile.ZipFile(folded, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("data.csv", b"\x00" * 100_000_000)
    return folded.getvalue()


@pytest.fixture
async def draft(stage: Platform) -> str:
    caller = await stage.by_token("cataloguer")
    made = await caller.post(DATASETS, json={"organization": AGENCY, **open_metadata()})
    return str(made.json()["id"])


async def sent(caller: httpx.AsyncClient, draft: str, content: Any, name: str = "data.csv", **headers: str) -> Any:
    version = (await caller.get(f"{DATASETS}/{draft}/draft")).headers["ETag"]
    address = f"{DATASETS}/{draft}/file?filename={quote(name, safe='', errors='surrogatepass')}"
    return await caller.put(address, content=content, headers={"If-Match": version, **headers})


async def nothing_arrived(stage: Platform, caller: httpx.AsyncClient, draft: str) -> None:
    """The draft has no file, stands at its version, and nothing lies about on the disk."""
    shown = (await caller.get(f"{DATASETS}/{draft}/draft")).json()
    assert (shown["files"], shown["version"]) == ([], 1)
    folder = stage.settings.scratch_dir

    async def empty() -> bool:
        return not folder.exists() or not list(folder.iterdir())  # the worker may be at work on another draft's file

    await eventually(empty, "nothing lies about on the disk")


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"\xef\xbb\xbf", 422),
        (b"\xff\xfe", 422),
        (b"<!DOCTYPE html><html><body><table><tr><td>1</td></tr></table></body></html>", 415),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100), 415),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", 415),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), 415),
        (b"MZ" + bytes(200), 415),
        (b"\x7fELF" + bytes(200), 415),
        (gzip.compress(CSV), 415),
        (bytes(1000), 415),
        (bytes(range(256)) * 10, 415),
    ],
    ids=["empty", "bom", "bom16", "html", "png", "pdf", "xls", "exe", "elf", "gzip", "zeros", "binary"],
)
async def test_a_file_that_is_no_table_is_refused_by_its_content(
    stage: Platform, caller: httpx.AsyncClient, draft: str, content: bytes, status: int
) -> None:
    problem(await sent(caller, draft, content, "数据.csv"), status)
    await nothing_arrived(stage, caller, draft)


async def test_a_zip_bomb_is_refused_unopened(stage: Platform, caller: httpx.AsyncClient, draft: str) -> None:
    bomb = zip_bomb()
    assert len(bomb) < stage.settings.upload_limit_bytes
    document = problem(await sent(caller, draft, bomb), 415)
    assert "CSV" in document["detail"]
    await nothing_arrived(stage, caller, draft)


@pytest.mark.parametrize(
    "digest",
    ["0" * 64, "", "x", "0" * 63, "g" * 64, "sha256:" + "0" * 64, "\x01" * 64],
)
async def test_a_checksum_that_differs_or_is_none_is_refused(
    stage: Platform, caller: httpx.AsyncClient, draft: str, digest: str
) -> None:
    answer = await sent(caller, draft, CSV, **{"X-Content-SHA256": digest})
    assert pointers(answer) == ["/checksum"]
    await nothing_arrived(stage, caller, draft)


async def test_a_file_larger_than_the_limit_is_refused_with_the_limit(
    stage: Platform, caller: httpx.AsyncClient, draft: str
) -> None:
    limit = stage.settings.upload_limit_bytes
    body = b"a,b\n" + b"1,2\n" * (limit // 4)

    async def undeclared() -> AsyncIterator[bytes]:
        for place in range(0, len(body), 8192):
            yield body[place : place + 8192]

    for content in (body, undeclared()):
        assert problem(await sent(caller, draft, content), 413)["limit"] == limit
    await nothing_arrived(stage, caller, draft)


async def test_an_upload_that_is_cut_in_the_middle_leaves_nothing(
    stage: Platform, caller: httpx.AsyncClient, draft: str
) -> None:
    version = (await caller.get(f"{DATASETS}/{draft}/draft")).headers["ETag"]
    messages: list[dict[str, Any]] = [
        {"type": "http.request", "body": CSV[:20], "more_body": True},
        {"type": "http.disconnect"},
    ]
    started: list[int] = []

    async def receive() -> dict[str, Any]:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            started.append(message["status"])

    headers = {**caller.headers, "if-match": version, "content-length": str(len(CSV))}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "PUT",
        "scheme": "http",
        "path": f"{DATASETS}/{draft}/file",
        "raw_path": f"{DATASETS}/{draft}/file".encode(),
        "root_path": "",
        "query_string": b"filename=data.csv",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    await stage.app(scope, receive, send)  # type: ignore[arg-type]
    assert started == [], "nobody is there to be answered"
    await nothing_arrived(stage, caller, draft)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\数据\\年报.csv", "年报.csv"),
        ('a"; filename="b.exe', "a_; filename=_b.exe"),
        ("换\r\nSet-Cookie: x=1.csv", "换__Set-Cookie_ x=1.csv"),
        ("\u202egnp.csv", "_gnp.csv"),
        ("e\u0301.csv", "é.csv"),
        ("..csv. . ", "csv"),
        ("𠮷野家.csv", "𠮷野家.csv"),
        ("x" * 196 + ".csv", "x" * 196 + ".csv"),
        ("CON", "CON"),
        ("?", "_"),
    ],
)
async def test_a_file_name_cannot_lead_anywhere(caller: httpx.AsyncClient, draft: str, name: str, kept: str) -> None:
    answer = await sent(caller, draft, CSV, name)
    assert answer.status_code == 201, answer.text
    assert answer.json()["files"][0]["filename"] == kept


@pytest.mark.parametrize(("name", "status"), [("", 400), ("/", 422), (" . ", 422), ("x" * 201, 422), ("x" * 5000, 400)])
async def test_a_file_name_that_is_none_is_refused(
    stage: Platform, caller: httpx.AsyncClient, draft: str, name: str, status: int
) -> None:
    problem(await sent(caller, draft, CSV, name), status)
    await nothing_arrived(stage, caller, draft)


@pytest.mark.parametrize("name", ["a\x00.csv", "a\ud800.csv"])
async def test_a_file_name_that_is_no_text_is_refused(caller: httpx.AsyncClient, draft: str, name: str) -> None:
    problem(await sent(caller, draft, CSV, name), 400)


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
    ],
    ids=["utf8", "utf8-bom", "gb18030", "utf16", "utf16le", "utf16be", "utf16be-bom", "crlf"],
)
async def test_every_encoding_comes_out_as_the_same_rows(stage: Platform, content: bytes) -> None:
    identity = await register(stage, open_metadata(), content)
    await publish(stage, identity)
    visitor = stage.client()
    (file,) = (await visitor.get(f"{DATASETS}/{identity}/distributions")).json()
    assert (await visitor.get(f"/api/v1/data/{file['id']}/rows")).json()["rows"] == ROWS
    assert (await visitor.get(f"/api/v1/distributions/{file['id']}/file")).content == content


@pytest.mark.parametrize(
    "content",
    [
        b"a,b,c\n" + b"1,2\n" * 3 + b"1,2,3,4,5\n",
        b'a,b\n"1,2\n3,4\n',
        b"a" * 150_000,
        b"\n\n\n",
        b",,,\n,,,\n",
        b"a,a,A,__,size\n1,2,3,4,5\n",
        b"a\x00b,c\n1,2\n",
        "a,b\n=1+1,\u202e2\n".encode(),
        b",".join(b"c%d" % n for n in range(3000)) + b"\n",
        b"\xef\xbb\xbfa,b\n1,\xff\xfe\n",
    ],
    ids=["ragged", "open-quote", "one-word", "blank", "commas", "reserved", "nul", "formula", "wide", "bad-byte"],
)
async def test_the_worker_says_of_every_odd_table_what_it_is(
    caller: httpx.AsyncClient, draft: str, content: bytes
) -> None:
    answer = await sent(caller, draft, content)
    if answer.status_code != 201:
        problem(answer, 415, 422)
        return

    async def looked_into() -> bool:
        copy = (await caller.get(f"{DATASETS}/{draft}/draft")).json()
        return bool(copy["files"][0]["state"] in {"ready", "failed"})

    await eventually(looked_into, "the worker has an answer")
    file = (await caller.get(f"{DATASETS}/{draft}/draft")).json()["files"][0]
    assert file["columns"] if file["state"] == "ready" else file["problem"]


async def test_equal_bytes_lie_once_in_the_store(stage: Platform, caller: httpx.AsyncClient, draft: str) -> None:
    store: S3ObjectStore = store_of(stage.settings)
    first = (await sent(caller, draft, CSV)).json()["files"][0]
    second = (await sent(caller, draft, CSV)).json()["files"][0]
    assert (first["number"], second["number"], first["sha256"]) == (1, 2, second["sha256"])
    found = [each.key async for each in store.list("files/") if each.key.endswith(first["sha256"])]
    assert len(found) == 1
