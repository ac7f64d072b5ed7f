"""The folder of pages: what stands in it without any script, and what it asks of others."""

import json
import re
import zipfile
from pathlib import Path

import pytest
from refusals import refused

from vertebra.book import source
from vertebra.errors import CourseError
from vertebra.site import builder, pages, stills
from vertebra.site.stills import Still
from vertebra.widgets.bundle import esm

PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000007000000050806000000")
LESSON = """---
title: "A {trial} & more"
minutes: 30
prerequisites: nothing
objectives:
  L99.1: Name it
---

:::{case}
She **hurts**.
:::

## A question

It is so {cite}`Lindsay2001`, see [the card](model_cards/heat.ipynb).

```{predict} 01-pr-loss
```

```{code-cell}
from somewhere import Widget

Widget("<&>")
```

:::{explanation} 01-pr-loss
### Why
Because.
:::

## A question

```{self-check} 01-sc-who 01-we-t-score
```

```{evidence} A18
```

```{references}
```
"""


@pytest.fixture
def lesson(tmp_path) -> Path:
    path = tmp_path / "99_trial.md"
    path.write_text(LESSON.replace("{trial}", "trial"), encoding="utf-8")
    return path


def draw(code: str, names: dict) -> Still:
    return Still(PNG, "What <it> shows.", live=True)


@pytest.fixture
def site(lesson, tmp_path) -> Path:
    return builder.build(tmp_path / "site", [lesson], draw, with_laboratory=False).parent


def page_of(site: Path, name: str = "99_trial") -> str:
    return (site / "en" / f"{name}.html").read_text(encoding="utf-8")


def addresses(site: Path) -> list[tuple[Path, str]]:
    """Every address that a browser fetches from, or goes to, on all pages."""
    return [
        (path, found)
        for path in site.rglob("*.html")
        for found in re.findall(r'\s(?:src|href)="([^"]+)"', path.read_text(encoding="utf-8"))
    ]


def test_a_page_holds_text_picture_questions_evidence_and_references(site):
    page = page_of(site)
    for part in (
        "She <strong>hurts</strong>",
        "vertebra-case",
        "Lindsay 2001",
        "vertebra-evidence",
        "vertebra-references",
    ):
        assert part in page, part
    assert "<title>A trial &amp; more" in page
    assert 'href="model_cards/heat.html"' in page
    assert 'data-after="01-pr-loss"' in page
    assert 'id="A-question"' in page
    assert 'id="A-question-1"' in page, "two headings of one wording"
    picture = re.search(r'src="\.\./(pictures/\w+\.png)" width="7" height="5"', page)
    assert picture
    assert (site / picture[1]).read_bytes() == PNG
    assert "What &lt;it&gt; shows." in page


