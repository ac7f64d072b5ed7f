"""The laboratory of the course's pages: Python in the reader's own browser, and the widgets live in it.

`install` lays it into a folder; `static/` runs in the page and its worker, `in_page/` is Python there. See decision
0465.
"""

from vertebra.site.laboratory.build import install

__all__ = ["install"]
