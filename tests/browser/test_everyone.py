"""Every widget in both themes: no accessibility fault, and nothing that goes wrong on the page. Several share a page,
as in a lesson."""

import pytest

HEAD = "from vertebra.lab import mrs_a\n"
PAGES = {"before": ("consent.ConsentPeople(mrs_a())", "preparation.PreparationExercise()")}
"""Those that `test_pseudo` does not show, on whose pages the same is looked at."""


def cell(call):
    module, made = call.split(".", 1)
    return f"{HEAD}from vertebra.widgets.{module} import {made.split('(')[0]}\n{made}"


@pytest.mark.parametrize("name", PAGES)
def test_widgets_can_be_used_by_everyone(lab, name):
    lab.page.set_viewport_size({"width": 1300, "height": 1200 * len(PAGES[name])})
    lab.open_notebook(lab.write_notebook("page.ipynb", *map(cell, PAGES[name])))
    lab.run()
    for at in range(len(PAGES[name])):
        lab.widget(at)
    assert lab.page.locator(".vx").count() == len(PAGES[name])
    assert lab.faults_in_both_themes() == []
    assert lab.mishaps == []
