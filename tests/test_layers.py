"""Models compute, views draw: what the import contracts can't see is looked up in the sources."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from rows import each_row

import vertebra
from vertebra.paths import QUESTIONS as QUESTION_FOLDERS

PACKAGE = Path(vertebra.__file__).parent
VIEWS = sorted((PACKAGE / "views").glob("*.py"))
QUESTIONS = sorted(QUESTION_FOLDERS.glob("*/*.py"))
SOLVERS = {
    "build",
    "read_ct",
    "compress",
    "CompressionTest",
    "MotionSegment",
    "crush_test",
    "simulate_restoration",
    "stiffness_and_strength",
    "collapse",
    "of_patient",
    "of_vertebra",
    "load_case",
    "as_recorded",
    "with_cleft",
    "begin",
    "inject",
    "inject_to_volume",
    "move_needle",
    "wait",
    "simulate_curing",
    "solve_heat",
    "run",
    "step",
    "full_inflation",
    "injection_curve",
    "score_case",
    "sample_cohort",
    "cohort_like",
    "simulate_cohort",
    "regression_to_the_mean",
    "VertebraOverLife",
    "expose",
    "acquire",
    "xray_scene",
    "sagittal_scene",
    "xray_scene_with_moving_body",
    "xray_scene_of_body",
    "merge_volume",
    "axial_slice",
}
"""Entry points of models that build, load, break, inject, heat, simulate or expose something."""
QUESTIONS_MAY = (
    "vertebra.models",
    "vertebra.patient",
    "vertebra.tables",
    "vertebra.errors",
    "vertebra.texts",
    "vertebra.units",
    "vertebra.quiz.wording",
    "vertebra.views",
)


def imported(source: Path) -> dict[str, str]:
    """What each imported name of a module stands for, by its full name."""
    names: dict[str, str] = {}
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Import):
            names |= {(one.asname or one.name).partition(".")[0]: one.name for one in node.names}
    return names


def model_calls(source: Path) -> Iterator[str]:
    """The functions of `vertebra.models` that a module calls."""
    names = imported(source)
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            first, _, rest = ast.unparse(node.func).partition(".")
            full = names.get(first, "") + (f".{rest}" if rest else "")
            if full.startswith("vertebra.models"):
                yield full


@each_row("source", VIEWS, ids=lambda one: one.stem)
def test_a_view_starts_no_model(source: Path) -> None:
    assert [one for one in model_calls(source) if one.rpartition(".")[2] in SOLVERS] == []


@each_row("source", VIEWS, ids=lambda one: one.stem)
def test_a_view_takes_results_of_experiments_and_runs_none(source: Path) -> None:
    swept = [one for one in imported(source).values() if one.startswith("vertebra.models.experiments")]
    assert [one for one in swept if not one.rpartition(".")[2][0].isupper()] == []


def test_questions_import_models_and_words_only() -> None:
    wrong = {
        f"{source.parent.name}/{source.name}: {name}"
        for source in QUESTIONS
        for name in imported(source).values()
        if name.startswith("vertebra") and not name.startswith(QUESTIONS_MAY)
    }
    assert wrong == set()


WIDGETS = sorted((PACKAGE / "widgets").glob("*.py"))


@each_row("source", WIDGETS, ids=lambda one: one.stem)
def test_a_widget_solves_nothing_itself(source: Path) -> None:
    solvers = {
        "compress",
        "Press",
        "Stack",
        "crush",
        "collapse",
        "restore",
        "begin",
        "inject",
        "cure",
        "Lifetime",
        "cohort_like",
    }
    assert [one for one in model_calls(source) if one.rpartition(".")[2] in solvers] == []


@each_row("source", WIDGETS, ids=lambda one: one.stem)
def test_a_widget_starts_no_thread_and_keeps_no_results_itself(source: Path) -> None:
    names = {name for name in imported(source).values() if name.startswith(("threading", "concurrent", "functools"))}
    allowed = {"functools.partial", "threading.Thread"}  # Thread also as the type of what `in_background` returns
    started = "Thread(" in source.read_text("utf-8") and source.stem != "precompute"
    assert not started
    # What was done is written by a timer, so that no hand waits for the disk.
    assert names <= (allowed | {"threading"} if source.stem == "autosave" else allowed)


@pytest.mark.slow
def test_results_are_kept_in_the_bounded_caches_only() -> None:
    """`cached_property` may stay: what it keeps goes with its object, and is measured with it where that is kept."""
    kept = {"functools.cache", "functools.lru_cache"}
    elsewhere = {
        source.relative_to(PACKAGE).as_posix()
        for source in PACKAGE.rglob("*.py")
        if kept & set(imported(source).values())
    }
    assert elsewhere == set()
    with_properties = {
        source.relative_to(PACKAGE).parts[0]
        for source in PACKAGE.rglob("*.py")
        if "functools.cached_property" in imported(source).values()
    }
    assert with_properties <= {"models", "grading"}


def test_the_guard_itself_sees_a_solver_behind_any_import(tmp_path: Path) -> None:
    source = tmp_path / "view.py"
    source.write_text(
        "from vertebra.models import mechanics as m\nfrom vertebra.models.anatomy import build as "
        "make\nm.compress(make(1))\n"
    )
    assert set(model_calls(source)) == {"vertebra.models.mechanics.compress", "vertebra.models.anatomy.build"}
