"""Names in memory: written, in pinyin, by first letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.asking.names import Names
from tests.search.samples import matched, text_of

NAMES = Names(
    [
        ("fj-reform", "福建省发展和改革委员会", "省发改委"),
        ("fz-data", "福州市大数据发展管理委员会", "福州市数据委"),
        ("fz-housing", "福州住房公积金中心", ""),
        ("6", "气象服务", ""),
    ]
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("福州", ["fz-housing", "fz-data"]),
        ("发改委", ["fj-reform"]),
        ("发展", ["fj-reform", "fz-data"]),
        ("shengfagai", ["fj-reform"]),
        ("sfgw", ["fj-reform"]),
        ("fuzhou", ["fz-housing", "fz-data"]),
        ("qx", ["6"]),
        ("qixiang", ["6"]),
        ("ＱＸ", ["6"]),
        ("福 州", ["fz-housing", "fz-data"]),
        ("海洋", []),
        ("", []),
        (" ", []),
        ("😀", []),
    ],
)
def test_a_name_comes_up_however_it_is_typed(typed: str, expected: list[str]) -> None:
    assert [each.code for each in NAMES.matching(typed, 5)] == expected


def test_what_matches_is_marked_and_sizes_are_kept() -> None:
    (first,) = NAMES.matching("福州", 1)
    assert (text_of(first.name), matched(first.name)) == ("福州住房公积金中心", ["福州"])


@given(st.text(max_size=60))
def test_no_text_breaks_completion(text: str) -> None:
    assert len(NAMES.matching(text, 2)) <= 2
