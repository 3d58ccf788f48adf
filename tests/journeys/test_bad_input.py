"""Wrong, hostile and unreadable payloads: refused by name, or kept exactly; never an error of the server."""

import json
import unicodedata
from typing import Any

import httpx
import pytest

from tests.factories.datasets import open_metadata
from tests.factories.hostile import OWN_STRINGS, hostile_strings
from tests.factories.people import AGENCY
from tests.journeys.conftest import Platform
from tests.journeys.problems import pointers, problem

pytestmark = pytest.mark.caller("cataloguer")

DATASETS = "/api/v1/datasets"
JSON = {"Content-Type": "application/json"}


def surrogate_json(value: Any) -> bytes:
    """JSON in which an unpaired surrogate stands as an escape, as a careless client writes it."""
    return json.dumps(value).encode("ascii")


def kept(text: str) -> str:
    """``text`` as a field keeps it."""
    return unicodedata.normalize("NFC", text.strip())


@pytest.fixture(scope="module")
async def draft(stage: Platform) -> str:
    caller = await stage.by_token("cataloguer")
    made = await caller.post(DATASETS, json={"organization": AGENCY, **open_metadata()})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def patched(caller: httpx.AsyncClient, draft: str, changes: Any) -> httpx.Response:
    version = (await caller.get(f"{DATASETS}/{draft}/draft")).headers["ETag"]
    return await caller.patch(
        f"{DATASETS}/{draft}", content=surrogate_json(changes), headers={"If-Match": version, **JSON}
    )


def values(answer: httpx.Response) -> dict[str, str]:
    metadata = answer.json()["metadata"]
    return {**metadata, "keywords": metadata["keywords"][0]}


@pytest.mark.parametrize("field", ["title", "summary", "keywords", "contact"])
async def test_a_hostile_string_is_kept_exactly_or_its_field_is_named(
    caller: httpx.AsyncClient, draft: str, field: str
) -> None:
    refused = accepted = 0
    for text in OWN_STRINGS:
        answer = await patched(caller, draft, {field: [text] if field == "keywords" else text})
        if answer.status_code == 200:
            assert values(answer)[field] == kept(text), ascii(text)
            accepted += 1
        else:
            assert all(pointer.startswith(f"/{field}") for pointer in pointers(answer)), ascii(text)
            refused += 1
    assert refused >= 5
    assert accepted >= 12


async def test_no_string_that_breaks_programs_breaks_this_one(caller: httpx.AsyncClient, draft: str) -> None:
    version = (await caller.get(f"{DATASETS}/{draft}/draft")).headers["ETag"]
    accepted = 0
    for text in hostile_strings():
        answer = await caller.patch(
            f"{DATASETS}/{draft}",
            content=surrogate_json({"title": text, "summary": text, "keywords": [text]}),
            headers={"If-Match": version, **JSON},
        )
        if answer.status_code != 200:
            assert set(pointers(answer)) <= {"/title", "/summary", "/keywords/0"}, ascii(text)
            continue
        version = answer.headers["ETag"]
        assert {values(answer)[name] for name in ("title", "summary", "keywords")} == {kept(text)}, ascii(text)
        accepted += 1
    assert accepted >= 12


