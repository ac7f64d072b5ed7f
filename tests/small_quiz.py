"""A small quiz `T1`: a choice, several choices, a number with 24 variants, and a text."""

from pathlib import Path

from question_files import write_code

HEAD = (
    '+++\nkind = "{kind}"\ntitle = "{title}"\nobjective = "L01.1"\nlesson_section = "What the scan measures"\n'
    "points = {points}\n{more}+++\n"
)

SINGLE = (
    HEAD.format(kind="single", title="Which one", points=1, more="")
    + """Which of these is the first?

## Options

- [x] {#a} The first of them
  > It is the first one because it stands first.
- [ ] {#b} The second of them
  > It stands second, after the first one.
- [ ] {#c} The third of them
  > It stands third, behind the second one.
"""
)
MULTIPLE = (
    HEAD.format(kind="multiple", title="Which ones", points=2, more="")
    + """Which of these are even?

## Options

- [x] {#two} Two
  > Two is twice one.
- [x] {#four} Four
  > Four is twice two.
- [ ] {#three} Three
  > Three is one more than twice one.
- [ ] {#five} Five
  > Five is one more than twice two.
"""
)
NUMBER = (
    HEAD.format(kind="numeric", title="How much", points=2, more='decimals = 0\ntolerance_abs = 1\nunit = "mm"\n')
    + """What are {{ a }} mm and {{ b }} mm together?

## Feedback

- right: Lengths in a line add up to the whole.
- wrong: Add the two lengths to get the whole.
"""
)
NUMBER_CODE = """def generate(rng):
    return {"a": rng.randrange(10, 500), "b": rng.randrange(10, 500)}


def key(values):
    return values["a"] + values["b"]
"""
TEXT = (
    HEAD.format(kind="text", title="In words", points=3, more="")
    + """Say why.

## Rubric

- 2: gives the reason
- 1: says it clearly

## Model answer

Because the reason is the one that was given.
"""
)
CASES = "".join(f'[[case]]\nanswer = "{name}"\nscore = 0\n\n' for name in ("blank", "nonsense"))
QUIZ = 'title = "A test of grading"\nminutes = 5\nitems = ["t-single", "t-multi", "t-number", "t-text"]\n'


def write_small_quiz(root: Path) -> Path:
    """Write its questions and its definition below `root`."""
    for name, text in (("t-single", SINGLE), ("t-multi", MULTIPLE), ("t-number", NUMBER), ("t-text", TEXT)):
        (root / name).mkdir()
        (root / name / "question.md").write_text(text, encoding="utf-8")
        (root / name / "tests.toml").write_text(CASES, encoding="utf-8")
    write_code(root / "t-number", NUMBER_CODE)
    (root / "quizzes").mkdir()
    (root / "quizzes" / "T1.toml").write_text(QUIZ, encoding="utf-8")
    return root
