"""Pages that come of something gone wrong keep what was typed, say what to do, and hold like any other page."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from app.demo.datasets import DATASETS
from tests.browser.audits import AXE, WATCH_SHIFTS, findings, keyboard
from tests.browser.browsing import NARROW, WIDE, Browsing, fill_login, press
from tests.browser.world import World

PURPOSE = "用于公开研究，比较各地企业的行业分布。"


async def a_wrong_password(page: Page, world: World) -> None:
    await page.goto("/login")
    await page.get_by_label("邮箱").fill("nobody@demo.invalid")
    await page.get_by_label("密码", exact=True).fill("not-the-password")
    await press(page, "登录")
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.get_by_label("邮箱")).to_have_value("nobody@demo.invalid")


async def a_registration_with_two_passwords(page: Page, world: World) -> None:
    await page.goto("/register")
    await page.get_by_role("radio").first.check()
    await page.get_by_label("姓名或单位全称").fill("个人用户")
    await page.get_by_label("邮箱").fill("someone@demo.invalid")
    await page.get_by_label("密码", exact=True).fill("a-long-password-of-one-kind")
    await page.get_by_label("再输一遍密码").fill("a-long-password-of-another-kind")
    await press(page, "注册")
    await expect(page.get_by_role("alert")).to_contain_text("两次输入的密码不一样")


async def an_application_without_fields(page: Page, world: World) -> None:
    await _begins_to_apply(page, world)
    await press(page, "提交申请")
    await expect(page.get_by_role("alert")).to_contain_text("处需要修改")
    await expect(page.get_by_label("用来做什么")).to_have_value(PURPOSE)


async def a_session_that_ended_over_a_form(page: Page, world: World) -> None:
    await _begins_to_apply(page, world)
    await page.context.clear_cookies()
    await press(page, "提交申请")
    await expect(page.get_by_text("登录已过期，您填写的内容还在。")).to_be_visible()
    await fill_login(page, world, "security")
    await press(page, "继续提交")
    await expect(page.get_by_label("用来做什么")).to_have_value(PURPOSE)


async def a_dataset_without_an_owner(page: Page, world: World) -> None:
    await page.goto("/work/datasets/new")
    await page.get_by_label("名称", exact=True).fill("没有单位的数据集")
    await press(page, "保存")
    await expect(page.get_by_role("alert")).to_contain_text("请选择提供单位")


async def a_form_that_somebody_else_saved(page: Page, world: World) -> None:
    await _drafts(page)
    other = await page.context.new_page()
    await other.goto(page.url)
    await other.get_by_label("关键词").fill("别人的关键词")
    await press(other, "保存")
    await other.close()
    await page.get_by_label("关键词").fill("我的关键词")
    await press(page, "保存")
    beside = page.get_by_role("region", name="两份内容的对照")
    await expect(beside).to_contain_text("别人的关键词")
    await expect(beside).to_contain_text("我的关键词")


async def a_file_that_is_a_picture(page: Page, world: World) -> None:
    await _drafts(page)
    picture = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + bytes(64)
    await page.get_by_label("选择文件").set_input_files({"name": "data.csv", "mimeType": "text/csv", "buffer": picture})
    await press(page, "上传文件")
    await expect(page.get_by_role("alert").first).to_be_visible()


async def an_address_that_is_too_long(page: Page, world: World) -> None:
    await page.goto("/search?q=" + "公" * 8_000)
    await expect(page.get_by_role("heading", level=1)).to_have_text("地址过长")


CASES: dict[Callable[[Page, World], Awaitable[None]], tuple[str, int]] = {
    a_wrong_password: ("", 401),
    a_registration_with_two_passwords: ("", 422),
    an_application_without_fields: ("security", 422),
    a_session_that_ended_over_a_form: ("security", 422),
    a_dataset_without_an_owner: ("cataloguer", 422),
    a_form_that_somebody_else_saved: ("cataloguer", 412),
    a_file_that_is_a_picture: ("cataloguer", 415),
    an_address_that_is_too_long: ("", 414),
}


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
async def test_a_refusal_is_a_page_like_any_other(
    browsing: Browsing, world: World, case: Callable[[Page, World], Awaitable[None]], width: int
) -> None:
    role, status = CASES[case]
    async with browsing.person(role, status, 401, width=width) as page:
        await page.add_init_script(WATCH_SHIFTS)
        await case(page, world)
        found = await findings(page, AXE.read_text(encoding="utf-8"))
        assert [*found, *(await keyboard(page) if width == WIDE else [])] == []


async def _begins_to_apply(page: Page, world: World) -> None:
    """The form half filled in; the browser's own checks are put out of the way."""
    await page.goto(world.dataset(DATASETS[-1].title) + "/apply")
    await page.get_by_label("用来做什么").fill(PURPOSE)
    await page.evaluate("document.querySelector('main form').noValidate = true")


async def _drafts(page: Page) -> None:
    await page.goto("/work/datasets/new")
    await page.get_by_label("名称", exact=True).fill("供试验的草稿")
    await page.get_by_label("提供单位").select_option("fj-civil")
    await press(page, "保存")
    await expect(page.get_by_text("已新建。")).to_be_visible()
