"""What the guides say is what the code says."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from app.adapters import ingest, ingest_csv
from app.adapters.sniff_encoding import MAX_LINE
from app.demo.place import ACCOUNTS_FILE
from app.http import pagination
from app.http.middleware import BURST, RATE_PER_SECOND
from app.http.protocol import LONGEST
from app.portal.operators.view import DAYS
from app.settings import PREFIX, Settings, meaning_of
from app.stack.data_dir import NEEDED_BYTES
from app.stack.supervisor import STOPPED_WITHIN
from app.words.language import CHINESE
from app.worker.handlers.search_watch import RESTS
from app.worker.schedule import CHECKPOINT_SECONDS, WATCH_SECONDS
from catalog.audit.verification import UNSEALED_LIMIT
from catalog.datasets import drafts, grading
from catalog.delivery.service import EXPORT_ROWS_MAX
from catalog.discovery.learning import CLIENTS
from catalog.discovery.traces import LONG_NUMBER
from catalog.identity import api_tokens, passwords, service, sessions
from catalog.parameters.shipped import parameters
from catalog.promises import SEARCHABLE_WITHIN, SYNONYMS_WITHIN
from catalog.tables import query
from catalog.text import PROSE_LIMIT
from search.asking.query import MAX_OFFSET, MAX_TEXT_LENGTH
from search.ranking.plan import ENOUGH
from search.results import MAX_FACET_VALUES, MAX_TOTAL
from tests.architecture.documents import FENCE
from tests.docs import tables

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ROOT / "docs/guides"
NAMES = ("agency", "citizen", "developer", "operator", "reviewer")
MIB = 1024**2
GIB, MINUTE = 1024**3, timedelta(minutes=1)
FIELDS = Settings.model_fields
SEARCHED = f"{SEARCHABLE_WITHIN.seconds} 秒内"
SIZES = (
    ("upload_limit_bytes", GIB, "GiB"),
    ("body_limit_bytes", MIB, "MiB"),
    ("table_memory_bytes", MIB, "MiB"),
    ("table_cache_bytes", GIB, "GiB"),
)


def guide(name: str) -> str:
    """The text of a guide."""
    return (GUIDES / f"{name}.md").read_text(encoding="utf-8")


TABLES = (
    ("agency", tables.lifecycle()),
    ("agency", tables.elements()),
    ("agency", tables.items()),
    ("agency", tables.open_gate()),
    ("reviewer", tables.lifecycle()),
    ("reviewer", tables.workflow()),
    ("reviewer", tables.deadlines()),
    ("developer", tables.operators()),
    ("developer", tables.reserved()),
    ("developer", tables.scopes()),
    ("developer", tables.search()),
    ("developer", tables.problems()),
    *(("operator", row) for row in tables.settings()),
)

ACCESS = {key.removeprefix("access."): row["value"] for key, row in parameters().items() if key.startswith("access.")}
FACTS = (
    ("citizen", f"超过 {MAX_TOTAL:,} 个时只说“至少”有多少；按最相关最多翻到第 {MAX_OFFSET:,} 个"),
    ("citizen", f"检索文字最多 {MAX_TEXT_LENGTH} 个字符"),
    ("citizen", f"密码至少 {passwords.MIN_LENGTH} 个字符"),
    ("citizen", f"写明用途（至少 {ACCESS['purpose_min_length']} 个字）"),
    ("citizen", f"总共最多 {ACCESS['open_applications_max']} 件"),
    ("citizen", f"{sessions.WINDOW.seconds // 60} 分钟内密码输错 {sessions.MAX_ACCOUNT_FAILURES} 次"),
    ("citizen", f"{service.RESET_LIFETIME.total_seconds() / 3600:.0f} 小时内有效"),
    ("citizen", f"登录 {FIELDS['session_hours'].default} 小时后须重新登录"),
    *(("citizen", f"| {CHINESE.say(grading.open_label(code))} | ") for code in grading.OPEN_CLASSES),
    ("agency", f"摘要至少 {grading.SUMMARY_LEAST} 个字"),
    ("agency", f"级别（{min(grading.ALLOWED)} 至 {max(grading.ALLOWED)} 级），最多 {drafts.ITEM_LIMIT} 个"),
    ("agency", f"最大 {FIELDS['upload_limit_bytes'].default // 1024**3} GiB"),
    ("agency", f"最多 {ingest_csv.MAX_COLUMNS} 列，列名最多 {ingest_csv.MAX_TITLE} 个字"),
    ("agency", f"单行最多 {MAX_LINE // MIB} MiB"),
    ("agency", f"前 {ingest.MAX_REPORTED} 行的行号和原因"),
    ("reviewer", f"退回和撤回必须写理由（最多 {PROSE_LIMIT} 字）"),
    ("developer", f"默认有效 {api_tokens.LIFETIME.days} 天，最长 {api_tokens.MAX_LIFETIME.days} 天"),
    ("reviewer", f"发布后 {SEARCHED}可以搜到；撤回后 {SEARCHED}搜不到"),
    ("developer", f"按相关度最多翻到第 {MAX_OFFSET} 条"),
    ("developer", f"`total` 在 {MAX_TOTAL} 以内是准确的"),
    ("developer", f"完全符合的不足 {ENOUGH} 条时"),
    ("developer", f"每个分面最多给出数量最多的 {MAX_FACET_VALUES} 个取值"),
    ("developer", f"最多 {EXPORT_ROWS_MAX} 行，超过会被拒绝"),
    ("developer", f"| 地址（含参数） | 最长 {LONGEST} 字节 |"),
    ("developer", f"| 每个地址的请求数 | 每秒 {RATE_PER_SECOND:.0f} 次，可以一次用到 {BURST} 次 |"),
    ("developer", f"| 列表每页 | 最多 {pagination.MAX_SIZE} 条，默认 {pagination.DEFAULT_SIZE} 条 |"),
    ("developer", f"| 数据行每页 | 最多 {query.MAX_SIZE} 行，默认 {query.DEFAULT_SIZE} 行 |"),
    ("developer", f"| 一个查询的条件 | 最多 {query.MAX_CONDITIONS} 个 |"),
    ("developer", f"| 一个查询的排序列 | 最多 {query.MAX_SORT_KEYS} 列 |"),
    ("developer", f"| `in` 的取值 | 最多 {query.MAX_LIST} 个，每个值最多 {query.MAX_VALUE_LENGTH} 个字符 |"),
    ("developer", f"| 一次导出 | 最多 {EXPORT_ROWS_MAX} 行 |"),
    ("developer", f"| 请求正文 | 最大 {FIELDS['body_limit_bytes'].default // MIB} MiB"),
    ("developer", f"默认每天 {ACCESS['grant_calls_per_day']} 次"),
    ("operator", f"停止全部部件，{STOPPED_WITHIN:.0f} 秒之内结束"),
    ("operator", f"{WATCH_SECONDS // 60} 分钟内自动重建"),
    ("operator", f"每 {CHECKPOINT_SECONDS // 60} 分钟写一个签名的"),
    ("operator", f"后隔 {RESTS // MINUTE} 分钟再试"),
    ("operator", f"最近 {DAYS} 天查不到的"),
    ("operator", f"{SYNONYMS_WITHIN // MINUTE} 分钟内生效"),
    ("operator", f"一天内至少 {CLIENTS} 人查过的词"),
    ("operator", f"{LONG_NUMBER} 位以上的数字不保存"),
    *(("operator", f"（{FIELDS[name].default // unit} {said}）") for name, unit, said in SIZES),
    ("operator", f"不足 {NEEDED_BYTES // MIB} MiB"),
    ("operator", f"{UNSEALED_LIMIT.seconds} 秒后 `/health/ready` 为 503"),
    ("operator", f"`{ACCOUNTS_FILE}`"),
)


@pytest.mark.parametrize(("name", "text"), TABLES)
def test_tables_are_those_of_the_code(name: str, text: str) -> None:
    assert text in guide(name)


@pytest.mark.parametrize(("name", "text"), FACTS)
def test_numbers_are_those_of_the_code(name: str, text: str) -> None:
    assert text in guide(name)


def test_settings_mean_what_the_command_line_says() -> None:
    rows = [line.strip("| ").split(" | ") for line in guide("operator").splitlines() if line.startswith(f"| `{PREFIX}")]
    told = {variable.strip("`"): meaning.replace("`", "") for variable, _, meaning in rows}
    assert told == {PREFIX + name.upper(): CHINESE.say(meaning_of(name)) for name in FIELDS}


def test_no_setting_is_named_that_does_not_exist() -> None:
    known = {PREFIX + name.upper() for name in FIELDS}
    named = {found for path in documents() for found in re.findall(r"MINSHU_[A-Z0-9_]+", path.read_text("utf-8"))}
    assert named - known - {"MINSHU_TEST_S3_ENDPOINT"} == set()
    assert known <= named


def test_what_is_not_confirmed_is_said_to_be() -> None:
    rows = [line for line in guide("reviewer").splitlines() if line.startswith(("| `access.", "| `datasets."))]
    unconfirmed = [key for key, row in parameters().items() if not row["confirmed"]]
    marked = [re.findall(r"`([^`]+)`", line)[0] for line in rows if tables.UNCONFIRMED in line]
    assert marked == [key for key in unconfirmed if key.startswith(("access.", "datasets."))]
    assert len(marked) > 5


def documents() -> list[Path]:
    """The documents that people read to use the product."""
    return [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted(GUIDES.glob("*.md"))]


def test_there_is_a_guide_for_every_audience_and_the_readmes_lead_to_each() -> None:
    assert {path.stem for path in GUIDES.glob("*.md")} == set(NAMES)
    for readme in ("README.md", "README.zh-CN.md", "docs/README.md"):
        text = (ROOT / readme).read_text(encoding="utf-8")
        assert [name for name in NAMES if f"guides/{name}.md" not in text] == [], readme


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_no_address_but_this_machine_and_reserved_names(path: Path) -> None:
    found = re.findall(r"https?://([^/\s`'\"|)…<]+)", path.read_text(encoding="utf-8"))
    assert {host.partition(":")[0] for host in found} <= {"127.0.0.1"}


@pytest.mark.parametrize("path", documents()[1:], ids=lambda path: path.name)
def test_chinese_prose_has_full_width_punctuation(path: Path) -> None:
    assert half_width(path.read_text(encoding="utf-8")) == []


def test_planted_half_width_punctuation_is_found() -> None:
    assert half_width("先停服务,再复制。`a,b` 中文（好）\n```\n中,文\n```\n") == ["务,再"]
    assert half_width("版本 1.2，见 [指南](a.md)；时间 12:30。") == []


def half_width(text: str) -> list[str]:
    """Half-width punctuation beside Chinese characters, outside code and links."""
    prose = re.sub(r"`[^`\n]*`|\]\([^)\n]*\)|\*\*", "", FENCE.sub("", text))
    return re.findall(r"[\u4e00-\u9fff][,;:?!()][\u4e00-\u9fff]?", prose)
