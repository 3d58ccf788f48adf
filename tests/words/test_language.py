"""How messages become words, and whose language is spoken."""

import pytest

from app.words.language import CHINESE, ENGLISH, Language, preferred
from catalog.messages import message

pytestmark = pytest.mark.usefixtures("tools")


def test_a_message_is_equal_to_what_says_the_same() -> None:
    one = message("problem.conflict.detail", state="a", action=message("none"), allowed=("x",))
    same = message("problem.conflict.detail", allowed=("x",), action=message("none"), state="a")
    assert one == same
    assert len({one, same, message("none")}) == 2
    assert str(message("problem.refused.detail", status=406)) == "problem.refused.detail(status=406)"


def test_values_that_need_words_get_them() -> None:
    late = message("problem.unavailable.detail", part=message("part.store"), seconds=5)
    assert CHINESE.say(late) == "文件存储服务正在恢复，请在 5 秒后重试。"
    assert ENGLISH.say(late) == "File storage is recovering: try again in 5 seconds."
    assert CHINESE.say(message("text", text="{as it is}")) == "{as it is}"


def test_english_counts() -> None:
    assert ENGLISH.say(message("problem.too-many-requests.detail", seconds=1)) == "Try again in 1 second."
    assert ENGLISH.say(message("problem.too-many-requests.detail", seconds=0)) == "Try again in 0 seconds."
    assert CHINESE.say(message("problem.too-many-requests.detail", seconds=1)) == "请在 1 秒后重试。"
    with pytest.raises(TypeError, match="many"):
        ENGLISH.say(message("problem.too-many-requests.detail", seconds="many"))


@pytest.mark.parametrize(
    ("language", "names", "said"),
    [
        (CHINESE, ("甲", "乙", "丙"), "甲或乙或丙"),
        (ENGLISH, ("a", "b", "c"), "a, b or c"),
        (ENGLISH, ("a", "b"), "a or b"),
        (ENGLISH, ("{a}",), "{a}"),
        (CHINESE, (), ""),
        (ENGLISH, (message("none"), message("not-given")), "none or not given"),
    ],
)
def test_several_values_are_listed_as_the_language_does(language: Language, names: tuple[str, ...], said: str) -> None:
    assert language.say(message("any-of", each=names)) == said


def test_a_list_within_a_list_is_listed_as_well() -> None:
    assert ENGLISH.say(message("any-of", each=(("a", "b"), "c"))) == "a, b or c"


def test_what_has_no_words_is_a_defect() -> None:
    with pytest.raises(KeyError):
        CHINESE.say(message("made-up"))
    with pytest.raises(KeyError):
        CHINESE.say(message("problem.refused.detail"))


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", CHINESE),
        ("en", ENGLISH),
        ("EN-gb;q=0.8", ENGLISH),
        ("zh-CN,zh;q=0.9,en;q=0.8", CHINESE),
        ("en-US,en;q=0.9,zh;q=0.8", ENGLISH),
        ("zh;q=0.5, en;q=0.50", CHINESE),
        ("zh;q=0, en;q=0.1", ENGLISH),
        ("*", CHINESE),
        ("*, zh;q=0.3", ENGLISH),
        ("fr, en;q=0", CHINESE),
        ("zh-Hant-TW", CHINESE),
        ("english", CHINESE),
        ("en;q=2", CHINESE),
        ("en;q=high", CHINESE),
        ("\x00, ,;;,en", ENGLISH),
        ("x" * 100_000, CHINESE),
        ("fr," * 50 + "en", CHINESE),
    ],
)
def test_chinese_is_spoken_unless_english_is_preferred(accepted: str, language: Language) -> None:
    assert preferred(accepted) is language
