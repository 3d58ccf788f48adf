"""One name for one thing: what the glossary holds, and that nothing is called otherwise anywhere."""

import re
from typing import Any

import pytest

import app.tables  # noqa: F401  # every model is known
from app.portal.kit.labels import open_badge
from app.settings import Settings
from app.words.language import CHINESE, ENGLISH
from catalog.access.workflow import WORKFLOW
from catalog.acting.actor import Role
from catalog.acting.permissions import ROLES_IN_ORDER
from catalog.base import Base
from catalog.datasets.grading import OPEN_CLASSES, open_label
from catalog.datasets.lifecycle import LIFECYCLE
from catalog.discovery.synonyms import SYNONYMS
from catalog.use.freshness import Level
from catalog.vocabularies import shipped
from catalog.workflow.table import Workflow
from tests.architecture.sources import ROOT, text_files
from tests.docs.glossary import ELSEWHERE, HEAD, INSIDE, QUOTED, SPEAKING, Term, misnamed, rows, terms

pytestmark = pytest.mark.usefixtures("tools")

FILES = [each for each in text_files(ROOT) if SPEAKING.fullmatch(each[0]) and not QUOTED.fullmatch(each[0])]
ENTITIES = {
    "Account": "账号",
    "Agreement": "利用协议",
    "ApiToken": "令牌",
    "Application": "使用申请",
    "ApplicationEvent": "办理记录",
    "AuditCheckpoint": "校验点",
    "AuditEntry": "审计记录",
    "AuditSeal": "封存",
    "BrowserSession": "会话",
    "Dataset": "数据集",
    "DatasetEvent": "办理记录",
    "Distribution": "数据文件",
    "FileVersion": "数据文件",
    "Grant": "授权",
    "Holiday": "节假日",
    "Item": "信息项",
    "Membership": "任职",
    "Organization": "机构",
    "Parameter": "参数",
    "PasswordReset": "重置码",
    "Revision": "版本",
    "SynonymProposal": "同义词",
    "TableVersion": "数据表",
    "Term": "代码表",
}
UNSPOKEN = {"AuditPending", "DailyUse", "IndexRun", "LoginFailure", "QueryDay", "QueryTrace", "Standing", "StoredFile"}
"""Records that no page and no message speaks of."""
KINDS = [term for (scheme, _), term in shipped.terms().items() if scheme == "organization-kinds"]
FLOWS: tuple[Workflow[Any, Any, Any], ...] = (LIFECYCLE, WORKFLOW, SYNONYMS)
LISTED = {
    "roles": [CHINESE.say(role.label) for role in ROLES_IN_ORDER],
    "relations": {CHINESE.say(flow.wording.relation(move.relation)) for flow in FLOWS for move in flow.moves},
    "states": {CHINESE.say(flow.wording.state(move.state)) for flow in FLOWS for move in flow.moves}
    | {CHINESE.say(flow.wording.state(move.to)) for flow in FLOWS for move in flow.moves},
    "freshness": [CHINESE.say(level.label) for level in Level],
    "open classes": [CHINESE.say(open_label(code)) for code in OPEN_CLASSES],
    "entities": ENTITIES.values(),
    "kinds": [term["label_zh"] for term in KINDS if term["broader"] in {None, "public-body"}],
}


def test_nothing_is_called_by_a_name_that_is_not_to_be_used() -> None:
    assert len(FILES) > 400
    assert [str(found) for path, text in FILES for found in misnamed(path, text)] == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("数据集简介", "“简介”, not “摘要”"),
        ("请选择字段", "“字段”, not “信息项”"),
        ("目录编码 350000", "“目录编码”, not “信息资源代码”"),
        ("由数据提供单位审核", "“数据提供单位”, not “提供单位”"),
        ("请签署协议", "“协议”, not “利用协议”"),
        ("按许可使用", "“许可”, not “使用许可”"),
        ("公布检查点", "“检查点”, not “校验点”"),
        ("授权运营的数据", "“授权运营”, not “授权开放（一级开发）”"),
        ("本人数据", "“本人数据”, not “一人一档／一企一档”"),
    ],
)
def test_a_planted_name_is_found(said: str, found: str) -> None:
    (violation,) = misnamed("app/portal/planted.html", f"<p>摘要</p>\n<p>{said}</p>\n")
    assert (violation.line, violation.message.partition(":")[0]) == (2, found)


