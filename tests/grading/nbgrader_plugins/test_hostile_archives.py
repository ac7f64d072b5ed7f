"""Archives made to stop, to fill or to deceive whoever unpacks them: what is whole beside them comes out."""

import bz2
import gzip
import io
import lzma
import os
import stat
import sys
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest
from rows import each_row

from vertebra.grading import assignments
from vertebra.grading.autograde import allowed_files, tree
from vertebra.grading.nbgrader_plugins import zip_collect

RIGHT = {"t-single": "right", "t-multi": "right", "t-number": "right"}
MAX_READ_BYTES = 2 * allowed_files.MAX_FOLDER_BYTES
GOOD = {"good/answers.json": b"{}"}


def zip_of(files, *, links=(), compress=zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compress) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        for name in links:
            link = zipfile.ZipInfo(name)
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, "/etc/passwd")
    return packed.getvalue()


def tar_of(*members: tuple[tarfile.TarInfo, bytes | None], mode: str = "w:gz", form: int = tarfile.PAX_FORMAT) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode, format=form) as archive:  # type: ignore[call-overload]
        for info, content in members:
            archive.addfile(info, None if content is None else io.BytesIO(content))
    return packed.getvalue()


def info(name: str, size: int = 0, kind: bytes = tarfile.REGTYPE, **more: object) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.size, made.type = size, kind
    for field, value in more.items():
        setattr(made, field, value)
    return made


def encrypted() -> bytes:
    """A zip whose one member says that it is encrypted."""
    content = bytearray(zip_of(GOOD))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    return bytes(content)


def bad_crc() -> bytes:
    content = bytearray(zip_of({"bad.json": b"x" * 50, **GOOD}, compress=zipfile.ZIP_STORED))
    content[content.index(b"x" * 50)] = ord("y")
    return bytes(content)


def overlapping(count: int) -> bytes:
    """Many entries of the directory that all name the same packed bytes, which unpack to 9 MB each."""
    one = zip_of({"a.txt": b"\0" * 9_000_000, **GOOD})
    at = one.index(b"PK\x01\x02")
    end = one.rindex(b"PK\x05\x06")
    first_length = 46 + 5
    entry = one[at : at + first_length]
    entries = b"".join(entry.replace(b"a.txt", f"{n:05d}".encode()) for n in range(count))
    directory = entries + one[at + first_length : end]
    tail = bytearray(one[end:])
    for place, value in ((8, count + 1), (10, count + 1)):
        tail[place : place + 2] = value.to_bytes(2, "little")
    tail[12:16] = len(directory).to_bytes(4, "little")
    return one[:at] + directory + bytes(tail)


def pax_bomb() -> bytes:
    """A header that says it has 3 GB."""
    header = info("x", 3_000_000_000, tarfile.XHDTYPE).tobuf(tarfile.USTAR_FORMAT)
    return gzip.compress(header + b"\0" * 30_000_000)


def long_name_bomb() -> bytes:
    header = info("././@LongLink", 3_000_000_000, tarfile.GNUTYPE_LONGNAME).tobuf(tarfile.GNU_FORMAT)
    return gzip.compress(header + b"\0" * 30_000_000)


def sparse() -> bytes:
    made = info("good/sparse.txt", 10)
    made.pax_headers = {
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.realsize": str(10**12),
        "GNU.sparse.name": "good/s.txt",
    }
    return tar_of((made, b"1\n0\n0\n" + b"\0" * 4), (info("good/answers.json", 2), b"{}"))


def many(count: int) -> bytes:
    return zip_of({**{f"eve/{n}.txt": b"" for n in range(count)}, **GOOD})


def nested_zip(depth: int) -> bytes:
    content = zip_of(GOOD)
    for _ in range(depth):
        content = zip_of({"inner.zip": content})
    return content


def in_another_place(method: int) -> bytes:
    return zip_of({"good/answers.json": b"{}", "good/x.txt": b"x"}, compress=method)