async def test_a_new_dataset_is_judged_like_a_changed_one(caller: httpx.AsyncClient, draft: str) -> None:
    for text in OWN_STRINGS:
        body = {"organization": AGENCY, "title": text, "items": [{"name": text, "title": text}]}
        made = await caller.post(DATASETS, content=surrogate_json(body), headers=JSON)
        changed = await patched(caller, draft, {"title": text, "items": body["items"]})
        assert (made.status_code, changed.status_code) in {(201, 200), (422, 422)}, ascii(text)
        if made.status_code == 201:
            assert made.json()["items"][0]["name"] == made.json()["metadata"]["title"] == kept(text)
        else:
            assert set(pointers(made)) == set(pointers(changed)) <= {"/title", "/items/0/name", "/items/0/title"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {"/organization", "/title"}),
        ({"organization": AGENCY, "title": ""}, {"/title"}),
        ({"organization": AGENCY, "title": None}, {"/title"}),
        ({"organization": AGENCY, "title": ["a"]}, {"/title"}),
        ({"organization": AGENCY, "title": "x" * 1_000_000}, {"/title"}),
        ({"organization": AGENCY, "title": "x", "theme": "999"}, {"/theme"}),
        ({"organization": AGENCY, "title": "x", "open_class": "general"}, {"/open_class"}),
        ({"organization": AGENCY, "title": "x", "region": "350100\x00"}, {"/region"}),
        ({"organization": AGENCY, "title": "x", "licence": 5}, {"/licence"}),
        ({"organization": AGENCY, "title": "x", "keywords": "公交"}, {"/keywords"}),
        ({"organization": AGENCY, "title": "x", "keywords": ["a"] * 21}, {"/keywords"}),
        ({"organization": AGENCY, "title": "x", "state": "published"}, {"/state"}),
        ({"organization": AGENCY, "title": "x", "version": 9}, {"/version"}),
        ({"organization": AGENCY, "title": "x", "items": [{"name": "a"}]}, {"/items/0/title"}),
        (
            {"organization": AGENCY, "title": "x", "items": [{"name": "a", "title": "a", "data_type": "blob"}]},
            {"/items/0/data_type"},
        ),
        (
            {"organization": AGENCY, "title": "x", "items": [{"name": "a", "title": "a", "level": 9}]},
            {"/items/0/level"},
        ),
        (
            {"organization": AGENCY, "title": "x", "items": [{"name": "a", "title": "a", "length": 10**30}]},
            {"/items/0/length"},
        ),
        ({"organization": AGENCY, "title": "x", "items": [{"name": "a", "title": "a"}] * 2}, {"/items"}),
    ],
)
async def test_a_payload_that_does_not_fit_names_every_field(
    caller: httpx.AsyncClient, body: dict[str, Any], expected: set[str]
) -> None:
    answer = await caller.post(DATASETS, content=surrogate_json(body), headers=JSON)
    assert set(pointers(answer)) == expected
    assert len(answer.content) < 3000, "the answer must not repeat what was sent"


async def test_an_unknown_organization_is_not_found(caller: httpx.AsyncClient) -> None:
    for code in ("no-such", "标\x00题", "\ud800", "../../x"):
        body = {"organization": code, "title": "x"}
        answer = await caller.post(DATASETS, content=surrogate_json(body), headers=JSON)
        problem(answer, 404, 422)


