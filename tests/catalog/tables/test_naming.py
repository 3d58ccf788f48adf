from hypothesis import given
from hypothesis import strategies as st

from catalog.tables import naming
from catalog.tables.query import RESERVED


def test_headers_become_names_that_fit_a_query() -> None:
    titles = ["投资估算（亿元）", " 年 份 ", "Ｎａｍｅ", "a__b", "2020年基期", "select", "File_Row_Number"]
    names = ("投资估算_亿元", "年_份", "Name", "a_b", "2020年基期", "select_2", "File_Row_Number_2")
    assert naming.names(titles) == names


def test_repeated_and_empty_headers_are_told_apart() -> None:
    assert naming.names(["名称", "名称", "", "NAME", "name", "名称_2"]) == (
        "名称",
        "名称_3",
        "column_3",
        "NAME",
        "name_2",
        "名称_2",
    )


@given(st.lists(st.one_of(st.text(max_size=80), st.sampled_from(["a", "A", "", "a_2", "size", "__"])), max_size=12))
def test_names_are_unique_whatever_their_case_and_never_ambiguous(titles: list[str]) -> None:
    names = naming.names(titles)
    assert len({name.casefold() for name in names}) == len(titles)
    assert all(name and "__" not in name and name not in RESERVED and not name.startswith("_") for name in names)
