import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.words.language import LANGUAGES
from catalog.tables.masking import HIDDEN, Mask, apply


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (Mask.NAME, "张三", "张*"),
        (Mask.NAME, "欧阳修远", "欧阳**"),
        (Mask.NAME, "欧阳", "欧*"),
        (Mask.NAME, "阿卜杜拉·买买提", HIDDEN),
        (Mask.NAME, "John", HIDDEN),
        (Mask.IDENTITY, "35010219000101002x", "350102********002X"),
        (Mask.IDENTITY, "350102000101002", "350102*********"),
        (Mask.IDENTITY, "护照 E1234", HIDDEN),
        (Mask.PHONE, "138 0013 8000", "138****8000"),
        (Mask.PHONE, "+8613800138000", "138****8000"),
        (Mask.PHONE, 13800138000, "138****8000"),
        (Mask.PHONE, "0591-87654321", "0591-****"),
        (Mask.PHONE, "（0591）87654321", "0591-****"),
        (Mask.PHONE, "87654321", HIDDEN),
        (Mask.ADDRESS, "福建省福州市鼓楼区东街街道某某路1号", "福建省福州市鼓楼区东街街道***"),
        (Mask.ADDRESS, "闽侯县上街镇某村3号", "闽侯县上街镇***"),
        (Mask.ADDRESS, "某小区5栋", HIDDEN),
        (Mask.BANK_CARD, "6222 0200 1111 2222 333", "***************2333"),
        (Mask.BANK_CARD, "123", HIDDEN),
        (Mask.PLATE, "闽A12312", "闽A***12"),
        (Mask.PLATE, "A12312", HIDDEN),
        (Mask.EMAIL, "zhang@x.cn", "z***@x.cn"),
        (Mask.EMAIL, "zhang", HIDDEN),
        (Mask.COORDINATE, 119.296494, "119.296"),
        (Mask.COORDINATE, "26.0745", "26.075"),
        (Mask.COORDINATE, "26°04′", HIDDEN),
        (Mask.YEAR, "1990年1月5日", "1990"),
        (Mask.YEAR, "1月5日", HIDDEN),
        (Mask.DROP, "x", None),
        (Mask.NAME, None, None),
        (Mask.NAME, "", ""),
    ],
)
def test_a_mask_keeps_only_what_its_rule_says(mask: Mask, value: object, shown: str | None) -> None:
    assert apply(mask, value) == shown


@given(st.sampled_from([m for m in Mask if m not in {Mask.ADDRESS, Mask.COORDINATE, Mask.YEAR}]), st.text(min_size=1))
def test_no_mask_lets_a_value_through(mask: Mask, text: str) -> None:
    assert apply(mask, text) != text or not text.strip() or set(text) == {"*"}


@given(st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True))
def test_the_birth_date_never_shows(number: str) -> None:
    shown = apply(Mask.IDENTITY, number)
    assert shown is not None
    assert len(shown) == len(number)
    assert shown[6:14] == "*" * 8


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_four_digits_of_a_mobile_never_show(number: str) -> None:
    assert apply(Mask.PHONE, number) == f"{number[:3]}****{number[7:]}"


def test_every_mask_has_a_label_and_a_rule() -> None:
    assert len({language.say(mask.label) for mask in Mask for language in LANGUAGES}) == 2 * len(Mask)
    assert all(apply(mask, "x") in {HIDDEN, None} for mask in Mask)
