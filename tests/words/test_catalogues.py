"""The catalogues and the code fit: every key that is said has words in every language, and no words lie idle."""

from collections.abc import Iterable

import pytest
from babel import Locale

from app.words.catalogues import DOMAINS, Wordings, entries, read
from app.words.language import CHINESE, ENGLISH, LANGUAGES
from tests.architecture.rules import HAN
from tests.architecture.sources import PACKAGES, ROOT, Source, python_sources
from tests.words.keys import Call, calls, places

pytestmark = pytest.mark.usefixtures("tools")

CALLS = tuple(calls(python_sources(ROOT, *PACKAGES)))
BY_LISTS = {f"list.{manner}{last}" for manner in ("and", "or", "choice", "clauses") for last in ("", ".last")}
"""What listing says by itself."""


def test_every_language_says_the_same_with_the_same_values() -> None:
    chinese = {key: places(entry) for key, entry in entries(CHINESE.locale).items()}
    assert len(chinese) > 100
    for language in LANGUAGES:
        assert {key: places(entry) for key, entry in entries(language.locale).items()} == chinese


@pytest.mark.parametrize("locale", [each.locale for each in LANGUAGES])
@pytest.mark.parametrize("domain", DOMAINS)
def test_a_catalogue_is_whole_and_in_order(locale: str, domain: str) -> None:
    catalogue = read(locale, domain)
    keys = _keys(locale, domain)
    assert keys == sorted(set(keys))
    assert catalogue.locale == Locale.parse(locale)
    assert not any(each.fuzzy for each in catalogue if each.id)
    assert all(all(entry.forms) for entry in entries(locale).values())


def test_a_key_stands_in_one_catalogue_only() -> None:
    listed = [key for domain in DOMAINS for key in _keys(ENGLISH.locale, domain)]
    assert len(listed) == len(set(listed)) == len(entries(ENGLISH.locale))


def test_a_plural_counts_a_value_that_it_names() -> None:
    plurals = [entry for language in LANGUAGES for entry in entries(language.locale).values() if entry.counted]
    assert plurals
    assert all(entry.counted in places(entry) and len(entry.forms) > 1 for entry in plurals)


def test_english_is_english() -> None:
    said = {key: entry for key, entry in entries(ENGLISH.locale).items() if any(map(HAN.search, entry.forms))}
    assert said == {}


def test_whatever_is_said_has_words_and_no_words_lie_idle() -> None:
    assert len(CALLS) > 50
    known = entries(CHINESE.locale)
    assert [call for call in CALLS if not any(map(call.means, known))] == []
    assert idle(known.keys(), CALLS) == BY_LISTS


def test_what_is_said_gives_the_values_that_the_words_need() -> None:
    known = entries(CHINESE.locale)
    unfit = [(call, places(known[call.key])) for call in CALLS if "*" not in call.key and not fits(call)]
    assert unfit == []


def idle(keys: Iterable[str], said: tuple[Call, ...]) -> set[str]:
    """The keys that no call means."""
    return {key for key in keys if not any(call.means(key) for call in said)}


def fits(call: Call) -> bool:
    """Whether the values named in a call are those that the words have places for."""
    return call.names == places(entries(CHINESE.locale)[call.key])


def test_the_checks_see_what_is_wrong() -> None:
    planted = Source(
        "catalog/a.py", 'message("none")\nmessage(f"part.{part}")\nmessage("problem.refused.detail", state=1)\n'
    )
    found = tuple(calls([planted]))
    assert [call.key for call in found] == ["none", "part.*", "problem.refused.detail"]
    assert [fits(call) for call in found if "*" not in call.key] == [True, False]
    assert idle({"none", "part.search", "part", "part.", "nine"}, found) == {"part", "part.", "nine"}
    for text in ("message(key)\n", 'message("none", **values)\n'):
        with pytest.raises(ValueError, match=r"catalog/a\.py:1"):
            list(calls([Source("catalog/a.py", text)]))


def test_places_are_found_in_every_form() -> None:
    assert places(Wordings(("{a} and {b:or}", "{c}"), "c")) == {"a", "b", "c"}


def _keys(locale: str, domain: str) -> list[str]:
    return [each.id if isinstance(each.id, str) else each.id[0] for each in read(locale, domain) if each.id]
