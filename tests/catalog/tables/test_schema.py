from app.words.language import CHINESE
from catalog.tables.engine import parquet_key
from catalog.tables.schema import Column, TableSchema
from catalog.tables.schema import ColumnType as T

SCHEMA = TableSchema((Column("a", T.STRING, "甲"), Column("b", T.DATETIME, "乙")))


def test_a_schema_survives_its_json() -> None:
    assert TableSchema.from_json(SCHEMA.to_json()) == SCHEMA
    assert TableSchema.from_json([{"name": "a", "type": "integer"}]).columns[0].title == "a"


def test_a_part_keeps_the_order_asked_for() -> None:
    assert SCHEMA.only(["b", "x", "a"]).names == ("b", "a")
    assert SCHEMA.get("x") is None
    assert CHINESE.say(SCHEMA["b"].type.label) == "日期时间"


def test_the_key_of_a_table_is_its_digest() -> None:
    assert parquet_key("ab" * 32) == f"tables/ab/{'ab' * 32}.parquet"
