"""Whatever text from outside holds, a terminal only shows it."""

import ast
import io
import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from rows import each_row

import vertebra
from vertebra.grading import terminal
from vertebra.grading.autograde.results import SubmissionSummary
from vertebra.grading.course_folder.course_grades import StudentGrade
from vertebra.printing import printable, say

PACKAGE = Path(vertebra.__file__).parent
HOSTILE = {
    "clear the screen": "\x1b[2J\x1b[H",
    "the title": "\x1b]0;owned\x07",
    "a link": "\x1b]8;;http://h/\x1b\\x\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;cm0gLXJmIC8=\x07",
    "8-bit controls": "\x9b31m\x9d0;x\x9c",
    "carriage return": "failed\rgraded",
    "backspaces": "0\b5",
    "bell": "\a\a",
    "form feed": "a\fb\vc",
    "null": "a\0b",
    "delete": "a\x7fb",
    "right to left": "\u202egpj.exe\u202c",
    "isolates": "\u2066a\u2069\u2067b\u2069",
    "marks": "\u200ea\u200fb\u061c",
    "nothing to see": "a\u200bb\ufeffc\u2060",
    "lines": "a\u2028b\u2029c\x85d",
    "half a character": "a\ud800b\udfff",
    "a byte of a name": "caf\udce9",
    "tags": "\U000e0041\U000e0042",
    "nobody's": "\ufdd0\uffff",
}


def is_harmless(text: str) -> bool:
    return all(unicodedata.category(one) not in ("Cc", "Cs", "Cn", "Zl", "Zp") for one in text) and not set(text) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\ufeff\u2060"
    )


@each_row("case", HOSTILE)
def test_what_controls_is_written_as_its_number(case):
    made = printable(HOSTILE[case])
    assert is_harmless(made)
    assert "\\" in made
    made.encode("utf-8")


@each_row(
    "text", ["Björn Øster", "Zoë", "李小龍", "محمد", "अनिता", "نمی\u200cخواهم", "👩\u200d⚕️", "x² ≤ ½ µm", "O’Hara", " "]
)
def test_what_shows_stays_as_it_is(text):
    assert printable(text) == text


def test_what_is_too_long_is_cut():
    assert printable("x" * 500, 20) == "x" * 19 + "…"
    assert len(printable("\x1b" * 500, 20)) == 20


@given(st.text(max_size=60))
def test_any_text_is_harmless_on_one_line(text):
    assert is_harmless(printable(text))


@each_row("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_a_terminal_of_any_encoding_is_written_to(encoding):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    say(" ".join(("Ünï", "李", "µ", *HOSTILE.values())), stream)
    stream.seek(0)
    assert is_harmless(stream.read().replace("\n", ""))


@each_row("case", HOSTILE)
def test_a_table_shows_it_and_nothing_else(case, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    console = terminal.console()
    console.file = io.StringIO()
    outcome = SubmissionSummary("s" + HOSTILE[case], "graded", 1.0, 2.0, 0, (HOSTILE[case], "[red]x[/red]"))
    absent = StudentGrade("t" + HOSTILE[case], HOSTILE[case], HOSTILE[case])
    console.print(terminal.table("T1", [outcome], [absent], "empty"))
    console.print(f"{HOSTILE[case]} [bold]y[/]", markup=False)
    made = console.file.getvalue()
    assert is_harmless(made.replace("\n", ""))
    assert "[red]x[/red]" in made


def test_everything_is_printed_by_one_function():
    for path in PACKAGE.rglob("*.py"):
        if path.name == "printing.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "print", f"{path.name}:{node.lineno}"
            if isinstance(node, ast.Name) and node.id == "Console":
                assert path.name == "terminal.py", f"{path.name}:{node.lineno}"
