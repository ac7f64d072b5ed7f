"""Citations and quantities inside a sentence."""

from refusals import refused
from rows import each_row

from vertebra import references, tables
from vertebra.book import roles
from vertebra.errors import CourseError


def test_a_citation_is_author_and_year_with_a_link():
    assert roles.render("It is so {cite}`Lindsay2001`.") == (
        "It is so ([Lindsay 2001](https://doi.org/10.1001/jama.285.3.320))."
    )


def test_several_keys_make_one_bracket():
    text = roles.render("{cite}`Lindsay2001; Cummings2018`")
    assert text.startswith("([Lindsay 2001](")
    assert "); [Cummings 2018](" in text


def test_a_quantity_shows_value_unit_and_interval():
    found = tables.quantity("vitamin_d_supplement_units_day")
    assert roles.render("{quantity}`vitamin_d_supplement_units_day`") == (
        f"{found.value:g} {found.unit} ({found.low:g} to {found.high:g})"
    )
    assert roles.render("{value}`vitamin_d_supplement_units_day`") == f"{found.value:g} {found.unit}"


def test_text_without_roles_is_untouched():
    text = "Braces {like these} and `code` stay, and so does {cite} alone."
    assert roles.render(text) == text


@each_row(("role", "name"), [("cite", "Nobody1900"), ("quantity", "no_such"), ("value", "no_such")])
def test_an_unknown_name_is_said(role, name):
    with refused(CourseError, name):
        roles.render(f"{{{role}}}`{name}`")


def test_roles_lists_each_key_once():
    text = "{cite}`A; B` and {quantity}`c`"
    assert list(roles.find_roles(text)) == [("cite", "A"), ("cite", "B"), ("quantity", "c")]


def test_a_range_is_the_interval_alone_and_one_without_is_said():
    found = tables.quantity("vitamin_d_supplement_units_day")
    assert roles.render("{range}`vitamin_d_supplement_units_day`") == f"{found.low:g} to {found.high:g} {found.unit}"
    with refused(CourseError, "cord_compression_mri_max_h"):
        roles.render("{range}`cord_compression_mri_max_h`")


def test_a_cell_is_read_from_its_table_and_brings_its_source():
    row = tables.table("consent").row("event", "canal")
    assert roles.render("{cell}`consent > canal > events`") == row["events"]
    assert roles.sources("{cell}`consent > canal > events`") == {row["source"]}


def test_a_cell_of_two_columns_is_a_percentage():
    row = tables.table("consent").row("event", "canal")
    share = 100 * float(row["events"]) / float(row["people"])
    assert roles.render("{cell}`consent > canal > events/people`") == f"{share:.1f} %"
    large = tables.table("trial_counts").row("analysis", "randomised")
    share = 100 * float(large["events_treated"]) / float(large["n_treated"])
    assert roles.render("{cell}`trial_counts > VAPOUR > randomised > events_treated/n_treated`") == f"{share:.0f} %"


@each_row(
    ("address", "named"),
    [
        ("trial_counts > VAPOUR > n_treated", "VAPOUR"),
        ("trial_counts > Nobody > n_treated", "Nobody"),
        ("trial_counts > VAPOUR > observed > nothing", "nothing"),
        ("no_such_table > A > b", "no_such_table"),
    ],
)
def test_a_cell_that_is_not_one_is_refused(address, named):
    with refused(CourseError, named):
        roles.render(f"{{cell}}`{address}`")


def test_examples_and_what_is_computed_stand_as_written_and_bring_no_source():
    text = "{example}`58 × 4.5` is {computed}`261 mg`"
    assert roles.render(text) == "58 × 4.5 is 261 mg"
    assert roles.sources(text) == set()
    assert roles.without(text) == " is "


def test_a_citation_without_a_doi_links_by_what_it_has():
    assert roles.citation("Struelens2013").endswith("(https://pubmed.ncbi.nlm.nih.gov/23803582/)")
    assert roles.citation("Dohm2014").endswith("(https://www.ajnr.org/content/35/12/2227)")
    assert roles.citation("ACR") == references.short("ACR")
