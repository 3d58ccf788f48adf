"""The portal as browsers see it: callers with cookies, forms filled in by their labels, and the datasets they find."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import event

from app.container import Services
from app.settings import Settings
from tests.factories.datasets import open_metadata
from tests.factories.people import AGENCY, PASSWORD, People
from tests.plugins.waiting import eventually

OPEN, RESTRICTED = "福州市公交站点年度统计", "企业登记信息（测试数据）"
CSV = "年份,地区,数值\n2020,福州,12.5\n2021,厦门,8\n2022,福州,13\n".encode("gb18030")


@dataclass
class Form:
    """A form of a page: where it goes, and what it would send as it stands."""

    actions: list[str]
    fields: list[tuple[str, str]] = field(default_factory=list)

    def sending(self, **changes: str) -> dict[str, list[str]]:
        """What is sent after ``changes``."""
        found: dict[str, list[str]] = {}
        for name, value in self.fields:
            found.setdefault(name, []).append(value)
        return found | {name.replace("__", "-"): [value] for name, value in changes.items()}


class Forms(HTMLParser):
    """The forms of a page with the values that a browser would send."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.select = self.area = ""
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.found.append(Form([given.get("action", "")]))
        elif tag == "input" and self.found and "disabled" not in given:
            ticked = given.get("type") not in {"checkbox", "radio"} or "checked" in given
            if ticked and given.get("name"):
                self.found[-1].fields.append((given["name"], given.get("value", "")))
        elif tag == "button" and "formaction" in given:
            self.found[-1].actions.append(given["formaction"])
        elif tag == "select":
            self.select = given.get("name", "")
        elif tag == "option" and self.select and "selected" in given:
            self.found[-1].fields.append((self.select, given.get("value", "")))
        elif tag == "textarea":
            self.area, self.text = given.get("name", ""), ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.found[-1].fields.append((self.area, self.text.strip("\n")))
            self.area = ""


def form_of(answer: httpx.Response, action: str) -> Form:
    """The form of a page that goes to ``action``."""
    return next(form for form in Forms(answer.text).found if action in form.actions)


def text_of(answer: httpx.Response) -> str:
    """What stands on the page, without tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


@dataclass
class Browser:
    """A caller that asks for pages and keeps its cookies."""

    client: httpx.AsyncClient

    async def open(self, address: str, status: int = 200, /, **headers: str) -> httpx.Response:
        """The page at ``address``."""
        answer = await self.client.get(address, headers=headers)
        assert answer.status_code == status, (answer.status_code, answer.headers.get("location"), text_of(answer))
        return answer

    async def send(self, page: httpx.Response, action: str, status: int = 303, /, **changes: str) -> httpx.Response:
        """Send the form of ``page`` that goes to ``action``."""
        return await self.post(action, form_of(page, action).sending(**changes), status)

    async def post(self, action: str, data: dict[str, list[str]], status: int = 303) -> httpx.Response:
        """Send ``data`` as a form of a page of this site."""
        answer = await self.client.post(action, data=data, headers={"Origin": str(self.client.base_url).rstrip("/")})
        assert answer.status_code == status, (answer.status_code, text_of(answer))
        return answer


@dataclass
class Site:
    """The running portal and its datasets."""

    app: FastAPI
    settings: Settings
    people: People
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def services(self) -> Services:
        """The parts that the pages use."""
        services: Services = self.app.state.services
        return services

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[Browser]:
        """A browser of nobody in particular."""
        transport = httpx.ASGITransport(app=self.app)
        headers = {"Accept": "text/html,application/xhtml+xml"}
        async with httpx.AsyncClient(transport=transport, base_url=self.settings.url, headers=headers) as client:
            yield Browser(client)

    @asynccontextmanager
    async def browser(self, role: str) -> AsyncIterator[Browser]:
        """A browser in which the account that holds ``role`` is signed in."""
        async with self.visitor() as browser:
            page = await browser.open("/login")
            await browser.send(page, "/login", email=f"{role}@test.invalid", password=PASSWORD)
            yield browser

    def api(self, token: str) -> httpx.AsyncClient:
        """A caller of the API."""
        transport = httpx.ASGITransport(app=self.app)
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.AsyncClient(transport=transport, base_url=self.settings.url, headers=headers)

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """Statements that the pages send to the database meanwhile, without those that only frame transactions."""
        sent: list[str] = []

        def note(_c: object, _k: object, statement: str, *_: object) -> None:
            if not statement.startswith(("SET ", "BEGIN", "COMMIT", "ROLLBACK")):
                sent.append(statement)

        database = self.services.database
        engines = [made.sync_engine for made in (database.engine, database.readers) if made is not None]
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", note)

    async def publish_samples(self) -> None:
        """An open dataset and one on request, published and found by search."""
        self.ids[OPEN] = await self.draft(OPEN, open_class="GENERAL")
        self.ids[RESTRICTED] = await self.draft(
            RESTRICTED, open_class="ON_REQUEST", open_condition="限已实名的申请人。"
        )
        for key in self.ids.values():
            await self.commands(key, ("cataloguer", "submit"), ("reviewer", "approve"), ("data-admin", "publish"))
        async with self.visitor() as browser:

            async def found() -> bool:
                page = await browser.open("/search")
                return all(title in text_of(page) for title in self.ids)

            await eventually(found, "search shows the samples")

    async def draft(self, title: str, **changes: Any) -> str:
        """A draft with its file, checked."""
        async with self.api(await self.people.token("cataloguer")) as caller:
            made = await caller.post(
                "/api/v1/datasets",
                json={"organization": AGENCY, **open_metadata(title=title, keywords=["公交"], **changes)},
            )
            assert made.status_code == 201, made.text
            key: str = made.json()["id"]
            await caller.put(
                f"/api/v1/datasets/{key}/file",
                params={"filename": "统计.csv"},
                content=CSV,
                headers={"If-Match": made.headers["ETag"]},
            )

            async def checked() -> bool:
                copy = (await caller.get(f"/api/v1/datasets/{key}/draft")).json()
                return bool(copy["files"][0]["state"] == "ready")

            await eventually(checked, "the file has been looked into")
        return key

    async def commands(self, key: str, *steps: tuple[str, str]) -> None:
        """Lead a dataset on, each step by the person who may take it."""
        for role, command in steps:
            async with self.api(await self.people.token(role)) as caller:
                done = await caller.post(f"/api/v1/datasets/{key}/commands/{command}", json={"reason": "测试"})
                assert done.status_code == 200, done.text
