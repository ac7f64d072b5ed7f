"""A student's installation opens quizzes and draws their pictures, and holds nothing that marks them.

Both wheels are built and unpacked; what is run there sees nothing of the checkout.
"""

import json
import os
import random
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from rows import each_row
from sentences import shown

from vertebra.paths import ROOT
from vertebra.quiz.question.bank import SHIPPED
from vertebra.quiz.question.question import load
from vertebra.quiz.question.score import score
from vertebra.quiz.release.release import QuizDefinition, definition, release

TEXTS = (".md", ".py", ".toml", ".json", ".ipynb", ".js", ".csv", ".bib", ".pot")
GRADED = sorted({name for quiz in SHIPPED.quiz_ids() for name in definition(quiz).items})
QUIZ = QuizDefinition(
    "T",
    "T",
    5,
    (
        "08-fill",
        "02-core-share",
        "01-category",
        "01-density-causes",
        "04-which-sequence",
        "10-cem43",
        "03-not-simple",
        "07-magnified",
        "10-adiabatic",
        "06-distance",
        "12-before-cement",
        "12-numb-leg",
        "11-clearance",
    ),
)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """The two wheels, built without a network."""
    target = tmp_path_factory.mktemp("wheels")
    for project in (ROOT, ROOT / "course" / "teaching"):
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
        subprocess.run(command, cwd=project, check=True, capture_output=True, timeout=600)
    return {path.name.split("-")[0]: path for path in target.glob("*.whl")}


def unpacked(target, *paths):
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(target)
    return target


@pytest.fixture(scope="module")
def student(wheels, tmp_path_factory):
    """Where a student's packages are: the first wheel alone."""
    return unpacked(tmp_path_factory.mktemp("student"), wheels["vertebra"])


@pytest.fixture(scope="module")
def teacher(wheels, tmp_path_factory):
    """Where a teacher's packages are: both."""
    return unpacked(tmp_path_factory.mktemp("teacher"), *wheels.values())


@pytest.fixture(scope="module")
def quiz():
    """A quiz as it is released, and its key."""
    return release(QUIZ, "a cohort's secret")


def run(site, code, *arguments, folder=None):
    """Run `code` where `site` comes first and the checkout is not found."""
    code = f"import sys; sys.path.insert(0, {str(site)!r})\n{code}"
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-I", "-c", code, *map(str, arguments)]
    return subprocess.run(command, check=False, cwd=folder, env=variables, capture_output=True, text=True, timeout=600)


def files(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name}


