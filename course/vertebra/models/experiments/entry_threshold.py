"""People screened for a trial of pain, and those of them who hurt enough to be let in."""

from vertebra import cache
from vertebra.models.epidemiology import meta_analysis
from vertebra.models.epidemiology.meta_analysis import ImprovementParts, PainCohort


def admitted(entry_points: float, true_points: float = 0.0, ritual_points: float = 0.0) -> PainCohort:
    """Return those of the screened whose pain is at least `entry_points`;
    at every threshold the same people are asked."""
    screened = unselected(true_points, ritual_points)
    enough = screened.entry_points >= entry_points
    return PainCohort(
        screened.entry_points[enough], screened.follow_up_points[enough], screened.treated[enough], screened.screened
    )


@cache.EXPERIMENTS.memoize
def improvement_parts(entry_points: float, true_points: float = 0.0, ritual_points: float = 0.0) -> ImprovementParts:
    """Split the improvement of the admitted into its reasons."""
    return meta_analysis.decompose_improvement(entry_points, true_points, ritual_points)


@cache.EXPERIMENTS.memoize
def unselected(true_points: float = 0.0, ritual_points: float = 0.0) -> PainCohort:
    """Return all who were screened, whatever their pain."""
    return meta_analysis.regression_to_the_mean(0.0, true_points, ritual_points)
