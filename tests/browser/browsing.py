"""People at a browser: a page of their own each, and a watch over everything that a page must never do."""

import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, Request, Response, StorageState
from playwright.async_api import TimeoutError as Late

from tests.browser.world import World

WIDE, NARROW, HEIGHT = 1440, 390, 900
PATIENCE_MS = 10_000
_LOOK_MS = 300
_REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")


@dataclass
class Watch:
    """What went wrong on the pages: script errors, refused sources, other hosts, answers that nobody expected."""

    origin: str
    expected: set[int] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Watch ``page``."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium repeats every answer from 400 up on the console; those are judged by _response.
        if message.type in {"error", "warning"} and not _REFUSED.match(message.text):
            self.complaints.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.origin + "/", "data:")):
            self.complaints.append(f"another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"{response.status}: {response.request.method} {response.url}")


@dataclass(frozen=True)
class Browsing:
    """Opens browsers for people; who has signed in before comes with the same session."""

    browser: Browser
    world: World
    sessions: dict[str, StorageState] = field(default_factory=dict)

    @asynccontextmanager
    async def person(
        self,
        role: str = "",
        *expected: int,
        width: int = WIDE,
        scheme: Literal["light", "dark"] = "light",
        script: bool = True,
    ) -> AsyncIterator[Page]:
        """A page in a fresh context, signed in as the demo account ``role``; nothing may have gone wrong at its end.

        Args:
            role: the name of the account before the ``@``; empty for a visitor.
            expected: statuses from 400 up that the story is about.
            width: of the window, in CSS pixels.
            scheme: light or dark.
            script: whether JavaScript runs.
        """
        watch = Watch(self.world.url, set(expected))
        context = await self.browser.new_context(
            base_url=self.world.url,
            viewport={"width": width, "height": HEIGHT},
            color_scheme=scheme,
            java_script_enabled=script,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            storage_state=self.sessions.get(role),
        )
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        watch.over(page)
        try:
            if role and role not in self.sessions:
                await sign_in(page, self.world, role)
                self.sessions[role] = await context.storage_state()
            yield page
        finally:
            await context.close()
        assert watch.complaints == []


async def sign_in(page: Page, world: World, role: str) -> None:
    """Sign in with the form of the login page."""
    await page.goto("/login")
    await fill_login(page, world, role)
    await page.get_by_role("button", name="退出").wait_for()


async def fill_login(page: Page, world: World, role: str) -> None:
    """Fill in and send the login form that is on the page."""
    await page.get_by_label("邮箱").fill(f"{role}@demo.invalid")
    await page.get_by_label("密码", exact=True).fill(world.passwords[role])
    await page.locator("main").get_by_role("button", name="登录").click()


async def follow(page: Page, name: str) -> None:
    """Follow the first link in the content that is called ``name``."""
    await page.locator("main").get_by_role("link", name=name).first.click()


async def press(page: Page, name: str) -> None:
    """Press the button in the content that is called ``name``, and wait for the page it leads to."""
    async with page.expect_navigation():
        await page.locator("main").get_by_role("button", name=name, exact=True).click()


async def reload_until(page: Page, text: str, seconds: float) -> None:
    """Reload the page until it shows ``text``: for what a job does meanwhile.

    Raises:
        TimeoutError: it did not within ``seconds`` (Playwright's, which is an Error and no OSError).
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            await page.get_by_text(text).first.wait_for(timeout=_LOOK_MS)
        except Late:
            if time.monotonic() > deadline:
                raise
            await page.reload()
        else:
            return


async def tab_to(page: Page, target: Locator, most: int = 60) -> None:
    """Press the tabulator until ``target`` has the focus.

    Raises:
        AssertionError: it cannot be reached so.
    """
    for _ in range(most):
        await page.keyboard.press("Tab")
        if await target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"not reached with {most} tabs: {target}")
