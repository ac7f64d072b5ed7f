"""The command itself: quick to ask, one sentence when something is wrong, and thin."""

import subprocess
import sys
from importlib import import_module

import pytest
import typer.main
from refusals import refused

from vertebra import __version__, cli, compile_kernels
from vertebra.errors import CourseError

HEAVY = {"scipy", "numba", "matplotlib", "jupyterlab", "nbgrader", "nbformat", "anywidget", "pandas", "nibabel"}


def loaded_by(module: str) -> set[str]:
    """The packages that a process has loaded which imports one module."""
    code = f"import sys, {module}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_asking_for_help_loads_nothing_heavy():
    assert loaded_by("vertebra.cli").isdisjoint(HEAVY | {"numpy"})


def test_a_teachers_command_loads_no_model_before_it_needs_one():
    assert loaded_by("vertebra.grading.commands").isdisjoint(HEAVY)


def test_every_command_says_in_a_sentence_what_it_does():
    group = typer.main.get_command(cli.app)
    assert {"learn", "book", "check", "warm"} <= set(group.commands)
    for name, command in group.commands.items():
        assert command.help, name
        assert command.help.strip().endswith("."), name


def test_every_command_of_a_teacher_is_known_as_one():
    mine = {one.callback.__module__: set() for one in cli.app.registered_commands}
    for one in cli.app.registered_commands:
        mine[one.callback.__module__].add(one.name or one.callback.__name__)
    groups = {group.name for group in cli.app.registered_groups}
    assert mine["vertebra.grading.cli"] | groups == set(cli.TEACHING)
    assert mine["vertebra.site.cli"] == {"book"}
    assert mine["vertebra.cli"] == {"learn", "check", "ct", "print", "texts", "validate", "warm"}


@pytest.mark.parametrize("arguments", [["teach", "x"], ["quiz", "build", "Q1"], ["demo"]])
def test_without_nbgrader_a_teachers_command_names_its_extra_and_help_still_lists_it(monkeypatch, arguments, capsys):
    monkeypatch.setattr(cli, "find_spec", lambda name: None)
    with refused(CourseError, "needs-grading-extra", arguments[0], "vertebra[grading]"):
        cli.app(arguments, standalone_mode=False)
    with pytest.raises(SystemExit) as stopped:
        cli.app(["--help"])
    assert stopped.value.code == 0
    assert arguments[0] in capsys.readouterr().out


def test_python_m_vertebra_is_the_same_command():
    done = subprocess.run([sys.executable, "-m", "vertebra", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"vertebra {__version__}"


def test_an_error_of_the_course_is_one_sentence(monkeypatch, capsys):
    def fail(**_: object) -> None:
        raise CourseError("The folder is full. Give another one.")

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 1
    assert capsys.readouterr().err == "vertebra: The folder is full. Give another one.\n"


def test_warm_calls_each_module_in_turn_and_says_which(monkeypatch):
    calls = []

    class Module:
        def __init__(self, name: str) -> None:
            self.name = name

        def warm(self) -> None:
            calls.append(("compiled", self.name))

    monkeypatch.setattr(compile_kernels, "import_module", Module)
    compile_kernels.compile_kernels(lambda name: calls.append(("told", name)), ["a", "b"])
    assert calls == [("told", "a"), ("compiled", "a"), ("told", "b"), ("compiled", "b")]


def test_every_module_that_is_to_be_compiled_can_be():
    for name in compile_kernels.MODULES:
        assert callable(import_module(name).warm), name


@pytest.mark.slow
def test_nothing_is_left_to_be_compiled_afterwards():
    """Each compiled function of the models lies on disk beside its module, for the types it is called with; the others
    are inlined."""
    code = (
        "import sys\nfrom vertebra import compile_kernels\ncompile_kernels.compile_kernels(print)\n"
        "from pathlib import Path\n"
        "for module in [one for name, one in sorted(sys.modules.items()) if name.startswith('vertebra.models')]:\n"
        "    for name, one in list(vars(module).items()):\n"
        "        if hasattr(one, 'py_func') and one.py_func.__module__ == module.__name__ and one.stats.cache_path:\n"
        "            kept = "
        "list(Path(one.stats.cache_path).glob(f'*{module.__name__.rpartition(chr(46))[2]}.{name}-*.nbi'))\n"
        "            print('kernel', name, len(kept))\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split("\n")
    kernels = [line.split()[1:] for line in said if line.startswith("kernel ")]
    assert [line for line in said if line.startswith("vertebra.")] == list(compile_kernels.MODULES)
    assert len(kernels) > 20
    assert [name for name, files in kernels if files == "0"] == []
