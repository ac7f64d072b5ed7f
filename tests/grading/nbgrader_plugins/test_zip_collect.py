"""Submissions that come as archives: through nbgrader's own zip_collect, whatever somebody packed into them."""

import io
import logging
import shutil
import stat
import tarfile
import zipfile

import pytest
from rows import each_row

from vertebra.grading import assignments
from vertebra.grading.autograde import allowed_files
from vertebra.grading.nbgrader_plugins import zip_collect

RIGHT = {"t-single": "right", "t-multi": "right", "t-number": "right", "t-text": "Because of the reason."}


def extract(tmp_path):
    """Unpack what lies in `archive`; returns the files that came out, by their paths."""
    (tmp_path / "extracted").mkdir(exist_ok=True)
    zip_collect.LimitedExtractor().extract(str(tmp_path / "archive"), str(tmp_path / "extracted"))
    return {
        path.relative_to(tmp_path / "extracted").as_posix(): path.stat().st_size
        for path in sorted((tmp_path / "extracted").rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def archive(tmp_path):
    (tmp_path / "archive").mkdir()
    return tmp_path / "archive"


def test_a_bomb_is_left_out_and_the_rest_comes_out(archive, tmp_path):
    zeros = b"\0" * 1_000_000
    with zipfile.ZipFile(archive / "ann.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        with packed.open("bomb.json", "w") as file:
            for _ in range(60):
                file.write(zeros)
        packed.writestr("answers.json", "{}")
    assert (archive / "ann.zip").stat().st_size < 100_000
    assert extract(tmp_path) == {"ann/answers.json": 2}


def test_a_bomb_that_lies_about_its_size_and_many_small_ones_end_at_the_limit(archive, tmp_path, monkeypatch):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as packed:
        for at in range(20):
            packed.writestr(f"part{at:02d}.txt", b"\0" * 9_000_000)
    with zipfile.ZipFile(archive / "class.zip", "w") as packed:
        packed.writestr("ann/deep.zip", inner.getvalue())
        packed.writestr("bob/answers.json", "{}")
    found = extract(tmp_path)
    assert found["class/bob/answers.json"] == 2
    assert sum(found.values()) <= allowed_files.MAX_FOLDER_BYTES + 2


def test_an_archive_in_an_archive_in_an_archive_is_not_opened(archive, tmp_path):
    content = b"{}"
    name = "answers.json"
    for depth in range(4):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as one:
            one.writestr(name, content)
        content, name = packed.getvalue(), f"deep{depth}.zip"
    (archive / "ann.zip").write_bytes(content)
    assert extract(tmp_path) == {}


def test_names_stay_inside_and_links_are_left(archive, tmp_path):
    with zipfile.ZipFile(archive / "eve.zip", "w") as packed:
        for name in ("../../gradebook.db", "/etc/evil", "a/../../../b", "..\\..\\c", "C:\\d", "ok/answers.json"):
            packed.writestr(name, "{}")
        link = zipfile.ZipInfo("link.json")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(link, "/etc/passwd")
    with tarfile.open(archive / "tar.tar.gz", "w:gz") as packed:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE):
            one = tarfile.TarInfo(f"evil{kind.decode()}.json")
            one.type, one.linkname = kind, "/etc/passwd"
            packed.addfile(one)
        one = tarfile.TarInfo("answers.json")
        one.size = 2
        packed.addfile(one, io.BytesIO(b"{}"))
    (archive / "link.zip").symlink_to("/etc/passwd")
    assert extract(tmp_path) == {"eve/ok/answers.json": 2, "tar/answers.json": 2}
    assert {path.name for path in tmp_path.iterdir()} == {"archive", "extracted"}


def test_a_damaged_archive_stops_no_other(archive, tmp_path, caplog):
    with zipfile.ZipFile(archive / "whole.zip", "w") as packed:
        packed.writestr("answers.json", "{}")
    (archive / "cut.zip").write_bytes((archive / "whole.zip").read_bytes()[:40])
    (archive / "none.tar.gz").write_bytes(b"nothing")
    with caplog.at_level(logging.WARNING):
        assert extract(tmp_path) == {"whole/answers.json": 2}


ROSTER = frozenset({"ann", "bob", "eve"})


CLASS, OWN = {"class": False}, {"eve": True, "ann": True}


@each_row(
    ("folders", "known", "tops", "expected"),
    [
        (("ann",), ROSTER, OWN, "ann"),
        (("ann", "T1"), ROSTER, OWN, "ann"),
        (("new",), ROSTER, {"new": True}, "new"),
        (("class", "bob"), ROSTER, CLASS, "bob"),
        (("class", "bob", "T1"), ROSTER, CLASS | OWN, "bob"),
        (("class", "new"), ROSTER, CLASS, "new"),
        (("class", "new"), frozenset(), CLASS | OWN, "new"),
        (("class", "ann"), frozenset(), CLASS | OWN, ""),
        ((), ROSTER, CLASS, ""),
        (("eve", "ann"), ROSTER, {"eve": False}, ""),
        (("eve", "ann"), ROSTER, OWN, ""),
        (("eve", "ann", "T1"), ROSTER, {"eve": False}, ""),
        (("eve", "ann"), frozenset(), OWN, ""),
        (("eve", "ann"), frozenset(), {"eve": True}, ""),
        (("class", "eve", "ann"), ROSTER, CLASS, ""),
        (("class", "eve", "ann", "T1"), frozenset(), CLASS, ""),
        (("eve", "T1", "ann"), ROSTER, OWN, ""),
    ],
)
def test_the_folder_is_the_student_and_nobody_hands_in_for_another(folders, known, tops, expected):
    assert zip_collect.student_id_from_path(folders, "T1", known, tops) == expected


@pytest.mark.slow
def test_nbgraders_zip_collect_takes_a_class_and_it_is_graded(course, hand_in, scores, tmp_path):
    from grading.course_folder.test_nbgrader_api import nbgrader

    hand_in("ann", RIGHT, submit=False)
    hand_in("bob", {**RIGHT, "t-single": "wrong"}, submit=False)
    place = course.root / "downloaded" / "T1" / "archive"
    place.mkdir(parents=True)
    with zipfile.ZipFile(place / "class.zip", "w") as packed:
        for path in (tmp_path / "home" / "ann" / "T1").iterdir():
            packed.write(path, f"ann/{path.name}")
        packed.writestr("../../../gradebook.db", "no")
    shutil.make_archive(str(place / "bob"), "zip", tmp_path / "home" / "bob" / "T1")
    nbgrader(course, "zip_collect", "T1")
    outcomes = {one.student: one for one in assignments.grade(course, "T1", collect=False)}
    assert {name: (one.status, one.points) for name, one in outcomes.items()} == {
        "ann": ("graded", 5),
        "bob": ("graded", 4),
    }
