"""Without scripts one searches, narrows, reads, takes, signs in and applies."""

import hashlib
from datetime import UTC, datetime, timedelta

from playwright.async_api import Page, expect

from app.demo.datasets import DATASETS
from tests.browser.browsing import Browsing, fill_login, follow, press
from tests.browser.world import World

INDICATORS, REGISTER = DATASETS[1], DATASETS[-1]


async def test_searching_reading_and_taking(browsing: Browsing) -> None:
    async with browsing.person(script=False) as page:
        await page.goto("/")
        await page.get_by_label("搜索数据集、信息项、提供单位").fill("十四五 主要指标")
        await press(page, "搜索")
        await page.get_by_role("checkbox", name="普遍开放").check()
        await press(page, "按所选条件筛选")
        await expect(page.get_by_role("list", name="已选条件")).to_contain_text("普遍开放")
        await page.get_by_label("排序").select_option("updated")
        await press(page, "应用")
        await follow(page, INDICATORS.title)
        await expect(page.get_by_text("共 18 行")).to_be_visible()
        async with page.expect_download() as download:
            await follow(page, "下载 原始文件 CSV ")
        taken = await (await download.value).path()
        digest = hashlib.sha256(taken.read_bytes()).hexdigest()
        assert digest == hashlib.sha256(b"".join(INDICATORS.lines())).hexdigest()


async def test_signing_in_and_applying(browsing: Browsing, world: World) -> None:
    async with browsing.person(script=False) as page:
        await page.goto(world.dataset(REGISTER.title))
        await follow(page, "登录后申请")
        await fill_login(page, world, "city-cataloguer")
        await _fills(page)
        await press(page, "提交申请")
        await expect(page.get_by_text("申请已提交。")).to_be_visible()
        await press(page, "撤回申请")
        await expect(page.get_by_text("申请已撤回。").first).to_be_visible()


async def _fills(page: Page) -> None:
    await page.get_by_label("用来做什么").fill("比较各设区市企业的行业分布，用于城市产业规划的公开研究。")
    await page.get_by_label("使用到哪一天").fill((datetime.now(UTC) + timedelta(days=30)).date().isoformat())
    await page.get_by_role("checkbox", name="行业门类").check()
    await page.get_by_label("数据存放在哪里").fill("单位内网服务器，按账号授权。")
    await page.get_by_role("checkbox", name="只用于以上用途").check()
