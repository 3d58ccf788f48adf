"""The one settings tree: every value the processes of Minshu take from their environment.

A value comes from the environment variable ``MINSHU_<NAME>``. The embedded stack fills in whatever it runs itself
(addresses, keys), so that web, worker and command line all read the same variables, embedded or not.
Secrets are ``SecretStr``: neither ``repr`` nor a log line shows them.
"""

import re
import ssl
from collections.abc import Mapping
from enum import StrEnum
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "MINSHU_"
DEVELOPMENT_SECRET = "development-only-not-a-secret"  # noqa: S105 - refused outside development, see below
_DRIVER = "postgresql+psycopg://"
_NODE = re.compile(r"https?://(?:[\w.-]+|\[(?P<ipv6>[0-9A-Fa-f:.]+)\]):(?P<port>[0-9]{1,5})/?")
_MAX_PORT = 65535
_MIB, _GIB = 1024**2, 1024**3
_SECRET_LENGTH = 32
_NAME_LENGTH = 60
_SECRET_VARIETY = 10
_WEAK_WORDS = ("secret", "password", "changeme", "minshu", "minioadmin", "admin", "example")

_SPELT: Mapping[str, tuple[str, str]] = {
    "platform_name": (
        rf"(?=\S)[^\x00-\x1f\x7f]{{1,{_NAME_LENGTH}}}(?<=\S)",
        f"1 至 {_NAME_LENGTH} 个字,写在一行里,首尾没有空白",
    ),
    "s3_bucket": (r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "3 至 63 个小写字母、数字、点和连字符,首尾为字母或数字"),
    "search_index": (r"[a-z0-9][a-z0-9_-]{0,99}", "1 至 100 个小写字母、数字、下划线和连字符,以字母或数字开头"),
    "log_level": (r"DEBUG|INFO|WARNING|ERROR", "DEBUG、INFO、WARNING 或 ERROR"),
}
"""How settings that are names are written, and the same in words for who wrote them otherwise."""

_Port = Annotated[int, Field(ge=1, le=_MAX_PORT)]
_Count = Annotated[int, Field(ge=1)]
_Bytes = Annotated[int, Field(ge=1)]


