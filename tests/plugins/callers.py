"""Who calls: ``@pytest.mark.caller("cataloguer")`` on a case, or on its module, and the fixture ``caller`` is that one.

With several names the case is run once as each of them. The client itself is made where the application is: by the
fixture ``caller`` of the folder, which finds the name in ``request.param``.
"""

import pytest

VISITOR = "visitor"
"""Who has not signed in."""


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker."""
    config.addinivalue_line("markers", "caller(*names): who calls; the case is run once as each of them")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each case that asks for a caller those whom the nearest marker names.

    Raises:
        pytest.UsageError: nobody says who calls.
    """
    if "caller" not in metafunc.fixturenames:
        return
    marked = metafunc.definition.get_closest_marker("caller")
    if marked is None or not marked.args:
        raise pytest.UsageError(f"{metafunc.definition.nodeid}: @pytest.mark.caller says who calls")
    metafunc.parametrize("caller", marked.args, indirect=True)
