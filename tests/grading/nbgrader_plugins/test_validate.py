"""*Validate* tells a student what is true of a quiz: how many items are answered, and nothing else fails."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from sentences import shown

pytestmark = pytest.mark.slow
ALL = {"t-single": "wrong", "t-multi": "right", "t-number": "wrong", "t-text": "Because of the reason."}


def validated(course, folder, home, monkeypatch) -> dict:
    """What the button in JupyterLab gets, with the configuration that students are given."""
    from nbgrader.apps import NbGrader
    from nbgrader.validator import Validator

    shutil.copytree(course.root / "for_students", home / "config", dirs_exist_ok=True)
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(home / "config"))
    app = NbGrader()
    app.config_file_paths.append(str(home / "config"))
    app.load_config_file()
    return Validator(config=app.config).validate(str(folder / "T1.ipynb"))


@pytest.mark.parametrize(
    ("left_out", "titles"),
    [((), ""), (("t-text",), "4. In words"), (("t-single", "t-number"), "1. Which one; 3. How much")],
)
def test_it_says_what_is_not_answered_and_nothing_else(course, hand_in, tmp_path, monkeypatch, left_out, titles):
    values = {item: value for item, value in ALL.items() if item not in left_out}
    folder = hand_in("ann", values, submit=False).folder / "T1"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    found = validated(course, folder, tmp_path, monkeypatch)
    if not left_out:
        assert found == {}
    else:
        assert set(found) == {"failed"}
        (failed,) = found["failed"]
        said = failed["raw_error"]
        assert shown(said, "items-answered") == [{"done": str(len(values)), "total": "4"}]
        assert shown(said, "items-open", titles=titles)
        assert all(len(line) <= 80 for line in failed["raw_error"].splitlines())
        assert failed["source"] == ('quiz.item("t-single")' if "t-single" in left_out else 'quiz.item("t-number")')
        assert "Traceback" not in failed["raw_error"]
    # Validating changes nothing: no answer, no draft, no file beside.
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_nothing_answered_yet_is_no_success(course, hand_in, tmp_path, monkeypatch):
    folder = hand_in("ann", {}, submit=False).folder / "T1"
    (folder / "answers.json").unlink()
    (failed,) = validated(course, folder, tmp_path, monkeypatch)["failed"]
    assert shown(failed["raw_error"], "items-answered") == [{"done": "0", "total": "4"}]


def test_a_quiz_that_can_not_be_read_says_so_in_words(course, hand_in, tmp_path, monkeypatch):
    folder = hand_in("ann", ALL, submit=False).folder / "T1"
    (folder / "quiz.json").unlink()
    failed = validated(course, folder, tmp_path, monkeypatch)["failed"]
    assert all(shown(one["raw_error"], "quiz-file-missing")[0]["name"] == "quiz.json" for one in failed)
    assert not any("Error" in one["raw_error"] for one in failed)


def test_the_command_in_the_shell_succeeds(course, hand_in, tmp_path):
    folder = hand_in("ann", ALL, submit=False).folder / "T1"
    shutil.copytree(course.root / "for_students", tmp_path / "config")
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "validate", "T1.ipynb"],
        cwd=folder,
        env=os.environ | {"JUPYTER_CONFIG_DIR": str(tmp_path / "config")},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Success!")


def test_an_answer_that_was_not_given_still_counts_nothing_and_waits_for_nobody(course, hand_in, scores):
    from vertebra.grading import assignments
    from vertebra.grading.course_folder import nbgrader_api

    hand_in("ann", {"t-single": "right"})
    assignments.grade(course, "T1")
    assert scores()["ann"]["t-text"] == (0, False)
    nbgrader_api.run_step(course, "autograde", "T1", "ann", force=True)
    assert scores()["ann"]["t-text"] == (0, False)


def test_an_assignment_of_the_teachers_own_keeps_its_checksums(course):
    import nbformat

    from vertebra.grading.course_folder import nbgrader_api

    cell = nbformat.v4.new_markdown_cell("### BEGIN SOLUTION\nYes.\n### END SOLUTION")
    cell.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade_id": "own",
        "grade": True,
        "solution": True,
        "locked": False,
        "task": False,
        "cell_type": "markdown",
        "points": 1,
    }
    notebook = nbformat.v4.new_notebook(cells=[cell])
    (course.root / "source" / "A1").mkdir()
    nbformat.write(notebook, course.root / "source" / "A1" / "A1.ipynb")
    nbgrader_api.run_step(course, "generate_assignment", "A1", force=True)
    for name, there in (("A1", True), ("T1", False)):
        released = json.loads((course.release(name) / f"{name}.ipynb").read_text(encoding="utf-8"))
        own = [
            c["metadata"]["nbgrader"] for c in released["cells"] if c["metadata"].get("nbgrader", {}).get("solution")
        ]
        assert [("checksum" in one) for one in own] == [there]
