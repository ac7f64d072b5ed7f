"""The records of decisions have one head, the index names them all, and what refers to them exists."""

import re
from pathlib import Path

from vertebra.paths import ROOT

FOLDER = ROOT / "course" / "decisions"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
HEAD = re.compile(r"# (\d{4}) (.+)\n\nStatus: (.+)\nDate: (\d{4}-\d\d-\d\d)\n\n")
ROW = re.compile(r"^\| (\d{4}) \| \[(.+)\]\((.+\.md)\) \| (\d{4}-\d\d-\d\d) \| (.+) \|$", re.MULTILINE)
STATUSES = ("accepted", "superseded by", "superseded in part by")
REFERENCE = re.compile(r"decisions?\s+((?:\d{4}(?:, | and )?)+)")
NUMBER = re.compile(r"(?<!\d)\d{4}(?!\d)")


def numbers() -> set[str]:
    return {path.name[:4] for path in RECORDS}


def sources() -> list[Path]:
    """Code of the course and of its tests, scripts and pages among it."""
    kept, itself = {".py", ".js", ".html", ".tpl"}, Path(__file__).name
    found = [path for name in ("course", "tests") for path in (ROOT / name).rglob("*") if path.suffix in kept]
    return [ROOT / "environment.yml", *(path for path in found if path.name != itself)]


def test_a_record_has_number_title_status_and_date():
    faults = []
    for path in RECORDS:
        head = HEAD.match(path.read_text(encoding="utf-8"))
        known = head and head[1] == path.name[:4] and head[3].startswith(STATUSES)
        if not known or not set(NUMBER.findall(head[3])) <= numbers():
            faults.append(path.name)
    assert RECORDS
    assert not faults


def test_numbers_are_given_once():
    assert len(numbers()) == len(RECORDS)


def test_the_index_names_every_record_as_its_head_does():
    rows = ROW.findall((FOLDER / "README.md").read_text(encoding="utf-8"))
    heads = []
    for path in RECORDS:
        number, title, status, date = HEAD.match(path.read_text(encoding="utf-8")).groups()
        heads.append((number, title, path.name, date, status))
    assert sorted(rows) == heads


def test_what_a_module_refers_to_exists_and_every_record_is_referred_to():
    named: set[str] = set()
    for path in sources():
        for found in REFERENCE.findall(path.read_text(encoding="utf-8")):
            named |= set(NUMBER.findall(found))
    assert named == numbers()
