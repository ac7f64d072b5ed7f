"""A student at a quiz: what is acknowledged is on the disk, and opening again finds it."""

import json

import pytest
from refusals import missing_facts, refused
from rows import each_row
from sentences import shown

from vertebra import texts
from vertebra.errors import CourseError, InputError
from vertebra.quiz.release import release as notebooks
from vertebra.quiz.session import answers, session
from vertebra.quiz.session import current_student as who
from vertebra.quiz.session.quiz_view import QuizView
from vertebra.quiz.session.quiz_widget import Quiz
from vertebra.quiz.session.session import Session


@pytest.fixture(autouse=True)
def no_hub(monkeypatch, tmp_path):
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setattr(who, "_configured", lambda: "")


@pytest.fixture(scope="module")
def released():
    quiz = notebooks.QuizDefinition(
        "Q0", "Q0: Trial", 5, ("01-trabecular-first", "01-density-causes", "01-t-score", "01-plan")
    )
    return notebooks.release(quiz, "salt")[0]


@pytest.fixture
def folder(tmp_path, released):
    place = tmp_path / "Q0"
    place.mkdir()
    (place / "quiz.json").write_text(json.dumps(released), encoding="utf-8")
    return place


@pytest.fixture
def opened(folder):
    made = Session(folder, "Q0")
    made.name_student(" anna.b ")
    return made


def option(made, item, at=0):
    return made.item(item)["variants"][0]["options"][at]["id"]


def test_what_is_answered_is_on_the_disk_and_found_again(opened, folder):
    opened.answer("01-trabecular-first", option(opened, "01-trabecular-first"))
    opened.answer("01-density-causes", [option(opened, "01-density-causes", at) for at in (2, 0)])
    opened.answer("01-t-score", "−2,3")
    opened.answer("01-plan", "Treat her.")
    again = Session(folder, "Q0")
    assert again.answers.student == "anna.b"
    assert again.warnings == []
    assert [again.is_answered(item["id"]) for item in again.items] == [True] * 4
    assert again.value("01-t-score") == "−2,3"
    found, problems = answers.read(folder / "answers.json", again.released)
    assert problems == []
    assert found.variants["01-t-score"] == again.variant("01-t-score")
    assert found.release == again.released["release"]


def test_the_time_of_each_item_is_counted_and_breaks_are_not(folder):
    times = iter([0.0, 30.0, 30.0, 5000.0, 5000.0])
    made = Session(folder, "Q0", clock=lambda: next(times))
    made.name_student("anna")
    made.answer("01-t-score", "1")
    made.answer("01-t-score", "2")
    kept = made.answers.answers["01-t-score"]
    assert (kept.seconds, kept.history_count) == (30.0 + session.MAX_WORK_S, 2)


@pytest.mark.parametrize("wrong", ["nonsense", 3, {"a": 1}, ["x"]])
def test_what_is_no_answer_is_refused_and_changes_nothing(opened, folder, wrong):
    opened.answer("01-trabecular-first", option(opened, "01-trabecular-first", 1))
    before = (folder / "answers.json").read_bytes()
    with pytest.raises(InputError):
        opened.answer("01-trabecular-first", wrong)
    assert (folder / "answers.json").read_bytes() == before


def test_a_number_that_can_not_be_read_is_kept_as_typed_and_said(opened):
    assert texts.keys(opened.answer("01-t-score", "minus two")) == {"saved-as-it-stands", "number-none"}
    assert opened.value("01-t-score") == "minus two"


def test_nobody_answers_without_a_name_and_nobody_changes_it(folder):
    made = Session(folder, "Q0")
    with refused(InputError, "student-not-named"):
        made.answer("01-t-score", "1")
    with refused(InputError, "bad-student-id"):
        made.name_student("a b/../c")
    made.name_student("anna")
    with refused(InputError, "quiz-of-another-student"):
        made.name_student("berta")


def test_the_hub_knows_who_it_is_and_another_ones_answers_are_set_aside(opened, folder, monkeypatch):
    opened.answer("01-t-score", "1")
    monkeypatch.setenv("JUPYTERHUB_USER", "berta")
    hers = Session(folder, "Q0")
    assert (hers.answers.student, hers.answers.student_from) == ("berta", "hub")
    assert not hers.is_answered("01-t-score")
    assert not missing_facts(hers.warnings[0], "answers-set-aside", "anna.b")
    assert (folder / "answers.of-anna.b.json").exists()


