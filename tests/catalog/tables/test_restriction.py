import pytest

from catalog.errors import AccessRequired, BadQuery
from catalog.tables.masking import Mask
from catalog.tables.query import parse
from catalog.tables.restriction import outside, restrict, row_filter
from catalog.tables.schema import Column, TableSchema
from catalog.tables.schema import ColumnType as T

SCHEMA = TableSchema(
    (Column("name", T.STRING, "名称"), Column("city", T.STRING, "城市"), Column("amount", T.INTEGER, "金额"))
)


def test_a_query_that_names_no_columns_gets_those_of_the_grant() -> None:
    query = restrict(parse([], SCHEMA), "d1", fields=["city", "name"])
    assert query.select == ("name", "city")


@pytest.mark.parametrize("parameter", [("select", "name,amount"), ("amount__gt", "1"), ("sort", "-amount")])
def test_naming_a_field_outside_the_grant_is_refused(parameter: tuple[str, str]) -> None:
    query = parse([parameter], SCHEMA)
    assert "amount" in outside(query, ["name", "city"])
    with pytest.raises(AccessRequired) as caught:
        restrict(query, "d1", fields=["name", "city"])
    assert (caught.value.dataset_id, caught.value.reason) == ("d1", "fields")


def test_a_grant_without_any_field_of_the_table_gives_nothing() -> None:
    with pytest.raises(AccessRequired):
        restrict(parse([], SCHEMA), "d1", fields=["gone"])


def test_the_row_filter_is_added_and_may_use_other_fields() -> None:
    rows = row_filter(
        [
            {"field": "city", "operator": "in", "value": ["福州,市", '"x"']},
            {"field": "amount", "operator": "gte", "value": 10},
        ],
        SCHEMA,
    )
    query = restrict(parse([("name", "a")], SCHEMA), "d1", fields=["name"], rows=rows)
    assert [(c.column, c.operator.key, c.value) for c in query.conditions] == [
        ("name", "eq", "a"),
        ("city", "in", ("福州,市", '"x"')),
        ("amount", "gte", 10),
    ]


def test_a_row_filter_that_does_not_fit_is_an_error_not_a_gap() -> None:
    with pytest.raises(BadQuery):
        row_filter([{"field": "gone", "value": "x"}], SCHEMA)


def test_masked_columns_are_text_and_cannot_be_probed() -> None:
    masks = {"name": Mask.NAME, "amount": Mask.DROP}
    query = restrict(parse([("select", "name")], SCHEMA), "d1", fields=SCHEMA.names, masks=masks)
    assert dict(query.masks) == {"name": Mask.NAME}
    answered = restrict(parse([], SCHEMA), "d1", fields=SCHEMA.names, masks=masks).columns(SCHEMA)
    assert [column.type for column in answered] == [T.STRING, T.STRING, T.STRING]
    for parameter in (("name__startswith", "张"), ("sort", "name")):
        with pytest.raises(BadQuery, match=r"rows\.masked"):
            restrict(parse([parameter, ("select", "city")], SCHEMA), "d1", fields=SCHEMA.names, masks=masks)
