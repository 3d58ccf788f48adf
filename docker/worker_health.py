"""Whether a worker of this database has given a sign of life within the last minute; the exit code says it."""  # noqa: INP001 - a script of the image

import sys

import psycopg

from app.settings import Settings

ALIVE = "SELECT EXISTS (SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - interval '60 seconds')"


def main() -> int:
    """Ask the database of the settings; 0: alive, 1: not."""
    address = Settings().database_url.get_secret_value().replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(address, connect_timeout=3) as connection:
        row = connection.execute(ALIVE).fetchone()
    return 0 if row == (True,) else 1


if __name__ == "__main__":
    sys.exit(main())
