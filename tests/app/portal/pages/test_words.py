"""The running portal in a language that brackets every message: none of its own texts is said outside of them."""

import re
from collections.abc import Iterator

import pytest

from app.portal.kit.templating import make_environment, read_assets
from app.words.catalogues import entries
from app.words.extraction import pages
from app.words.language import CHINESE
from catalog.vocabularies import shipped
from tests.app.portal.pages.site import OPEN, RESTRICTED, Site
from tests.words.pseudo import Bracketed, unsaid
from tests.words.templates import messages as collected

PUBLIC = ("/", "/search", "/search?q=公交", "/login", "/register", "/reset", "/problems/invalid", "/audit/checkpoints")
NOTHING_FOUND = "/search?q=没有的词&theme=x&updated_after=2026-01-01"
REFUSED = {"/search?updated_after=x&size=0": 400, "/nowhere": 404}
OWN = {
    "user": ("/account", "/applications", "/account/password", "/datasets/{restricted}/apply"),
    "operator": ("/account", "/operators/search", "/search?q=公交&explain=true"),
    "cataloguer": ("/work", "/work/datasets/new", "/work/datasets/{open}"),
    "reviewer": ("/review",),
}
BY_KEY = {form for wordings in entries(CHINESE.locale).values() for form in wordings.forms}
IN_VOCABULARIES = {term[said] for term in shipped.terms().values() for said in ("label_zh", "note")}
IN_THE_DATA = {"接口调用"}
BOTH = frozenset(BY_KEY | IN_VOCABULARIES | IN_THE_DATA)
"""What is said by the portal in one place may be said by the domain, a vocabulary or the data in another."""


def messages() -> Iterator[re.Pattern[str]]:
    """What each message looks like in Chinese; one that is little more than its parameters says too little."""
    for found in collected(pages()):
        text = found.id if isinstance(found.id, str) else found.id[0]
        parts = re.split(r"%\(\w+\)s", text.replace("%%", "%"))
        least = 3 if len(parts) > 1 else 2
        if any(re.search(rf"[\u4e00-\u9fff]{{{least}}}", part) for part in parts):
            yield re.compile(".+".join(re.escape(part) for part in parts))


MESSAGES = list(messages())


def lost(page: str) -> set[str]:
    """Messages of the pages that were said in Chinese after all."""
    return {piece for piece in unsaid(page) - BOTH if any(message.fullmatch(piece) for message in MESSAGES)}


@pytest.fixture
def site_in_brackets(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setitem(site.app.state._state, "portal", make_environment(read_assets(), Bracketed()))
    return site


async def test_public_pages_say_all_their_texts_in_the_language_of_the_page(site_in_brackets: Site) -> None:
    site = site_in_brackets
    pages = dict.fromkeys((*PUBLIC, NOTHING_FOUND, *(f"/datasets/{key}" for key in site.ids.values())), 200)
    async with site.visitor() as browser:
        for address, status in (pages | REFUSED).items():
            page = await browser.open(address, status)
            assert page.text.count("⟦") > 15, address
            assert lost(page.text) == set(), address


@pytest.mark.parametrize("role", OWN)
async def test_pages_of_members_say_all_their_texts_in_the_language_of_the_page(
    site_in_brackets: Site, role: str
) -> None:
    site = site_in_brackets
    async with site.browser(role) as browser:
        for address in OWN[role]:
            page = await browser.open(address.format(open=site.ids[OPEN], restricted=site.ids[RESTRICTED]))
            assert page.text.count("⟦") > 15, address
            assert lost(page.text) == set(), address


def test_a_text_that_was_said_too_early_is_seen() -> None:
    assert lost("<p title='没有找到数据集'>⟦公交⟧</p><p>剩 3 个工作日</p><p>企业登记信息</p>") == {
        "没有找到数据集",
        "剩 3 个工作日",
    }
