"""Every variant of every question is exercised with its own test cases, and a faulty question is caught."""

import pytest
from question_files import write_code
from refusals import missing_facts, refused
from rows import each_row

from vertebra import texts
from vertebra.errors import CourseError
from vertebra.paths import QUESTIONS
from vertebra.quiz.question import question as items
from vertebra.quiz.question.authoring import new_question, new_quiz, templates
from vertebra.quiz.question.bank import SHIPPED, beside_shipped
from vertebra.quiz.question.figures import VIEWS
from vertebra.quiz.question.kinds import KINDS, kind_of
from vertebra.quiz.question.question_code import item_code
from vertebra.quiz.release import check, variants
from vertebra.quiz.release.release import definition


def code_of(question):
    return "".join(path.read_text("utf-8") for path in sorted(question.folder.glob("*.py")))


COHORT, SAMPLE = "a cohort", 8


@pytest.mark.slow
@pytest.mark.parametrize("question_id", [*items.question_ids(), *(path.name for path in templates().values())])
def test_every_question_for_another_cohort(question_id):
    """`vertebra check` tries all variants of its own cohort; here a sample for another one: no fault, known and
    described pictures, other values than another salt's, and the same values whenever they are drawn."""
    question = items.load(question_id)
    count = min(SAMPLE, question.count)
    assert check.question_faults(question_id, COHORT, sample=count) == []
    drawn = variants.variants_of(question, COHORT, count)
    for figure in (variant.figure for variant in drawn if variant.figure):
        assert figure.own or figure.file or figure.view in VIEWS
        assert len(figure.alt) > 20
    if not question.parametric:
        return
    assert question.count >= 20
    assert len(drawn) == SAMPLE
    others = variants.variants_of(question, check.SALT, 2)
    assert [variants.shown_content(one) for one in others] != [variants.shown_content(one) for one in drawn[:2]]
    anew = items._drawn.__wrapped__(question.drawn_from, f"{check.SALT}\x1f0", "")
    assert anew == question.draw(f"{check.SALT}\x1f0")


def test_q1_is_what_it_should_be():
    quiz = definition("Q1")
    questions = [items.load(name) for name in quiz.items]
    assert len(questions) == 10
    assert sum(question.parametric for question in questions) >= 3
    assert sum(kind_of(question.kind).manually_graded for question in questions) == 1
    assert {question.objective for question in questions} == {f"L01.{n}" for n in range(1, 6)}


def test_q2_is_keyed_by_the_solver():
    quiz = definition("Q2")
    questions = [items.load(name) for name in quiz.items]
    assert 8 <= len(questions) <= 12
    assert sum("mechanics" in code_of(q) for q in questions if q.parametric) >= 4
    assert sum(kind_of(question.kind).manually_graded for question in questions) == 1
    assert {question.objective for question in questions} == {f"L02.{n}" for n in range(1, 6)}


def test_q5_has_its_items():
    quiz = definition("Q7")
    questions = [items.load(name) for name in quiz.items]
    assert 8 <= len(questions) <= 12
    assert sum(q.parametric for q in questions) >= 3
    assert sum(kind_of(question.kind).manually_graded for question in questions) == 1
    assert {question.objective for question in questions} >= {f"L07.{n}" for n in range(1, 6)}


def test_q6_is_keyed_by_the_flow_of_cement():
    quiz = definition("Q8")
    questions = [items.load(name) for name in quiz.items]
    assert 8 <= len(questions) <= 12
    assert sum("vertebra.models" in code_of(q) for q in questions if q.parametric) >= 4
    assert [q.id for q in questions if q.kind == "simulation"] == ["08-procedure"]
    assert sum(kind_of(question.kind).manually_graded for question in questions) == 1
    assert {question.objective for question in questions} == {f"L08.{n}" for n in range(1, 6)}


def test_q8_is_keyed_by_the_heat():
    quiz = definition("Q10")
    questions = [items.load(name) for name in quiz.items]
    assert 8 <= len(questions) <= 12
    assert sum("heat" in code_of(q) for q in questions if q.parametric) >= 3
    assert sum(kind_of(question.kind).manually_graded for question in questions) == 1
    assert {question.objective for question in questions} == {f"L10.{n}" for n in range(1, 6)}


def test_q4_draws_its_pictures_and_keys_from_the_imaging_models():
    quiz = definition("Q4")
    questions = [items.load(name) for name in quiz.items]
    assert 8 <= len(questions) <= 12
    assert sum("imaging" in code_of(q) for q in questions if q.parametric) >= 4
    assert {"point", "numeric", "single", "multiple", "text"} == {q.kind for q in questions}
    assert {question.objective for question in questions} == {f"L04.{n}" for n in range(1, 6)}


