"""In which language the command line speaks: the chosen one, and before anybody chose, Chinese or every one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.search import told_of
from app.cli.status import Figures, lines
from app.settings import PREFIX, Settings
from app.stack import refusals
from app.stack.data_dir import DataDirectory
from app.stack.refusals import StackRefusal
from app.words.language import CHINESE, ENGLISH, LANGUAGES, Language
from catalog.messages import message
from search.upkeep.comparison import Differences
from tests.app.cli.conftest import Minshu
from tests.app.cli.support import called
from tests.architecture.rules import HAN
from tests.architecture.sources import ROOT

EN = {"MINSHU_LANGUAGE": "en"}
PLACE = Path("/srv/data")
REFUSALS: list[StackRefusal] = [
    refusals.PortBusy("127.0.0.1", 8000),
    refusals.DemoNotOnLoopback("192.0.2.7"),
    refusals.DataDirectoryBusy(PLACE, 7),
    refusals.DataDirectoryBusy(PLACE, None),
    refusals.DataDirectoryAbsent(PLACE),
    refusals.DataDirectoryOfAnother(PLACE, "clerk"),
    refusals.DataDirectoryReadOnly(PLACE),
    refusals.DataDirectoryFull(PLACE, 2**20, 2**30),
    refusals.DataDirectoryNewer(PLACE, "2", "1"),
    refusals.PostgresMajorDiffers(PLACE, "19", "18"),
    refusals.DatabaseUnreachableByUser(PLACE, "nobody"),
    refusals.NotExternal(["MINSHU_DATABASE_URL", "MINSHU_S3_ENDPOINT"]),
    refusals.SettingsRefused(message("settings.one-way-in")),
    refusals.PartHindered("postgres", message("stack.hindrance.process", pid=7, file="/srv/pid"), 15.0),
    refusals.PartFailed("web", PLACE, message("stack.exit-code", code=1)),
]
HELP = """
import json, sys
import typer
from typer.testing import CliRunner
from app.cli.main import app

def walk(command, path):
    yield path
    context = typer.Context(command)
    for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        yield from walk(command.get_command(context, name), (*path, name))

