"""The unified social credit code: published vectors, the trap of the outer modulus, hostile input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.organizations.uscc import Verdict, check, check_character, normalize

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BODIES = st.text(ALPHABET, min_size=9, max_size=9).map(lambda tail: f"91350100{tail}")


@pytest.mark.parametrize("code", ["91110000101623741K", "911101066976941872", "91350100M000100Y43"])
def test_issued_codes_are_valid(code: str) -> None:
    assert check(code) is Verdict.VALID


def test_an_issued_code_with_a_wrong_check_character_is_a_warning() -> None:
    assert check("91350211M0000XUF46") is Verdict.CHECKSUM_WARNING
    assert not check("91350211M0000XUF46").malformed


def test_the_check_character_is_zero_where_the_sum_divides() -> None:
    weights = [3**place % 31 for place in range(17)]
    body = "91350100000000010"
    assert sum(ALPHABET.index(c) * w for c, w in zip(body, weights, strict=True)) % 31 != 0
    dividing = next(
        candidate
        for candidate in (f"91350100{number:09d}" for number in range(1000))
        if sum(ALPHABET.index(c) * w for c, w in zip(candidate, weights, strict=True)) % 31 == 0
    )
    assert check(f"{dividing}0") is Verdict.VALID
    assert check_character(body) != "0"


@pytest.mark.parametrize(
    "code",
    [
        "",
        "91110000101623741",
        "91110000101623741KK",
        "91110000101623741O",
        "94110000101623741K",
        "ZZ110000101623741K",
        "9111000A101623741K",
        "\u0669" + "1110000101623741K",
        "91110000101623741K\n91110000101623741K",
        "９１１１００００101623741K",
    ],
)
def test_what_cannot_be_a_code_is_malformed(code: str) -> None:
    assert check(code) is Verdict.MALFORMED
    assert check(code).malformed


def test_codes_are_read_as_people_paste_them() -> None:
    assert normalize(" 9111 0000-101623741k\n") == "91110000101623741K"
    assert check(" 9111 0000-101623741k\n") is Verdict.VALID


@given(BODIES)
def test_exactly_one_last_character_is_valid(body: str) -> None:
    verdicts = [check(body + last) for last in ALPHABET]
    assert verdicts.count(Verdict.VALID) == 1
    assert verdicts.count(Verdict.CHECKSUM_WARNING) == len(ALPHABET) - 1


@given(st.text(max_size=40))
def test_any_text_gets_a_verdict(text: str) -> None:
    assert check(text) in Verdict
