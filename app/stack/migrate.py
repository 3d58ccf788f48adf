"""Bringing schema and reference data up to date: ``python -m app.stack.migrate``."""

import asyncio
from importlib.resources import files

from alembic import command
from alembic.config import Config

from app import reference_data
from app.adapters import jobs
from app.database import Database, make_engine
from app.logging import configure
from app.settings import Settings


def configuration(owner_url: str) -> Config:
    """What Alembic needs to know of our migrations and of the database at ``owner_url``."""
    config = Config()
    config.set_main_option("script_location", str(files("migrations")))
    config.set_main_option("sqlalchemy.url", owner_url.replace("%", "%%"))  # the option is interpolated
    return config


def upgrade(owner_url: str, revision: str = "head") -> None:
    """Run the migrations up to ``revision``; nothing happens where the schema is there already.

    Args:
        owner_url: the database as the role that owns the schema.
        revision: an Alembic revision.

    Raises:
        sqlalchemy.exc.OperationalError: the database cannot be reached.
    """
    command.upgrade(configuration(owner_url), revision)


async def load_reference_data(settings: Settings) -> None:
    """Bring parameters, holidays and vocabularies up to the release, as the application's role."""
    database = Database(make_engine(settings.database_url.get_secret_value()), jobs.send)
    try:
        await reference_data.load(database)
    finally:
        await database.close()


def main() -> None:
    """Migrate the database of the settings; without an owner's address the application's role must own the schema."""
    settings = Settings()
    configure(settings.log_level)
    upgrade((settings.database_owner_url or settings.database_url).get_secret_value())
    asyncio.run(load_reference_data(settings))


if __name__ == "__main__":
    main()
