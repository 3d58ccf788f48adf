"""What everybody may read: home, datasets, problems, console, checkpoints, assets, errors."""

import re

import pytest

from app.adapters.questions import FAILURES
from app.portal.kit.templating import read_assets
from tests.app.portal.pages.site import OPEN, RESTRICTED, Browser, Site, text_of
from tests.plugins.waiting import eventually


async def test_home_counts_what_is_there(site: Site) -> None:
    async with site.visitor() as browser:
        with site.counting() as sent:
            page = await browser.open("/")
    shown = text_of(page)
    assert OPEN in shown
    assert "公开的数据集" in shown
    assert "发展改革部门" in shown
    assert len(sent) <= 7
    assert "set-cookie" not in page.headers


async def test_pages_call_the_platform_what_the_settings_say(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    named = site.settings.model_copy(update={"platform_name": "某省数据开放平台"})
    monkeypatch.setitem(site.services.__dict__, "settings", named)
    async with site.visitor() as browser:
        page = await browser.open("/")
    assert "<title>查公共数据 · 某省数据开放平台</title>" in page.text
    assert '<meta name="description" content="某省数据开放平台：' in page.text
    assert page.text.count("某省数据开放平台") == 4
    assert site.settings.platform_name not in page.text


async def test_open_dataset_shows_rows_files_and_a_call_that_works(site: Site) -> None:
    async with site.visitor() as browser:
        with site.counting() as sent:
            page = await browser.open(f"/datasets/{site.ids[OPEN]}")
        shown = text_of(page)
        example = re.search(r"/api/v1/data/[0-9a-f-]+/rows\?size=10", page.text)
        file = re.search(r"/api/v1/distributions/[0-9a-f-]+/file", page.text)
        assert example is not None
        assert file is not None
        rows = await browser.client.get(example[0])
        taken = await browser.client.get(file[0])
    assert "任何人可直接下载使用" in shown
    assert "前 3 行，共 3 行" in shown
    assert "按期更新" in shown
    assert len(rows.json()["rows"]) == 3
    assert taken.status_code == 200
    assert len(sent) <= 12


async def test_datasets_like_it_are_listed_and_missing_while_search_is_down(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await site.draft("福州市公交站点月度统计", open_class="GENERAL")
    await site.commands(other, ("cataloguer", "submit"), ("reviewer", "approve"), ("data-admin", "publish"))
    async with site.visitor() as browser:

        async def listed() -> bool:
            page = await browser.open(f"/datasets/{site.ids[OPEN]}")
            return f'<a href="/datasets/{other}">' in page.text

        await eventually(listed, "the dataset shows the one like it")
        monkeypatch.setattr(site.services.questions.breaker, "_open_until", float("inf"))
        monkeypatch.setattr(site.services.questions.breaker, "_failures", FAILURES)
        down = await browser.open(f"/datasets/{site.ids[OPEN]}")
    assert "相似的数据集" not in text_of(down)


async def test_dataset_on_request_shows_fields_but_no_row(site: Site) -> None:
    address = f"/datasets/{site.ids[RESTRICTED]}"
    async with site.visitor() as browser:
        visited = await browser.open(address)
    async with site.browser("user") as browser:
        signed = await browser.open(address)
    assert "登录后申请" in text_of(visited)
    assert "年份" in text_of(visited)
    assert "厦门" not in visited.text
    assert "申请使用" in text_of(signed)
    assert "厦门" not in signed.text


@pytest.mark.parametrize(
    "address",
    [
        "/datasets/0193a1c2-7d11-7c3a-9c55-2f1e8c0a1b2c",
        "/datasets/none",
        "/nowhere",
        "/assets/../errors.py",
        "/assets/minshu.scss",
    ],
)
async def test_what_is_not_there_is_a_page_that_says_so(site: Site, address: str) -> None:
    async with site.visitor() as browser:
        page = await browser.open(address, 404)
        machine = await browser.client.get(address, headers={"Accept": "application/json"})
    assert "找不到这个页面，或您无权查看" in text_of(page)
    assert machine.headers["content-type"] == "application/problem+json"


async def test_an_earlier_revision_can_be_opened_and_one_that_is_not_there_cannot(site: Site) -> None:
    async with site.visitor() as browser:
        page = await browser.open(f"/datasets/{site.ids[OPEN]}?revision=1")
        await browser.open(f"/datasets/{site.ids[OPEN]}?revision=7", 404)
        await browser.open(f"/datasets/{site.ids[OPEN]}?revision=x", 400)
    assert "第 1 版" in text_of(page)


CALLERS = ("text/html", "application/json")


async def kind_of(browser: Browser, method: str, accept: str) -> str:
    """The media type of a type of problem for somebody who asks like this."""
    answer = await browser.client.request(method, "/problems/stale-version", headers={"Accept": accept})
    return answer.headers["Content-Type"].partition(";")[0]


async def test_problem_types_are_pages_for_browsers_and_json_for_programs(site: Site) -> None:
    async with site.visitor() as browser:
        page = await browser.open("/problems/stale-version")
        machine = await browser.client.get("/problems/stale-version", headers={"Accept": "application/json"})
        unknown = await browser.client.get("/problems/none")
        kinds = [
            await kind_of(browser, method, accept) for method in ("GET", "HEAD") for accept in ("text/html", "*/*")
        ]
        posted = [await browser.client.post("/problems/stale-version", headers={"Accept": each}) for each in CALLERS]
        everything = set(re.findall(r"/problems/([a-z-]+)", page.text))
        for slug in everything:
            await browser.open(f"/problems/{slug}")
    assert "您编辑的不是最新版本" in text_of(page)
    assert machine.json()["status"] == 412
    assert kinds == ["text/html", "application/json"] * 2
    assert [(each.status_code, each.headers["Allow"]) for each in posted] == [(405, "GET, HEAD")] * 2
    assert unknown.status_code == 404
    assert len(everything) >= 19


async def test_console_lists_every_operation(site: Site) -> None:
    async with site.visitor() as browser:
        page = await browser.open("/docs")
    paths = site.app.openapi()["paths"]
    assert all(f"<code>{path}</code>" in page.text for path in paths)
    assert not any(path.startswith(("/work", "/review", "/login")) for path in paths)


async def test_checkpoints_are_public(site: Site) -> None:
    async with site.visitor() as browser:
        page = await browser.open("/audit/checkpoints")
        await browser.open("/audit/checkpoints?cursor=x", 400)
    assert "审计公示" in text_of(page)


async def test_assets_are_kept_for_ever_by_their_digest(site: Site) -> None:
    address = read_assets()("minshu.css")
    async with site.visitor() as browser:
        first = await browser.open(address)
        again = await browser.client.get(address, headers={"If-None-Match": first.headers["etag"]})
        plain = await browser.open("/assets/minshu.css")
    assert "immutable" in first.headers["cache-control"]
    assert first.headers["content-type"].startswith("text/css")
    assert again.status_code == 304
    assert "immutable" not in plain.headers["cache-control"]
