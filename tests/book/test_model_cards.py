"""A model card is written once and read twice: in a few lines in the lesson, in full on its own page."""

from pathlib import Path

import pytest
from refusals import refused
from rows import each_row

from vertebra.book import builder, check, model_cards, notebook, source
from vertebra.errors import CourseError
from vertebra.lab import learner_folder
from vertebra.paths import NOTEBOOKS

LINES = {
    "shows": "How a lump of dough grows when it is warm and left alone.",
    "cannot_show": "What the baker does to it before the oven, and afterwards.",
    "how_far_off": "It grows 12 % too fast, and stops at 40 minutes. {cite}`Lindsay2001`",
    "comes_from": "Loaves that were measured in kitchens, {cite}`Black2016`.",
}
BODY = "**What it is.** Dough that grows 12 % faster and stops after 40 minutes {cite}`Cummings2018`."


def write(folder: Path, lines: dict[str, str] = LINES, body: str = BODY) -> None:
    head = "".join(f'{key}: "{line}"\n' for key, line in lines.items())
    (folder / "dough.md").write_text(f"---\n{head}---\n# Model card: dough\n\n{body}\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(model_cards, "CARDS", tmp_path)
    write(tmp_path)
    return tmp_path


def test_the_lesson_has_four_lines_and_the_way_to_the_full_card(folder):
    shown = model_cards.summary("dough").splitlines()
    points = [line for line in shown if line.startswith("- ")]
    assert [any(label in point for point in points) for label in model_cards.LABELS.values()] == [True] * 4
    assert len(points) == 5
    assert points[-1].endswith("(model_cards/dough.ipynb)")
    assert "{cite}" not in "".join(points)


def test_the_page_has_the_lines_the_full_text_and_every_source(folder):
    page = model_cards.page("dough", [])
    texts = [cell.source for cell in page.cells]
    assert "Dough that grows 12 %" in texts[1]
    assert texts[2].count("\n- ") == 3
    assert notebook.to_bytes(page) == notebook.to_bytes(model_cards.page("dough", []))
    assert all(cell.cell_type == "markdown" for cell in page.cells)


@each_row(
    ("change", "said"),
    [
        ({"shows": None}, "shows"),
        ({"shows": "Dough."}, "6"),
        ({"comes_from": "word " * 40}, "200"),
        ({"taste": "How it tastes when it is done, which nobody has asked."}, "taste"),
        ({"how_far_off": "It grows 13 % too fast, and stops at 40 minutes."}, "13"),
    ],
)
def test_a_line_that_is_missing_too_long_or_unknown_is_a_fault(tmp_path, monkeypatch, change, said):
    monkeypatch.setattr(model_cards, "CARDS", tmp_path)
    write(tmp_path, {key: line for key, line in {**LINES, **change}.items() if line is not None})
    found = list(model_cards.faults("dough"))
    assert len(found) == 1
    assert said in found[0]
    assert [fault.path.name for fault in check.cards()] == ["dough.md"]


def test_a_sound_card_has_no_fault(folder):
    assert list(model_cards.faults("dough")) == []


@each_row("text", ["# Model card: dough\n\nNo head.\n", "---\n- a\n---\n# Model card: dough\n\nA list.\n"])
def test_a_card_without_its_head_is_refused_by_name(tmp_path, monkeypatch, text):
    monkeypatch.setattr(model_cards, "CARDS", tmp_path)
    (tmp_path / "dough.md").write_text(text, encoding="utf-8")
    with refused(CourseError, "dough.md"):
        model_cards.read("dough")


def test_every_card_is_shown_by_a_lesson_and_every_page_says_which():
    lessons = [source.read(path) for path in source.paths()]
    shown = {name for lesson in lessons for block in lesson.of_kind("model-card") for name in block.arguments}
    assert shown == set(model_cards.names())
    for name in model_cards.names():
        links = [line for line in model_cards.page(name, lessons).cells[0].source.splitlines() if "../" in line]
        assert links, name


def test_the_pages_are_built_beside_the_lessons_and_come_into_a_learners_folder(tmp_path):
    built = {path.relative_to(NOTEBOOKS) for path, _content in builder.expected_files() if path.suffix == ".ipynb"}
    pages = {Path(model_cards.FOLDER) / f"{name}.ipynb" for name in model_cards.names()}
    assert pages <= built
    shipped = tmp_path / "shipped"
    (shipped / model_cards.FOLDER).mkdir(parents=True)
    page = shipped / model_cards.FOLDER / "dough.ipynb"
    page.write_bytes(notebook.to_bytes(model_cards.page("heat", [])))
    update = learner_folder.update(tmp_path / "learner", shipped)
    assert update.placed == ("model_cards/dough.ipynb",)
    assert (tmp_path / "learner" / "model_cards" / "dough.ipynb").read_bytes() == page.read_bytes()
    assert learner_folder.update(tmp_path / "learner", shipped).placed == ()
