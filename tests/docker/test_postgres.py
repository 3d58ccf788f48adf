"""What the containers run in PostgreSQL, run in a real one."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic import command
from psycopg import conninfo
from sqlalchemy import make_url

from app.settings import PREFIX, Settings
from app.stack.migrate import configuration
from app.stack.postgres import wheel_folder
from tests.architecture.sources import ROOT
from tests.migrations.conftest import as_administrator
from tests.migrations.schema import described
from tests.plugins.stack import Databases

PASSWORDS = {"POSTGRES_OWNER_PASSWORD": 'it\'s owner \\ "x"', "POSTGRES_APP_PASSWORD": "app"}


def address(admin: str, **changes: str) -> str:
    return conninfo.make_conninfo(admin, **changes)


def remove_trial(admin: str) -> None:
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS trial WITH (FORCE)")
        connection.execute("DROP ROLE IF EXISTS trial_owner")
        connection.execute("DROP ROLE IF EXISTS trial_app")


@pytest.fixture
def cluster(tools: None, databases: Databases) -> Iterator[str]:
    """Address as administrator of a cluster in which roles.sql was run, under names of its own."""
    admin = databases.admin
    script = (ROOT / "docker/postgres/roles.sql").read_text(encoding="utf-8").replace("minshu", "trial")
    remove_trial(admin)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roles.sql"
        path.write_text(script, encoding="utf-8")
        psql = wheel_folder() / "pginstall/bin/psql"
        command = [str(psql), "--no-psqlrc", "--quiet", "--dbname", admin, "--file", str(path)]
        subprocess.run(command, env={**os.environ, **PASSWORDS}, check=True, capture_output=True)
    yield admin
    remove_trial(admin)


def test_both_roles_sign_in_with_their_passwords(cluster: str) -> None:
    for role, name in (("trial_owner", "POSTGRES_OWNER_PASSWORD"), ("trial_app", "POSTGRES_APP_PASSWORD")):
        with psycopg.connect(address(cluster, user=role, password=PASSWORDS[name], dbname="trial")) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (role,)


def test_a_wrong_password_is_refused(cluster: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address(cluster, user="trial_app", password="wrong", dbname="trial"))


def test_the_owner_makes_tables_and_the_application_does_not(cluster: str) -> None:
    owner = address(cluster, user="trial_owner", password=PASSWORDS["POSTGRES_OWNER_PASSWORD"], dbname="trial")
    with psycopg.connect(owner) as connection:
        connection.execute("CREATE TABLE made (id int)")
    app = address(cluster, user="trial_app", password=PASSWORDS["POSTGRES_APP_PASSWORD"], dbname="trial")
    for statement in ("CREATE TABLE other (id int)", "CREATE SCHEMA other", "SELECT * FROM made", "DROP TABLE made"):
        with psycopg.connect(app) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_no_other_role_enters_the_database(cluster: str) -> None:
    with psycopg.connect(cluster) as connection:
        row = connection.execute("SELECT has_database_privilege('minshu_app', 'trial', 'CONNECT')").fetchone()
    assert row == (False,)


def test_the_roles_have_no_power_over_the_cluster(cluster: str) -> None:
    question = (
        "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'trial%'"
        " AND NOT (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)"
    )
    with psycopg.connect(cluster) as connection:
        assert connection.execute(question).fetchone() == (2,)


def test_the_migrations_give_the_same_rights_as_in_the_embedded_stack(
    cluster: str, databases: Databases, settings: Settings, tmp_path: Path
) -> None:
    versions = shutil.copytree(ROOT / "migrations", tmp_path / "migrations") / "versions"
    for file in versions.glob("*.py"):
        file.write_text(file.read_text(encoding="utf-8").replace("minshu_app", "trial_app"), encoding="utf-8")
    url = make_url(cluster.replace("postgresql:", "postgresql+psycopg:"))
    owner = url.set(username="trial_owner", password=PASSWORDS["POSTGRES_OWNER_PASSWORD"], database="trial")
    config = configuration(owner.render_as_string(hide_password=False))
    config.set_main_option("script_location", str(tmp_path / "migrations"))
    command.upgrade(config, "head")
    with psycopg.connect(address(cluster, dbname="trial")) as connection:
        theirs = {tuple(word.replace("trial", "minshu") for word in part) for part in described(connection)}
    with as_administrator(databases, settings) as connection:
        assert theirs == described(connection)


def test_the_roles_are_made_as_in_the_embedded_stack(cluster: str) -> None:
    roles = """
        SELECT replace(rolname, 'trial', 'minshu'), rolcanlogin, rolsuper, rolinherit, rolcreaterole, rolcreatedb,
            rolreplication, rolbypassrls, rolconnlimit, rolvaliduntil, rolconfig
        FROM pg_roles WHERE rolname IN (%(name)s || '_owner', %(name)s || '_app')
    """
    database = """
        SELECT replace(grantee::regrole::text, 'trial', 'minshu'), privilege_type
        FROM pg_database, aclexplode(datacl) WHERE datname = %(name)s
    """
    with psycopg.connect(cluster) as connection:
        for question in (roles, database):
            ours, theirs = (connection.execute(question, {"name": name}).fetchall() for name in ("minshu", "trial"))
            assert set(ours) == set(theirs) != set()


@pytest.fixture
def queue(tools: None, databases: Databases, worker_id: str) -> Iterator[str]:
    """The name of a database with a queue in which no worker has shown itself."""
    name = f"health_{worker_id}"
    databases.create(name)
    yield name
    databases.drop(name)


@pytest.mark.parametrize(("seconds", "code"), [(None, 1), (120, 1), (5, 0)])
def test_the_workers_health_is_its_sign_of_life(
    databases: Databases, queue: str, tmp_path: Path, seconds: int | None, code: int
) -> None:
    if seconds:
        sign = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))"
        with psycopg.connect(address(databases.admin, dbname=queue), autocommit=True) as connection:
            connection.execute(sign, (seconds,))
    url = databases.settings(queue, tmp_path).database_url.get_secret_value()
    environment = {**databases.environment, f"{PREFIX}DATABASE_URL": url}
    script = [sys.executable, str(ROOT / "docker/worker_health.py")]
    done = subprocess.run(script, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == code, done.stderr
    assert done.stderr == ""
