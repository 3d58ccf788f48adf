"""How tokens look, and how a mistyped one is told from a real one."""

import re

from hypothesis import given
from hypothesis import strategies as st

from catalog.identity import tokens


def test_tokens_are_recognisable_and_never_repeat() -> None:
    made = {tokens.new_token() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"minshu_[0-9A-Za-z]{38}", token) for token in made)
    assert all(tokens.is_token(token) for token in made)


def test_every_single_mistyped_character_is_noticed() -> None:
    token = tokens.new_token()
    for place in range(len(tokens.PREFIX), len(token)):
        other = "x" if token[place] != "x" else "y"
        assert not tokens.is_token(token[:place] + other + token[place + 1 :])


@given(st.text(max_size=80))
def test_noise_is_no_token(text: str) -> None:
    assert not tokens.is_token(text)
    assert not tokens.is_token(tokens.PREFIX + text)


def test_the_shown_prefix_gives_little_away() -> None:
    token = tokens.new_token()
    assert tokens.shown_prefix(token) == token[:13]
    assert len(tokens.shown_prefix(token)) <= 20


def test_what_is_kept_is_a_digest() -> None:
    assert tokens.digest("minshu_x") != tokens.digest("minshu_y")
    assert len(tokens.digest(tokens.new_secret())) == 32
