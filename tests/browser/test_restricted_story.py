"""The restricted story in a browser: applied for, checked, agreed to, signed, read with a token, revoked."""

from datetime import UTC, datetime, timedelta

import httpx
from playwright.async_api import Page, expect

from app.demo.datasets import DATASETS
from tests.browser.browsing import Browsing, fill_login, follow, press
from tests.browser.officials import decide, revoke
from tests.browser.world import World

REGISTER = DATASETS[-1]
PURPOSE = "统计各设区市存续企业的数量和成立年份，编制面向公众的区域企业发展报告，只公布汇总结果。"
FIELDS = {"企业名称": "企业名称（合成）", "经营状态": "经营状态"}


async def test_restricted_rows_are_granted_read_and_revoked(browsing: Browsing, world: World) -> None:
    async with browsing.person() as user:
        await _applies(user, world)
        application = user.url.split("?")[0]
        identity = application.rsplit("/", 1)[1]
        await decide(browsing, "data-admin", identity, "规范性审查通过")
        review = await decide(browsing, "reviewer", identity, "同意开放")
        secret, rows = await _signs(user, application)
        _reads_what_was_granted(secret, rows)
        await revoke(browsing, "reviewer", review, "实际用途与申请不符")
        refused = _ask(secret, rows)
        assert refused.status_code in {401, 403}
        assert refused.json()["reason"] == "revoked"
        await user.goto("/applications")
        await expect(user.get_by_role("region", name="我的申请列表")).to_contain_text("授权已撤销")
        await user.goto(application)
        await expect(user.get_by_text("实际用途与申请不符")).to_be_visible()


async def _applies(page: Page, world: World) -> None:
    """From the dataset by the login page to the form, and back to where it can be followed."""
    await page.goto(world.dataset(REGISTER.title))
    await follow(page, "登录后申请")
    await fill_login(page, world, "user")
    await page.get_by_label("用来做什么").fill(PURPOSE)
    await page.get_by_role("radio", name="接口调用").check()
    await page.get_by_label("使用到哪一天").fill((datetime.now(UTC) + timedelta(days=90)).date().isoformat())
    for title in FIELDS.values():
        await page.get_by_role("checkbox", name=title).check()
    assert await page.get_by_role("checkbox", name="联系电话").count() == 0
    await page.get_by_label("数据存放在哪里").fill("本单位机房内的专用服务器，两人管理，访问留痕。")
    await page.get_by_role("checkbox", name="只用于以上用途").check()
    await press(page, "提交申请")
    await expect(page.get_by_text("申请已提交。")).to_be_visible()


async def _signs(page: Page, application: str) -> tuple[str, str]:
    """The token, which is shown once, and the address of the rows."""
    await page.goto(application)
    await page.get_by_role("checkbox", name="我已阅读全文").check()
    await press(page, "签署利用协议")
    secret = await page.locator("code.secret").inner_text()
    example = await page.get_by_label("调用示例").inner_text()
    await page.reload()
    await _shows_no(secret, page)
    await page.goto(application)
    await _shows_no(secret, page)
    return secret, example.rsplit("'", 2)[1].split("?")[0]


async def _shows_no(secret: str, page: Page) -> None:
    await expect(page.get_by_role("heading", name="授权 ")).to_be_visible()
    assert secret not in await page.content()


def _ask(secret: str, rows: str, **parameters: str) -> httpx.Response:
    return httpx.get(rows, params=parameters, headers={"Authorization": f"Bearer {secret}"})


def _reads_what_was_granted(secret: str, rows: str) -> None:
    granted = _ask(secret, rows, size="5")
    assert granted.status_code == 200, granted.text
    assert [set(row) for row in granted.json()["rows"]] == [set(FIELDS)] * 5
    outside = _ask(secret, rows, select="联系电话")
    assert outside.status_code in {400, 403}
    assert httpx.get(rows).status_code == 403
