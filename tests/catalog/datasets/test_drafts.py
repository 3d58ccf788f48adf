"""Text of a draft: plain, in NFC, and measured as it is kept."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from catalog.datasets.drafts import TITLE_LIMIT, DatasetDraft


def title_of(text: str) -> str | None:
    """The title as a draft keeps it; None where it is refused, and then at its place."""
    try:
        return DatasetDraft(title=text).title
    except ValidationError as error:
        places = [problem["loc"] for problem in error.errors()]
    assert places == [("title",)]
    return None


@given(st.text(max_size=300))
def test_a_title_is_kept_in_nfc_and_fits_its_column_or_is_refused_at_its_place(text: str) -> None:
    kept = title_of(text)
    if kept is None:
        return
    assert kept == unicodedata.normalize("NFC", text).strip()
    assert 0 < len(kept) <= TITLE_LIMIT
    assert DatasetDraft(title=kept).title == kept
    assert "\n" not in kept
    kept.encode()


@pytest.mark.parametrize("text", ["\ufb2c" * 100, "\u0958" * 150, "x" * 201, "\u202e", "a\x00", "\ud800", "a\nb"])
def test_what_grows_misleads_or_breaks_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        DatasetDraft(title=text)


@pytest.mark.parametrize("code", range(0x20))
def test_no_control_character_enters_even_a_text_of_many_lines(code: int) -> None:
    text = f"摘{chr(code)}要"
    if chr(code) in "\t\n\r":
        assert DatasetDraft(title="x", summary=text).summary == text
    else:
        with pytest.raises(ValidationError):
            DatasetDraft(title="x", summary=text)
