"""What every test may use; the plugins say what each part is for."""

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.plugins.measuring",
    "tests.plugins.doors",
    "tests.plugins.absent",
    "tests.plugins.callers",
    "tests.plugins.logs",
    "tests.plugins.network",
    "tests.plugins.tiers",
    "tests.plugins.rooms",
    "tests.plugins.children",
    "tests.plugins.stack",
    "tests.plugins.people",
    "tests.plugins.elasticsearch",
    "tests.plugins.chromium",
    "tests.plugins.database",
]

# How long an example takes depends on what else the machine does, so time decides about no property.
settings.register_profile("minshu", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("minshu")
