"""The one settings tree: every value the processes of Minshu take from their environment.

A value comes from the environment variable ``MINSHU_<NAME>``. The embedded stack fills in whatever it runs itself
(addresses, keys), so that web, worker and command line all read the same variables, embedded or not.
Secrets are ``SecretStr``: neither ``repr`` nor a log line shows them. What each one means stands in the catalogues of
``app/words``, as ``setting.<name>``.
"""

import re
import ssl
from collections.abc import Mapping
from enum import StrEnum
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.words.language import LANGUAGES
from catalog.messages import Message, message

PREFIX = "MINSHU_"
DEVELOPMENT_SECRET = "development-only-not-a-secret"  # noqa: S105 - refused outside development, see below
_DRIVER = "postgresql+psycopg://"
_NODE = re.compile(r"https?://(?:[\w.-]+|\[(?P<ipv6>[0-9A-Fa-f:.]+)\]):(?P<port>[0-9]{1,5})/?")
_MAX_PORT = 65535
_MIB, _GIB = 1024**2, 1024**3
_SECRET_LENGTH = 32
_NAME_LENGTH = 60
_BUCKET_LEAST, _BUCKET_MOST = 3, 63
_INDEX_LENGTH = 100
_SECRET_VARIETY = 10
_WEAK_WORDS = ("secret", "password", "changeme", "minshu", "minioadmin", "admin", "example")

_SPELT: Mapping[str, tuple[str, Message]] = {
    "platform_name": (
        rf"(?=\S)[^\x00-\x1f\x7f]{{1,{_NAME_LENGTH}}}(?<=\S)",
        message("settings.spelt.platform-name", most=_NAME_LENGTH),
    ),
    "s3_bucket": (
        rf"[a-z0-9][a-z0-9.-]{{{_BUCKET_LEAST - 2},{_BUCKET_MOST - 2}}}[a-z0-9]",
        message("settings.spelt.bucket", least=_BUCKET_LEAST, most=_BUCKET_MOST),
    ),
    "search_index": (
        rf"[a-z0-9][a-z0-9_-]{{0,{_INDEX_LENGTH - 1}}}",
        message("settings.spelt.index", most=_INDEX_LENGTH),
    ),
    "log_level": (r"DEBUG|INFO|WARNING|ERROR", message("settings.spelt.log-level")),
}
"""How settings that are names are written, and the same in words for who wrote them otherwise."""

_Port = Annotated[int, Field(ge=1, le=_MAX_PORT)]
_Count = Annotated[int, Field(ge=1)]
_Bytes = Annotated[int, Field(ge=1)]


