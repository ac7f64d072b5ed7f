"""A control, a model, a view. The JavaScript beside these modules draws; physics stays in Python."""

from vertebra import former_modules

FORMER_MODULES = {
    f"vertebra.widgets.{old}": f"vertebra.widgets.{new}"
    for old, new in (
        ("balloon", "kyphoplasty"),
        ("cascade", "cohort"),
        ("pathway", "case_room"),
        ("positioning", "carm_positioning"),
        ("trials", "meta_analysis"),
        ("ways", "technique_comparison"),
    )
}
"""By the former path of a widget's module, today's. Notebooks that learners changed import by the former ones."""
FORMER_CLASSES = {"vertebra.widgets.ways": {"WaysExplorer": "TechniqueComparison"}}

former_modules.redirect(FORMER_MODULES, FORMER_CLASSES)
