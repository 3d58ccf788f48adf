"""``serve``, ``demo`` and ``settings``: running the stack."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from app.demo.place import accounts_file
from app.logging import configure
from app.settings import PREFIX, Settings, is_loopback
from app.stack.refusals import StackRefusal
from app.stack.serve import Plan, run

app = typer.Typer()

DataDir = Annotated[Path, typer.Option("--data-dir", envvar=f"{PREFIX}DATA_DIR", help="数据目录")]
Host = Annotated[str | None, typer.Option(help="监听地址,默认 127.0.0.1")]
Port = Annotated[int | None, typer.Option(min=1, max=65535, help="监听端口,默认 8000")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
DEFAULT_DATA_DIR = Path(".minshu")


@app.command(help="启动全部部件并提供服务,Ctrl-C 停止。")
def serve(
    host: Host = None,
    port: Port = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    *,
    embedded: Annotated[bool, typer.Option("--embedded/--no-embedded", help="未给外部地址的部件由本机自带")] = True,
) -> None:
    """Start every part, serve, and stop them all on Ctrl-C."""
    _run(Plan(data_dir, host, port, embedded=embedded), _announce)


@app.command(help="启动全部部件并载入演示目录,只接受本机地址,Ctrl-C 停止。")
def demo(host: Host = None, port: Port = None, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Serve with the demo catalogue, on a loopback address only."""
    if host is not None and not is_loopback(host):
        typer.echo(f"演示账号只能用于本机,不能监听 {host}。\nDemo accounts are for this machine only.", err=True)
        raise typer.Exit(1)
    _run(Plan(data_dir, host, port, demo=True), _announce_demo)


@app.command(help="列出每项设置的环境变量、默认值和含义。")
def settings(*, as_json: AsJson = False) -> None:
    """List every setting: its variable, default and meaning."""
    rows = [
        {"variable": PREFIX + name.upper(), "default": _default(field.default), "meaning": field.description or ""}
        for name, field in Settings.model_fields.items()
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        typer.echo(f"{row['variable']}={row['default']}\n    {row['meaning']}")


def _default(value: object) -> str:
    """A default as it would stand in the environment; secrets and what has none are empty."""
    if value is PydanticUndefined or value is None or isinstance(value, SecretStr):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _run(plan: Plan, on_ready: Callable[[Settings], None]) -> None:
    configure()
    try:
        run(plan, on_ready)
    except StackRefusal as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(refusal.exit_code) from None


def _announce(settings: Settings) -> None:
    typer.echo(f"数据目录 {settings.data_dir}")
    typer.echo(f"ready {settings.url}")


def _announce_demo(settings: Settings) -> None:
    typer.echo(f"门户 {settings.url}/   接口文档 {settings.url}/docs   健康 {settings.url}/health/ready")
    typer.echo(f"演示账号和密码 {accounts_file(settings.data_dir)}")
    _announce(settings)