@pytest.mark.slow
def test_a_picture_of_q4_is_made_from_nothing_that_tells_its_answer():
    for name in ("04-two-fractures", "04-which-sequence", "04-look-alike"):
        drawn = variants.variants_of(items.load(name), count=3)
        assert all(set(item.figure.values) == {"slide"} for item in drawn)
        assert all(item.figure.alt for item in drawn)


def test_q7_is_keyed_by_the_balloon():
    quiz = definition("Q9")
    questions = [items.load(name) for name in quiz.items]
    assert 8 <= len(questions) <= 12
    assert sum(q.parametric for q in questions) >= 3
    assert "models.procedure.cavity" in code_of(items.load("09-gain"))
    assert sum(kind_of(question.kind).manually_graded for question in questions) == 1
    assert {question.objective for question in questions} == {f"L09.{n}" for n in range(1, 5)}


@pytest.mark.slow
def test_no_quiz_has_a_fault():
    assert check.quiz_faults("Q1") == []


HEAD = '+++\nkind = "{kind}"\ntitle = "A"\nobjective = "L01.1"\nlesson_section = "B"\npoints = 1\n{more}+++\nStem\n\n'
RIGHT = "- [x] One\n  > Because.\n"
WRONG = "- [ ] Two\n  > Because not.\n"


def folder(tmp_path, text, tests="[[case]]\nanswer = 'blank'\nscore = 0\n", code=None):
    place = tmp_path / "99-made"
    place.mkdir()
    (place / "question.md").write_text(text, encoding="utf-8")
    (place / "tests.toml").write_text(tests, encoding="utf-8")
    if code:
        write_code(place, code)
    return tmp_path


@each_row(
    ("kind", "more", "body", "facts"),
    [
        ("single", "", "## Options\n" + WRONG + WRONG.replace("Two", "Three"), ("not-one-right-option", "0")),
        ("single", "", "## Options\n" + RIGHT + RIGHT.replace("One", "Uno"), ("not-one-right-option", "2")),
        ("single", "", "## Options\n" + RIGHT + WRONG.replace("Two", "ONE"), ("options-read-the-same",)),
        ("single", "", "## Options\n" + RIGHT + "- [ ] Two\n", ("option-without-feedback", "'b'")),
        ("multiple", "", "## Options\n" + RIGHT + RIGHT.replace("One", "Uno"), ("no-right-or-no-wrong-option",)),
        (
            "numeric",
            "decimals = 1\ntolerance_abs = 0.01\nkey = 2.5\n",
            "## Feedback\n- right: a\n- wrong: b\n",
            ("too-few-decimals", "1", "0.01"),
        ),
        (
            "numeric",
            "decimals = 1\ntolerance_abs = 0.1\n",
            "## Feedback\n- right: a\n- wrong: b\n",
            ("no-number-as-key",),
        ),
        (
            "numeric",
            "decimals = 1\ntolerance_abs = 0.1\nkey = 2.5\n",
            "## Feedback\n- right: a\n",
            ("feedback-missing", "'wrong'"),
        ),
        ("text", "", "## Model answer\nx\n", ("no-rubric",)),
        ("text", "", "## Rubric\n- 2: all of it\n## Model answer\nx\n", ("rubric-sum", "2", "1")),
        ("predict", "", "## Options\n" + RIGHT + WRONG, ("prediction-with-a-mark",)),
        ("riddle", "", "", ("kind-unknown", "'riddle'")),
        ("single", "", "## Options\n" + RIGHT + WRONG + "\n{{ nobody }}", ("'nobody' is undefined",)),
        (
            "single",
            'sources = ["Nobody1900"]\n',
            "## Options\n" + RIGHT + WRONG,
            ("source-unknown", "'Nobody1900'"),
        ),
    ],
)
def test_a_fault_of_the_author_is_named(tmp_path, kind, more, body, facts):
    root = folder(tmp_path, HEAD.format(kind=kind, more=more) + body)
    faults = check.question_faults("99-made", source=root)
    assert any(not missing_facts(fault, *facts) for fault in faults), faults


