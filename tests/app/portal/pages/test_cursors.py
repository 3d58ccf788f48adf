"""Hostile cursors at every page that shows a list: told as a bad question, and never an error of our own."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest

from app.http.asking import SEARCH
from app.http.pagination import encode_cursor
from tests.app.portal.pages.site import Site

LISTS = (
    ("/search", SEARCH, "user"),
    ("/audit/checkpoints", "checkpoints-page", "user"),
    ("/applications", "my-applications", "user"),
    ("/work", "worklist", "cataloguer"),
    ("/review", "review", "reviewer"),
)
"""Address, what its cursors are called, who may read it."""
NOISE = ("x", "!!!", "W10", "A" * 9000, "../..", encode_cursor("nothing", 1))
ODD: tuple[Any, ...] = (None, True, -1, 2**63, 1.5, "", "\0", "福", "0001-01-01", [], ["\0", "\0"], {}, [[[]]])


@pytest.mark.parametrize(("address", "kind", "role"), LISTS)
async def test_what_is_no_cursor_is_told_as_a_bad_question(site: Site, address: str, kind: str, role: str) -> None:
    forged = [encode_cursor(kind, *[value] * count) for count in range(5) for value in ODD]
    forged += [encode_cursor(kind, 20, value, ["2026-01-31T08:00:00", str(UUID(int=0))]) for value in ODD]
    async with site.browser(role) as browser:
        await browser.open(address)
        for cursor in NOISE:
            await browser.open(f"{address}?cursor={quote(cursor)}", 400)
        answers = [(await browser.client.get(address, params={"cursor": cursor})).status_code for cursor in forged]
    assert set(answers) <= {200, 400}
    assert answers.count(400) > len(ODD)
