"""Tables of sentences: read once, shown in a lesson and on a printed sheet."""

import pytest
from refusals import refused
from rows import each_row

from vertebra.book import check, roles, row_tables
from vertebra.errors import CourseError
from vertebra.paths import SHEETS

HEAD = '[columns]\nsee = "What you see"\nfirst = "Do"\n'
ROW = '[[row]]\nkey = "{key}"\nsee = "smoke"\nfirst = "leave {{cite}}`NG35`"\n'


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.setattr(row_tables, "SHEETS", tmp_path)
    monkeypatch.setattr(check, "SHEETS", tmp_path)

    def write(text: str) -> None:
        (tmp_path / f"{tmp_path.name}.toml").write_text(text, encoding="utf-8")

    return write


def test_a_table_becomes_markdown_with_its_roles_rendered(tmp_path, write):
    write(HEAD + ROW.format(key="a") + ROW.format(key="b"))
    lines = roles.render("{table}`" + tmp_path.name + "`").splitlines()
    assert lines[1] == "|---|---|"
    assert len(lines) == 4
    assert "{cite}" not in lines[2]
    assert roles.sources("{table}`" + tmp_path.name + "`") == {"NG35"}
    assert row_tables.read(tmp_path.name).row("b")["see"] == "smoke"
    with refused(CourseError, tmp_path.name, "'c'"):
        row_tables.read(tmp_path.name).row("c")


@each_row(
    "body",
    [
        "",
        ROW.format(key="a") * 2,
        ROW.format(key="a").replace("see", "sees"),
        '[[row]]\nkey = "a"\nsee = "smoke"\n',
        ROW.format(key="a") + 'third = "more"\n',
    ],
)
def test_a_table_that_is_incomplete_is_refused_and_found_by_the_check(tmp_path_factory, monkeypatch, body):
    folder = tmp_path_factory.mktemp("sheets")
    monkeypatch.setattr(row_tables, "SHEETS", folder)
    monkeypatch.setattr(check, "SHEETS", folder)
    (folder / f"{folder.name}.toml").write_text(HEAD + body, encoding="utf-8")
    with refused(CourseError, f"{folder.name}.toml", "see, first"):
        row_tables.read(folder.name)
    assert any(f"{folder.name}.toml" in str(fault) for fault in check.citations([]))


def test_an_unknown_source_in_a_table_is_found_with_its_line(tmp_path, write):
    write(HEAD + ROW.format(key="a").replace("NG35", "Nobody1900"))
    assert next((one.path.name, one.line) for one in check.citations([])) == (f"{tmp_path.name}.toml", 7)


def test_every_table_of_the_course_can_be_read():
    names = [path.stem for path in SHEETS.glob("*.toml")]
    assert {"emergencies", "red_flags"} <= set(names)
    assert all(row_tables.read(name).rows for name in names)
