"""What operators see of searches in vain, and the synonyms they propose, accept and withdraw."""

from re import findall

import pytest

from catalog.china import china_day
from catalog.discovery.learning import CLIENTS, keep_traces
from catalog.discovery.traces import Trace, keys
from tests.app.portal.pages.site import Site, text_of

PAGE = "/operators/search"


async def asked_by(site: Site, text: str, clients: int, *, empty: int, viewed: int = 1) -> None:
    """A question that so many clients asked today, each once."""
    day = china_day(site.services.clock.now())
    traces = {}
    for number in range(clients):
        query, client = keys("secret", day, text, f"client {number}")
        traces[day, query, client] = Trace(text, asked=1, viewed=viewed, empty=empty)
    async with site.services.database.unit_of_work() as session:
        await keep_traces(session, traces)


async def test_questions_without_an_answer_and_without_a_click_are_listed(site: Site) -> None:
    await asked_by(site, "工交站点", CLIENTS, empty=1)
    await asked_by(site, "无人打开", CLIENTS, empty=0)
    await asked_by(site, "少有人问", CLIENTS - 1, empty=1)
    await asked_by(site, "接口检索", CLIENTS, empty=0, viewed=0)
    await asked_by(site, "核酸捡测点", CLIENTS, empty=1)
    async with site.browser("operator") as browser:
        page = await browser.open(PAGE)
    empty, unopened = (
        page.text.split(f'aria-labelledby="{key}"')[1].split("</section>")[0] for key in ("empty", "unopened")
    )
    assert "工交站点" in empty
    rows = {row.split("</a>")[0]: findall(r'name="meaning" value="([^"]*)"', row) for row in empty.split("?q=")[1:]}
    assert {name.split(">")[1]: proposed for name, proposed in rows.items()} == {
        "工交站点": ["公交站点"],
        "核酸捡测点": [""],  # nothing holds what it may have meant
    }
    assert "无人打开" in unopened
    assert "无人打开" not in empty
    assert not any(text in page.text for text in ("少有人问", "接口检索"))


async def test_a_synonym_is_proposed_accepted_and_withdrawn(site: Site) -> None:
    async with site.browser("operator") as browser:
        page = await browser.open(PAGE)
        same = await browser.send(page, f"{PAGE}/synonyms", 422, word="工交", meaning="工交")
        assert "两个词相同" in text_of(same)
        done = await browser.send(same, f"{PAGE}/synonyms", word="工交", meaning="公交")
        page = await browser.open(done.headers["location"])
        assert "已登记，等待采用" in text_of(page)
        assert "工交 公交 待处理" in text_of(page)
        again = await browser.send(page, f"{PAGE}/synonyms", word="工交", meaning="公交")
        assert "这条同义词已经登记过" in text_of(await browser.open(again.headers["location"]))
        accept = findall(r'formaction="([^"]*/commands/accept)"', page.text)[0]
        done = await browser.send(page, accept)
        late = await browser.send(page, accept)
        assert "这件事已经办过了" in text_of(await browser.open(late.headers["location"]))
        page = await browser.open(done.headers["location"])
        assert "工交 公交 已采用" in text_of(page)
        withdraw = findall(r'formaction="([^"]*/commands/withdraw)"', page.text)[0]
        await browser.send(page, withdraw)
        assert "工交 公交 已撤回" in text_of(await browser.open(PAGE))


@pytest.mark.parametrize("role", ["user", "cataloguer", "auditor"])
async def test_nobody_but_operators_sees_it(site: Site, role: str) -> None:
    async with site.browser(role) as browser:
        await browser.open(PAGE, 403)
        home = await browser.open("/")
    assert "检索改进" not in text_of(home)


async def test_a_visitor_signs_in_first(site: Site) -> None:
    async with site.visitor() as browser:
        await browser.open(PAGE, 303)
