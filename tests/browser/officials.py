"""What officials do with a dataset or an application, each at a browser of their own."""

from playwright.async_api import Page, expect

from tests.browser.browsing import Browsing, press

ASKED = {
    "审核通过": "部门审核",
    "发布": "审查发布",
    "规范性审查通过": "规范性审查",
    "同意开放": "审核是否同意",
}
"""What the queue asks for, by the button that does it."""


async def decide(browsing: Browsing, role: str, identity: str, command: str) -> str:
    """Open what has ``identity`` from the queue of ``role`` and press ``command``; the address of its page."""
    async with browsing.person(role) as page:
        await page.goto("/")
        await page.get_by_role("navigation", name="我的工作").get_by_role("link", name="审核").click()
        link = page.locator(f"a[href$='{identity}']")
        await expect(page.locator("main tr").filter(has=link)).to_contain_text(ASKED[command])
        await link.click()
        await page.get_by_role("heading", name="办理", exact=True).wait_for(state="attached")
        address = page.url
        await _press(page, command)
    return address


async def revoke(browsing: Browsing, role: str, address: str, reason: str) -> None:
    """Take a grant back: refused without a reason, done with one."""
    async with browsing.person(role, 422) as page:
        await page.goto(address)
        await press(page, "撤销授权")
        await expect(page.get_by_role("alert")).to_contain_text("有 1 处需要修改")
        await page.get_by_label("审核意见").fill(reason)
        await _press(page, "撤销授权")


async def publish(browsing: Browsing, identity: str) -> None:
    """Approved by the agency's reviewer, published by the data authority."""
    await decide(browsing, "reviewer", identity, "审核通过")
    await decide(browsing, "data-admin", identity, "发布")


async def _press(page: Page, command: str) -> None:
    await press(page, command)
    await expect(page.locator(".note-tea").first).to_be_visible()