paths = list(walk(typer.main.get_command(app), ()))
json.dump({" ".join(path): CliRunner().invoke(app, [*path, "--help"]).stdout for path in paths}, sys.stdout)
"""
"""Prints the help of every command; it is made when the program starts, so each language takes a process."""


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.tag)
def test_help_is_in_the_chosen_language(processes: None, language: Language) -> None:
    told = {**os.environ, "MINSHU_LANGUAGE": language.tag, "COLUMNS": "300"}
    done = subprocess.run([sys.executable, "-c", HELP], cwd=ROOT, env=told, capture_output=True, text=True, check=True)
    helps = json.loads(done.stdout)
    assert len(helps) > 20
    assert {"serve", "audit verify", "search evaluate", "users add"} < helps.keys()
    assert all("Usage: " in shown for shown in helps.values())
    in_chinese = {path for path, shown in helps.items() if HAN.search(shown)}
    assert in_chinese == (set(helps) if language is CHINESE else set())


@pytest.mark.usefixtures("tools")
def test_a_refusal_is_in_every_language_while_none_is_chosen(tmp_path: Path) -> None:
    def asked(**environment: str) -> list[str]:
        refused = called("status", "--data-dir", str(tmp_path), **environment)
        assert (refused.code, refused.out) == (1, "")
        return refused.err.splitlines()

    chinese, english = asked(MINSHU_LANGUAGE="")
    assert HAN.search(chinese)
    assert not HAN.search(english)
    assert asked(MINSHU_LANGUAGE="fr") == [chinese, english]
    assert asked(MINSHU_LANGUAGE="zh-CN") == [chinese]
    assert asked(**EN) == [english]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: type(refusal).__name__)
def test_every_refusal_is_said_in_chinese_and_in_english(refusal: StackRefusal) -> None:
    chinese, english = str(refusal).split("\n")
    assert HAN.search(chinese)
    assert not HAN.search(english)
    assert "{" not in chinese + english


def test_no_refusal_is_left_out() -> None:
    assert {type(refusal) for refusal in REFUSALS} == set(StackRefusal.__subclasses__())


@pytest.mark.usefixtures("tools")
def test_a_language_that_there_is_not_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    DataDirectory.open(tmp_path).close()
    refused = called("search", "check", "--data-dir", str(tmp_path), MINSHU_LANGUAGE="fr")
    assert refused.code == 1
    chinese, english = refused.err.splitlines()
    assert chinese == "设置有误:MINSHU_LANGUAGE: 只能是：'zh-CN' 或 'en'"
    assert english.startswith("The settings are not acceptable: MINSHU_LANGUAGE: ")
    assert english.endswith("'zh-CN' or 'en'")


@pytest.mark.usefixtures("tools")
def test_what_needs_no_stack_speaks_the_language_too(tmp_path: Path) -> None:
    page = tmp_path / "page.csv"
    page.write_text("<!doctype html><html><body>1,2</body></html>")
    DataDirectory.open(tmp_path / "data").close()
    asked = [
        called("tables", "inspect", str(page), **EN),
        called("tables", "inspect", str(tmp_path / "absent.csv"), **EN),
        called("tables", "inspect", str(tmp_path), **EN),
        called("status", "--data-dir", str(tmp_path / "data"), **EN),
        called("demo", "--host", "192.0.2.7", **EN),
        called("serve", "--no-embedded", "--data-dir", str(tmp_path / "data"), **EN),
    ]
    assert [outcome.code for outcome in asked] == [1] * len(asked)
    assert all(outcome.out or outcome.err for outcome in asked)
    assert [outcome for outcome in asked if HAN.search(outcome.out + outcome.err)] == []


def test_settings_are_listed_with_their_meaning_in_the_language() -> None:
    chinese, english = called("settings", "--json").json, called("settings", "--json", **EN).json
    assert [row["variable"] for row in english] == [PREFIX + name.upper() for name in Settings.model_fields]
    assert [row["default"] for row in english] == [row["default"] for row in chinese]
    assert all(HAN.search(row["meaning"]) for row in chinese)
    assert not [row for row in english if HAN.search(row["meaning"])]
    assert english[-1]["meaning"] in called("settings", **EN).out


async def test_a_whole_session_is_in_english(minshu: Minshu, tmp_path: Path) -> None:
    email, file = "clerk@example.org", str(tmp_path / "audit.jsonl")
    session = [
        (("db", "check"), 0),
        (("db", "upgrade"), 0),
        (("users", "add", email, "--role", "auditor"), 0),
        (("users", "add", email, "--role", "operator"), 0),
        (("users", "add", email, "--role", "cataloguer"), 1),
        (("users", "add", email, "--role", "cataloguer", "--organization", "nowhere"), 1),
        (("tokens", "issue", email), 0),
        (("tokens", "issue", "nobody@example.org"), 1),
        (("tokens", "issue", email, "--expires", "tomorrow"), 1),
        (("audit", "verify"), 0),
        (("audit", "verify", "--from", "99"), 1),
        (("audit", "export", file), 0),
        (("search", "rollback"), 1),
        (("search", "check"), 1),
    ]
    asked = [(arguments, await minshu(*arguments, **EN), code) for arguments, code in session]
    assert [(arguments, done.err) for arguments, done, code in asked if done.code != code] == []
    assert [done for _, done, _ in asked if HAN.search(done.out + done.err)] == []
    assert all(done.out or done.err for _, done, _ in asked)


def test_the_figures_of_the_status_are_in_every_language() -> None:
    some = Figures(
        datasets=2,
        indexed=1,
        index_missing=1,
        index_lag_seconds=1.6,
        index_drift=1,
        index_check_complete=True,
        index_checked_seconds=3600.0,
        index_rebuild="refused",
        index_rebuilt_seconds=7200.0,
        jobs_waiting=0,
        jobs_running=1,
        jobs_failed=2,
        unsealed_seconds=0.0,
    )
    none = some.model_copy(update={"indexed": None, "index_check_complete": False, "index_rebuild": "ok"})
    assert next(map(CHINESE.say, lines(some))) == "公开数据集 2，已入索引 1，索引滞后 2 秒"
    english = [ENGLISH.say(line) for far in (some, none) for line in lines(far)]
    assert "Last comparison: 1.0 h ago, 1 difference found and dealt with" in english
    assert len(english) == 10
    assert not [line for line in english if HAN.search(line)]


FOUND = Differences(missing=["a", "b"], ahead=1, complete=False)


@pytest.mark.parametrize(
    ("before", "after", "repaired", "chinese", "english"),
    [
        (Differences(), Differences(), False, "索引与目录一致。", "The index agrees with the catalogue."),
        (
            FOUND,
            FOUND,
            False,
            "缺少 2 个，过旧 0 个，多余 0 个，比目录新 1 个，未核对完。",
            "2 missing, 0 out of date, 0 surplus, 1 newer than the catalogue, not everything compared.",
        ),
        (
            FOUND,
            Differences(missing=["a"]),
            True,
            "缺少 2 个，过旧 0 个，多余 0 个，比目录新 1 个，未核对完，已修复，仍有 1 个不一致，请重建索引。",
            (
                "2 missing, 0 out of date, 0 surplus, 1 newer than the catalogue, not everything compared: "
                "repaired, 1 difference is left: rebuild the index."
            ),
        ),
        (
            None,
            Differences(),
            True,
            "索引缺失、损坏，或由其他版本的程序或词典建成，已重建。",
            (
                "The index is absent, damaged, or was built by another version of the program or its dictionary: "
                "built anew."
            ),
        ),
    ],
)
def test_what_a_comparison_found_is_said_as_each_language_does(
    before: Differences | None, after: Differences, *, repaired: bool, chinese: str, english: str
) -> None:
    found = told_of(before, after, repaired=repaired)
    assert (CHINESE.say(found), ENGLISH.say(found)) == (chinese, english)