def test_a_fault_in_toml_is_named_by_its_line_in_the_file(tmp_path):
    root = folder(tmp_path, HEAD.format(kind="single", more="points 1\n") + "## Options\n" + RIGHT + WRONG)
    line = (root / "99-made" / "question.md").read_text(encoding="utf-8").splitlines().index("points 1") + 1
    (fault,) = check.question_faults("99-made", source=root)
    assert not missing_facts(fault, "head-unreadable", f"line {line}")
    more = tmp_path / "more"
    more.mkdir()
    text = HEAD.format(kind="single", more="") + "## Options\n" + RIGHT + WRONG
    root = folder(more, text, tests="[[case]]\nanswer right\n")
    faults = check.question_faults("99-made", source=root)
    assert any(not missing_facts(fault, "cases-unreadable", "line 2") for fault in faults)


CODE = """
def generate(rng):
    return {{"n": rng.randrange({options})}}
def key(values):
    return {key}
def mistakes(values):
    return {{"off": values["n"] + {off}}}
"""
NUMERIC = HEAD.format(kind="numeric", more="decimals = 0\ntolerance_abs = 0.5\nvariants = 20\n") + (
    "{{ n }}\n\n## Feedback\n- right: a\n- wrong: b\n- mistake off: c\n"
)


@pytest.mark.slow
@each_row(
    ("options", "key", "off", "facts"),
    [
        (5, "values['n']", 7, ("too-few-draws", "values-repeat", "5", "20")),
        (500, "values['n']", 0.4, ("mistake-like-the-key",)),
        (500, "float('nan')", 7, ("no-number-as-key",)),
    ],
)
def test_variants_that_can_not_be_used_are_refused(tmp_path, options, key, off, facts):
    root = folder(tmp_path, NUMERIC, code=CODE.format(options=options, key=key, off=off))
    assert any(not missing_facts(fault, *facts) for fault in check.question_faults("99-made", source=root))


def test_a_wrong_test_case_is_named(tmp_path):
    tests = (
        "[[case]]\nanswer = 'right'\nscore = 0.5\n[[case]]\nanswer = 'rihgt'\n"
        "[[case]]\nanswer='wrong'\nfeedback='zzz'\n"
    )
    root = folder(tmp_path, HEAD.format(kind="single", more="") + "## Options\n" + RIGHT + WRONG, tests)
    faults = texts.join(*check.question_faults("99-made", source=root))
    assert not missing_facts(faults, "case-score", "1", "0.5", "case-unknown", "'rihgt'", "case-feedback", "'zzz'")


def test_a_missing_question_names_those_most_like_it_and_the_quizzes():
    with refused(CourseError, "01-t-score", ", ".join(SHIPPED.quiz_ids())):
        items.load("01-t-scores")


def test_the_stem_is_not_given_the_key(tmp_path):
    text = NUMERIC.replace("{{ n }}", "{{ n }} {{ key }}", 1)
    root = folder(tmp_path, text, code=CODE.format(options=500, key="values['n']", off=7))
    assert "'key' is undefined" in " ".join(check.question_faults("99-made", source=root))


def test_a_question_whose_draws_all_fail_says_so_briefly(tmp_path):
    folder = tmp_path / "x-long"
    folder.mkdir()
    head = (
        'kind = "numeric"\ntitle = "T"\nobjective = "L01.1"\nlesson_section = "S"\npoints = 1\n'
        "decimals = 0\ntolerance_abs = 1"
    )
    (folder / "question.md").write_text(
        f"+++\n{head}\n+++\nWhat is {{{{ a }}}}?\n\n## Feedback\n\n- right: r\n- wrong: w\n- mistake near: n\n",
        encoding="utf-8",
    )
    code = "def generate(rng):\n    return {'a': rng.randrange(10_000)}\n\ndef key(values):\n    return values['a']\n\n"
    code += "def mistakes(values):\n    return {'near': values['a'] + 0.5}\n"
    write_code(folder, code)
    with refused(CourseError, "more-like-these") as told:
        variants.variants_of(items.load("x-long", tmp_path))
    assert len(str(told.value)) < 800


def test_every_kind_has_a_template_that_a_new_question_starts_from(tmp_path):
    assert set(templates()) == set(KINDS)
    for kind in KINDS:
        folder = new_question(f"x-{kind}", kind, tmp_path, beside_shipped(tmp_path))
        assert folder.parent == tmp_path / "questions"
        assert sorted(path.name for path in folder.iterdir()) == sorted(
            path.name for path in templates()[kind].iterdir() if path.name != "__pycache__"
        )
        assert items.load(folder.name, beside_shipped(tmp_path)).kind == kind


