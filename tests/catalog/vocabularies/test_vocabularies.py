"""The vocabularies on a real database: loading, reading, checking codes."""

import pytest

from app.words.language import CHINESE, ENGLISH
from catalog.base import WriteSession
from catalog.errors import Invalid, Missing
from catalog.vocabularies import queries, service, shipped
from catalog.vocabularies.models import Term


@pytest.fixture
async def loaded(session: WriteSession) -> WriteSession:
    await service.load(session)
    return session


def test_the_shipped_terms_are_whole() -> None:
    terms = shipped.terms()
    assert {scheme for scheme, _ in terms} == set(shipped.SCHEMES)
    for (scheme, code), term in terms.items():
        assert term["label_zh"], (scheme, code)
        assert term["source"], (scheme, code)
        assert term["broader"] is None or (scheme, term["broader"]) in terms, (scheme, code)


def test_the_shipped_schemes_have_the_terms_of_the_rules() -> None:
    codes = {name: [code for scheme, code in shipped.terms() if scheme == name] for name in shipped.SCHEMES}
    assert codes["themes"] == [*map(str, range(1, 22)), "99"]
    assert codes["open-classes"] == ["GENERAL", "ON_REQUEST", "AUTHORISED", "SUBJECT_ONLY", "NONE"]
    assert codes["cycles"] == [str(number) for number in range(1, 10)]
    assert len(codes["regions"]) == 94
    assert len(codes["tiers"]) == 11
    assert {"350000", "350100", "350128"} <= set(codes["regions"])


def test_every_open_class_has_a_source_of_its_own_and_only_the_one_of_no_rule_is_unconfirmed() -> None:
    classes = {code: term for (scheme, code), term in shipped.terms().items() if scheme == "open-classes"}
    assert len({term["source"] for term in classes.values()}) == len(classes)
    assert [code for code, term in classes.items() if not term["confirmed"]] == ["NONE"]


async def test_a_second_run_writes_nothing(loaded: WriteSession) -> None:
    assert await service.load(loaded) == 0
    assert (await queries.stored_terms(loaded)).keys() == shipped.terms().keys()


async def test_terms_come_in_their_own_order(loaded: WriteSession) -> None:
    themes = await queries.terms(loaded, "themes")
    assert [entry.code for entry in themes] == [*map(str, range(1, 22)), "99"]
    assert (await queries.labels(loaded, "open-classes"))["ON_REQUEST"] == "依申请开放"
    assert (await queries.term(loaded, "regions", "350102")).broader == "350100"
    assert (await queries.term(loaded, "open-classes", "GENERAL")).note == "任何人可直接下载使用"


async def test_a_label_that_an_operator_changed_is_kept(loaded: WriteSession) -> None:
    (await loaded.get_one(Term, ("themes", "15"))).label_zh = "市场监督"
    assert await service.load(loaded) == 0
    assert (await queries.labels(loaded, "themes"))["15"] == "市场监督"


@pytest.mark.parametrize("scheme", ["", "theme", "../themes", "themes\x00"])
async def test_an_unknown_vocabulary_is_missing(loaded: WriteSession, scheme: str) -> None:
    with pytest.raises(Missing):
        await queries.terms(loaded, scheme)


async def test_an_unknown_term_is_missing(loaded: WriteSession) -> None:
    with pytest.raises(Missing):
        await queries.term(loaded, "themes", "0")


async def test_a_known_code_passes(loaded: WriteSession) -> None:
    await service.check(loaded, "themes", "6", "/theme")
    assert await service.problem(loaded, "regions", "350128") is None


async def test_an_unknown_code_is_refused_with_the_codes_that_exist(loaded: WriteSession) -> None:
    with pytest.raises(Invalid) as caught:
        await service.check(loaded, "open-classes", "general", "/open_class")
    [problem] = caught.value.problems
    assert (problem.pointer, problem.code) == ("/open_class", "unknown-code")
    assert "开放属性没有代码“general”" in CHINESE.say(problem.message)
    assert "GENERAL（普遍开放）" in CHINESE.say(problem.message)
    assert ENGLISH.say(problem.message).startswith(
        "Open class has no code “general”, choose one of: GENERAL (Open to everyone), ON_REQUEST (Open on request), "
    )


async def test_long_lists_and_long_codes_are_shortened(loaded: WriteSession) -> None:
    problem = await service.problem(loaded, "regions", "9" * 1_000_000, "/region")
    assert problem is not None
    assert "等 94 个" in CHINESE.say(problem.message)
    assert len(CHINESE.say(problem.message)) < 500


@pytest.mark.parametrize("code", ["", "\x00", "６", "6 ", "<script>", "' OR 1=1 --"])
async def test_hostile_codes_are_only_unknown(loaded: WriteSession, code: str) -> None:
    assert await service.problem(loaded, "themes", code) is not None


async def test_a_withdrawn_code_is_read_but_not_offered(loaded: WriteSession) -> None:
    (await loaded.get_one(Term, ("themes", "99"))).valid = False
    assert (await queries.labels(loaded, "themes"))["99"] == "其他"
    with pytest.raises(Invalid) as caught:
        await service.check(loaded, "themes", "99")
    assert "99（其他）" not in CHINESE.say(caught.value.problems[0].message)
