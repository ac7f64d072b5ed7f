"""From a teacher's folder to the course: what is said of a case's file, who has looked, and what students get."""

import json

import numpy as np
import pytest
from grading.own_pictures.conftest import CASE, content, grey, saved, toml
from rows import each_row
from sentences import said

from vertebra.errors import CourseError, InputError
from vertebra.grading.commands import pictures
from vertebra.grading.course_folder.create_course import create
from vertebra.grading.own_pictures import confirmations
from vertebra.grading.own_pictures.add import FOR_STUDENTS, add
from vertebra.grading.own_pictures.case_file import read_case
from vertebra.grading.own_pictures.check import check
from vertebra.models.imaging.teacher_cases import MAX_CASES, teacher_cases
from vertebra.quiz.question.figures import picture
from vertebra.quiz.question.question import load
from vertebra.quiz.release.check import question_faults
from vertebra.texts import keys

REGION = {"x": 0.5, "y": 0.5, "rx": 0.1, "ry": 0.1}


@pytest.fixture(scope="module")
def empty_course(tmp_path_factory):
    return create(tmp_path_factory.mktemp("own") / "course", secret="0" * 64)


@pytest.fixture
def course(tmp_path, empty_course):
    import shutil

    from vertebra.grading.course_folder.folder import find

    shutil.copytree(empty_course.root, tmp_path / "course")
    return find(tmp_path / "course")


def looked_at(folder):
    """The folder, checked, after somebody has looked at everything in it."""
    checked = check(folder)
    confirmations.confirm(folder, [picture for case in checked.cases for picture in case.pictures])
    return check(folder)


WRONG = [
    {"stem": "What is it? <script>alert(1)</script>"},
    {"stem": "What is it? <img src=x onerror=alert(1)>"},
    {"stem": "What is {{ key }}?"},
    {"stem": "What is {fact}`level`?"},
    {"stem": "## Options"},
    {"stem": "turned \u202e round"},
    {"stem": None},
    {"stem": " "},
    {"stem": "x" * 5000},
    {"reasons": []},
    {"reasons": ["<b>bright</b>"]},
    {"consent": None},
    {"licence": None},
    {"consent": ""},
    {"level": "T13"},
    {"answer": "malignant"},
    {"answer": "malignant", "use": ["reading room"]},
    {"use": ["exam"]},
    {"region": {"x": 0.5}},
    {"region": {"corners": [[0.1, 0.1], [0.2, 0.2]]}},
    {"region": {**REGION, "x": 3}},
    {"crop": [0.5, 0.5, 0.2, 0.9, 1]},
    {"window": ["a", 2]},
    {"picture": None},
    {"sequence": "<b>"},
    {"points": 0},
    {"patient_name": "Doe"},
    {"plane": "oblique"},
    {"slice": 0},
]


@each_row("settings", WRONG)
def test_what_a_case_must_not_say_is_refused_in_words(settings, tmp_path):
    (tmp_path / "a.toml").write_text(toml(picture="a.png") if "picture" not in settings else toml())
    (tmp_path / "a.toml").write_text(toml(**{"picture": "a.png", **settings}), encoding="utf-8")
    with pytest.raises(CourseError) as refused:
        read_case(tmp_path, "a.toml")
    assert str(refused.value)


