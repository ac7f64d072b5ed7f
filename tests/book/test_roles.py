"""Citations and quantities inside a sentence."""

from refusals import refused
from rows import each_row

from vertebra import tables
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