@pytest.mark.parametrize("said", ["利用协议", "违反本协议的", "使用许可", "提供方式", "提供单位的信息项"])
def test_a_longer_word_that_is_another_thing_is_let_through(said: str) -> None:
    assert list(misnamed("app/portal/planted.html", said)) == []


def test_exceptions_are_needed() -> None:
    texts = dict(FILES)
    assert all(name in texts[path] for path, names in ELSEWHERE.items() for name in names.split())
    said = "\n".join(texts.values())
    assert [longer for words in INSIDE.values() for longer in words if longer not in said] == []


@pytest.mark.parametrize("kind", LISTED)
def test_what_the_product_names_stands_in_the_glossary(kind: str) -> None:
    assert set(LISTED[kind]) - terms().keys() == set()


def test_every_entity_has_a_name_or_is_never_spoken_of() -> None:
    models = {mapper.class_.__name__ for mapper in Base.registry.mappers}
    assert models == ENTITIES.keys() | UNSPOKEN


def test_open_classes_are_named_once_and_said_alike() -> None:
    classes = {code: term for (scheme, code), term in shipped.terms().items() if scheme == "open-classes"}
    assert {code: term["label_zh"] for code, term in classes.items()} == {
        code: CHINESE.say(open_label(code)) for code in OPEN_CLASSES
    }
    for code, term in classes.items():
        assert terms()[term["label_zh"]].english == term["label_en"] == ENGLISH.say(open_label(code))
        assert open_badge(code).tip == term["note"]


def test_every_term_says_what_it_means_and_where_it_is_from() -> None:
    found = list(rows((ROOT / "docs/glossary.md").read_text(encoding="utf-8")))
    assert len(found) == len(terms()) > 80, "a term stands twice"
    for term in found:
        assert term.english, term.name
        assert len(term.meaning) > 5, term.name
        assert re.search(r"\[[CKUD]\]", term.source), term.name
        assert not set(term.instead_of) & terms().keys(), term.name


def test_a_glossary_is_read_row_by_row() -> None:
    table = f"{HEAD}\n|---|---|---|---|---|\n| 甲 | a | b | [D] | 乙、丙 |\n\n| 丁 | x |\n"
    assert list(rows(table)) == [Term("甲", "a", "b", "[D]", ("乙", "丙"))]


def test_the_name_of_the_platform_stands_in_the_settings_alone() -> None:
    name = Settings.model_fields["platform_name"].default
    told = {"app/settings.py", "docs/guides/operator.md", "openapi/openapi.json"}
    assert {path for path, text in text_files(ROOT) if "统一开放平台" in text} - {"tests/docs/test_glossary.py"} == told
    assert all(text.count("统一开放平台") == text.count(name) == 1 for path, text in FILES if path in told)


def test_roles_states_and_freshness_are_called_in_english_as_the_glossary_has_them() -> None:
    named = [*(role.label for role in Role), *(level.label for level in Level)]
    named += [flow.wording.state(state) for flow in FLOWS for move in flow.moves for state in (move.state, move.to)]
    named += [flow.wording.relation(move.relation) for flow in FLOWS for move in flow.moves]
    told = {each: (terms()[CHINESE.say(each)].english, ENGLISH.say(each)) for each in named}
    differ = {str(each) for each, (expected, said) in told.items() if said != expected}
    # the two workflows have a state of the same Chinese name
    assert differ == {"application.state.form_ok"}