@each_row("text", ["", "stem = ", "\x00", "[[[[", "a = " + "[" * 5000, "\udcff"])
def test_a_file_that_is_no_toml_is_refused(text, tmp_path):
    (tmp_path / "a.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(CourseError):
        read_case(tmp_path, "a.toml")


@each_row("name", ["Doe Jane", "../a", "A", "", "ä"])
def test_a_case_is_named_like_a_question(name, tmp_path):
    with pytest.raises(InputError):
        read_case(tmp_path, f"{name}.toml")


def test_several_lines_of_a_stem_become_one_so_that_none_begins_a_section(put, course):
    folder = put("a", "a.png", content("png"), stem="What is it?\n## Options\n- [x] I am right\n+++\n")
    assert add(looked_at(folder), course).faults == []
    question = load("a", course.bank)
    assert question.item().stem.count("\n") == 0
    assert [option.id for option in question.item().options] == ["new", "old", "not-osteoporotic"]


def test_a_damaged_case_keeps_no_other_out(put):
    put("good", "good.png", content("png"))
    put("bad", "bad.png", b"\x89PNG\r\n\x1a\n")
    folder = put("worse", "worse.png", content("png", 2), level="X9")
    checked = check(folder)
    assert [case.text.name for case in checked.cases] == ["good"]
    assert len(checked.faults) == 2


def test_the_same_picture_twice_is_named_once_by_its_bytes_and_once_by_its_grey_values(put):
    put("a", "a.png", content("png"))
    put("b", "b.png", content("png"))
    put("c", "c.png", saved(grey(), "PNG", compress_level=1))
    folder = put("d", "d.png", content("png", 4))
    checked = check(folder)
    assert [case.text.name for case in checked.cases] == ["a", "d"]
    assert [keys(fault) & {"picture-twice"} for fault in checked.faults] == [{"picture-twice"}] * 2


def test_nothing_joins_before_somebody_has_looked_and_a_changed_file_asks_again(put, course):
    folder = put("a", "a.png", content("png"))
    report = add(check(folder), course)
    assert (report.unconfirmed, report.questions, report.reading_room) == (["a"], [], [])
    assert not (course.root / "questions" / "a").exists()
    assert add(looked_at(folder), course).questions == ["a"]
    (folder / "a.png").write_bytes(content("png", 9))
    assert add(check(folder), course).unconfirmed == ["a"]
    assert add(looked_at(folder), course).questions == ["a"]
    put("a", "a.png", None, crop=[0, 0, 0.8, 1])
    assert add(check(folder), course).unconfirmed == ["a"], "another part of the file is shown"


@each_row("text", ["{", "[]", '{"a.png": "yes"}', '{"a.png": [{"file_sha256": 1}]}'])
def test_a_damaged_record_of_looks_is_not_guessed(text, tmp_path):
    (tmp_path / confirmations.RECORD).write_text(text)
    with pytest.raises(CourseError) as refused:
        confirmations.read(tmp_path)
    assert "looks-damaged" in keys(refused.value.text)


def test_a_case_becomes_a_question_and_a_case_of_the_reading_room_with_nothing_of_the_file(put, course):
    folder = put("a", "doe-jane.png", content("png"), licence="CC BY 4.0, clinic", consent="Signed by Jane Doe")
    report = add(looked_at(folder), course)
    assert report.faults == []
    assert question_faults("a", "", course.bank) == []
    shown = picture(load("a", course.bank).item())
    assert shown.startswith(b"\x89PNG")
    room = course.root / FOR_STUDENTS
    (case,), left_out = teacher_cases(room)
    assert left_out == ()
    assert (case.shown.verdict, case.shown.level) == ("new", "T12")
    assert np.array_equal(case.images[0], grey())
    written = [path for place in (room, course.root / "questions") for path in place.rglob("*") if path.is_file()]
    assert not [path for path in written if "doe" in path.name or b"Doe" in path.read_bytes()]


def test_a_region_makes_a_question_that_is_answered_in_the_picture(put, course):
    folder = put("a", "a.dcm", content("dcm"), region=REGION, near=0.02, use=["question"])
    assert add(looked_at(folder), course).faults == []
    item = load("a", course.bank).item()
    assert (item.question.kind, item.content.target) == ("point", REGION)
    assert not (course.root / FOR_STUDENTS / "a").exists()


def test_own_options_are_the_questions(put, course):
    options = [{"name": name, "text": f"It is {name}", "feedback": f"Why {name}"} for name in ("gas", "fluid", "bone")]
    folder = put("a", "a.png", content("png"), answer="gas", options=options)
    assert add(looked_at(folder), course).faults == []
    assert [option.id for option in load("a", course.bank).item().options if option.correct] == ["gas"]
    assert not (course.root / FOR_STUDENTS).exists()


def test_added_again_nothing_changes_and_what_was_edited_by_hand_stays(put, course):
    folder = put("a", "a.png", content("png"))
    checked = looked_at(folder)
    add(checked, course)

    def state():
        return {path: path.stat().st_mtime_ns for path in (course.root / "questions").rglob("*") if path.is_file()}

    before = state()
    assert add(checked, course).questions == ["a"]
    assert state() == before
    text = course.root / "questions" / "a" / "question.md"
    text.write_text(text.read_text(encoding="utf-8").replace("What is it?", "What is that?"), encoding="utf-8")
    put("a", "a.png", None, stem="Something else?")
    report = add(check(folder), course)
    assert (report.kept, report.questions) == (["a"], [])
    assert "What is that?" in text.read_text(encoding="utf-8")


def test_a_run_that_was_interrupted_anywhere_is_called_again(put, course, monkeypatch):
    from vertebra.grading.own_pictures import add as module

    checked = looked_at(put("a", "a.png", content("png")))
    real, written = module.write_atomic, []

    def dies_after(count):
        written.clear()

        def write(path, data):
            if len(written) >= count:
                raise KeyboardInterrupt
            written.append(path)
            real(path, data)

        return write

    for count in range(20):
        monkeypatch.setattr(module, "write_atomic", dies_after(count))
        try:
            add(checked, course)
            break
        except KeyboardInterrupt:
            continue
    assert count > 2
    assert question_faults("a", "", course.bank) == []
    assert len(teacher_cases(course.root / FOR_STUDENTS)[0]) == 1


def test_a_picture_of_another_case_in_the_course_and_a_question_of_that_name_are_refused(put, course):
    add(looked_at(put("a", "a.png", content("png"))), course)
    (put("b", "b.png", content("png")) / "a.toml").unlink()
    folder = put("01-t-score", "c.png", content("png", 5))
    report = add(looked_at(folder), course)
    assert [keys(fault) & {"picture-added-as", "own-question-exists"} for fault in report.faults] == [
        {"own-question-exists"},
        {"picture-added-as"},
    ]
    assert report.questions == []


def test_an_answer_leaves_the_students_folder_when_the_case_leaves_the_reading_room(put, course):
    folder = put("a", "a.png", content("png"))
    add(looked_at(folder), course)
    assert (course.root / FOR_STUDENTS / "a").is_dir()
    put("a", "a.png", None, use=["question"])
    add(check(folder), course)
    assert not (course.root / FOR_STUDENTS / "a").exists()


def test_commands_ask_confirm_add_and_refuse(put, course, capsys):
    folder = put("a", "a.png", content("png"))
    with pytest.raises(CourseError) as refused:
        pictures.add(folder, course=course.root)
    assert "not-looked-at" in keys(refused.value.text)
    asked = []
    pictures.add(folder, course=course.root, confirm=lambda question: not asked.append(question))
    assert [said(question, "looked-for-names") for question in asked] == [[{"file": "a.png"}]]
    with pytest.raises(CourseError):
        pictures.confirm_looked_at(folder, ["b.png"])
    pictures.check(folder)
    page = (folder / "pictures-preview.html").read_text(encoding="utf-8")
    assert "data:image/png" in page
    assert "<script" not in page
    for wrong in (folder / "nothing", folder.parent / "course"):
        with pytest.raises(CourseError):
            pictures.check(wrong)
    capsys.readouterr()


def test_a_folder_that_cant_be_used_is_named(tmp_path):
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "none"):
        with pytest.raises(CourseError):
            check(folder)


