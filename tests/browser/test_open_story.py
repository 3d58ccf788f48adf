"""The open story in a browser: found, read and taken by a visitor; registered, checked and published by officials."""

import hashlib
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Page, expect

from app.demo.content import DemoDataset
from app.demo.datasets import DATASETS
from tests.browser.browsing import Browsing, follow

PROJECTS = DATASETS[0]


async def test_a_visitor_finds_reads_and_takes_a_dataset(browsing: Browsing) -> None:
    async with browsing.person() as page:
        await page.goto("/")
        await page.get_by_label("搜索数据集、信息项、提供单位").fill("重大项目 投资估算")
        await page.keyboard.press("Enter")
        await page.get_by_role("link", name=PROJECTS.title).wait_for()
        await _narrows(page)
        await page.get_by_role("link", name=PROJECTS.title).click()
        await _reads(page)
        await _takes(page, "下载 原始文件 CSV ", PROJECTS)


async def _narrows(page: Page) -> None:
    """One facet value: fewer hits at once, the chip says so, the address can be kept."""
    before = await page.locator(".card-row").count()
    await page.get_by_role("checkbox", name="省发展改革部门").check()
    await page.get_by_role("list", name="已选条件").get_by_text("省发展改革部门").wait_for()
    assert 0 < await page.locator(".card-row").count() <= before
    assert parse_qs(urlsplit(page.url).query)["organization"] == [PROJECTS.organization]
    for owner in await page.locator(".card-row .meta li:nth-child(2)").all_text_contents():
        assert owner == "省发展改革部门"


async def _reads(page: Page) -> None:
    await expect(page.get_by_role("heading", level=1)).to_have_text(PROJECTS.title)
    fields = page.get_by_role("region", name="信息项说明")
    for item in PROJECTS.items:
        await expect(fields.get_by_role("rowheader", name=item.title)).to_be_visible()
    preview = page.get_by_role("region", name="最前面几行数据")
    await expect(preview.get_by_text("共 101 行")).to_be_visible()
    assert await preview.get_by_role("columnheader").count() == len(PROJECTS.items)
    hint = await page.get_by_label("调用示例").text_content()
    assert hint is not None
    address = hint.split("'")[1]
    answer = await page.request.get(address)
    assert len((await answer.json())["rows"]) == 10


async def _takes(page: Page, name: str, dataset: DemoDataset) -> None:
    async with page.expect_download() as download:
        await follow(page, name)
    taken = await (await download.value).path()
    digest = hashlib.sha256(taken.read_bytes()).hexdigest()
    assert digest == hashlib.sha256(b"".join(dataset.lines())).hexdigest()
    assert digest in await page.locator("#files ~ .scroll").inner_text()
