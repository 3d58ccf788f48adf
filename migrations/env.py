"""Runs the migrations: as the owner of the schema, under an advisory lock, with timeouts, one transaction each."""

import os
import time

from alembic import context
from sqlalchemy import create_engine, pool, text
from sqlalchemy.engine import Connection

from app.tables import metadata

LOCK = text("SELECT pg_try_advisory_lock(hashtext('minshu.migrations'))")
UNLOCK = text("SELECT pg_advisory_unlock(hashtext('minshu.migrations'))")
PAUSE_SECONDS = 0.2
# A migration that waits for a lock would hold up every reader behind it, so it gives up soon and is tried again.
TIMEOUTS = "-c lock_timeout=5000 -c statement_timeout=600000"


def owner_url() -> str:
    """Address of the database as the role that owns the schema."""
    given = context.config.get_main_option("sqlalchemy.url") or os.environ.get("MINSHU_DATABASE_OWNER_URL")
    return str(given or os.environ["MINSHU_DATABASE_URL"])


def ours(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Leave out the tables of the job queue, whose own SQL makes them."""
    return not (kind == "table" and str(name).startswith("procrastinate_"))


def take_lock(connection: Connection) -> None:
    """Wait until nobody else migrates.

    It asks again and again: whoever waits inside a statement holds a snapshot, and an index that is made concurrently
    waits for every older snapshot, so that the two would wait for each other.
    """
    while not connection.scalar(LOCK):
        connection.rollback()
        time.sleep(PAUSE_SECONDS)
    connection.commit()


def run(connection: Connection) -> None:
    """Bring the schema of ``connection`` to the wanted revision."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transaction_per_migration=True,
        compare_type=True,
        compare_server_default=True,
        include_object=ours,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Take the lock, migrate, give it back: two processes that start at once migrate once."""
    engine = create_engine(owner_url(), poolclass=pool.NullPool, connect_args={"options": TIMEOUTS})
    with engine.connect() as connection:
        take_lock(connection)
        try:
            run(connection)
        finally:
            connection.rollback()
            connection.execute(UNLOCK)
            connection.commit()
    engine.dispose()


main()