def test_a_link_in_the_course_is_not_written_through(put, course, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (course.root / "questions").mkdir(exist_ok=True)
    try:
        (course.root / "questions" / "a").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    except OSError:
        pytest.skip("no links here")
    report = add(looked_at(put("a", "a.png", content("png"))), course)
    assert [keys(fault) & {"target-link"} for fault in report.faults] == [{"target-link"}]
    assert list((tmp_path / "elsewhere").iterdir()) == []


def room(folder, **changes):
    """A folder of one case as students get it."""
    place = folder / "a"
    place.mkdir(parents=True)
    shown = {
        "stem": CASE["stem"],
        "level": "T12",
        "verdict": "new",
        "reasons": CASE["reasons"],
        "licence": "CC BY",
        "pictures": [{"file": "0" * 16 + ".png", "sequence": "STIR", "alt": "Bright"}],
    } | changes
    (place / "case.json").write_text(json.dumps(shown))
    (place / ("0" * 16 + ".png")).write_bytes(content("png"))
    return folder


BAD_ROOMS = [
    {"verdict": "dead"},
    {"pictures": [{"file": "../../secret.png", "sequence": "STIR", "alt": "x"}]},
    {"pictures": [{"file": "1" * 16 + ".png", "sequence": "STIR", "alt": "x"}]},
    {"pictures": []},
    {"stem": "x" * 9000},
    {"more": 1},
]


@each_row("changes", BAD_ROOMS)
def test_a_students_folder_that_is_damaged_is_left_out_by_name(changes, tmp_path):
    assert teacher_cases(room(tmp_path / "own", **changes)) == ((), ("a",))


def test_large_and_many_pictures_of_a_students_folder_are_left_out(tmp_path):
    folder = room(tmp_path / "own")
    (folder / "a" / ("0" * 16 + ".png")).write_bytes(saved(np.zeros((3000, 40), np.uint8), "PNG"))
    assert teacher_cases(folder)[1] == ("a",)
    for number in range(MAX_CASES + 3):
        (folder / f"b{number:02}").mkdir()
    assert len(teacher_cases(folder)[1]) == MAX_CASES + 4
    assert teacher_cases(tmp_path / "none") == ((), ())


LEVELS = {"T11": [0.5, 0.2], "T12": [0.5, 0.5], "L1": [0.5, 0.7]}


def test_levels_make_a_question_that_asks_for_one_of_them_and_names_the_others(put, course):
    folder = put("a", "a.dcm", content("dcm"), levels=LEVELS, use=["question"])
    assert add(looked_at(folder), course).faults == []
    item = load("a", course.bank).item()
    assert item.question.kind == "point"
    assert (item.content.target["x"], item.content.target["y"]) == (0.5, 0.5)
    assert set(item.content.regions) == {"t11", "l1"}
    for region in (item.content.target, *item.content.regions.values()):
        assert region["ry"] < 0.14, "no two bodies share a place"
    assert "T11" in item.feedback["region t11"]


@each_row(
    "more",
    [
        {"levels": {"T12": [0.5, 0.5]}},
        {"levels": {"T11": [0.5, 0.2], "L1": [0.5, 0.7]}},
        {"levels": {**LEVELS, "middle": [0.1, 0.1]}},
        {"levels": {**LEVELS, "L2": [0.5, 0.7]}},
        {"levels": {**LEVELS, "L2": [0.5, 1.7]}},
        {"levels": LEVELS, "region": REGION},
    ],
)
def test_levels_that_can_not_be_asked_for_are_refused(put, more):
    folder = put("a", "a.png", content("png"), use=["question"], **more)
    with pytest.raises(CourseError):
        read_case(folder, "a.toml")
