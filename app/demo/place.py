"""Where the passwords of the demo accounts are written; apart, because the supervisor imports nothing but this."""

from pathlib import Path

ACCOUNTS_FILE = "demo-accounts.txt"
"""The name of the file in the data directory; its mode is 0600."""


def accounts_file(data_dir: Path) -> Path:
    """Where the file lies."""
    return data_dir / ACCOUNTS_FILE