def test_what_the_laboratory_is_given_is_the_lessons_code(site):
    spec = re.search(r'class="vx-live" data-widget="([^"]+)"', page_of(site))
    assert spec
    given = json.loads(spec[1].replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    assert given["code"] == 'from somewhere import Widget\n\nWidget("<&>")'
    assert re.fullmatch("[0-9a-f]{16}", given["cell"]), "by its cell a widget finds what it saved"
    assert "start_laboratory.js" not in page_of(site), "without a laboratory nothing looks for one"


def test_every_question_of_a_page_comes_with_its_key_and_stands_as_text_without_scripts(site):
    page = page_of(site)
    data = re.search(r'<script type="application/json" id="vs-data">(.*?)</script>', page, re.DOTALL)
    assert data
    asked = json.loads(data[1])["questions"]
    assert list(asked) == ["01-pr-loss", "01-sc-who", "01-we-t-score"]
    assert all(variant["key"]["marking"] for variants in asked.values() for variant in variants)
    assert len(re.findall(r"<noscript>.*?vertebra-card.*?</noscript>", page, re.DOTALL)) == 2


def test_nothing_is_fetched_from_another_host_and_no_way_within_is_broken(site):
    found = addresses(site)
    assert len(found) > 20
    for path, address in found:
        if address.startswith(("https:", "#", "data:")):
            continue
        target = (path.parent / address.partition("#")[0]).resolve()
        assert target.is_relative_to(site), (path.name, address)
        elsewhere = address.startswith("model_cards/") or address == "00_start_here.html"  # In the whole course.
        assert target.exists() or elsewhere, (path.name, address)
    fetched = re.findall(r'<(?:script|img|link)[^>]*\s(?:src|href)="(https?:[^"]+)"', page_of(site))
    assert not fetched
    assert "default-src 'none'" in page_of(site)


def test_the_search_knows_every_section(site):
    text = (site / "en" / "search_index.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("window.vertebraSearch = ").rstrip(";\n"))
    places = {(entry["page"], entry["anchor"]) for entry in index}
    assert places >= {("99_trial.html", "A-question"), ("99_trial.html", "A-question-1")}
    assert any("hurts" in entry["text"] for entry in index)
    assert not any("<" in entry["heading"] for entry in index)


def test_every_lesson_is_there_and_every_way_between_pages_leads_somewhere(tmp_path, monkeypatch):
    monkeypatch.setattr(builder.sheets, "write", lambda folder: folder.mkdir())
    site = builder.build(tmp_path / "site", None, draw, with_laboratory=False).parent
    lessons = [path.stem for path in source.paths()]
    assert all((site / "en" / f"{name}.html").exists() for name in lessons)
    for path, address in addresses(site):
        name, _mark, anchor = address.partition("#")
        if name.startswith(("https:", "http:", "data:")) or name.endswith(".pdf"):
            continue
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), (path.name, address)
        if anchor:
            anchors = re.findall(r'\sid="([^"]+)"', target.read_text(encoding="utf-8"))
            assert anchor in anchors, (path.name, address)


def test_the_learners_own_page_knows_the_questions_of_all_lessons(site):
    data = re.search(r'id="vs-data">(.*?)</script>', page_of(site, "my_page"), re.DOTALL)
    assert data
    read = json.loads(data[1])
    listed = {item["id"] for lesson in read["catalogue"] for item in lesson["items"]}
    assert listed == set(read["questions"]) == {"01-pr-loss", "01-sc-who", "01-we-t-score"}
    assert all(lesson["page"].endswith(".html") for lesson in read["catalogue"])


def test_the_same_course_gives_the_same_zip_and_a_second_build_replaces_the_first(lesson, site):
    first = site.with_name("site.zip").read_bytes()
    (site / "en" / "99_trial.html").unlink()
    builder.build(site, [lesson], draw, with_laboratory=False)
    assert site.with_name("site.zip").read_bytes() == first
    with zipfile.ZipFile(site.with_name("site.zip")) as archive:
        assert "site/en/99_trial.html" in archive.namelist()
        assert all(not entry.is_dir() for entry in archive.infolist())


def test_a_folder_with_anything_else_in_it_is_left_alone(lesson, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work", encoding="utf-8")
    with refused(CourseError, "site-folder-taken"):
        builder.build(folder, [lesson], draw, with_laboratory=False)
    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]


def test_a_build_that_fails_leaves_the_pages_as_they_were(lesson, site):
    def broken(code: str, names: dict) -> Still:
        raise CourseError("no picture")

    before = page_of(site)
    with pytest.raises(CourseError):
        builder.build(site, [lesson], broken, with_laboratory=False)
    assert page_of(site) == before
    assert not [path for path in site.parent.iterdir() if path.name.startswith(".")]


def test_a_cell_shows_its_picture_and_words_and_a_broken_one_is_named():
    names: dict = {}
    assert stills.draw("name = 1", names) == Still()
    assert stills.draw("name + 1", names) == Still(words="2", live=True)
    with refused(CourseError, "cell-does-not-run"):
        stills.draw("absent", {})


def test_questions_in_a_cell_of_code_are_questions():
    asked = pages._questions_of('from vertebra.quiz.component import SelfCheck\n\nSelfCheck(["a-1", "b-2"])')
    assert asked == ["a-1", "b-2"]
    assert pages._questions_of("from vertebra.lab import mrs_a\n\nmrs_a()") == []


def test_every_code_cell_of_the_lessons_is_a_question_or_can_be_run():
    codes = [block.text for path in source.paths() for block in source.read(path).of_kind("code-cell")]
    assert len(codes) > 40
    asked = [code for code in codes if "SelfCheck(" in code or "self_check(" in code]
    assert all(pages._questions_of(code) for code in asked)


def test_the_pages_script_is_one_whole():
    from vertebra.site.page_scripts import STATIC, script

    assert "\nexport " not in script()
    assert "\nimport " not in script()
    assert esm(STATIC / "marking.js")
