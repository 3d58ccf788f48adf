"""Texts that are their own message: in Chinese as they stand, in another language by its catalogue, never pasted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from markupsafe import Markup

from app.words.sources import AS_WRITTEN, Text, _, counted, listed, words_of

HEAD = r"""
msgid ""
msgstr ""
"Language: en\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"""
ENGLISH = """
msgid "、"
msgstr ", "

msgid "已登记，%(soon)s生效。"
msgstr "Kept; in force %(soon)s."

msgid "%(count)s 分钟内"
msgid_plural "%(count)s 分钟内"
msgstr[0] "within a minute"
msgstr[1] "within %(count)s minutes"

msgid "上限的 %(share)s%%"
msgstr "%(share)s%% of the limit"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "pages.po").write_text(HEAD + ENGLISH, encoding="utf-8")
    return tmp_path


def test_a_text_is_what_it_says_in_chinese() -> None:
    text = _("已登记，%(soon)s生效。", soon=counted("%(count)s 分钟内", 2))
    assert text == "已登记，2 分钟内生效。"
    assert text.say(AS_WRITTEN) == text
    assert hash(text) == hash("已登记，2 分钟内生效。")
    assert listed(["甲", _("乙")]) == "甲、乙"
    assert listed([], _("或")) == ""


def test_a_text_is_said_in_another_language_with_all_that_stands_in_it(folder: Path) -> None:
    english = words_of("en", folder)
    text = _("已登记，%(soon)s生效。", soon=counted("%(count)s 分钟内", 2))
    assert text.say(english) == "Kept; in force within 2 minutes."
    assert counted("%(count)s 分钟内", 1).say(english) == "within a minute"
    assert listed(["a", counted("%(count)s 分钟内", 1)]).say(english) == "a, within a minute"
    assert _("上限的 %(share)s%%", share=80).say(english) == "80% of the limit"
    assert _("没有译文").say(english) == "没有译文"


def test_the_language_of_the_source_needs_no_catalogue_and_no_other_goes_without(folder: Path) -> None:
    assert words_of("zh_CN", folder) is AS_WRITTEN
    with pytest.raises(FileNotFoundError):
        words_of("fr", folder)


@pytest.mark.parametrize(
    "paste",
    [
        lambda text: f"{text}！",
        lambda text: text + "！",
        lambda text: "！" + text,
        lambda text: text % (),
        lambda text: Markup("<p>") + text,
        lambda text: Markup("").join(["<p>", text]),
        lambda text: Markup("<p>%s</p>") % text,
    ],
)
def test_a_text_refuses_to_become_part_of_another_string(paste: Callable[[Text], str]) -> None:
    with pytest.raises(TypeError, match="no part of another string"):
        paste(_("已登记。"))
    with pytest.raises(TypeError, match="no part of another string"):
        paste(listed(["甲", "乙"]))


def test_a_missing_parameter_is_found_where_the_text_is_made() -> None:
    with pytest.raises(KeyError):
        _("已登记，%(soon)s生效。")
