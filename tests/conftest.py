"""What every test may use; the plugins say what each part is for."""

pytest_plugins = [
    "tests.plugins.logs",
    "tests.plugins.network",
    "tests.plugins.stack",
    "tests.plugins.database",
]
