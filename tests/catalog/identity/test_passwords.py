"""Which passwords are accepted, and how they are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.words.language import CHINESE
from catalog.identity import passwords

EMAIL = "reviewer@agency.example"


def codes(password: str) -> set[str]:
    return {problem.code for problem in passwords.problems(password, EMAIL)}


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Ab3!xyz9Q", "too-short"),
        ("福建省数据", "too-short"),
        ("k7" * 101, "too-long"),
        ("reviewer@agency.example", "contains-email"),
        ("x-Reviewer@Agency.Example-9", "contains-email"),
        ("1234567890", "common"),
        ("password12", "common"),
        ("Passw0rd!!", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("23456789:;<=", "common"),
        ("zyxwvutsrqponm", "common"),
    ],
)
def test_a_weak_password_is_refused_by_name(password: str, code: str) -> None:
    assert code in codes(password)


@pytest.mark.parametrize("password", ["correct horse battery", "闽江潮起时五月的风吹", "mX7$kq2-Lw9", "a\tb c𝄞d=e^f&g"])
def test_a_good_password_is_accepted(password: str) -> None:
    assert codes(password) == set()


def test_messages_are_chinese_and_point_at_the_field() -> None:
    (problem,) = passwords.problems("kort", "", "/new_password")[:1]
    assert problem.pointer == "/new_password"
    assert CHINESE.say(problem.message) == "密码至少 10 个字符。"


async def test_a_hash_opens_only_for_its_password_and_does_not_contain_it() -> None:
    kept = await passwords.hash_password("闽江潮起时五月的风")
    assert kept.startswith("$argon2id$")
    assert "闽江" not in kept
    assert await passwords.matches("闽江潮起时五月的风", kept)
    assert not await passwords.matches("闽江潮起时五月的雨", kept)
    assert not passwords.needs_renewal(kept)


async def test_a_hash_of_a_weaker_setting_is_renewed() -> None:
    weak = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA"
    assert passwords.needs_renewal(weak)


@pytest.mark.parametrize("kept", [None, "", "not a hash", "$argon2id$v=19$broken"])
async def test_without_a_hash_nothing_opens(kept: str | None) -> None:
    assert not await passwords.matches("nobody has this password", kept)


@given(st.text(max_size=300))
def test_any_text_is_judged_without_failing(password: str) -> None:
    assert isinstance(passwords.problems(password, EMAIL), list)
