"""The tables and sentences of the guides that say what the code says, made from the code."""

from collections.abc import Iterable
from typing import Any

from app.http.problems import PROBLEM_TYPES
from app.projections.element_words import label
from app.settings import PREFIX, Settings
from app.words.language import CHINESE
from catalog.access.workflow import WORKFLOW, ApplicationState
from catalog.acting.permissions import ROLE_PERMISSIONS, TOKEN_SCOPES
from catalog.datasets.elements import ITEMS, METADATA, Element, ElementKind
from catalog.datasets.grading import ALLOWED, OPEN_CLASSES, open_label
from catalog.datasets.lifecycle import LIFECYCLE
from catalog.parameters.shipped import parameters as shipped_parameters
from catalog.tables.operators import DEFAULT, OPERATORS, SEPARATOR
from catalog.tables.query import RESERVED
from catalog.tables.schema import ColumnType
from catalog.workflow.table import Move, Workflow
from search.asking.parameters import PARAMETERS
from search.document import FACETS

UNCONFIRMED = "依据待核"


def elements() -> str:
    """The metadata elements, what each takes, and whether it must be filled in before submission."""
    return _elements(METADATA)


def items() -> str:
    """The elements of a data item."""
    return _elements(ITEMS)


def _elements(rows: Iterable[Element]) -> str:
    told = (
        f"| `{each.name}` | {label(each.key)} | {_takes(each)} | {'是' if each.required else ''} |" for each in rows
    )
    return _table("| 成员 | 名称 | 填写 | 必填 |", told)


def _takes(element: Element) -> str:
    if element.scheme:
        return f"代码表 `{element.scheme}`"
    match element.kind:
        case ElementKind.LIST:
            return f"最多 {element.limit} 个，每个最多 {element.each} 字"
        case ElementKind.NUMBER:
            return f"整数，1 至 {element.limit:,}"
        case ElementKind.FLAG:
            return "是或否"
        case _:
            return f"文字，最多 {element.limit:,} 字"


def open_gate() -> str:
    """Which classes of opening each level allows."""
    rows = [
        f"| {level} 级 | {'、'.join(CHINESE.say(open_label(code)) for code in OPEN_CLASSES if code in classes)} |"
        for level, classes in ALLOWED.items()
    ]
    return _table("| 开放信息项的最高级别 | 可选的开放属性 |", rows)


def lifecycle() -> str:
    """Every permitted step of a dataset."""
    return _steps(LIFECYCLE, LIFECYCLE.moves)


def workflow() -> str:
    """Every permitted step of an application that was handed in."""
    return _steps(WORKFLOW, (move for move in WORKFLOW.moves if move.state is not ApplicationState.NEW))


def _steps(table: Workflow[Any, Any, Any], moves: Iterable[Move[Any, Any, Any]]) -> str:
    words = table.wording
    rows = []
    for move in moves:
        said = (
            words.state(move.state),
            words.command(move.command),
            words.relation(move.relation),
            words.state(move.to),
        )
        state, command, relation, to = map(CHINESE.say, said)
        rows.append(f"| {state} | {command} `{move.command}` | {relation} | {to} |")
    return _table("| 状态 | 可以办理 | 由谁 | 之后的状态 |", rows)


def deadlines() -> str:
    """The deadlines and limits of reviews, each with whether its source was read."""
    rows = [
        f"| `{key}` | {row['label']} | {row['value']} {row['unit']} | {'已核对' if row['confirmed'] else UNCONFIRMED} |"
        for key, row in shipped_parameters().items()
        if key.startswith(("access.", "datasets."))
    ]
    return _table("| 参数 | 含义 | 现值 | 依据 |", rows)


def settings() -> Iterable[str]:
    """The beginning of a row for every setting: its variable and its default."""
    for name, field in Settings.model_fields.items():
        shown = "" if field.is_required() or field.default is None or "secret" in name else field.default
        shown = str(shown).lower() if isinstance(shown, bool) else str(shown)
        yield f"| `{PREFIX}{name.upper()}` | {f'`{shown}`' if shown else '—'} | "


def reserved() -> str:
    """The parameters of the row API that are no columns."""
    used = {name: meaning for name, meaning in RESERVED.items() if name != "format"}
    return _table("| 参数 | 含义 |", [f"| `{name}` | {CHINESE.say(meaning)} |" for name, meaning in used.items()])


def operators() -> str:
    """What conditions of the row API may ask."""
    rows = []
    for operator in OPERATORS.values():
        key = "列名" if operator.key == DEFAULT else f"列名{SEPARATOR}{operator.key}"
        types = [CHINESE.say(each.label) for each in ColumnType if each in operator.types]
        listed = "全部" if len(types) == len(ColumnType) else "、".join(types)
        rows.append(f"| `{key}` | {CHINESE.say(operator.label)} | {listed} | `{CHINESE.say(operator.example)}` |")
    return _table("| 写法 | 含义 | 适用类型 | 例 |", rows)


def scopes() -> str:
    """What a token may be given, and the roles whose holders may give it."""
    rows = []
    for scope in sorted(TOKEN_SCOPES):
        roles = sorted(role for role, held in ROLE_PERMISSIONS.items() if scope in held)
        shown = "所有人" if len(roles) == len(ROLE_PERMISSIONS) else "、".join(f"`{role}`" for role in roles)
        rows.append(f"| `{scope}` | {shown} |")
    return _table("| 权限 | 哪些角色可以授予 |", rows)


def search() -> str:
    """The parameters of search but the facets, which the description of the API lists."""
    return "、".join(f"`{name}`" for name in PARAMETERS if name not in FACETS)


def problems() -> str:
    """Every type of problem."""
    rows = [f"| `{known.slug}` | {known.status} | {CHINESE.say(known.title)} |" for known in PROBLEM_TYPES]
    return _table("| 类型 `/problems/…` | 状态码 | 含义 |", rows)


def _table(head: str, rows: Iterable[str]) -> str:
    return "\n".join([head, "|" + "---|" * (head.count("|") - 1), *rows])
