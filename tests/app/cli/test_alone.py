"""The commands that need no stack, and what every command refuses before it asks for one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from app.cli.openapi import openapi_json
from app.http.problems import problem_types_json
from app.stack.data_dir import DataDirectory
from tests.app.cli.support import Outcome, called

EXTERNAL = {
    "MINSHU_DATABASE_URL": "postgresql+psycopg://nobody:nothing@127.0.0.1:1/minshu",
    "MINSHU_S3_ENDPOINT": "127.0.0.1:1",
    "MINSHU_S3_ACCESS_KEY": "none",
    "MINSHU_S3_SECRET_KEY": "none",
}
"""Parts that do not answer: the settings are read before anything is asked of them."""


def as_process(*arguments: str, **environment: str) -> Outcome:
    """A command as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "app.cli.main", *arguments],
        capture_output=True,
        text=True,
        env=dict(os.environ) | environment,
        check=False,
        timeout=60,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def test_a_file_is_shown_as_the_table_that_ingest_makes(processes: None, tmp_path: Path) -> None:
    file, parquet = tmp_path / "ports.csv", tmp_path / "ports.parquet"
    file.write_bytes("港口;吞吐量\n马尾;12\n江阴;34\n".encode("gb18030"))
    done = as_process("tables", "inspect", str(file), "--parquet", str(parquet))
    assert (done.code, done.err) == (0, "")
    found = done.json
    assert found["encoding"] == "GB18030"
    assert found["dialect"]["delimiter"] == ";"
    [table] = found["tables"]
    assert [(column["name"], column["type"]) for column in table["columns"]] == [
        ("港口", "string"),
        ("吞吐量", "integer"),
    ]
    assert (table["name"], table["rows"], table["rejected"]) == ("ports", 2, 0)
    read = duckdb.sql(f"SELECT sum(吞吐量) FROM '{parquet}'")  # noqa: S608 - a path of ours
    assert read is not None
    assert read.fetchall() == [(46,)]


def test_a_page_called_csv_is_no_table(tmp_path: Path) -> None:
    file = tmp_path / "page.csv"
    file.write_text("<!doctype html><html><body>1,2</body></html>")
    done = called("tables", "inspect", str(file))
    assert done.code == 1
    assert done.json["tables"] == []
    assert "HTML 网页" in done.err


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = called("tables", "inspect", str(tmp_path / "absent.csv"))
    assert (done.code, done.out) == (1, "")
    assert done.err.endswith("absent.csv：没有这个文件或文件夹，请检查路径。\n")


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize(
    "command",
    [
        ("search", "check"),
        ("search", "rebuild"),
        ("audit", "verify"),
        ("db", "upgrade"),
        ("users", "add", "clerk@example.org", "--role", "auditor"),
        ("tokens", "issue", "clerk@example.org"),
        ("worker",),
    ],
)
def test_a_mistyped_data_directory_is_refused_and_not_made(tmp_path: Path, command: tuple[str, ...]) -> None:
    mistyped = tmp_path / "mistyped"
    refused = called(*command, "--data-dir", str(mistyped))
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith(f"{mistyped} 不是闽数的数据目录,请检查 --data-dir;")
    assert not mistyped.exists()


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize(
    ("command", "elsewhere"),
    [(("search", "check"), {}), (("search", "check"), EXTERNAL), (("serve",), {}), (("demo",), {})],
)
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"MINSHU_SEARCH_URL": "http://127.0.0.1"}, "MINSHU_SEARCH_URL: 搜索地址应为 http(s)://主机:端口"),
        ({"MINSHU_SEARCH_API_KEY": "hidden\nkey"}, "MINSHU_SEARCH_API_KEY: 密钥中有换行"),
        ({"MINSHU_SEARCH_CA": "/absent/ca.pem"}, "MINSHU_SEARCH_CA: /absent/ca.pem 不存在"),
        ({"MINSHU_SESSION_HOURS": "0"}, "MINSHU_SESSION_HOURS: 不能小于 1"),
        ({"MINSHU_TABLE_TIMEOUT_SECONDS": "soon"}, "MINSHU_TABLE_TIMEOUT_SECONDS: 应为数字"),
        ({"MINSHU_ENVIRONMENT": "test"}, "MINSHU_ENVIRONMENT: 只能是：'development' 或 'production'"),
    ],
)
def test_settings_of_the_cluster_are_refused_with_a_sentence(
    tmp_path: Path, command: tuple[str, ...], elsewhere: dict[str, str], given: dict[str, str], sentence: str
) -> None:
    DataDirectory.open(tmp_path).close()
    everything = {"MINSHU_SEARCH_URL": "https://127.0.0.1:1", **elsewhere, **given}
    refused = called(*command, "--data-dir", str(tmp_path), **everything)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith(f"设置有误:{sentence}")
    assert len(refused.err.splitlines()) == 2  # in Chinese and in English
    assert "hidden" not in refused.err


def test_the_description_is_the_same_bytes_in_every_process(processes: None, tmp_path: Path) -> None:
    done = as_process("openapi", "export", str(tmp_path), PYTHONHASHSEED="1")
    assert (done.code, done.err) == (0, "")
    written = (tmp_path / "openapi.json").read_bytes()
    assert written == openapi_json()
    assert "/api/v1/datasets/{dataset_id}" in json.loads(written)["paths"]
    assert (tmp_path / "problems.json").read_bytes() == problem_types_json()


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize("external", [True, False])
def test_a_setting_that_is_written_wrong_is_named_with_what_is_allowed(tmp_path: Path, *, external: bool) -> None:
    DataDirectory.open(tmp_path).close()
    given = {"MINSHU_SEARCH_INDEX": "Bad Name*"} | (EXTERNAL if external else {})
    done = called("search", "check", "--data-dir", str(tmp_path), **given)
    assert (done.code, done.out) == (1, "")
    assert "MINSHU_SEARCH_INDEX" in done.err
    assert "应为 1 至 100 个小写字母、数字、下划线和连字符" in done.err
    assert "pattern" not in done.err