@pytest.mark.parametrize(
    ("content", "media_type", "statuses"),
    [
        (b"", "application/json", (422,)),
        (b"null", "application/json", (422,)),
        (b"[]", "application/json", (422,)),
        (b'"title"', "application/json", (422,)),
        (b'{"title": ', "application/json", (400,)),
        (b"{" * 50_000, "application/json", (400,)),
        (b'{"title":' * 50_000, "application/json", (400,)),
        (b'{"title": "\xff\xfe"}', "application/json", (400,)),
        ('{"title": "标题"}'.encode("gb18030"), "application/json", (400,)),
        ('{"title": "标题"}'.encode("utf-16"), "application/json", (400, 422)),
        (b'{"title": 1e999999, "x": NaN}', "application/json", (400, 422)),
        (b'{"\\ud800": 1, "title": "x"}', "application/json", (400, 422)),
        (b'{"title": {"a": {"b": {}}}}', "application/json", (422,)),
        (b"<title>x</title>", "application/xml", (415,)),
        (b"title=x", "text/plain", (415,)),
        (b"\x89PNG\r\n\x1a\n", "image/png", (415,)),
        (b'{"title": "x"}', "application/json; charset=gb2312", (400, 422)),
        (b'{"title": "x"}', "\xff\xfe", (400, 415, 422)),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(
    caller: httpx.AsyncClient, content: bytes, media_type: str, statuses: tuple[int, ...]
) -> None:
    headers = [(b"Content-Type", media_type.encode("latin-1"))]
    problem(await caller.post(DATASETS, content=content, headers=headers), *statuses)


async def test_of_a_key_given_twice_the_last_counts_and_nothing_breaks(caller: httpx.AsyncClient) -> None:
    body = f'{{"organization": "{AGENCY}", "title": "一", "title": "二"}}'.encode()
    made = await caller.post(DATASETS, content=body, headers=JSON)
    assert (made.status_code, made.json()["metadata"]["title"]) == (201, "二")


@pytest.mark.parametrize("command", ["submit", "approve", "publish", "withdraw", "return"])
async def test_a_reason_full_of_controls_is_refused(stage: Platform, draft: str, command: str) -> None:
    """Of who may not give the command, it is not even looked at."""
    caller = await stage.by_token("cataloguer")
    for reason in ("\x00", "理\x00由", "\ud800", "\u202e", "x" * 3000):
        answer = await caller.post(
            f"{DATASETS}/{draft}/commands/{command}", content=surrogate_json({"reason": reason}), headers=JSON
        )
        if command == "submit":
            assert pointers(answer) == ["/reason"], ascii(reason[:20])
        else:
            assert problem(answer, 403)["needs"]
    shown = await caller.get(f"{DATASETS}/{draft}/draft")
    assert shown.json()["state"] == "draft"


async def test_a_command_that_does_not_exist_leads_nowhere(caller: httpx.AsyncClient, draft: str) -> None:
    for command in ("destroy", "edit", "SUBMIT", "submit%20", "%00"):
        problem(await caller.post(f"{DATASETS}/{draft}/commands/{command}", json={}), 400, 404)


async def test_an_edit_needs_the_version_it_is_based_on(caller: httpx.AsyncClient, draft: str) -> None:
    address = f"{DATASETS}/{draft}"
    for headers in ({}, {"If-Match": "*"}, {"If-Match": ""}):
        problem(await caller.patch(address, json={"title": "无"}, headers=headers), 428)
        problem(await caller.put(address, json=open_metadata(), headers=headers), 428)
        problem(await caller.put(f"{address}/file?filename=a.csv", content=b"a\n1\n", headers=headers), 428)
    for tag in ('"v999999"', '"v0"', '"r1"', "v1", '"v1", "v2"', '"v' + "9" * 40 + '"', "\x01"):
        sent = {"If-Match": tag}
        problem(await caller.patch(address, json={"title": "旧"}, headers=sent), 412)
        problem(await caller.put(address, json=open_metadata(), headers=sent), 412)
        problem(await caller.put(f"{address}/file?filename=a.csv", content=b"a\n1\n", headers=sent), 412)


@pytest.mark.parametrize(
    "identity", ["1", "%2e%2e", "00000000-0000-0000-0000-000000000000", "x" * 5000, "%F0%9F%92%A9", "1'--", "%ED%A0%80"]
)
async def test_an_identity_that_is_none_leads_nowhere(caller: httpx.AsyncClient, identity: str) -> None:
    for path in (
        f"{DATASETS}/{identity}",
        f"{DATASETS}/{identity}/draft",
        f"{DATASETS}/{identity}/revisions/1",
        f"{DATASETS}/{identity}/history",
        f"{DATASETS}/{identity}/distributions",
        f"/api/v1/distributions/{identity}/file",
        f"/api/v1/data/{identity}/rows",
        f"/api/v1/access/applications/{identity}",
        f"/api/v1/access/grants/{identity}/usage",
        f"/api/v1/organizations/{identity}",
        f"/api/v1/vocabularies/{identity}",
    ):
        problem(await caller.get(path), 404)


async def test_numbers_beyond_every_type_are_not_found(caller: httpx.AsyncClient, draft: str) -> None:
    for number in ("0", "-1", str(2**31), str(2**63), "9" * 400, "1.5", "٣"):
        problem(await caller.get(f"{DATASETS}/{draft}/revisions/{number}"), 404)
        problem(await caller.get(f"{DATASETS}/{draft}/revisions/{number}/diff/{number}"), 404)
