"""A notebook of a learner's own that imports a widget by a former path still finds it. See decision 0350."""

from importlib import import_module

from vertebra import widgets


def test_a_former_path_leads_to_the_module_of_today():
    for old, new in widgets.FORMER_MODULES.items():
        former, current = import_module(old), import_module(new)
        assert former is not current, f"{old} is a module again: take it out of the former names"
        public = {name: value for name, value in vars(current).items() if not name.startswith("_")}
        assert public, new
        assert all(getattr(former, name) is value for name, value in public.items()), old
        for was, now in widgets.FORMER_CLASSES.get(old, {}).items():
            assert getattr(former, was) is getattr(current, now)