@each_row(
    ("name", "kind", "said"),
    [
        ("x-single", "single", "question-exists"),
        ("01-t-score", "single", "question-exists"),
        ("01-pr-loss", "single", "question-exists"),
        ("../x", "single", "bad-question-name"),
        ("x-2", "riddle", "no-such-template"),
    ],
)
def test_a_new_question_overwrites_nothing(tmp_path, name, kind, said):
    (tmp_path / "questions" / "x-single").mkdir(parents=True)
    (tmp_path / "questions" / "x-single" / "question.md").write_text("mine", encoding="utf-8")
    with refused(CourseError, said):
        new_question(name, kind, tmp_path, beside_shipped(tmp_path))
    assert [path.name for path in (tmp_path / "questions").iterdir()] == ["x-single"]


def test_a_new_quiz_is_a_file_in_the_course_folder_and_overwrites_nothing(tmp_path):
    bank = beside_shipped(tmp_path)
    path = new_quiz("Mid1", tmp_path, bank)
    assert path == tmp_path / "quizzes" / "Mid1.toml"
    assert definition("Mid1", bank).items == ()
    path.write_text("mine", encoding="utf-8")
    (tmp_path / "source" / "A1").mkdir(parents=True)
    for name in ("Mid1", "mid1", "Q1", "q1", "Case", "case", "decisions", "A1", "a+b", "../x", "", "x" * 33, "q.1"):
        with pytest.raises(CourseError):
            new_quiz(name, tmp_path, bank)
    assert path.read_text(encoding="utf-8") == "mine"
    assert [one.name for one in path.parent.iterdir()] == ["Mid1.toml"]


def test_a_name_that_is_there_twice_is_refused_with_both_places(tmp_path):
    bank = beside_shipped(tmp_path)
    (tmp_path / "questions" / "01-t-score").mkdir(parents=True)
    (tmp_path / "questions" / "01-t-score" / "question.md").write_text("mine", encoding="utf-8")
    (tmp_path / "quizzes").mkdir()
    (tmp_path / "quizzes" / "q1.toml").write_text("mine", encoding="utf-8")
    with refused(CourseError, "name-twice") as caught:
        items.load("01-t-score", bank)
    assert str(tmp_path / "questions" / "01-t-score") in str(caught.value)
    for name in ("Q1", "q1"):
        with refused(CourseError, "name-twice"):
            definition(name, bank)
    assert definition("Q2", bank).items


def test_code_that_was_corrected_is_read_again(tmp_path):
    root = folder(tmp_path, NUMERIC, code=CODE.format(options=500, key="values['n']", off=7))
    first = items.load("99-made", root)
    assert first is items.load("99-made", root)
    (root / "99-made" / "key.py").write_text("def key(values):\n    return values['n'] + 1\n", encoding="utf-8")
    again = items.load("99-made", root)
    values = again.draw("x")
    assert (first.draw("x"), again.item(values).content.key) == (values, values["n"] + 1)


def test_what_marks_is_refused_in_what_draws(tmp_path):
    root = folder(tmp_path, NUMERIC, code=CODE.format(options=500, key="values['n']", off=7))
    path = root / "99-made" / "item.py"
    path.write_text(path.read_text("utf-8") + "\ndef key(values):\n    return 1\n", encoding="utf-8")
    assert "marking-in-item" in texts.keys(texts.join(*check.question_faults("99-made", source=root)))


def test_draws_that_the_key_refuses_are_drawn_anew(tmp_path):
    code = (
        CODE.format(options=500, key="values['n']", off=7) + "\ndef accepts(values):\n    return values['n'] % 2 == 0\n"
    )
    root = folder(tmp_path, NUMERIC, code=code)
    assert {item.values["n"] % 2 for item in variants.variants_of(items.load("99-made", root))} == {0}
    path = root / "99-made" / "key.py"
    path.write_text(path.read_text("utf-8").replace("% 2 == 0", "< 0"), encoding="utf-8")
    assert "no-draw-accepted" in texts.keys(texts.join(*check.question_faults("99-made", source=root)))


def test_no_shipped_item_holds_what_marks_and_lessons_ask_nothing_that_is_graded():
    graded = {name for quiz in SHIPPED.quiz_ids() for name in definition(quiz).items}
    for name in items.question_ids():
        question = items.load(name)
        waits_for_panel = kind_of(question.kind).scored_by_panel and not question.spec.get("panel_asked", True)
        assert (question.folder.parent == QUESTIONS and not waits_for_panel) is (name in graded), name
        if (question.folder / "item.py").exists():
            assert item_code(question.folder)
