"""The printed sheets: one page of A4 each, with the tables' numbers, readable in grey, the same bytes every time."""

import re

import pytest
from refusals import refused
from rows import each_row

from vertebra import tables, units
from vertebra.book import row_tables, sheets, source
from vertebra.book.sheets import antithrombotics, bone_drugs, consent, edition, osce, page
from vertebra.errors import CourseError
from vertebra.models.preparation.antithrombotics import rules
from vertebra.paths import SHEETS, TABLES

pypdf = pytest.importorskip("pypdf")

POINTS_PER_INCH = 72
MAX_SHEET_BYTES = 250_000


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Every sheet as a file, by its name."""
    folder = tmp_path_factory.mktemp("sheets")
    return {path.stem: path for path in sheets.write(folder)}


@pytest.fixture(scope="module")
def texts(drawn):
    """What can be read out of each, spaces and hyphens of all kinds made one."""
    read = {name: pypdf.PdfReader(path).pages[0].extract_text() for name, path in drawn.items()}
    return {name: _plain(text) for name, text in read.items()}


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


def holds(text: str, piece: str) -> bool:
    return _plain(piece) in text


@pytest.mark.slow
def test_each_is_one_page_of_a4(drawn):
    for name, path in drawn.items():
        pages = pypdf.PdfReader(path).pages
        assert len(pages) == 1, name
        width, height = (float(side) / POINTS_PER_INCH * page.MM_PER_INCH for side in pages[0].mediabox[2:])
        assert (width, height) == pytest.approx((page.WIDTH_MM, page.HEIGHT_MM), abs=0.2), name
        assert path.stat().st_size < MAX_SHEET_BYTES, name


def test_each_has_its_sentence_its_date_and_its_sources(texts, drawn):
    for name, text in texts.items():
        assert holds(text, page.SENTENCE), name
        assert holds(text, edition.tables_date()), name
        assert holds(text, edition.fingerprint()), name
        numbers = {int(one) for found in re.findall(r"\[([\d,]+)\]", text) for one in found.split(",")}
        laid_out = sheets.draw(name)
        assert numbers == set(range(1, len(laid_out.keys) + 1)), name
        assert edition.fingerprint() in pypdf.PdfReader(drawn[name]).metadata["/Keywords"]


@each_row(
    ("sheet", "quantity"),
    [
        ("first-ten-minutes", "lipid_bolus_ml_kg"),
        ("first-ten-minutes", "lipid_max_ml_kg"),
        ("first-ten-minutes", "lidocaine_plain_max_mg_kg"),
        ("first-ten-minutes", "implantation_syndrome_severe_saturation_percent"),
        ("red-flags", "cord_compression_mri_max_h"),
        ("red-flags", "cord_compression_dexamethasone_mg"),
        ("red-flags", "sins_unstable_from_points"),
        ("red-flags", "supine_positive_likelihood_ratio"),
        ("consent", "recovered_before_randomisation_people"),
        ("bone-drugs", "zoledronate_min_clearance_ml_min"),
        ("bone-drugs", "denosumab_stopped_multiple_percent"),
        ("bone-drugs", "arch_romosozumab_cardiovascular_percent"),
        ("antithrombotics", "augmentation_max_inr_ratio"),
        ("antithrombotics", "augmentation_min_platelets"),
        ("formulae", "dxa_l1_l4_young_sd_women_g_cm2"),
        ("formulae", "genant_grade_2_from_percent"),
        ("formulae", "lens_limit_msv_per_year"),
    ],
)
def test_numbers_are_those_of_the_tables(texts, sheet, quantity):
    found = tables.quantity(quantity)
    assert holds(texts[sheet], units.format_quantity(found.value, found.unit))


def test_another_number_in_a_table_is_another_number_on_the_sheet(tmp_path, monkeypatch):
    original = tables.quantity

    def changed(name):
        found = original(name)
        return tables.Quantity(**{**vars(found), "value": 7654}) if name == "sins_refer_from_points" else found

    monkeypatch.setattr(tables, "quantity", changed)
    [path] = sheets.write(tmp_path, ["red-flags"])
    assert holds(_plain(pypdf.PdfReader(path).pages[0].extract_text()), "7654 points")


def test_every_drug_and_every_pause_is_on_its_sheet(texts):
    shown = [rule for rule in rules() if rule.family != "none"]
    for rule in shown:
        clearance = antithrombotics.clearance_text(rule)
        assert holds(texts["antithrombotics"], f"{rule.drug}, {clearance}" if clearance else rule.drug), rule
        assert holds(texts["antithrombotics"], antithrombotics.restart_text(rule)), rule
    hours = re.findall(r"(?<![\d])(\d+)h", texts["antithrombotics"])
    for pause in {f"{rule.pause_h['high']:g}" for rule in shown}:
        assert hours.count(pause) >= sum(f"{rule.pause_h['high']:g}" == pause for rule in shown), pause


def test_consent_shows_what_was_counted(texts):
    pain, fractures = consent.pairs()
    shares = [pain.first[1], pain.second[1], fractures.first[1], fractures.second[1], *consent.harms()]
    for share in shares:
        assert holds(texts["consent"], consent.share_text(share).replace("**", "")), share.name
    sheet = tables.table("decision_sheet")
    assert round(pain.first[1].percent) == float(sheet.numbers("with_cement_percent")[0])
    assert round(pain.second[1].percent) == float(sheet.numbers("without_cement_percent")[0])
    assert round(fractures.second[1].percent, 1) == float(sheet.numbers("without_cement_percent")[1])


@each_row(
    ("drug", "answers"),
    [
        ("alendronate", ("no", "no", "yes", "yes")),
        ("zoledronate", ("no", "no", "yes", "yes")),
        ("denosumab", ("work-up", "yes", "yes", "yes")),
        ("teriparatide", ("no", "yes", "yes", "yes")),
        ("romosozumab", ("work-up", "yes", "yes", "no")),
    ],
)
def test_kidneys_and_heart_rule_drugs_out(drug, answers):
    assert bone_drugs.may_have(drug) == answers


def test_every_drug_of_the_trials_is_on_the_sheet():
    assert {row[row_tables.KEY] for row in row_tables.read("bone_drugs").rows} == set(
        tables.table("treatment_trials").texts("treatment")
    )


def test_fonts_are_embedded(drawn):
    for name, path in drawn.items():
        fonts = pypdf.PdfReader(path).pages[0]["/Resources"]["/Font"]
        assert fonts, name
        for font in fonts.values():
            inner = font.get_object()
            inner = inner["/DescendantFonts"][0].get_object() if "/DescendantFonts" in inner else inner
            descriptor = inner["/FontDescriptor"].get_object()
            assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")), (name, inner)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(first: str, second: str) -> float:
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_ink_stands_out_from_its_ground_and_grounds_from_each_other_in_grey():
    assert {tone: _contrast(*pair) for tone, pair in page.COLOURS.items() if _contrast(*pair) < 7} == {}
    assert _contrast(page.DARK, page.MIDDLE) > 3
    assert _contrast(page.MIDDLE, page.PAPER) > 1.4
    assert len({symbol for symbol, _tone in bone_drugs.SYMBOLS.values()}) == len(bone_drugs.SYMBOLS)


@pytest.mark.slow
def test_the_same_contents_give_the_same_bytes(drawn, tmp_path):
    again = {path.stem: path.read_bytes() for path in sheets.write(tmp_path)}
    assert again == {name: path.read_bytes() for name, path in drawn.items()}


def test_settings_of_the_reader_change_nothing(drawn, tmp_path):
    import matplotlib

    with matplotlib.rc_context({"font.family": ["serif"], "pdf.fonttype": 3, "font.size": 20, "axes.facecolor": "red"}):
        [path] = sheets.write(tmp_path, ["red-flags"])
    assert path.read_bytes() == drawn["red-flags"].read_bytes()


def test_what_does_not_fit_is_refused_and_not_cut_off(tmp_path):
    full = page.Page("Full", "A sheet")
    full.text(page.MARGIN_MM, page.TOP_MM, "word " * 5000, page.INNER_MM)
    with pytest.raises(ValueError):
        full.save(tmp_path / "full.pdf")
    with pytest.raises(ValueError):
        full.text(page.MARGIN_MM, page.TOP_MM, "Donaudampfschifffahrt", 5)
    assert list(tmp_path.iterdir()) == []


@each_row(
    ("text", "lines"),
    [
        ("one two three", [["one", "two", "three"]]),
        ("**one**, two", [["one", ",", "two"]]),
        ("one\n\ntwo", [["one"], ["two"]]),
        ("a\N{NO-BREAK SPACE}b c", [["a\N{NO-BREAK SPACE}b", "c"]]),
    ],
)
def test_words_stay_together_where_no_space_divides_them(text, lines):
    found = page._lines(text, 100, 8)
    assert [[word.text for word in line] for line in found] == lines


def test_one_sheet_can_be_asked_for_and_an_unknown_one_is_refused(tmp_path):
    assert [path.name for path in sheets.write(tmp_path / "new" / "folder", ["red-flags"])] == ["red-flags.pdf"]
    with refused(CourseError, "orange-flags", "red-flags"):
        sheets.write(tmp_path, ["orange-flags"])


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    with refused(CourseError, str(tmp_path / "taken")):
        sheets.write(tmp_path / "taken")
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


def test_a_folder_of_sheets_is_current_until_one_is_lost_or_contents_change(drawn):
    folder = drawn["consent"].parent
    assert sheets.is_current(folder)
    moved = drawn["consent"].rename(folder / "away.pdf")
    assert not sheets.is_current(folder)
    moved.rename(drawn["consent"])
    mark = (folder / sheets.MARK).read_text(encoding="utf-8")
    (folder / sheets.MARK).write_text("another edition", encoding="utf-8")
    assert not sheets.is_current(folder)
    (folder / sheets.MARK).write_text(mark, encoding="utf-8")
    assert sheets.is_current(folder)


def test_one_sheet_does_not_make_a_folder_current(tmp_path):
    sheets.write(tmp_path, ["red-flags"])
    assert not (tmp_path / sheets.MARK).exists()
    assert not sheets.is_current(tmp_path)


def test_learning_starts_the_printing_only_where_it_is_needed(tmp_path, monkeypatch):
    from vertebra import cli

    started = []
    monkeypatch.setattr(cli.subprocess, "Popen", lambda command, **_: started.append(command))
    cli._print_in_background(tmp_path)
    assert [command[-2:] for command in started] == [["print", str(tmp_path / sheets.FOLDER)]]
    monkeypatch.setattr(sheets, "is_current", lambda folder: True)
    cli._print_in_background(tmp_path)
    assert len(started) == 1


def test_the_fingerprint_follows_the_tables(tmp_path, monkeypatch):
    before = edition.fingerprint()
    for folder, name in ((TABLES, "TABLES"), (SHEETS, "SHEETS")):
        copy = tmp_path / name
        copy.mkdir()
        for path in folder.glob("*"):
            (copy / path.name).write_bytes(path.read_bytes())
        monkeypatch.setattr(edition, name, copy)
    assert edition.compute_fingerprint() == before
    changed = tmp_path / "TABLES" / "preparation.toml"
    changed.write_text(changed.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert edition.compute_fingerprint() != before


@pytest.mark.parametrize("name", sorted(sheets.STATIONS))
def test_a_station_is_one_page_with_its_whole_mark_scheme(tmp_path, name):
    (path,) = sheets.write(tmp_path, [name])
    (one,) = pypdf.PdfReader(path).pages
    text = _plain(one.extract_text())
    rows = osce.scheme(sheets.STATIONS[name])
    assert len(rows) >= 10
    whole, needed = osce.marks(sheets.STATIONS[name])
    assert whole == sum(int(row["marks"]) for row in rows)
    assert whole * osce.PASS_FRACTION <= needed < whole
    assert holds(text, f"of {whole}.")
    for row in rows:
        assert holds(text, row["done"].split("{")[0].replace("**", "").strip()), row["key"]


def test_stations_are_drawn_by_name_alone_and_each_has_a_mark_scheme(drawn):
    assert not set(drawn) & set(sheets.STATIONS)
    assert set(sheets.STATIONS.values()) == set(osce.stations())
    assert {row["station"] for row in row_tables.read("osce_marks").rows} == set(osce.stations())
    for station in osce.stations():
        assert any(row["safety"] for row in osce.scheme(station)), station


def test_a_station_names_objectives_that_lessons_have():
    known = {key for path in source.paths() for key in source.read(path).objectives}
    for row in row_tables.read("osce").rows:
        assert set(row["objectives"].split(", ")) <= known, row["key"]
