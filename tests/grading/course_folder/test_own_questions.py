"""A teacher's own questions and quizzes: written into the course folder, checked, built, graded; they stay there."""

import json
import re
import shutil
from pathlib import Path

import pytest
from refusals import refused

from vertebra import texts
from vertebra.errors import CourseError
from vertebra.grading import commands
from vertebra.grading.autograde import regrade
from vertebra.grading.course_folder.build_quiz import build, exchange_path
from vertebra.grading.course_folder.create_course import create
from vertebra.grading.course_folder.folder import find
from vertebra.quiz.question.question_code import item_code

STEM = "A ward admits **{{ patients }} patients** and {{ fallers }} of them fall. How many in a hundred fall?"
NUMBER = f"""+++
kind = "numeric"
title = "Falls on a ward"
objective = "L03.5"
lesson_section = "What the pain does"
points = 2
decimals = 0
tolerance_abs = 0.6
unit = "%"

[figure]
own = true
alt = "A bar for {{{{ patients }}}} patients"
+++
{STEM}

## Feedback

- right: The share that falls is fallers over all who were admitted.
- wrong: Divide the number of fallers by all who were admitted.
- mistake upside-down: That is how many patients come to one faller.
"""
ITEM = '''"""What the student sees."""


def generate(rng):
    return {"patients": rng.randrange(100, 400), "fallers": rng.randrange(5, 40)}


def picture(values):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(2, 1))
    figure.add_subplot().barh(["a"], [values["patients"]])
    return figure
'''
KEY = '''"""What marks."""


def key(values):
    return 100 * values["fallers"] / values["patients"]


def mistakes(values):
    return {"upside-down": values["patients"] / values["fallers"] + 30}
'''
CASES = "".join(f'[[case]]\nanswer = "{name}"\nscore = {score}\n\n' for name, score in (("right", 1), ("blank", 0)))
QUIZ = 'title = "Mid: falls"\nminutes = 10\nitems = ["my-falls", "11-adjacent"]\n'


@pytest.fixture
def course(tmp_path):
    """A course folder with a question and a quiz of the teacher's own."""
    made = create(tmp_path / "course", secret="0" * 64)
    folder = made.root / "questions" / "my-falls"
    folder.mkdir()
    for name, text in (("question.md", NUMBER), ("item.py", ITEM), ("key.py", KEY), ("tests.toml", CASES)):
        (folder / name).write_text(text, encoding="utf-8")
    (made.root / "quizzes" / "Mid.toml").write_text(QUIZ, encoding="utf-8")
    return made


