"""The settings: what they refuse, and what they never show."""

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from app.settings import DEVELOPMENT_SECRET, PREFIX, Settings, is_loopback, meaning_of
from app.stack.certificates import write_security
from app.stack.refusals import SettingsRefused
from app.stack.secrets import Secrets
from app.words.catalogues import entries
from app.words.language import CHINESE, ENGLISH, LANGUAGES
from tests.architecture.rules import HAN

GIVEN = {
    "MINSHU_DATABASE_URL": "postgresql+psycopg://minshu_app:hidden-one@db:5432/minshu",
    "MINSHU_S3_ENDPOINT": "store:9000",
    "MINSHU_S3_ACCESS_KEY": "hidden-two",
    "MINSHU_S3_SECRET_KEY": "k7Vq2mXz9LrTw4Bn",
}
STRONG = "9f1c0e7a5d3b2846ac19e8f7d6b5c4a3"
PRODUCTION = {**GIVEN, "MINSHU_ENVIRONMENT": "production", "MINSHU_SECRET_KEY": STRONG, "MINSHU_HOST": "0.0.0.0"}  # noqa: S104


@pytest.fixture(autouse=True)
def _no_settings_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)


def test_development_needs_only_addresses_and_keys() -> None:
    settings = Settings.from_environment(GIVEN)
    assert settings.url == "http://127.0.0.1:8000"
    assert settings.upload_limit_bytes == 2**30
    assert not settings.is_production


def test_production_with_strong_secrets_is_accepted() -> None:
    assert Settings.from_environment(PRODUCTION).is_production


@pytest.mark.parametrize(
    "secret", ["", DEVELOPMENT_SECRET, "short", "a" * 64, "changeme" * 8, "password0123456789abcdefghijklmnop"]
)
def test_production_refuses_a_weak_secret_key(secret: str) -> None:
    with pytest.raises(ValidationError, match="MINSHU_SECRET_KEY"):
        Settings.from_environment({**PRODUCTION, "MINSHU_SECRET_KEY": secret})


def test_production_refuses_the_stores_default_key() -> None:
    with pytest.raises(ValidationError, match="MINSHU_S3_SECRET_KEY"):
        Settings.from_environment({**PRODUCTION, "MINSHU_S3_SECRET_KEY": "minioadmin"})


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "data.example"])  # noqa: S104
def test_development_listens_on_loopback_only(host: str) -> None:
    with pytest.raises(ValidationError, match="MINSHU_ENVIRONMENT=production"):
        Settings.from_environment({**GIVEN, "MINSHU_HOST": host})


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("MINSHU_DATABASE_URL", "postgresql://a:b@c/d", r"postgresql\+psycopg://"),
        ("MINSHU_S3_ENDPOINT", "http://store:9000", "主机:端口"),
        ("MINSHU_PORT", "70000", "65535"),
        ("MINSHU_SEARCH_URL", "search:9200", "http"),
        ("MINSHU_SEARCH_URL", "https://a:9200,https://user:pass@b:9200", "不带路径"),
        ("MINSHU_SEARCH_URL", "garbage", "主机:端口"),
        ("MINSHU_SEARCH_URL", "ftp://x:1", "主机:端口"),
        ("MINSHU_SEARCH_URL", "http://127.0.0.1", "主机:端口"),
        ("MINSHU_SEARCH_URL", "http://a:9200,https://[::1]", "主机:端口"),
        ("MINSHU_SEARCH_URL", "http://127.0.0.1:99999", "1 到 65535"),
        ("MINSHU_SEARCH_URL", "http://127.0.0.1:0", "1 到 65535"),
        ("MINSHU_SEARCH_URL", "http://[1.2.3.4]:9200", "主机:端口"),
        ("MINSHU_SEARCH_URL", "https://<主机>:9200", "主机:端口"),
        ("MINSHU_SEARCH_INDEX", "Bad Name*", "应为 1 至 100 个小写字母"),
        ("MINSHU_SEARCH_USER", "minshu", "MINSHU_SEARCH_PASSWORD"),
        ("MINSHU_PLATFORM_NAME", "两行\n名称", "写在一行里"),
        ("MINSHU_PLATFORM_NAME", " 前有空白", "写在一行里"),
        ("MINSHU_PLATFORM_NAME", "长" * 61, "应为 1 至 60 个字"),
        ("MINSHU_UPLOAD_LIMIT_BYTES", "0", "greater than or equal to 1"),
        ("MINSHU_LANGUAGE", "fr", "Input should be 'zh-CN' or 'en'"),
        ("MINSHU_LOG_LEVEL", "LOUD", "应为 DEBUG、INFO、WARNING 或 ERROR"),
        ("MINSHU_S3_BUCKET", "No Bucket", "应为 3 至 63 个小写字母"),
    ],
)
def test_a_malformed_value_is_refused(name: str, value: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence) as refused:
        Settings.from_environment({**GIVEN, name: value})
    said = ENGLISH.say(SettingsRefused.of(refused.value).said)
    assert said.startswith(f"The settings are not acceptable: {PREFIX}")
    assert not HAN.search(said.replace(value, ""))


