"""Why the stack does not start: one clear sentence each, in Chinese and English, and an exit code that is not 0."""

from pathlib import Path
from typing import Self

from pydantic import ValidationError

from app.http.wording import message_of
from app.settings import PREFIX
from app.words.language import CHINESE


class StackRefusal(Exception):
    """The stack cannot run as asked; ``str`` is what the person at the terminal reads."""

    exit_code = 1

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese}\n{english}")


class PortBusy(StackRefusal):
    """Something else already listens where the web process should."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"端口 {host}:{port} 已被占用,请停掉占用它的程序,或用 --port 换一个端口。",
            f"Port {host}:{port} is in use; stop whatever holds it or choose another with --port.",
        )


class DataDirectoryBusy(StackRefusal):
    """Another stack runs on the same data directory."""

    def __init__(self, path: Path, pid: int | None) -> None:
        who = f"(进程 {pid})" if pid else ""
        super().__init__(
            f"数据目录 {path} 正被另一个闽数实例使用{who},请先停掉它,或用 --data-dir 换一个目录。",
            f"The data directory {path} is used by another running stack; stop it or choose another with --data-dir.",
        )


class DataDirectoryAbsent(StackRefusal):
    """A command was pointed at a directory that no stack ever ran on."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} 不是闽数的数据目录,请检查 --data-dir;新的数据目录只由 minshu serve 和 minshu demo 建立。",
            f"{path} is no data directory of Minshu; check --data-dir. Only serve and demo make a new one.",
        )


class DataDirectoryOfAnother(StackRefusal):
    """The data directory belongs to another user, whose stack could not use what this one would write there."""

    def __init__(self, path: Path, owner: str) -> None:
        super().__init__(
            f"数据目录 {path} 属于用户 {owner},请用该用户运行:sudo -u {owner} minshu …;或用 --data-dir 换一个目录。",
            f"The data directory {path} belongs to the user {owner}; run this as that user (sudo -u {owner} minshu …) "
            "or choose another with --data-dir.",
        )


class DataDirectoryReadOnly(StackRefusal):
    """The data directory cannot be created or written."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"数据目录 {path} 不可写,请检查权限和挂载方式,或用 --data-dir 换一个目录。",
            f"The data directory {path} cannot be written; check its permissions or choose another with --data-dir.",
        )


class DataDirectoryFull(StackRefusal):
    """The file system of the data directory has no room for a database and a store to start."""

    def __init__(self, path: Path, free: int, needed: int) -> None:
        mib = 1024**2
        super().__init__(
            f"数据目录 {path} 所在磁盘只剩 {free // mib} MiB,至少需要 {needed // mib} MiB,请先清理空间。",
            f"The disk of the data directory {path} has {free // mib} MiB free; at least {needed // mib} are needed.",
        )


class DataDirectoryNewer(StackRefusal):
    """The data directory was last written by a later version than this one."""

    def __init__(self, path: Path, theirs: str, ours: str) -> None:
        super().__init__(
            f"数据目录 {path} 由更新的版本 {theirs} 写成,本程序是 {ours},请升级程序后再启动。",
            f"The data directory {path} was written by the newer version {theirs}; this is {ours}: please upgrade.",
        )


class PostgresMajorDiffers(StackRefusal):
    """The database files belong to another PostgreSQL major than the embedded binaries."""

    def __init__(self, path: Path, theirs: str, ours: str) -> None:
        super().__init__(
            f"数据目录 {path} 是 PostgreSQL {theirs} 的格式,本程序自带 {ours},请用旧版本备份后在新目录恢复。",
            f"{path} holds a PostgreSQL {theirs} database but {ours} is embedded; "
            "back it up with the old version and restore into a new directory.",
        )


class DatabaseUnreachableByUser(StackRefusal):
    """Started as root without user namespaces, and the unprivileged account cannot enter the data directory."""

    def __init__(self, path: Path, account: str) -> None:
        super().__init__(
            f"PostgreSQL 不能以 root 运行,而账号 {account} 进不了 {path},请把 --data-dir 放到它能进入的目录(如 /srv)。",
            f"PostgreSQL refuses to run as root and the account {account} cannot enter {path}; "
            "choose a --data-dir it can reach (for example below /srv).",
        )


class NotExternal(StackRefusal):
    """``--no-embedded`` was asked for while a part has no external address."""

    def __init__(self, missing: list[str]) -> None:
        names = ", ".join(missing)
        super().__init__(
            f"使用 --no-embedded 时必须给出全部外部地址,还缺:{names}。",
            f"--no-embedded needs every external address; missing: {names}.",
        )


class SettingsRefused(StackRefusal):
    """The environment holds a value that is malformed or unsafe."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"设置有误:{chinese}", f"The settings are not acceptable: {english}")

    @classmethod
    def of(cls, problem: ValidationError) -> Self:
        """Each refused setting with its reason; never with its value, which may be a secret."""
        found = problem.errors()
        names = ["".join(f"{PREFIX}{str(place).upper()}: " for place in error["loc"][:1]) for error in found]
        chinese = (name + CHINESE.say(message_of(error)) for name, error in zip(names, found, strict=True))
        english = (name + error["msg"].removeprefix("Value error, ") for name, error in zip(names, found, strict=True))
        return cls(";".join(chinese), ";".join(english))


class PartHindered(StackRefusal):
    """What an earlier run left in the way of a part did not go away."""

    def __init__(self, name: str, what: str, seconds: float) -> None:
        super().__init__(
            f"{name} 无法启动,等了 {seconds:.0f} 秒:{what}。",
            f"{name} could not be started: what an earlier run left is still in its way after {seconds:.0f} seconds.",
        )


class PartFailed(StackRefusal):
    """A part ended, or did not become ready, each time it was started."""

    def __init__(self, name: str, log: Path, last_line: str) -> None:
        super().__init__(
            f"{name} 无法启动,最后一行日志:{last_line}(完整日志:{log})",
            f"{name} could not be started; its last log line is above, the whole log is {log}",
        )
