"""The container files: as valid, as closed and as pinned as they say. No container engine is needed."""

import os
import re
import shutil
import subprocess
import tomllib
from typing import Any

import pytest
import yaml

from app.settings import PREFIX, Settings
from tests.architecture.sources import ROOT

pytestmark = pytest.mark.usefixtures("tools")

FOLDER = ROOT / "docker"
TEXT = (FOLDER / "compose.yml").read_text(encoding="utf-8")
REQUIRED = set(re.findall(r"\$\{(\w+):\?", TEXT))
ONCE = {"bucket", "migrate"}
PINNED = re.compile(r"[a-z0-9./-]+:[\w.-]*\d[\w.-]*")


def config(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    program = shutil.which("docker-compose")
    assert program, "the tests need Debian's package docker-compose"
    inherited = {name: value for name, value in os.environ.items() if name not in REQUIRED}
    return subprocess.run(
        [program, "-f", str(FOLDER / "compose.yml"), "config"],
        cwd=FOLDER,
        env={**inherited, **environment},
        check=False,
        capture_output=True,
        text=True,
    )


def given() -> dict[str, str]:
    return {name: f"given-{name.lower()}" for name in REQUIRED}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    result = config(given())
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = yaml.safe_load(result.stdout)["services"]
    return found


def test_the_parts_are_there(services: dict[str, Any]) -> None:
    assert set(services) == {"postgres", "minio", "elasticsearch", "bucket", "migrate", "api", "worker"}


@pytest.mark.parametrize("name", sorted(REQUIRED))
def test_a_missing_secret_is_named(name: str) -> None:
    environment = given()
    del environment[name]
    result = config(environment)
    assert result.returncode != 0
    assert name in result.stderr


def test_no_secret_has_a_default() -> None:
    secrets = [line for line in TEXT.splitlines() if re.search(r"(PASSWORD|_KEY|SECRET)\w*:", line)]
    assert len(secrets) > 6
    assert [line for line in secrets if not re.search(r"\$\{\w+:\?[^}]+\}", line)] == []


def test_every_image_is_pinned_by_a_tag_with_a_version(services: dict[str, Any]) -> None:
    images = {name: service["image"] for name, service in services.items()}
    assert {name: image for name, image in images.items() if not PINNED.fullmatch(image)} == {}


def test_our_image_carries_our_version(services: dict[str, Any]) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert {services[name]["image"] for name in ("migrate", "api", "worker")} == {f"minshu:{version}"}


def test_every_part_that_stays_has_a_health_check_and_is_restarted(services: dict[str, Any]) -> None:
    for name in set(services) - ONCE:
        check = services[name]["healthcheck"]
        assert check["test"][0] == "CMD", name
        assert {"interval", "timeout", "retries"} <= set(check), name
        assert services[name]["restart"] == "unless-stopped", name


def test_only_the_api_is_published_and_only_on_loopback(services: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert list(published) == ["api"]
    assert [str(port).split(":")[0] for port in published["api"]] == ["127.0.0.1"]


def test_only_the_api_stands_on_a_network_with_a_way_out(services: dict[str, Any]) -> None:
    networks = yaml.safe_load(TEXT)["networks"]
    assert [name for name, network in networks.items() if not network.get("internal")] == ["outside"]
    assert [name for name, service in services.items() if "outside" in service["networks"]] == ["api"]


def test_only_the_migration_knows_the_owner_of_the_schema(services: dict[str, Any]) -> None:
    knowing = {name for name, service in services.items() if "owner_password" in str(service["environment"])}
    assert knowing == {"postgres", "migrate"}


def test_every_setting_that_is_named_exists(services: dict[str, Any]) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    texts = "".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.rglob("*")) if path.is_file())
    named = set(re.findall(rf"\b{PREFIX}[A-Z0-9_]+", texts))
    assert len(named) > 8
    assert named - known == set()


@pytest.mark.parametrize("name", ["api", "worker", "migrate"])
def test_the_settings_accept_what_the_file_gives(services: dict[str, Any], name: str) -> None:
    secret = "3f9a1c07be52d8640c1d7f3a95be2e88"
    environment = {key: str(value) for key, value in services[name]["environment"].items()}
    settings = Settings.from_environment(
        {
            **environment,
            "MINSHU_SECRET_KEY": secret,
            "MINSHU_S3_SECRET_KEY": secret,
            "MINSHU_PUBLIC_URL": "https://x.test",
        }
    )
    assert settings.is_production


def test_the_file_says_that_it_was_not_run() -> None:
    assert "NOT RUN" in TEXT


def test_the_image_is_installed_by_the_script_that_installs_everywhere() -> None:
    dockerfile = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^RUN .*docker/install\.sh", dockerfile, re.MULTILINE)
    assert "docker/install.sh" in makefile
    assert not re.search(r"^RUN .*\b(pip|uv|npm)\b", dockerfile, re.MULTILINE)


def test_the_image_is_pinned_and_runs_as_an_ordinary_user() -> None:
    dockerfile = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    stages = re.findall(r"^FROM (\S+)(?: AS (\w+))?$", dockerfile, re.MULTILINE)
    names = {name for _, name in stages}
    assert [image for image, _ in stages if image not in names and not PINNED.fullmatch(image)] == []
    users = re.findall(r"^USER (\S+)$", dockerfile, re.MULTILINE)
    assert users
    assert users[-1] not in {"root", "0"}


def test_the_roles_are_those_of_the_embedded_stack() -> None:
    roles = (FOLDER / "postgres/roles.sql").read_text(encoding="utf-8")
    assert set(re.findall(r"CREATE ROLE (\w+)", roles)) == {"minshu_owner", "minshu_app"}