DEEP = "/".join("d" * 1500)
CASES: dict[str, tuple[str, bytes, bool]] = {
    "1,500 folders in one another": ("class.zip", zip_of({f"{DEEP}/x.txt": b"x", **GOOD}), True),
    "1,500 folders in a tar": (
        "class.tar.gz",
        tar_of((info(f"{DEEP}/x.txt", 1), b"x"), (info("good/answers.json", 2), b"{}")),
        True,
    ),
    "names that are too long": (
        "class.zip",
        zip_of({f"{'n' * 3000}.txt": b"x", f"a/{'ü' * 200}.txt": b"x", **GOOD}),
        True,
    ),
    "absolute names": (
        "class.zip",
        zip_of({"/etc/evil": b"x", "//x/y": b"x", "C:/x": b"x", "\\\\h\\x": b"x", **GOOD}),
        True,
    ),
    "names outside": (
        "class.zip",
        zip_of({"../x": b"x", "a/../../x": b"x", "..\\x": b"x", "a/./../../../x": b"x", **GOOD}),
        True,
    ),
    "absolute names in a tar": (
        "class.tar",
        tar_of(
            (info("/etc/evil", 1), b"x"), (info("../../x", 1), b"x"), (info("good/answers.json", 2), b"{}"), mode="w"
        ),
        True,
    ),
    "names that control": (
        "class.zip",
        zip_of({"\x1b[2J/x.txt": b"x", "a\rb.txt": b"x", "\u202etxt.x": b"x", **GOOD}),
        True,
    ),
    "the same name twice": (
        "class.tar.gz",
        tar_of((info("good/answers.json", 2), b"{}"), (info("good/answers.json", 2), b"[]")),
        True,
    ),
    "names that differ by case": (
        "class.zip",
        zip_of({**GOOD, "GOOD/ANSWERS.JSON": b"[]", "Good/Answers.json": b"[]"}),
        True,
    ),
    "a file where a folder is": ("class.zip", zip_of({"good": b"x", **GOOD}), False),
    "a folder where a file is": ("class.zip", zip_of({**GOOD, "good/answers.json/x": b"xxxx"}), True),
    "encrypted": ("class.zip", encrypted(), False),
    "a bad check sum": ("class.zip", bad_crc(), True),
    "links": ("class.zip", zip_of(GOOD, links=("good/link.txt", "link")), True),
    "links in a tar": (
        "class.tar.gz",
        tar_of(
            (info("l", 0, tarfile.SYMTYPE, linkname="/etc"), None),
            (info("l/passwd", 1), b"x"),
            (info("h.json", 0, tarfile.LNKTYPE, linkname="/etc/passwd"), None),
            (info("good/answers.json", 2), b"{}"),
        ),
        True,
    ),
    "devices": (
        "class.tar.gz",
        tar_of(
            *(
                (info(f"d{k.decode()}", 0, k, devmajor=1, devminor=5), None)
                for k in (tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE)
            ),
            (info("good/answers.json", 2), b"{}"),
        ),
        True,
    ),
    "a sparse file of 1 TB": ("class.tar.gz", sparse(), True),
    "a header of 3 GB": ("class.tar.gz", pax_bomb(), False),
    "a long name of 3 GB": ("class.tar.gz", long_name_bomb(), False),
    "2,000 files of one student": ("class.zip", many(2000), True),
    "3,000 entries over the same bytes": ("class.zip", overlapping(3000), True),
    "an archive six deep": ("class.zip", nested_zip(6), False),
    "packed by bzip2": ("class.zip", in_another_place(zipfile.ZIP_BZIP2), False),
    "packed by LZMA": ("class.zip", in_another_place(zipfile.ZIP_LZMA), False),
    "a tar in bzip2": ("class.tar", bz2.compress(tar_of((info("good/answers.json", 2), b"{}"), mode="w")), False),
    "a tar in xz": ("class.tar", lzma.compress(tar_of((info("good/answers.json", 2), b"{}"), mode="w")), False),
    "cut short": ("class.zip", zip_of(GOOD)[:-10], False),
    "a tar cut short": (
        "class.tar.gz",
        tar_of((info("good/answers.json", 2), b"{}"), (info("x", 9000), os.urandom(9000)))[:-4000],
        True,
    ),
    "no archive": ("class.zip", b"hello", False),
    "empty": ("class.tar.gz", b"", False),
    "gzip of nothing": ("class.gz", gzip.compress(b""), False),
    "gzip of 200 MB": ("class.gz", gzip.compress(b"\0" * 200_000_000, 1), False),
    "garbage in zlib": ("class.tgz", b"\x1f\x8b\x08\x00" + zlib.compress(b"x" * 99), False),
}


def count_what_is_read(monkeypatch) -> list[int]:
    """The sizes of what is asked of archives from now on, as they are asked for."""
    sizes: list[int] = []
    for kind in (zipfile.ZipExtFile, gzip.GzipFile):

        def read(self, size=-1, whole=kind.read):
            found = whole(self, size)
            sizes.append(len(found))
            return found

        monkeypatch.setattr(kind, "read", read)
    return sizes


