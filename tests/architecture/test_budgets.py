import pytest

from tests.architecture.budgets import FILES, FUNCTIONS, Budget, files_of, functions_of, overruns, percentile90
from tests.architecture.sources import PACKAGES, ROOT, Source, python_sources


def a_function(lines: int, name: str = "f") -> str:
    return f"def {name}():\n" + "    x = 1\n" * (lines - 1)


def test_functions_stay_within_their_budget() -> None:
    measured = functions_of(python_sources(ROOT, *PACKAGES))
    assert len(measured) > 20
    assert overruns(measured, FUNCTIONS) == []


def test_files_stay_within_their_budget() -> None:
    measured = files_of(python_sources(ROOT, *PACKAGES))
    assert len(measured) > 20
    assert overruns(measured, FILES) == []


def test_a_function_of_51_lines_is_named() -> None:
    short = Source("app/short.py", "".join(a_function(5, f"f{n}") for n in range(30)))
    found = overruns(functions_of([short, Source("app/long.py", a_function(51))]), FUNCTIONS)
    assert found == ["app/long.py:1 f: 51 lines, none may exceed 50"]


def test_a_method_and_an_async_function_count_like_a_function() -> None:
    source = Source("app/a.py", "class A:\n    async def f(self):\n" + "        x = 1\n" * 60)
    assert overruns(functions_of([source]), FUNCTIONS)[0] == "app/a.py:2 f: 61 lines, none may exceed 50"


def test_a_docstring_counts() -> None:
    source = Source("app/a.py", 'def f():\n    """One.\n' + "    more\n" * 60 + '    """\n')
    assert functions_of([source])[0].lines == 63


@pytest.mark.parametrize(("budget", "long"), [(FUNCTIONS, 30), (FILES, 300)])
def test_too_many_long_ones_break_the_percentile(budget: Budget, long: int) -> None:
    sources = [Source(f"app/f{n}.py", a_function(long if n < 2 else 3)) for n in range(10)]
    measured = functions_of(sources) if budget is FUNCTIONS else files_of(sources)
    assert overruns(measured, budget) == [
        f"{budget.what}: {long} lines at the 90th percentile, the budget is {budget.p90}"
    ]


def test_one_long_one_in_ten_is_within_the_percentile() -> None:
    sources = [Source(f"app/f{n}.py", a_function(30 if n < 1 else 3)) for n in range(10)]
    assert percentile90(functions_of(sources)) == 3
    assert overruns(functions_of(sources), FUNCTIONS) == []


def test_a_file_of_401_lines_is_named() -> None:
    short = [Source(f"app/f{n}.py", "x = 1\n") for n in range(20)]
    assert overruns(files_of([*short, Source("app/long.py", "x = 1\n" * 401)]), FILES) == [
        "app/long.py: 401 lines, none may exceed 400"
    ]
