"""The package as a whole: what it exports, its documentation, its types, how fast it is there."""

import doctest
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import dealerkit as dk
import pytest

FOLDER = Path(dk.__file__).parent
EXAMPLES = Path(__file__).parents[2] / "examples" / "python"


def public_items():
    """(name, object) of everything public: what __all__ names, and the methods and properties of its classes."""
    for name in dk.__all__:
        value = getattr(dk, name)
        if not (inspect.isclass(value) or inspect.isfunction(value)):
            continue
        yield name, value
        if not inspect.isclass(value):
            continue
        for base in value.__mro__:
            if not base.__module__.startswith("dealerkit"):
                continue
            for part, member in vars(base).items():
                if not part.startswith("_") and (inspect.isfunction(member) or isinstance(member, property)):
                    yield f"{name}.{part}", member


def test_all_is_what_there_is():
    """Nothing public is missing from __all__, and it is in order."""
    public = {
        name for name, value in vars(dk).items() if not name.startswith("_") and not inspect.ismodule(value)
    }
    assert public | {"__version__"} == set(dk.__all__) and len(dk.__all__) == len(set(dk.__all__))
    assert list(dk.__all__) == sorted(dk.__all__)


def test_everything_public_has_a_docstring_with_an_example():
    """One sentence, Args where there are any, Returns, one doctest that runs."""
    parser, runner, seen, examples = doctest.DocTestParser(), doctest.DocTestRunner(verbose=False), set(), 0
    for name, item in public_items():
        text = inspect.getdoc(item)
        assert text and text[0].isupper(), name
        function = item.fget if isinstance(item, property) else item
        if inspect.isfunction(function) and name.split(".")[-1] != "close":
            assert "Returns:" in text, name
        if inspect.isfunction(function):
            for parameter in set(inspect.signature(function).parameters) - {"self"}:
                assert re.search(rf"^\s+{parameter}: ", text, re.M), f"{name}: {parameter}"
        if id(item) in seen:
            continue
        seen.add(id(item))
        test = parser.get_doctest(text, {}, name, None, 0)
        assert test.examples, f"{name} has no example"
        examples += len(test.examples)
        runner.run(test)
    assert runner.failures == 0
    print(f"public items: {len(seen)}, lines of examples: {examples}")
    assert len(seen) > 100


def test_the_docstrings_name_rules_of_the_book():
    """An identifier that the rule book does not have is a slip."""
    book = {rule.identifier for rule in dk.list_rule_texts()}
    count = 0
    for name, item in public_items():
        for identifier in re.findall(r"\b[A-Z]{3}-\d\d\b", inspect.getdoc(item)):
            assert identifier in book, f"{name}: {identifier}"
            count += 1
    assert count > 50


def test_the_package_is_imported_in_no_time(tmp_path):
    """At most 60 ms, and no heavy module of the standard library.

    The time is the processor's: what else the machine does meanwhile says nothing about the package.
    """
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONPATH": str(FOLDER.parent)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    program = (
        "import sys, time; before = set(sys.modules); start = time.process_time(); import dealerkit; "
        "print(time.process_time() - start, *set(sys.modules) - before)"
    )
    times = []
    for _ in range(8):  # the first one compiles
        said = subprocess.run(
            [sys.executable, "-c", program], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
        )
        seconds, *modules = said.stdout.split()
        times.append(float(seconds) * 1000)
        assert not {"dataclasses", "inspect", "typing", "asyncio", "logging"} & set(modules)
    print(f"import: {min(times):.1f} ms")
    assert min(times) <= 60


def run_module(module, *arguments, folder):
    environment = dict(os.environ)
    if FOLDER.parent.name not in ("site-packages", "dist-packages"):  # there mypy looks by itself, and only by itself
        environment["MYPYPATH"] = str(FOLDER.parent)
    return subprocess.run(
        [sys.executable, "-m", module, *arguments], env=environment, cwd=folder, capture_output=True, text=True
    )


def test_mypy_strict(tmp_path):
    """The package is typed, strictly."""
    pytest.importorskip("mypy", reason="mypy is not installed: types were not checked")
    said = run_module("mypy", "--strict", "--cache-dir", str(tmp_path), "-p", "dealerkit", folder=tmp_path)
    assert said.returncode == 0, said.stdout
    count = int(re.search(r"no issues found in (\d+) source files", said.stdout)[1])
    print(f"mypy: {count} modules checked")
    assert count >= 15


def test_mypy_sees_the_mistakes_of_users(tmp_path):
    """Types that allow everything would pass the test above."""
    pytest.importorskip("mypy", reason="mypy is not installed: types were not checked")
    good = "import dealerkit as dk\n"
    mistakes = [
        'dk.Money(1.5)',
        'dk.Rule.NO_SUCH_RULE',
        'dk.check_vat(12)',
        'dk.example_customer()[1].name = "x"',
        'dk.example_desk().customers.create(search_token="", kind="b2x")',
        'dk.example_desk().customers.view("id")',
        'dk.Address(zip="1000")',
        'dk.User(id="a", entity="b", roles=("salesman",))',
    ]
    file = tmp_path / "uses.py"
    file.write_text(good + "\n".join(mistakes) + "\n")
    said = run_module("mypy", "--strict", "--cache-dir", str(tmp_path), "uses.py", folder=tmp_path)
    found = {int(line) for line in re.findall(r"^uses\.py:(\d+): error", said.stdout, re.M)}
    assert found == set(range(2, 2 + len(mistakes))), said.stdout
    if EXAMPLES.exists():
        said = run_module("mypy", "--strict", "--cache-dir", str(tmp_path), str(EXAMPLES / "first_steps.py"),
                          folder=tmp_path)
        assert said.returncode == 0, said.stdout


def test_stubtest(tmp_path):
    """The stubs say what there is."""
    pytest.importorskip("mypy", reason="mypy is not installed: stubs were not checked")
    allowed = Path(__file__).parents[2] / "bindings" / "python" / "stubtest_allowed.txt"
    said = run_module("mypy.stubtest", "dealerkit", "--allowlist", str(allowed), folder=tmp_path)
    assert said.returncode == 0, said.stdout
    count = int(re.search(r"no issues found in (\d+) modules", said.stdout)[1])
    print(f"stubtest: {count} modules checked")
    assert count >= 15


def test_types_are_shipped():
    """PEP 561."""
    for name in ("py.typed", "_native.pyi", "rule.pyi"):
        assert (FOLDER / name).exists(), name


def test_the_native_module_decides_nothing():
    """It gives numbers, texts and tuples; only Desk and Failure are types."""
    from dealerkit import _native

    types = {name for name, value in vars(_native).items() if isinstance(value, type)}
    assert types == {"Desk", "Failure"}
    with pytest.raises(TypeError):
        type("Mine", (_native.Desk,), {})


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the examples are not beside the tests")
def test_the_first_steps_run():
    """The example of the guide."""
    environment = {**os.environ, "PYTHONPATH": str(FOLDER.parent)}
    said = subprocess.run(
        [sys.executable, str(EXAMPLES / "first_steps.py")], env=environment, capture_output=True, text=True
    )
    assert said.returncode == 0, said.stderr
    lines = said.stdout.splitlines()
    assert lines[0] == "refused: CUS-02, Search before create"
    assert lines[1] == "created: Jeanne Dupont, +32478123456, account pending"
    assert lines[-1].endswith("intact: True") and len(lines) == 6