class Environment(StrEnum):
    """Where the processes run: ``development`` is one loopback machine, ``production`` is everything else."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


def _sized(default: int, what: str) -> Any:
    """A setting in bytes that says its default in larger units too."""
    unit, name = (_GIB, "GiB") if default >= _GIB else (_MIB, "MiB")
    return Field(default, description=f"{what}, in bytes ({default // unit} {name}).")


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

    environment: Environment = Field(
        Environment.DEVELOPMENT, description="development: this machine only; production: refuses unsafe defaults."
    )
    platform_name: str = Field(
        "福建省公共数据资源统一开放平台",
        description="What the site is called on its pages, in the description of its API and in agreements.",
    )
    host: str = Field("127.0.0.1", description="Address the web process binds to.")
    port: _Port = Field(8000, description="TCP port the web process binds to.")
    public_url: str = Field(
        "", description="Address people open in a browser, without a trailing slash; empty: http://HOST:PORT."
    )
    trusted_proxies: str = Field(
        "127.0.0.1", description="Addresses, separated by commas, whose X-Forwarded-* headers are believed."
    )
    data_dir: Path = Field(
        Path(".minshu"), description="Folder of everything this machine keeps: embedded parts, index, table cache."
    )
    secret_key: SecretStr = Field(
        SecretStr(DEVELOPMENT_SECRET),
        description="Key that signs sessions, cursors and CSRF tokens; at least 32 random characters in production.",
    )

    database_url: SecretStr = Field(
        description="PostgreSQL as the application's role (no DDL): postgresql+psycopg://user:password@host:port/name."
    )
    database_owner_url: SecretStr | None = Field(
        None, description="The same database as the role that owns the schema; only migrations and backup use it."
    )
    database_pool_size: _Count = Field(
        10, description="Connections a process keeps open for reading, and as many for writing."
    )
    database_max_overflow: Annotated[int, Field(ge=0)] = Field(
        5, description="Connections a process may open beyond its pool under load."
    )
    database_pool_timeout_seconds: Annotated[float, Field(gt=0)] = Field(
        10.0, description="How long a request waits for a connection, in seconds."
    )
    database_statement_timeout_ms: _Count = Field(
        15_000, description="Longest time one statement of the web process may take, in milliseconds."
    )

    s3_endpoint: str = Field(description="host:port of the object store, without a scheme.")
    s3_access_key: SecretStr = Field(description="Access key of the object store.")
    s3_secret_key: SecretStr = Field(description="Secret key of the object store.")
    s3_bucket: str = Field(
        "minshu", description="Bucket that holds every file; it must exist already unless the store is embedded."
    )
    s3_secure: bool = Field(default=False, description="Speak TLS to the object store.")
    s3_region: str = Field("us-east-1", description="Region name requests to the object store are signed for.")

    search_url: str = Field(
        "",
        description="Nodes of an Elasticsearch cluster (8 or 9), http(s)://host:port, separated by commas; empty: the "
        "embedded search engine.",
    )
    search_index: str = Field("minshu", description="What the names of this site's indexes on the cluster begin with.")
    search_api_key: SecretStr | None = Field(None, description="API key of the cluster, in its encoded form.")
    search_user: str = Field("", description="User of the cluster, where there is no API key.")
    search_password: SecretStr | None = Field(None, description="Password of that user.")
    search_ca: Path | None = Field(
        None, description="File of the certificates that sign the cluster's; without it those the system trusts."
    )

    upload_limit_bytes: _Bytes = _sized(_GIB, "Largest file that can be uploaded")
    body_limit_bytes: _Bytes = _sized(4 * _MIB, "Largest body of any request that is not a file")
    session_hours: _Count = Field(12, description="How long a browser session lives without signing in again, hours.")
    table_memory_bytes: _Bytes = _sized(256 * _MIB, "Memory one process may use for row queries")
    table_threads: _Count = Field(2, description="Threads one process may use for row queries.")
    table_timeout_seconds: Annotated[float, Field(gt=0)] = Field(
        10.0, description="Longest time one row query may take, in seconds."
    )
    table_cache_bytes: _Bytes = _sized(10 * _GIB, "Disk the local copies of tables may take")
    worker_concurrency: _Count = Field(4, description="Jobs the worker runs at the same time.")
    log_level: str = Field("INFO", description="Least severe log line that is written: DEBUG, INFO, WARNING or ERROR.")

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
            raise ValueError(f"数据库地址应以 {_DRIVER} 开头")
        return url

    @field_validator(*_SPELT)
    @classmethod
    def _as_spelt(cls, value: str, about: ValidationInfo) -> str:
        pattern, words = _SPELT[about.field_name or ""]
        if not re.fullmatch(pattern, value):
            raise ValueError(f"应为 {words}")
        return value

    @field_validator("s3_endpoint")
    @classmethod
    def _without_scheme(cls, endpoint: str) -> str:
        if "/" in endpoint:
            raise ValueError("对象存储地址应为 主机:端口,不带 http://;是否加密由 MINSHU_S3_SECURE 决定")
        return endpoint

    @field_validator("search_url")
    @classmethod
    def _with_scheme(cls, url: str) -> str:
        if url and not all(_is_node(part) for part in url.split(",")):
            raise ValueError(
                f"搜索地址应为 http(s)://主机:端口,端口为 1 到 {_MAX_PORT},多个节点用逗号分隔,不带路径、用户名和密码"
            )
        return url

    @field_validator("search_api_key")
    @classmethod
    def _fit_for_a_header(cls, key: SecretStr | None) -> SecretStr | None:
        """It is sent in a header, which takes no line break; one comes along where a key is read from a file."""
        if key is not None and not re.fullmatch(r"[!-~]+", key.get_secret_value()):
            raise ValueError("密钥中有换行、空格、控制字符或非 ASCII 字符,请重新复制编码后的密钥(base64),不带首尾空白")
        return key

    @model_validator(mode="after")
    def _certificates_that_count(self) -> Self:
        """Refused here, where it has a name, rather than by the client, in each process and at its first use."""
        if self.search_ca and self.search_urls:
            if not all(url.startswith("https://") for url in self.search_urls):
                raise ValueError(
                    "MINSHU_SEARCH_CA: 只用于 https:// 的集群,而 MINSHU_SEARCH_URL 中有 http:// 的地址;"
                    "请把地址都改为 https://,或去掉 MINSHU_SEARCH_CA"
                )
            _refuse_no_certificates("MINSHU_SEARCH_CA", self.search_ca)
        return self

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        """Two ways into the cluster would leave it to chance which of them counts."""
        if self.search_api_key and self.search_user:
            raise ValueError("MINSHU_SEARCH_API_KEY 和 MINSHU_SEARCH_USER 只能设置一个")
        if bool(self.search_user) != bool(self.search_password):
            raise ValueError("MINSHU_SEARCH_USER 和 MINSHU_SEARCH_PASSWORD 须一起设置")
        return self

    @model_validator(mode="after")
    def _refuse_unsafe(self) -> Self:
        """A default made for one's own machine must not reach a network."""
        if self.environment is Environment.PRODUCTION:
            _refuse_weak("MINSHU_SECRET_KEY", self.secret_key.get_secret_value(), _SECRET_LENGTH)
            _refuse_weak("MINSHU_S3_SECRET_KEY", self.s3_secret_key.get_secret_value(), _SECRET_LENGTH // 2)
        elif not is_loopback(self.host):
            raise ValueError(
                f"开发环境只能监听本机地址,不能监听 {self.host};对外服务请设置 MINSHU_ENVIRONMENT=production"
            )
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
        raise ValueError(f"{name}: {file} 不存在、是文件夹或没有权限读取,请检查路径和权限") from None
    if not readable:
        raise ValueError(f"{name}: 文件 {file} 里没有可用的证书,请换成 PEM 格式的 CA 证书文件")


def _refuse_weak(name: str, value: str, length: int) -> None:
    """Refuse a secret that is short, monotonous or made of a well-known word."""
    lowered = value.lower()
    if value == DEVELOPMENT_SECRET or any(lowered.startswith(word) for word in _WEAK_WORDS):
        raise ValueError(f"{name} 是默认值或常见词,生产环境不接受;请换成随机字符串,例如 openssl rand -hex 32")
    if len(value) < length or len(set(value)) < min(_SECRET_VARIETY, length):
        raise ValueError(f"{name} 太短或太单调(至少 {length} 个字符);请换成随机字符串,例如 openssl rand -hex 32")
