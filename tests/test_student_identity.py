"""What an id and a name may be, by tables of those that can be met and of those that are meant to deceive."""

import unicodedata

from rows import each_row

from vertebra.student_identity import (
    MAX_ID_LENGTH,
    MAX_NAME_LENGTH,
    Refusal,
    email_fault,
    id_fault,
    name_fault,
    normalised,
    same_id,
    sorted_out,
)

GOOD_IDS = (
    "ann",
    "Ann.Ash",
    "a",
    "0",
    "s1234567",
    "ann@uni.example",
    "ann+vertebra@uni.example",
    "_x",
    "a-b",
    "ann-",
    "a..b",
    "björn",
    "анна",
    "αννα",
    "学生",
    "محمد",
    "console",
    "com10",
    "x" * MAX_ID_LENGTH,
)
BAD_IDS = (
    "",
    " ",
    "ann ",
    " ann",
    "a b",
    ".",
    "..",
    ".ann",
    "-ann",
    "+ann",
    "@ann",
    "ann.",
    "a/b",
    "a\\b",
    "../x",
    "/etc",
    "C:x",
    "*",
    "?",
    "[bold]",
    "[a-z]",
    "a*",
    "{a}",
    "~",
    "$HOME",
    "`id`",
    "a;b",
    "a|b",
    "a&b",
    "a,b",
    "a=b",
    "a'b",
    'a"b',
    "<b>",
    "a>b",
    "<img src=x onerror=alert(1)>",
    "{{7*7}}",
    "{% x %}",
    "%00",
    "a%2fb",
    "a#b",
    "a:b",
    "a!b",
    "a\nb",
    "a\tb",
    "a\rb",
    "a\x00b",
    "a\x1b[2Jb",
    "a\x7f",
    "a\x85b",
    "\u202eann",
    "a\u202eb",
    "a\u2066b",
    "a\u200bb",
    "a\u200db",
    "a\ufeff",
    "a\u00adb",
    "a\u2028b",
    "a\u00a0b",
    "a\u3000b",
    "\u115fa",
    "a\u1160",
    "\u3164",
    "\uffa0x",
    "a\ufe0f",
    "a\U000e0041",
    unicodedata.normalize("NFD", "björn"),
    "ａｎｎ",
    "ﬁx",
    "x²",
    "Ⅷ",
    "ann٣",
    "аnn",
    "αnn",
    "a\udcff",
    "a\ud800",
    "a\U0010ffff",
    "😀",
    "con",
    "CON",
    "nul.txt",
    "Aux",
    "com1",
    "LPT9.x",
    "COM¹",
    "x" * (MAX_ID_LENGTH + 1),
    "x" * 10_000,
    "学" * 41,
    None,
    3,
    b"ann",
    ["ann"],
)
GOOD_NAMES = (
    "",
    "Ann",
    "Ann Marie",
    "O'Brien",
    "O’Brien",
    "Jean-Luc",
    "van der Berg",
    "Sørensen",
    "Łukasz",
    "Nguyễn Thị Ánh",
    "Müller, Dr.",
    "José (Pepe)",
    "李小龍",
    "محمد علي",
    "אבי",
    "Анна",
    "Ἀριστοτέλης",
    "अनिता",
    "John Smith 3rd",
    "Gal·la",
    "عل\u200cی",
    "x" * MAX_NAME_LENGTH,
    unicodedata.normalize("NFD", "Nguyễn"),
)
BAD_NAMES = (
    "<b>Ann</b>",
    "<script>alert(1)</script>",
    "Ann\n",
    "Ann\x1b[31m",
    "\u202ennA",
    "A\u2067nn",
    "A\u200bnn",
    "A\u200dnn",
    "Ann\x00",
    "=1+2",
    "@SUM(A1)",
    "Ann;DROP",
    'Ann"',
    "Ann [bold]",
    "{{x}}",
    "![x](http)",
    "a\\b",
    "a/b",
    "123",
    "...",
    "-",
    "Ann😀",
    "Ann\ufeff",
    "Ann\u2028x",
    "a\u0301\u0301\u0301\u0301",
    "\u0301a",
    " \u0301a",
    "\u3164",
    "Ann\ud800",
    "x" * (MAX_NAME_LENGTH + 1),
    "x" * 10_000,
    None,
    3,
)


@each_row("given", GOOD_IDS)
def test_an_id_that_can_be_met_is_taken(given):
    assert id_fault(given) == ""


@each_row("given", BAD_IDS, ids=ascii)
def test_an_id_that_is_more_than_text_is_refused_with_a_reason_that_can_be_printed(given):
    reason = id_fault(given)
    assert reason
    assert reason.isprintable()


@each_row("given", GOOD_NAMES)
def test_a_name_that_can_be_met_is_taken(given):
    assert name_fault(given) == ""


@each_row("given", BAD_NAMES, ids=ascii)
def test_a_name_that_is_more_than_text_is_refused_with_a_reason_that_can_be_printed(given):
    reason = name_fault(given)
    assert reason
    assert reason.isprintable()


@each_row(
    ("given", "good"),
    [
        ("", True),
        ("ann@uni.example", True),
        ("a.b+c@x-y.org", True),
        ("ann", False),
        ("<a@b>", False),
        ("a@b\n", False),
        ("a b@c.d", False),
        ("a@b@c", False),
        ('"x"@y.z', False),
        ("a@b.\u202ec", False),
        ("a" * 250 + "@b.cd", False),
        (None, False),
    ],
)
def test_an_address_is_one_line_of_text(given, good):
    assert bool(email_fault(given)) is not good


def test_ids_that_a_file_system_takes_for_one_are_not_both_taken():
    good, refused = sorted_out(["ann", "Ann", "bob", "BOB", "<x>"], known=["bob"])
    assert good == ["ann", "bob"]
    assert sorted(one.given for one in refused) == ["<x>", "Ann", "BOB"]
    assert Refusal("Ann", "it differs from the id 'ann' only in capitals") in refused


def test_the_known_id_counts_whatever_comes_first():
    assert sorted_out(["Ann"], known=["ann"])[0] == []
    assert sorted_out(["ann", "Ann"], known=["ann"])[0] == ["ann"]
    assert same_id("STRASSE") == same_id("straße")


def test_what_is_typed_is_kept_in_one_form():
    assert normalised("  Nguye\u0302\u0303n \u00a0 Thi ") == "Nguyễn Thi"