def test_together_the_wheels_hold_the_whole_package_and_share_no_file(wheels):
    mine, theirs = files(wheels["vertebra"]), files(wheels["vertebra_teaching"])
    assert not set(mine) & set(theirs)
    whole = {
        path.relative_to(ROOT / "course").as_posix()
        for path in (ROOT / "course" / "vertebra").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert whole <= set(mine) | set(theirs)


def test_what_one_project_leaves_out_the_other_takes():
    student, teacher = (
        tomllib.loads((ROOT / path / "pyproject.toml").read_text(encoding="utf-8")) for path in (".", "course/teaching")
    )
    left_out = {
        path.removeprefix("course/") for path in student["tool"]["hatch"]["build"]["targets"]["wheel"]["exclude"]
    }
    taken = set(teacher["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"].values())
    assert left_out == {path for path in taken if not path.startswith("vertebra/data/")}
    assert student["project"]["version"] == teacher["project"]["version"]
    assert teacher["project"]["dependencies"] == [f"vertebra[grading]=={student['project']['version']}"]


def test_a_students_wheel_holds_no_graded_question_and_no_command_of_a_teacher(wheels):
    mine = files(wheels["vertebra"])
    names = set(mine)
    assert not [name for name in names if re.search(r"grading|teaching|questions/|quizzes|/key\.py|imaging/exam", name)]
    asked = {Path(name).parent.name for name in names if name.endswith("/question.md")}
    assert len(asked) > 80, "the lessons' own questions are there"
    assert not asked & set(GRADED)
    for name, content in mine.items():
        if name.endswith(".py"):
            assert not re.search(rb"^def (key|replay|mistakes)\(values", content, re.M), name
    assert len({Path(name).parent.name for name in files(wheels["vertebra_teaching"])} & set(GRADED)) == len(GRADED)


def test_no_sentence_that_marks_stands_in_any_file_of_a_students_wheel(wheels):
    everything = "\n".join(
        content.decode("utf-8") for name, content in files(wheels["vertebra"]).items() if name.endswith(TEXTS)
    )
    everything = " ".join(everything.split())
    looked_at = 0
    for name in GRADED:
        body = load(name).body
        said = [line.strip().removeprefix(">").strip() for line in body.splitlines() if line.strip().startswith(">")]
        said += [line for line in body.splitlines() if re.match(r"- (\[x\]|right:|wrong:|mistake|\d)", line)]
        for sentence in said:
            if len(sentence) > 40 and "{{" not in sentence:
                looked_at += 1
                assert " ".join(sentence.split()) not in everything, (name, sentence)
    assert looked_at > 300


@pytest.mark.slow
def test_a_student_opens_a_quiz_sees_its_pictures_and_answers_it(student, quiz, tmp_path):
    (tmp_path / "quiz.json").write_text(json.dumps(quiz[0]), encoding="utf-8")
    code = """
import json, vertebra
from vertebra.quiz.component import Quiz
quiz = Quiz.open("T")
if not quiz.session.answers.student:
    quiz.session.name_student("anna")
sources = {}
for item in quiz.session.items:
    view = quiz.item(item["id"]).view["items"][0]
    sources[item["id"]] = view.get("figure", {}).get("src", "")[:30]
first = quiz.session.items[2]
choice = first["variants"][quiz.session.variant(first["id"])]["options"][0]["id"]
quiz.session.answer(first["id"], [choice] if first["kind"] == "multiple" else choice)
print(json.dumps([vertebra.__file__, sources]))
"""
    done = run(student, code, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    where, sources = json.loads(done.stdout)
    assert Path(where).is_relative_to(student)
    assert sources["02-core-share"].startswith("data:image/png"), "drawn from its values"
    assert sources["04-which-sequence"].startswith("data:image/jpeg"), "out of the release"
    assert "anna" in (tmp_path / "answers.json").read_text(encoding="utf-8")


def test_a_student_checks_themselves_with_feedback(student, tmp_path):
    code = """
from vertebra.quiz.session.self_check import SelfCheck
from vertebra.quiz.session.feedback import feedback_for_answer
check = SelfCheck(["01-pr-loss", "01-sc-after"])
item = check._items["01-sc-after"]
from vertebra.quiz.release.release import public
given = [feedback_for_answer(item, option["id"])["verdict"] for option in public(item, "")["options"]]
assert sorted(given) == ["right", "wrong", "wrong", "wrong"], given
"""
    done = run(student, code, folder=tmp_path)
    assert done.returncode == 0, done.stderr


@each_row("command", ["quiz preview 01-t-score", "grade Q1", "teach x", "question new x", "demo"])
def test_a_students_vertebra_knows_no_command_of_a_teacher(student, command, tmp_path):
    code = "from vertebra.cli import main; import sys; main()"
    done = run(student, code, *command.split(), folder=tmp_path)
    assert done.returncode == 1
    assert shown(done.stderr, "teachers-command") == [{"cmd_name": command.split()[0]}]
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_with_both_a_teacher_previews_a_question(teacher, tmp_path):
    code = "from vertebra.cli import main; import sys; main()"
    done = run(teacher, code, "quiz", "preview", "11-adjacent", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "11-adjacent-preview.html").stat().st_size > 10_000


def attacked(site, quiz, folder):
    """What the solver earns in `site`: fraction of the points, and how many answers the installation gave."""
    released, key = quiz
    (folder / "quiz.json").write_text(json.dumps(released), encoding="utf-8")
    solver = Path(__file__).with_name("solver.py")
    command = [sys.executable, "-I", str(solver), str(site), str(folder / "quiz.json"), str(folder / "answers.json")]
    subprocess.run(command, check=True, timeout=600, cwd=folder)
    answers = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    given = [way for _, way in answers.values() if way]
    return earned({name: answer for name, (answer, _) in answers.items()}, key), len(given), len(answers)


def earned(answers, key):
    """The share of the points; each item counts as one, each of its variants alike."""
    by_id = {item["id"]: item for item in key["items"]}
    shares: dict[str, list[float]] = {}
    for name, answer in answers.items():
        item, variant = name.split("/")
        got = score(by_id[item], int(variant), answer)
        shares.setdefault(item, []).append(got.points / got.max_points)
    return sum(sum(one) / len(one) for one in shares.values()) / len(shares)


def by_chance(released, key, seed):
    """What somebody earns who clicks at random and takes a number out of the stem."""
    rng = random.Random(seed)
    answers = {}
    for item in released["items"]:
        for at, variant in enumerate(item["variants"]):
            if item["kind"] == "numeric":
                numbers = re.findall(r"[-−]?\d+(?:\.\d+)?", variant["stem"]) or ["10"]
                answers[f"{item['id']}/{at}"] = rng.choice(numbers).replace("−", "-")
            else:
                one = rng.choice(variant["options"])["id"]
                answers[f"{item['id']}/{at}"] = [one] if item["kind"] == "multiple" else one
    return earned(answers, key)


@pytest.mark.slow
def test_a_solver_gets_nothing_from_a_students_installation(student, teacher, quiz, tmp_path):
    share, given, asked = attacked(student, quiz, tmp_path)
    assert asked > 150
    assert given == 0, "the installation tells no answer"
    chance = sorted(by_chance(*quiz, seed) for seed in range(200))
    assert share <= chance[-1]
    with_keys, given, _ = attacked(teacher, quiz, tmp_path)
    assert given > 0.4 * asked, "the same solver, with the teaching part"
    assert with_keys > 3 * share
