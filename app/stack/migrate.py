"""Bringing the schema up to date: ``python -m app.stack.migrate``, as the role that owns it."""

from importlib.resources import files

from alembic import command
from alembic.config import Config

from app.logging import configure
from app.settings import Settings


def upgrade(owner_url: str, revision: str = "head") -> None:
    """Run the migrations up to ``revision``; nothing happens where the schema is there already.

    Args:
        owner_url: the database as the role that owns the schema.
        revision: an Alembic revision.

    Raises:
        sqlalchemy.exc.OperationalError: the database cannot be reached.
    """
    config = Config()
    config.set_main_option("script_location", str(files("migrations")))
    config.set_main_option("sqlalchemy.url", owner_url.replace("%", "%%"))  # the option is interpolated
    command.upgrade(config, revision)


def main() -> None:
    """Migrate the database of the settings; without an owner's address the application's role must own the schema."""
    settings = Settings()
    configure(settings.log_level)
    upgrade((settings.database_owner_url or settings.database_url).get_secret_value())


if __name__ == "__main__":
    main()