def test_a_damaged_file_costs_its_item_is_said_and_kept(opened, folder):
    opened.answer("01-t-score", "1")
    opened.answer("01-plan", "Treat her.")
    path = folder / "answers.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"value": "1"', '"value": {"x": 1}'), encoding="utf-8")
    again = Session(folder, "Q0")
    assert not again.is_answered("01-t-score")
    assert again.is_answered("01-plan")
    assert shown(again.warnings[0], "item-called")[0] == {"item_id": "3"}
    assert (folder / "answers.damaged.json").exists()


def test_two_windows_of_one_quiz_do_not_undo_each_other(opened, folder):
    other = Session(folder, "Q0")
    opened.answer("01-t-score", "1")
    other.answer("01-plan", "Treat her.")
    found, _ = answers.read(folder / "answers.json")
    assert set(found.answers) == {"01-t-score", "01-plan"}


@each_row(
    ("content", "said"),
    [
        (None, "quiz-file-missing"),
        ("{", "quiz-file-damaged"),
        ('{"quiz": "Q0", "items": [{}]}', "quiz-file-damaged"),
        ('{"quiz":"Q7","items":[]}', "Q7"),
    ],
)
def test_a_quiz_json_that_is_not_the_quiz_is_named(tmp_path, content, said):
    if content is not None:
        (tmp_path / "quiz.json").write_text(content, encoding="utf-8")
    with refused(CourseError, said):
        Session(tmp_path, "Q0")


class Sent(list):
    """What a view sends to the browser."""


@pytest.fixture
def sent(monkeypatch):
    caught = Sent()
    monkeypatch.setattr(QuizView, "send", lambda self, content, buffers=None: caught.append((self, content)))
    return caught


def say(view, **message):
    view._on_message(view, {"from": "page", **message}, [])


def test_saved_is_said_only_after_the_file_is_written(folder, sent, monkeypatch):
    quiz = Quiz.open("Q0", folder)
    head, item, review = quiz.head(), quiz.item("01-t-score"), quiz.review()
    assert item.view["mode"] == "wait"
    say(head, kind="student", value="anna")
    assert item.view["mode"] == "graded"
    assert head.view["student"] == "anna"
    say(item, kind="answer", item="01-t-score", seq=1, value="-2")
    replies = [content for view, content in sent if view is item]
    assert replies == [
        {"kind": "saved", "item": "01-t-score", "seq": 1, "from": "page", "note": replies[0]["note"], "value": "-2"}
    ]
    assert shown(replies[0]["note"], "number-read-as") == [{"number": "-2"}]
    assert json.loads((folder / "answers.json").read_text())["answers"]["01-t-score"]["value"] == "-2"
    assert [i["answered"] for i in review.view["items"]] == [False, False, True, False]
    sent.clear()

    def full(*_):
        raise CourseError("answers.json could not be saved: No space left on device.")

    monkeypatch.setattr(answers, "write", full)
    say(item, kind="answer", item="01-t-score", seq=2, value="-3")
    assert [content["kind"] for _, content in sent] == ["refused"]
    assert quiz.session.value("01-t-score") == "-2"


def test_a_message_that_makes_no_sense_is_survived(folder, sent):
    quiz = Quiz.open("Q0", folder)
    view = quiz.head()
    say(view, kind="student", value="anna")
    for message in ("text", None, {"kind": "answer"}, {"kind": "answer", "item": "no"}, {"kind": "???"}):
        view._on_message(view, message, [])
    assert {content["kind"] for _, content in sent} == {"refused"}


def test_the_words_of_an_item_are_the_answer_and_stable(folder, sent):
    quiz = Quiz.open("Q0", folder)
    say(quiz.head(), kind="student", value="anna")
    view = quiz.item("01-t-score")
    say(view, kind="answer", item="01-t-score", seq=1, value="-2.1")
    (said,) = shown(repr(view), "item-in-words")
    title = quiz.session.item("01-t-score")["title"]
    assert said == {"number": "3", "title": title, "points": "1", "answer": "-2.1"}
    data = view._repr_mimebundle_()[0]
    assert data["text/plain"] == repr(view)
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "<pre>" in data["text/html"]
