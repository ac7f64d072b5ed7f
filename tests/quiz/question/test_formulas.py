"""Formulas as MathML: typeset without a script, and nothing that somebody wrote can do more than be read."""

import re._constants
import re._parser
from xml.etree import ElementTree as ET

from refusals import refused
from rows import each_row

from vertebra.errors import CourseError
from vertebra.quiz.question import formulas
from vertebra.quiz.question import render_item as shown
from vertebra.quiz.release.check import question_faults

NS = f"{{{formulas.MATHML}}}"


def tags(text):
    return [one.tag.removeprefix(NS) for one in ET.fromstring(text).iter()]


def test_a_formula_is_mathml_that_keeps_what_was_typed():
    made = formulas.mathml(r"\Delta p = \frac{8 \eta L Q}{\pi r^4}")
    assert {"math", "mfrac", "msup"} <= set(tags(made))
    assert ET.fromstring(made).get("alttext") == r"\Delta p = \frac{8 \eta L Q}{\pi r^4}"
    assert "".join(ET.fromstring(made).itertext()) == "Δp=8ηLQπr4"
    assert ET.fromstring(formulas.mathml("x", block=True)).get("display") == "block"


@each_row("unit", ["N", "mm", "kg"])
def test_a_unit_stands_upright_as_one_word(unit):
    words = ET.fromstring(formulas.mathml(rf"3\,\mathrm{{{unit}}}")).findall(f".//{NS}mtext")
    assert [one.text for one in words] == [unit]


@each_row(
    "tex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\text{<img src=x onerror=alert(1)>}",
        r"\class{vq-saved}{x}",
        r"\style{position:fixed}{x}",
        r'\color{red" onclick="alert(1)}{x}',
        r"\kern{99999em}x",
        r"\hspace{9999em}",
        "<script>alert(1)</script>",
    ],
)
def test_a_formula_brings_no_address_no_style_no_element_of_the_page_and_no_length_out_of_proportion(tex):
    root = ET.fromstring(formulas.shown(tex))
    assert all(one.tag.startswith(NS) and one.tag.removeprefix(NS) in formulas.TAGS for one in root.iter())
    names = {name for one in root.iter() for name in one.attrib} - {"alttext"}
    assert names <= set(formulas.ATTRIBUTES)
    assert not any("9999" in value for one in root.iter() for name, value in one.items() if name != "alttext")


@each_row(
    ("tex", "reason"),
    [
        (r"\def\x{\x\x}\x", "formula-defines-command"),
        (r"\newcommand{\a}{b}", "formula-defines-command"),
        (r"\left( x", "formula-not-readable"),
        ("{" * 300 + "x", "formula-not-readable"),
        ("x" * 401, "401"),
    ],
)
def test_a_formula_that_cannot_be_typeset_is_said_and_shown_as_typed(tex, reason):
    with refused(CourseError, reason):
        formulas.mathml(tex)
    assert formulas.shown(tex).startswith("<code>")


def test_words_are_shown_as_typed_but_for_their_formulas():
    made = formulas.escape_and_typeset(
        "<b>By</b> $x_1$, at $5 or $6;\n\\(y\\) and \\[z\\] and $$w$$, US$5, CAN$6, $ 7 and 8 $"
    )
    assert made.count("<math") == 4
    assert made.startswith("&lt;b&gt;By&lt;/b&gt; <math")
    assert "$" not in made
    assert "at &#36;5 or &#36;6;" in made
    assert made.endswith("US&#36;5, CAN&#36;6, &#36; 7 and 8 &#36;")


@each_row("unit", ["$", "$a", "\\[", "\\(", "$$a", "a$ $", "$" + "{" * 150 + "x$ "])
def test_a_long_text_of_what_begins_formulas_is_gone_through(unit):
    assert formulas.escape_and_typeset((unit * 20_000)[:20_000])


def test_no_text_takes_long():
    """Wherever a formula may begin, no more characters are tried than the longest one has, and none of them twice."""

    def most_repeats(pattern) -> int:
        found = 1
        for operation, value in pattern:
            if operation in (re._constants.MAX_REPEAT, re._constants.MIN_REPEAT, re._constants.POSSESSIVE_REPEAT):
                found = max(found, int(value[1]) * most_repeats(value[2]))
            elif operation is re._constants.SUBPATTERN:
                found = max(found, most_repeats(value[-1]))
            elif operation is re._constants.BRANCH:
                found = max(found, *map(most_repeats, value[1]))
        return found

    assert most_repeats(re._parser.parse("((?:a{0,30}b){0,7}|c)")) == 210
    assert most_repeats(re._parser.parse("(?:x|a+)")) == re._constants.MAXREPEAT
    assert most_repeats(re._parser.parse(formulas._FORMULA.pattern, formulas._FORMULA.flags)) <= formulas.MAX_CHARACTERS


def test_markdown_has_formulas_and_money():
    made = shown.html("Is $\\sigma = F/A$ worth $5 or $6?\n\n$$\\frac{F}{A}$$")
    assert made.count("<math") == 2
    assert 'display="block"' in made
    assert "worth $5 or $6?" in made


def test_a_questions_formula_that_cannot_be_read_is_a_fault(tmp_path):
    folder = tmp_path / "t-law"
    folder.mkdir()
    head = '+++\nkind = "single"\ntitle = "T"\nobjective = "L01.1"\nlesson_section = "S"\npoints = 1\n+++\n'
    options = (
        "\n## Options\n\n- [x] {#a} $a$\n  > Right it is.\n- [ ] {#b} $\\left( b$\n  > Wrong it is.\n"
        "- [ ] {#c} c\n  > So.\n"
    )
    (folder / "question.md").write_text(head + "Which?\n" + options, encoding="utf-8")
    (folder / "tests.toml").write_text("", encoding="utf-8")
    (fault,) = [one for one in question_faults("t-law", "", tmp_path) if "formula" in one]
    assert r"\left( b" in fault