def text_of(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.slow
def test_own_questions_are_built_beside_the_shipped_ones_and_stay_in_the_folder(course):
    built = build(course, "Mid", "2027")
    assert (built.items, built.points) == (2, 3)
    assert {path.name for path in built.folder.rglob("*")} == {"Mid.ipynb", "quiz.json"}
    out = text_of(built.folder)
    if built.exchange:
        assert {path.name for path in exchange_path(course, "Mid").rglob("*")} == {"Mid.ipynb", "quiz.json"}
    for kept in ("matplotlib", "fallers over all", "upside-down", "def ", str(course.root), "my-falls/"):
        assert kept not in out, kept
    released = course.released("Mid")
    drawn = {variant["figure"]["picture"] for item in released["items"] for variant in item["variants"]}
    assert len(drawn) == sum(len(item["variants"]) for item in released["items"]) == 44, "both questions draw their own"
    assert set(released["pictures"]) == drawn
    assert sorted(path.name for path in (course.keys / "pictures").iterdir()) == sorted(released["pictures"])
    again = build(course, "Mid", "2027")
    assert not again.changed
    assert built.advice == again.advice
    assert {line.split(":")[0] for line in built.advice} == {"my-falls"}, "it lacks an explanation and a source"


@pytest.mark.slow
def test_the_folder_may_be_moved_with_its_own_questions(course, tmp_path):
    build(course, "Mid", "2027")
    moved = find(shutil.move(course.root, tmp_path / "elsewhere"))
    text = (moved.root / "nbgrader_config.py").read_text(encoding="utf-8")
    assert str(tmp_path / "course") not in text
    assert not build(moved, "Mid", "2027").changed
    assert regrade.plan_regrade(moved, "Mid").corrected == ()


def test_a_corrected_key_of_an_own_question_reaches_a_regrade(course):
    build(course, "Mid", "2027")
    path = course.root / "questions" / "my-falls" / "key.py"
    path.write_text(KEY.replace("100 * values", "101 * values"), encoding="utf-8")
    assert regrade.plan_regrade(course, "Mid").corrected == ("my-falls",)


def test_preview_export_and_new_find_the_course_folder(course, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    commands.preview("Mid", to=tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert 'class="advice"' in page
    assert capsys.readouterr().out.count("my-falls: ") == page.count("<li>my-falls: ") > 1
    assert "Divide the number of fallers" in page
    assert page.count("data:image/png") >= 24
    commands.export_questions("Mid", "moodle", to=tmp_path / "mid.xml")
    assert "fallers" in (tmp_path / "mid.xml").read_text(encoding="utf-8")
    commands.new_question("my-second", kind="multiple")
    assert (course.root / "questions" / "my-second" / "question.md").exists()
    commands.new_quiz("Mid2")
    assert (course.root / "quizzes" / "Mid2.toml").exists()
    monkeypatch.chdir(tmp_path)
    with refused(CourseError, "not-a-course", str(tmp_path)):
        commands.new_question("my-third")
    with refused(CourseError, "no-such-question", "'Mid'"):
        commands.preview("Mid")


@pytest.mark.parametrize(
    "kind", ["single", "multiple", "numeric", "ordering", "point", "concordance", "simulation", "text"]
)
def test_an_untouched_template_is_refused_with_file_and_line(course, kind, tmp_path, capsys):
    commands.new_question("my-new", kind=kind, course=course.root)
    (course.root / "quizzes" / "Mid.toml").write_text(QUIZ.replace("my-falls", "my-new"), encoding="utf-8")
    place = str(course.root / "questions" / "my-new" / "question.md")
    with refused(CourseError, "quiz-not-released", "template-text-left", place) as caught:
        build(course, "Mid", "2027")
    assert texts.values(caught.value.text)["line"] > 0
    assert not course.release("Mid").exists()
    assert not course.key_file("Mid").exists()
    with refused(CourseError, "preview-faults"):
        commands.preview("my-new", to=tmp_path / "page.html", course=course.root)
    assert place in capsys.readouterr().out.replace("\n", "")
    assert (tmp_path / "page.html").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "old", "new", "facts"),
    [
        ("question.md", "L03.5", "L99.1", ("objective-unknown", "'L99.1'")),
        ("question.md", "L03.5", "3.5", ("objective-malformed", "'3.5'")),
        ("question.md", "points = 2", 'points = 2\nsources = ["Nobody1900"]', ("source-unknown", "'Nobody1900'")),
        ("question.md", "points = 2", "points = 0", ("item-without-points",)),
        ("question.md", "points = 2", "points = 2\nvariants = 5", ("too-few-variants", "5", "20")),
        (
            "question.md",
            "- wrong: Divide the number of fallers by all who were admitted.\n",
            "",
            ("feedback-missing", "'wrong'"),
        ),
        (
            "question.md",
            "- mistake upside-down: That is how many patients come to one faller.\n",
            "",
            ("mistake-without-feedback", "'upside-down'"),
        ),
        ("question.md", 'alt = "A bar for {{ patients }} patients"', 'alt = ""', ("no-alternative-text",)),
        ("question.md", "{{ fallers }} of", "{{ nobody }} of", ("'nobody' is undefined",)),
        ("question.md", 'title = "Falls on a ward"', "title = ", ("head-unreadable", "at line 3")),
        ("tests.toml", "score = 1", "score = 0.5", ("case-score", "2", "1")),
        ("key.py", "return 100 *", "return nonsense *", ("NameError",)),
        ("key.py", "def key", "def kye", ("no-function-key",)),
        ("item.py", "def generate(rng):", "def generate(rng)", ("code-not-loaded", "SyntaxError")),
        ("item.py", "def picture", "def pictrue", ("no-function-picture",)),
    ],
)
def test_a_question_with_a_fault_is_not_built(course, file, old, new, facts):
    path = course.root / "questions" / "my-falls" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with refused(CourseError, *facts, "my-falls"):
        build(course, "Mid", "2027")
    assert not course.release("Mid").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ('title = "T"\nminutes = 5\nitems = []\n', ("quiz-without-questions",)),
        ('title = "T"\nminutes = 5\nitems = ["my-falls", "my-falls"]\n', ("item-twice",)),
        ('title = "T"\nminutes = 5\nitems = ["my-fall"]\n', ("no-such-question", "'my-fall'", "my-falls")),
        ('title = "T"\nmintes = 5\nitems = ["my-falls"]\n', ("no-such-setting", "mintes")),
        ('title = "T"\nminutes = "five"\nitems = ["my-falls"]\n', ("setting-of-another-kind", "minutes")),
        ('title = "T"\nminutes = 5\nitems = "my-falls"\n', ("setting-of-another-kind", "items")),
        ('title = "T"\nminutes = 5\nitems = [3]\n', ("items-no-names",)),
        ('title = "T\nminutes = 5\n', ("quiz-definition-unreadable",)),
        ('title = "Mid: what it is about"\nminutes = 5\nitems = ["my-falls"]\n', ("template-title-left",)),
    ],
)
def test_a_faulty_quiz_is_not_built(course, text, facts):
    (course.root / "quizzes" / "Mid.toml").write_text(text, encoding="utf-8")
    with refused(CourseError, *facts):
        build(course, "Mid", "2027")
    assert not course.release("Mid").exists()