class Environment(StrEnum):
    """Where the processes run: ``development`` is one loopback machine, ``production`` is everything else."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class SettingProblem(ValueError):
    """What is wrong with a setting: ``said`` tells it, ``str`` in every language, for its reader is not known yet."""

    def __init__(self, said: Message) -> None:
        super().__init__(said)
        self.said = said

    def __str__(self) -> str:
        return "\n".join(language.say(self.said) for language in LANGUAGES)


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` (a name or an address) can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Settings(BaseSettings):
    """Everything a process of Minshu may be told from outside; frozen once read.

    Raises:
        pydantic.ValidationError: a value is missing, malformed, or unsafe outside development.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    environment: Environment = Environment.DEVELOPMENT
    language: Literal["zh-CN", "en"] = "zh-CN"
    platform_name: str = "福建省公共数据资源统一开放平台"
    host: str = "127.0.0.1"
    port: _Port = 8000
    public_url: str = ""
    trusted_proxies: str = "127.0.0.1"
    data_dir: Path = Path(".minshu")
    secret_key: SecretStr = SecretStr(DEVELOPMENT_SECRET)

    database_url: SecretStr
    database_owner_url: SecretStr | None = None
    database_pool_size: _Count = 10
    database_max_overflow: Annotated[int, Field(ge=0)] = 5
    database_pool_timeout_seconds: Annotated[float, Field(gt=0)] = 10.0
    database_statement_timeout_ms: _Count = 15_000

    s3_endpoint: str
    s3_access_key: SecretStr
    s3_secret_key: SecretStr
    s3_bucket: str = "minshu"
    s3_secure: bool = False
    s3_region: str = "us-east-1"

    search_url: str = ""
    search_index: str = "minshu"
    search_api_key: SecretStr | None = None
    search_user: str = ""
    search_password: SecretStr | None = None
    search_ca: Path | None = None

    upload_limit_bytes: _Bytes = _GIB
    body_limit_bytes: _Bytes = 4 * _MIB
    session_hours: _Count = 12
    table_memory_bytes: _Bytes = 256 * _MIB
    table_threads: _Count = 2
    table_timeout_seconds: Annotated[float, Field(gt=0)] = 10.0
    table_cache_bytes: _Bytes = 10 * _GIB
    worker_concurrency: _Count = 4
    log_level: str = "INFO"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the settings from ``environment``, which wins over the environment of this process."""
        fields = {name: environment.get(PREFIX + name.upper(), "") for name in cls.model_fields}
        return cls.model_validate({name: value for name, value in fields.items() if value})

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def _psycopg(cls, url: SecretStr | None) -> SecretStr | None:
        """Everything speaks psycopg 3, jobs included, so another driver would fail later and less clearly."""
        if url is not None and not url.get_secret_value().startswith(_DRIVER):
            raise SettingProblem(message("settings.database-driver", driver=_DRIVER))
        return url

    @field_validator(*_SPELT)
    @classmethod
    def _as_spelt(cls, value: str, about: ValidationInfo) -> str:
        pattern, words = _SPELT[about.field_name or ""]
        if not re.fullmatch(pattern, value):
            raise SettingProblem(message("settings.as-spelt", words=words))
        return value

    @field_validator("s3_endpoint")
    @classmethod
    def _without_scheme(cls, endpoint: str) -> str:
        if "/" in endpoint:
            raise SettingProblem(message("settings.store-address"))
        return endpoint

    @field_validator("search_url")
    @classmethod
    def _with_scheme(cls, url: str) -> str:
        if url and not all(_is_node(part) for part in url.split(",")):
            raise SettingProblem(message("settings.search-address", most=_MAX_PORT))
        return url

    @field_validator("search_api_key")
    @classmethod
    def _fit_for_a_header(cls, key: SecretStr | None) -> SecretStr | None:
        """It is sent in a header, which takes no line break; one comes along where a key is read from a file."""
        if key is not None and not re.fullmatch(r"[!-~]+", key.get_secret_value()):
            raise SettingProblem(message("settings.key-characters"))
        return key

    @model_validator(mode="after")
    def _certificates_that_count(self) -> Self:
        """Refused here, where it has a name, rather than by the client, in each process and at its first use."""
        if self.search_ca and self.search_urls:
            if not all(url.startswith("https://") for url in self.search_urls):
                raise SettingProblem(message("settings.ca-needs-tls"))
            _refuse_no_certificates("MINSHU_SEARCH_CA", self.search_ca)
        return self

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        """Two ways into the cluster would leave it to chance which of them counts."""
        if self.search_api_key and self.search_user:
            raise SettingProblem(message("settings.one-way-in"))
        if bool(self.search_user) != bool(self.search_password):
            raise SettingProblem(message("settings.user-and-password"))
        return self

    @model_validator(mode="after")
    def _refuse_unsafe(self) -> Self:
        """A default made for one's own machine must not reach a network."""
        if self.environment is Environment.PRODUCTION:
            _refuse_weak("MINSHU_SECRET_KEY", self.secret_key.get_secret_value(), _SECRET_LENGTH)
            _refuse_weak("MINSHU_S3_SECRET_KEY", self.s3_secret_key.get_secret_value(), _SECRET_LENGTH // 2)
        elif not is_loopback(self.host):
            raise SettingProblem(message("settings.development-on-loopback", host=self.host))
        return self

    @property
    def is_production(self) -> bool:
        """Whether cookies must be secure and unsafe defaults are refused."""
        return self.environment is Environment.PRODUCTION

    @property
    def url(self) -> str:
        """The address people open, without a trailing slash."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def search_urls(self) -> tuple[str, ...]:
        """The nodes of the search cluster; none where the embedded engine serves."""
        return tuple(self.search_url.split(",")) if self.search_url else ()

    @property
    def index_dir(self) -> Path:
        """Where the embedded search engine keeps its indexes."""
        return self.data_dir / "search"

    @property
    def scratch_dir(self) -> Path:
        """Where files lie while they are taken in or looked into; may be emptied while nothing runs."""
        return self.data_dir / "scratch"

    @property
    def table_cache_dir(self) -> Path:
        """Where local copies of tables are kept; may be deleted at any time."""
        return self.data_dir / "tables"


def meaning_of(name: str) -> Message:
    """What the setting of this name means; a size is said in larger units too."""
    if name == "secret_key":
        return message("setting.secret_key", length=_SECRET_LENGTH)
    meaning = message(f"setting.{name}")
    if not name.endswith("_bytes"):
        return meaning
    default: int = Settings.model_fields[name].default
    size, unit = (default // _GIB, "GiB") if default >= _GIB else (default // _MIB, "MiB")
    return message("settings.sized", meaning=meaning, size=size, unit=unit)


def _is_node(url: str) -> bool:
    """Whether the cluster's client takes ``url`` for the address of a node."""
    found = _NODE.fullmatch(url)
    try:
        return found is not None and 1 <= int(found["port"]) <= _MAX_PORT and bool(IPv6Address(found["ipv6"] or "::1"))
    except ValueError:
        return False


def _refuse_no_certificates(name: str, file: Path) -> None:
    """Refuse a file of certificates that is not there, cannot be read or holds none."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(file)
        readable = context.cert_store_stats()["x509"] > 0  # none in a list of revocations
    except ssl.SSLError:  # not PEM, or damaged
        readable = False
    except OSError:
        raise SettingProblem(message("settings.no-file", name=name, file=str(file))) from None
    if not readable:
        raise SettingProblem(message("settings.no-certificates", name=name, file=str(file)))


def _refuse_weak(name: str, value: str, length: int) -> None:
    """Refuse a secret that is short, monotonous or made of a well-known word."""
    lowered = value.lower()
    if value == DEVELOPMENT_SECRET or any(lowered.startswith(word) for word in _WEAK_WORDS):
        raise SettingProblem(message("settings.well-known-secret", name=name))
    if len(value) < length or len(set(value)) < min(_SECRET_VARIETY, length):
        raise SettingProblem(message("settings.short-secret", name=name, length=length))
