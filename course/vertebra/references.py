"""The course's only bibliography, `assets/references.bib`, and how an entry is written in a lesson."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from vertebra.errors import CourseError
from vertebra.paths import BIBLIOGRAPHY, require

if TYPE_CHECKING:
    from pybtex.database import BibliographyData, Entry


@cache
def bibliography() -> BibliographyData:
    """All entries of `references.bib`."""
    from pybtex.database import parse_file

    return parse_file(str(require(BIBLIOGRAPHY)), bib_format="bibtex")


def entry(key: str) -> Entry:
    """The entry `key`."""
    try:
        return bibliography().entries[key]
    except KeyError:
        raise CourseError(
            f"The source {key!r} is not in {BIBLIOGRAPHY.name}. Add it there or correct the key."
        ) from None


def short(key: str) -> str:
    """`Lindsay 2001`: first author's surname and year, as cited in running text."""
    found = entry(key)
    people = found.persons.get("author", [])
    name = (
        " ".join(people[0].last_names) if people else found.fields.get("organization", found.fields.get("title", key))
    )
    return f"{name.strip('{}')} {found.fields.get('year', '')}".strip()


def full(key: str) -> str:
    """One line for a list of references, in Markdown, with the DOI as a link where the entry has one."""
    found = entry(key)
    people = [
        "".join((" ".join(p.last_names), " ", "".join(n[0] for n in p.first_names)))
        for p in found.persons.get("author", [])
    ]
    authors = ", ".join(people[:3]) + (" et al." if len(people) > 3 else "")
    fields = found.fields
    where = (
        fields.get("journal")
        or fields.get("publisher")
        or fields.get("organization")
        or fields.get("howpublished")
        or ""
    )
    volume = (
        f" {fields['volume']}" + (f":{fields['pages'].replace('--', '-')}" if "pages" in fields else "")
        if "volume" in fields
        else ""
    )
    doi = f" [doi:{fields['doi']}](https://doi.org/{fields['doi']})" if "doi" in fields else ""
    text = f"{authors or where}. {fields.get('title', '')}. {where}{volume}, {fields.get('year', '')}.{doi}"
    return text.replace("{", "").replace("}", "").replace("et al..", "et al.")