def test_a_new_quiz_is_no_quiz_before_it_names_questions(course):
    commands.new_quiz("Mid9", course=course.root)
    with refused(CourseError, "quiz-without-questions"):
        build(course, "Mid9", "2027")


def test_an_assignment_of_the_teachers_own_is_not_overwritten(course):
    source = course.root / "source" / "Mid"
    source.mkdir()
    (source / "Mid.ipynb").write_text("{}", encoding="utf-8")
    with refused(CourseError, "assignment-not-a-quiz", str(source)):
        build(course, "Mid", "2027")
    assert (source / "Mid.ipynb").read_text(encoding="utf-8") == "{}"


def test_a_name_that_the_course_has_is_refused_everywhere(course):
    shutil.copytree(course.root / "questions" / "my-falls", course.root / "questions" / "11-adjacent")
    with refused(CourseError, "name-twice"):
        build(course, "Mid", "2027")
    (course.root / "quizzes" / "q1.toml").write_text(QUIZ, encoding="utf-8")
    with refused(CourseError, "name-twice"):
        commands.preview("Q1", course=course.root)


def test_an_own_question_that_draws_with_a_shipped_one(course):
    folder = course.root / "questions" / "my-second"
    folder.mkdir()
    text = (
        NUMBER.split("[figure]")[0]
        + 'draws_with = "05-risk-ratio"\n+++\nOf {{ n1 }} patients {{ a }} got better, of {{ n2 }} others {{ c '
        "}}.\nHow many per cent of the first?\n"
    )
    text += "\n## Feedback\n\n- right: The first over the second.\n- wrong: Divide the one by the other.\n"
    (folder / "question.md").write_text(text, encoding="utf-8")
    (folder / "key.py").write_text("def key(values):\n    return 100 * values['a'] / values['n1']\n", encoding="utf-8")
    (folder / "tests.toml").write_text(CASES, encoding="utf-8")
    (course.root / "quizzes" / "Mid.toml").write_text(
        QUIZ.replace('"my-falls", "11-adjacent"', '"05-risk-ratio", "my-second"'), encoding="utf-8"
    )
    build(course, "Mid", "2027")
    first, second = course.released("Mid")["items"]
    assert second["drawn_as"] == "05-risk-ratio"
    for one, other in zip(first["variants"], second["variants"], strict=True):
        patients = re.findall(r"\d+", other["stem"])[0]
        assert re.search(rf"\b{patients}\b", json.dumps(one))


def test_nothing_of_the_teachers_is_run_before_it_is_asked_for(course):
    """Looking for names reads no code: a fault in one question stops nobody who builds another quiz."""
    (course.root / "questions" / "my-falls" / "item.py").write_text("raise SystemExit\n", encoding="utf-8")
    (course.root / "quizzes" / "Other.toml").write_text(QUIZ.replace('"my-falls", ', ""), encoding="utf-8")
    assert build(course, "Other", "2027").items
    with refused(CourseError, "code-not-loaded", "SystemExit"):
        item_code(course.root / "questions" / "my-falls")
    assert json.loads(course.key_file("Other").read_text(encoding="utf-8"))["cohort"] == "2027"
