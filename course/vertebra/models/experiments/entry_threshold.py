"""People screened for a trial of pain, and those of them whose pain is high enough to be enrolled."""

from vertebra import cache
from vertebra.arguments import checked
from vertebra.models.epidemiology import meta_analysis
from vertebra.models.epidemiology.meta_analysis import ImprovementParts, PainCohort


@checked
def admitted(entry_points: float, true_points: float = 0.0, ritual_points: float = 0.0) -> PainCohort:
    """Return the screened people whose pain is at least `entry_points`; every threshold screens the same people.

    Parameters
    ----------
    entry_points : float
        0 to 10.
    true_points, ritual_points : float
        True and sham effect, -5 to 5 points.

    Raises
    ------
    InputError
        For an effect outside its range.
    """
    screened = unselected(true_points, ritual_points)
    enough = screened.entry_points >= entry_points
    return PainCohort(
        screened.entry_points[enough], screened.follow_up_points[enough], screened.treated[enough], screened.screened
    )


@checked
@cache.EXPERIMENTS.memoize
def improvement_parts(entry_points: float, true_points: float = 0.0, ritual_points: float = 0.0) -> ImprovementParts:
    """Divide the improvement of the admitted people into its causes.

    Parameters as for `admitted`, with a threshold of 0 to 9.
    """
    return meta_analysis.decompose_improvement(entry_points, true_points, ritual_points)


@checked
@cache.EXPERIMENTS.memoize
def unselected(true_points: float = 0.0, ritual_points: float = 0.0) -> PainCohort:
    """Return all who were screened, whatever their pain."""
    return meta_analysis.regression_to_the_mean(0.0, true_points, ritual_points)
