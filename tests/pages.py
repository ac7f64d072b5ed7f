"""What the pages of grading say of themselves in attributes: numbers and states, whatever their sentences."""

from pathlib import Path

from bs4 import BeautifulSoup, Tag


def page_facts(page: Path) -> dict[str, str]:
    """The numbers of a feedback page, by name: `score`, `max-score`, `late-penalty`, `waiting`, `rejected`."""
    return data_of(BeautifulSoup(page.read_bytes(), "html.parser").select_one("main"))


def data_of(element: Tag) -> dict[str, str]:
    """The `data-` attributes of an element, by name."""
    return {name.removeprefix("data-"): str(value) for name, value in element.attrs.items() if name.startswith("data-")}
