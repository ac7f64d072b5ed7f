"""Small questions of the kinds that no lesson asks yet."""

from pathlib import Path

import pytest
from question_files import write_code

HEAD = 'title = "T"\nobjective = "L01.1"\nlesson_section = "S"\npoints = 4\n'
CASES = "".join(
    f'[[case]]\nanswer = "{answer}"\nscore = {score}\n\n'
    for answer, score in (("right", 1), ("wrong", 0), ("blank", 0), ("nonsense", 0))
)

ORDERING = """Put these into order.

## Order

1. {#cut} Make a small cut in the skin
   > The skin comes first, since everything else goes through it.
2. {#needle} Bring the needle to the bone
   > The needle needs the cut.
3. {#inject} Inject the cement slowly
   > Cement goes through the needle.
4. {#wait} Wait until the cement is hard
   > It hardens where it was injected.

## Hints

- Think of what everything passes through.
- The needle comes second of all.
"""
POINT_HEAD = 'near = 0.05\nfigure = { view = "plain", values = ["width"], alt = "A grey square" }\n'
POINT = """Point at the right place.

## Feedback

- right: This is the place that was asked for.
- near: This is beside the place that was asked for.
- wrong: This is far from the place that was asked for.
- region canal: This is the canal, which must be spared.
"""
POINT_CODE = """def generate(rng):
    return {"width": rng.randrange(100, 10_000)}


def key(values):
    return {"x": 0.3, "y": 0.4, "rx": 0.1, "ry": 0.05}


def regions(values):
    return {"canal": {"corners": [[0.6, 0.6], [0.8, 0.6], [0.8, 0.9]]}}
"""
CONCORDANCE_HEAD = 'panel = [0, 1, 3, 10, 5]\npanel_note = "made up for this test"\n'
CONCORDANCE = """You think of a fracture, and find that she has fallen. The fracture becomes:

## Explanation

A fall makes a fracture more likely.
"""
SIMULATION_HEAD = (
    '[actions.advance]\ndepth_mm = [0, 60]\n\n[actions.turn]\nside = ["left", "right"]\n\n[actions.stop]\n'
)
SIMULATION = "Bring the tip to {{ goal_mm }} mm, and stop.\n"
SIMULATION_CODE = """from vertebra.errors import InputError


def generate(rng):
    return {"goal_mm": rng.randrange(20, 50)}


def key(values):
    return [{"do": "advance", "depth_mm": values["goal_mm"]}, {"do": "stop"}]


def replay(values, actions):
    depth = 0
    for at, action in enumerate(actions):
        if action["do"] == "stop":
            if at < len(actions) - 1:
                raise InputError("After stopping nothing more can be done.")
            break
        depth += action.get("depth_mm", 0)
    away = abs(depth - values["goal_mm"])
    feedback = f"The tip ended {away:g} mm from the goal."
    return {"share": max(0, 1 - away / 10), "feedback": feedback, "summary": f"{depth:g} mm"}
"""
LEADER = """A body is {{ height_mm }} mm high. What is half of it?

## Feedback

- right: Half is the height divided by two.
- wrong: Divide the height by two.
"""
LEADER_CODE = """def generate(rng):
    return {"height_mm": rng.randrange(100, 400)}


def key(values):
    return values["height_mm"] / 2
"""
FOLLOWER = LEADER.replace("half of it", "twice of it").replace("Half", "Twice").replace("divided by", "times")
NUMERIC_HEAD = "decimals = 1\ntolerance_abs = 0.1\n"


def write(root: Path, name: str, kind: str, more: str, body: str, code: str = "") -> None:
    """A question folder."""
    (root / name).mkdir()
    text = f'+++\nkind = "{kind}"\n{HEAD}{more}+++\n{body}'
    (root / name / "question.md").write_text(text, encoding="utf-8")
    (root / name / "tests.toml").write_text(CASES, encoding="utf-8")
    if code:
        write_code(root / name, code)


@pytest.fixture
def kinds_root(tmp_path, monkeypatch):
    """A folder with a question of each kind that is rarely asked, and a quiz of all of them."""
    from vertebra.quiz.question import figures

    monkeypatch.setitem(figures.VIEWS, "plain", _plain)
    root = tmp_path / "questions"
    root.mkdir()
    write(root, "k-order", "ordering", "", ORDERING)
    write(root, "k-point", "point", POINT_HEAD, POINT, POINT_CODE)
    write(root, "k-script", "concordance", CONCORDANCE_HEAD, CONCORDANCE)
    write(root, "k-played", "simulation", SIMULATION_HEAD, SIMULATION, SIMULATION_CODE)
    write(root, "k-half", "numeric", NUMERIC_HEAD, LEADER, LEADER_CODE)
    follower = 'def key(values):\n    return values["height_mm"] * 2\n'
    write(root, "k-twice", "numeric", NUMERIC_HEAD + 'draws_with = "k-half"\n', FOLLOWER, follower)
    (root / "quizzes").mkdir()
    items = '["k-order", "k-point", "k-script", "k-played", "k-half", "k-twice"]'
    (root / "quizzes" / "K1.toml").write_text(f'title = "Kinds"\nminutes = 5\nitems = {items}\n', encoding="utf-8")
    return root


def _plain(values):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(3, 2))
    figure.patch.set_facecolor("0.8")
    return figure