@each_row("case", CASES)
def test_what_is_whole_comes_out_and_nothing_else(tmp_path, monkeypatch, case):
    name, content, comes = CASES[case]
    place, to = tmp_path / "in" / "archive", tmp_path / "in" / "extracted"
    place.mkdir(parents=True)
    (place / name).write_bytes(content)
    (place / "zoe.zip").write_bytes(zip_of({"answers.json": b"{}"}))
    read = count_what_is_read(monkeypatch)
    zip_collect.LimitedExtractor().extract(str(place), str(to))
    assert sum(read) <= MAX_READ_BYTES
    found = {path.relative_to(to).as_posix(): path for path in to.rglob("*") if not path.is_dir()}
    assert found["zoe/answers.json"].read_bytes() == b"{}"
    assert ("class/good/answers.json" in found) == comes
    if comes:
        assert found["class/good/answers.json"].read_bytes() == b"{}"
    assert not [path for path in found.values() if path.is_symlink() or not path.is_file()]
    assert sum(path.stat().st_size for path in found.values()) <= 2 * allowed_files.MAX_FOLDER_BYTES
    assert len(found) <= allowed_files.MAX_FILES + 10
    assert all(len(Path(one).parts) <= tree.MAX_DEPTH + 1 and one.isprintable() for one in found)
    assert {path.name for path in tmp_path.rglob("*") if path.parent in (tmp_path, tmp_path / "in")} == {
        "in",
        "archive",
        "extracted",
    }


def test_one_student_leaves_room_for_the_others(tmp_path):
    files = {f"eve/{n}/{m}.txt": os.urandom(1000) for n in range(40) for m in range(40)}
    files |= {f"s{n:02}/answers.json": b"{}" for n in range(30)}
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "class.zip").write_bytes(zip_of({f"Class 1/{name}": content for name, content in files.items()}))
    zip_collect.LimitedExtractor().extract(str(tmp_path / "a"), str(tmp_path / "x"))
    assert len(list((tmp_path / "x").rglob("answers.json"))) == 30
    assert len(list((tmp_path / "x" / "class" / "Class 1" / "eve").rglob("*.txt"))) == allowed_files.MAX_FILES


def test_a_folder_a_thousand_deep_beside_the_archives_stops_nobody(tmp_path):
    from grading.autograde.test_hostile_folders import nested

    (tmp_path / "a").mkdir()
    nested(tmp_path / "a", 1500)
    (tmp_path / "a" / "zoe.zip").write_bytes(zip_of({"answers.json": b"{}"}))
    zip_collect.LimitedExtractor().extract(str(tmp_path / "a"), str(tmp_path / "x"))
    assert (tmp_path / "x" / "zoe" / "answers.json").exists()
    tree.remove_tree(tmp_path / "a")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="nbgrader's exchange makes the course of this test")
def test_nobody_hands_in_for_another_inside_an_archive(course, hand_in, tmp_path):
    from grading.course_folder.test_nbgrader_api import nbgrader

    from vertebra.grading.course_folder.roster import add_students

    add_students(course, [{"id": name} for name in ("ann", "eve", "zoe")])
    for student in ("ann", "eve", "zoe"):
        hand_in(student, RIGHT if student != "eve" else {}, submit=False)
    read = {
        name: {path.name: path.read_bytes() for path in (tmp_path / "home" / name / "T1").iterdir() if path.is_file()}
        for name in ("ann", "eve", "zoe")
    }
    place = course.root / "downloaded" / "T1" / "archive"
    place.mkdir(parents=True)
    (place / "ann.zip").write_bytes(zip_of(read["ann"]))
    evil = {**read["eve"], **{f"ann/{name}": content for name, content in read["eve"].items()}}
    evil |= {f"zoe/T1/{name}": content for name, content in read["eve"].items()}
    evil |= {"zoe.zip": zip_of(read["eve"]), "*/answers.json": b"{}", "../zoe/answers.json": b"{}"}
    (place / "eve.zip").write_bytes(zip_of(evil))
    (place / "zoe.zip").write_bytes(zip_of(read["zoe"]))
    nbgrader(course, "zip_collect", "T1")
    outcomes = {one.student: one.points for one in assignments.grade(course, "T1", collect=False)}
    assert outcomes == {"ann": 5, "eve": 0, "zoe": 5}
