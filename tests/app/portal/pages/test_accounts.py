"""Signing in, registering, passwords, tokens, and forms that outlive their session."""

import re

import httpx
import pytest

from app.security.authentication import COOKIE
from tests.app.portal.pages.site import RESTRICTED, Browser, Site, form_of, text_of
from tests.factories.people import PASSWORD

LONG = "闽江潮起时五月的风声"


async def test_sign_in_leads_to_where_the_visitor_wanted_to_go(site: Site) -> None:
    async with site.visitor() as browser:
        turned = await browser.open("/applications", 303)
        page = await browser.open(turned.headers["location"])
        assert "请先登录" in text_of(page)
        wrong = await browser.send(page, "/login", 401, email="user@test.invalid", password="wrong")
        assert "邮箱或密码不正确" in text_of(wrong)
        assert 'value="user@test.invalid"' in wrong.text
        done = await browser.send(wrong, "/login", email="user@test.invalid", password=PASSWORD)
        assert done.headers["location"] == "/applications"
        home = await browser.open("/")
        assert "我的申请" in text_of(home)
        await browser.send(home, "/logout")
        assert "登录" in text_of(await browser.open("/"))


@pytest.mark.parametrize("onward", ["https://other.example/", "//other.example", "/\\other.example", "/api/v1/me"])
async def test_sign_in_leads_nowhere_else(site: Site, onward: str) -> None:
    async with site.visitor() as browser:
        page = await browser.client.get("/login", params={"next": onward})
        done = await browser.send(page, "/login", email="user@test.invalid", password=PASSWORD)
    assert done.headers["location"] == "/"


async def test_registration_names_what_is_wrong_and_keeps_what_was_typed(site: Site) -> None:
    async with site.visitor() as browser:
        page = await browser.open("/register")
        bad = await browser.send(page, "/register", 422, name="某企业", email="x", password="short", repeat="short")
        differ = await browser.send(bad, "/register", 422, email="new@firm.example", password=LONG, repeat="other")
        done = await browser.send(differ, "/register", password=LONG, repeat=LONG)
        said = await browser.open(done.headers["location"])
        entered = await browser.send(said, "/login", email="new@firm.example", password=LONG)
        account = await browser.open("/account")
    assert 'value="某企业"' in bad.text
    assert 'href="#f-email"' in bad.text
    assert LONG not in differ.text
    assert "两次输入的密码不一样" in text_of(differ)
    assert "注册成功，请登录" in text_of(said)
    assert entered.headers["location"] == "/"
    assert "待实名核验" in text_of(account)


async def test_tokens_are_shown_once_and_can_be_revoked(site: Site) -> None:
    async with site.browser("auditor") as browser:
        page = await browser.open("/account")
        empty = await browser.send(page, "/account/tokens", 422, name="")
        assert "令牌名称" in text_of(empty)
        minted = await browser.send(page, "/account/tokens", 200, name="报表程序", scopes="system:audit:read")
        found = re.search(r'class="secret"[^>]*>([^<]+)<', minted.text)
        assert found is not None
        again = await browser.open("/account")
        assert found[1] not in again.text
        works = await browser.client.get("/api/v1/audit/entries", headers={"Authorization": f"Bearer {found[1]}"})
        assert works.status_code == 200
        action = re.search(r"/account/tokens/[0-9a-f-]+/revoke", again.text)
        assert action is not None
        await browser.send(again, action[0])
        refused = await browser.client.get("/api/v1/audit/entries", headers={"Authorization": f"Bearer {found[1]}"})
    assert refused.status_code == 401


async def test_password_is_changed_and_reset_with_a_code(site: Site) -> None:
    async with site.browser("second-user") as browser, site.browser("second-user") as other:
        page = await browser.open("/account/password")
        wrong = await browser.send(page, "/account/password", 422, current="x", new=LONG, repeat=LONG)
        assert "当前密码不正确" in text_of(wrong)
        await browser.send(wrong, "/account/password", current=PASSWORD, new=LONG, repeat=LONG)
        await browser.open("/account")
        await other.open("/account", 303)
    operator = site.api(await site.people.token("operator"))
    issued = await operator.post(f"/api/v1/accounts/{site.people.accounts['second-user']}/commands/issue-reset")
    assert issued.status_code < 300, issued.text
    code = issued.json()["code"]
    async with site.visitor() as browser:
        page = await browser.open("/login")
        forced = await browser.send(page, "/login", email="second-user@test.invalid", password=LONG)
        assert forced.headers["location"] == "/account/password"
        assert (await browser.open("/applications", 303)).headers["location"] == "/account/password"
    async with site.visitor() as browser:
        page = await browser.open("/reset")
        await browser.send(page, "/reset", 422, code="wrong", new=PASSWORD, repeat=PASSWORD)
        await browser.send(page, "/reset", code=code, new=PASSWORD, repeat=PASSWORD)
    async with site.browser("second-user") as browser:
        await browser.open("/account")


def end_session(browser: Browser) -> None:
    """What a browser looks like after its session has ended: the cookie is still there, and means nothing."""
    for cookie in browser.client.cookies.jar:
        if cookie.name == COOKIE:
            cookie.value = "ended" * 8


async def test_a_form_outlives_its_session(site: Site) -> None:
    address = f"/datasets/{site.ids[RESTRICTED]}/apply"
    async with site.browser("user") as browser:
        page = await browser.open(address)
        end_session(browser)
        kept = await browser.send(page, address, 401, purpose="研究各地区公交站点的变化", fields="数值")
        assert "您填写的内容还在" in text_of(kept)
        resumed = await browser.send(kept, "/login", 200, email="user@test.invalid", password=PASSWORD)
        form = form_of(resumed, address)
        assert ("purpose", "研究各地区公交站点的变化") in form.fields
        arrived = await browser.send(resumed, address, 422)
    assert "研究各地区公交站点的变化" in arrived.text
    assert "请阅读并勾选承诺" in text_of(arrived)


async def test_what_another_site_sends_is_not_kept(site: Site) -> None:
    address = f"/datasets/{site.ids[RESTRICTED]}/apply"
    async with site.visitor() as browser:
        for headers in ({"Origin": "https://other.example"}, {"Sec-Fetch-Site": "cross-site"}):
            page = await browser.client.post(address, data={"purpose": "forged"}, headers=headers)
            assert page.status_code == 401
            assert "forged" not in page.text


@pytest.mark.parametrize("address", ["/account/tokens", "/work/datasets/new", "/logout"])
async def test_a_form_without_its_csrf_token_changes_nothing(site: Site, address: str) -> None:
    async with site.browser("cataloguer") as browser:
        answer: httpx.Response = await browser.post(address, {"name": ["x"], "title": ["没有令牌的数据集"]}, 401)
        listed = await browser.open("/work")
    assert "登录" in text_of(answer)
    assert "没有令牌的数据集" not in listed.text