@pytest.mark.parametrize("url", ["http://127.0.0.1:9200/", "https://[::1]:9200", "http://a:1,https://b.example:65535"])
def test_an_address_of_the_cluster_is_taken_as_it_is(url: str) -> None:
    assert Settings.from_environment({**GIVEN, "MINSHU_SEARCH_URL": url}).search_urls == tuple(url.split(","))


@pytest.mark.parametrize("key", ["hidden-key\n", "hidden-\x00key", "hidden key", "hidden-密钥"])
def test_a_key_that_fits_no_header_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(ValidationError, match=r"search_api_key\s+Value error, 密钥中有换行") as refused:
        Settings.from_environment({**GIVEN, "MINSHU_SEARCH_API_KEY": key})
    assert "hidden" not in str(refused.value)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    write_security(tmp_path, Secrets())
    return tmp_path / "ca.pem"


@pytest.mark.parametrize("url", ["http://a:9200", "https://a:9200,http://b:9200"])
def test_certificates_count_with_tls_only(certificate: Path, url: str) -> None:
    with pytest.raises(ValidationError, match=r"MINSHU_SEARCH_CA: 只用于 https://"):
        Settings.from_environment({**GIVEN, "MINSHU_SEARCH_URL": url, "MINSHU_SEARCH_CA": str(certificate)})


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda file: file.unlink(), "不存在"),
        (lambda file: (file.unlink(), file.mkdir()), "是文件夹"),
        (lambda file: file.write_text(""), "没有可用的证书"),
        (lambda file: file.write_text("no certificate"), "没有可用的证书"),
        (lambda file: file.write_text(file.read_text() + file.read_text().replace("M", "N")), "没有可用的证书"),
    ],
)
def test_a_file_without_certificates_is_refused(
    certificate: Path, damage: Callable[[Path], object], sentence: str
) -> None:
    given = {**GIVEN, "MINSHU_SEARCH_CA": str(certificate)}
    assert Settings.from_environment({**given, "MINSHU_SEARCH_URL": "https://a:9200"}).search_ca == certificate
    damage(certificate)
    with pytest.raises(ValidationError, match=f"MINSHU_SEARCH_CA: .*{sentence}"):
        Settings.from_environment({**given, "MINSHU_SEARCH_URL": "https://a:9200"})
    assert Settings.from_environment(given).search_urls == ()  # no cluster: nothing reads it


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_what_has_no_default_must_be_given(name: str) -> None:
    with pytest.raises(ValidationError, match=name.removeprefix(PREFIX).lower()):
        Settings.from_environment({key: value for key, value in GIVEN.items() if key != name})


def test_secrets_are_never_shown() -> None:
    settings = Settings.from_environment({**GIVEN, "MINSHU_SECRET_KEY": STRONG})
    shown = repr(settings) + str(settings) + settings.model_dump_json()
    assert not [secret for secret in ("hidden-one", "hidden-two", "k7Vq2mXz9LrTw4Bn", STRONG) if secret in shown]


def test_a_refused_secret_is_not_in_the_message() -> None:
    with pytest.raises(ValidationError) as refused:
        Settings.from_environment({**GIVEN, "MINSHU_DATABASE_URL": "mysql://root:hidden-three@db/x"})
    assert "hidden-three" not in str(refused.value)


def test_every_setting_says_what_it_means() -> None:
    names = Settings.model_fields
    for language in LANGUAGES:
        meanings = {key for key in entries(language.locale) if key.startswith("setting.")}
        assert meanings == {f"setting.{name}" for name in names}
        assert len({language.say(meaning_of(name)) for name in names}) == len(names)


def test_a_size_is_said_in_larger_units_too() -> None:
    assert CHINESE.say(meaning_of("body_limit_bytes")) == "其他请求正文的最大字节数（4 MiB）"
    assert ENGLISH.say(meaning_of("table_cache_bytes")).endswith(", in bytes (10 GiB).")


def test_the_language_is_one_that_there_are_words_in() -> None:
    assert get_args(Settings.model_fields["language"].annotation) == tuple(language.tag for language in LANGUAGES)
    assert Settings.from_environment(GIVEN).language == CHINESE.tag


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("localhost", True), ("127.0.0.53", True), ("::1", True), ("[::1]", True), ("10.0.0.1", False), ("", False)],
)
def test_loopback_is_told_from_the_rest(host: str, *, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_the_search_cluster_is_reached_in_one_way() -> None:
    user = {"MINSHU_SEARCH_USER": "minshu", "MINSHU_SEARCH_PASSWORD": "hidden-three"}
    settings = Settings.from_environment({**GIVEN, **user, "MINSHU_SEARCH_URL": "https://a:9200,https://b:9200"})
    assert settings.search_urls == ("https://a:9200", "https://b:9200")
    assert "hidden-three" not in repr(settings)
    assert Settings.from_environment(GIVEN).search_urls == ()
    with pytest.raises(ValidationError, match="MINSHU_SEARCH_API_KEY"):
        Settings.from_environment({**GIVEN, **user, "MINSHU_SEARCH_API_KEY": "a2V5"})
