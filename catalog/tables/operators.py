"""The operators of the row API: one table that feeds parser, SQL, documentation and pages."""

from dataclasses import dataclass
from enum import StrEnum

from catalog.tables.schema import ColumnType

SEPARATOR = "__"
"""Stands between column and operator in a parameter name: ``year__gte=2020``."""

DEFAULT = "eq"
"""The operator of a parameter that names only a column."""


class Operand(StrEnum):
    """What an operator takes: one value, a list of values, or yes and no."""

    ONE = "one"
    MANY = "many"
    FLAG = "flag"


@dataclass(frozen=True)
class Operator:
    """One operator: key, Chinese label, the types it works on, what it takes, and its SQL.

    In ``sql`` stand ``{column}`` for the quoted name and ``{value}`` for the placeholders; where the operand is a
    flag, ``sql`` is the condition for yes and its negation the one for no.
    """

    key: str
    label: str
    types: frozenset[ColumnType]
    sql: str
    operand: Operand = Operand.ONE
    example: str = ""


_ALL = frozenset(ColumnType)
_ORDERED = _ALL - {ColumnType.BOOLEAN}
_TEXT = frozenset({ColumnType.STRING})

OPERATORS: dict[str, Operator] = {
    operator.key: operator
    for operator in (
        Operator("eq", "等于", _ALL, "{column} = {value}", example="city=福州市"),
        Operator("ne", "不等于（不含空值）", _ALL, "{column} <> {value}", example="city__ne=福州市"),
        Operator("gt", "大于", _ORDERED, "{column} > {value}", example="year__gt=2020"),
        Operator("gte", "大于等于", _ORDERED, "{column} >= {value}", example="year__gte=2020"),
        Operator("lt", "小于", _ORDERED, "{column} < {value}", example="year__lt=2020"),
        Operator("lte", "小于等于", _ORDERED, "{column} <= {value}", example="year__lte=2020"),
        Operator(
            "in",
            "是其中之一（逗号分隔，含逗号的值加双引号）",
            _ALL,
            "{column} IN ({value})",
            Operand.MANY,
            "city__in=福州市,厦门市",
        ),
        Operator(
            "contains",
            "包含（不分大小写）",
            _TEXT,
            "contains(lower({column}), lower({value}))",
            example="name__contains=港",
        ),
        Operator("startswith", "以此开头", _TEXT, "starts_with({column}, {value})", example="code__startswith=3501"),
        Operator("endswith", "以此结尾", _TEXT, "suffix({column}, {value})", example="name__endswith=港"),
        Operator("isnull", "为空（true 或 false）", _ALL, "{column} IS NULL", Operand.FLAG, "year__isnull=true"),
    )
}


def for_type(kind: ColumnType) -> tuple[Operator, ...]:
    """The operators that work on columns of ``kind``, in the order of the table."""
    return tuple(operator for operator in OPERATORS.values() if kind in operator.types)


def describe() -> str:
    """The table of operators as Markdown in Chinese, for the API's documentation."""
    lines = ["| 写法 | 含义 | 适用类型 | 例 |", "|---|---|---|---|"]
    for operator in OPERATORS.values():
        key = "列名" if operator.key == DEFAULT else f"列名{SEPARATOR}{operator.key}"
        types = "全部" if operator.types == _ALL else "、".join(t.label for t in ColumnType if t in operator.types)
        lines.append(f"| `{key}` | {operator.label} | {types} | `{operator.example}` |")
    return "\n".join(lines)
