"""What a reader is told about a case after having judged it: what the three pictures show, and what follows."""

from collections.abc import Mapping

from vertebra.models.imaging import mri
from vertebra.models.imaging.cases import Answer, Case
from vertebra.models.imaging.sagittal import SagittalScene
from vertebra.views.mri import brightness

SEQUENCES = ("T1", "T2", "STIR")
LABELS: Mapping[Answer, str] = {
    "new": "New osteoporotic fracture",
    "old": "Old fracture",
    "other": "Not an osteoporotic fracture",
}
WORDS: Mapping[Answer, str] = {
    "new": "a new osteoporotic fracture",
    "old": "an old fracture",
    "other": "not an osteoporotic fracture",
}


def judge(case: Case, said: Answer, what: SagittalScene) -> str:
    """Whether the answer is right, and the reasons, with the brightness measured in the pictures."""
    opening = (
        f"Right: {WORDS[case.answer]}."
        if said == case.answer
        else f"You said {WORDS[said]}; it is {WORDS[case.answer]}."
    )
    t1, t2, stir = (brightness(what, mri.acquire(what, mri.preset(name)))[case.level] for name in SEQUENCES)
    measured = f"Against the other bodies {case.level} has {t1:.1f} times their signal by T1, {t2:.1f} by T2 and {stir:.1f} by STIR."
    return f"{opening} {measured} {_reason(case)}"


def _reason(case: Case) -> str:
    found = case.finding
    if case.answer == "new":
        height = (
            "It hasn’t lost height yet; only the marrow gives it away."
            if found.grade == 0
            else "The line below the endplate is where the trabeculae were pressed together."
        )
        hollow = " The very bright slit in it is a cleft full of fluid." if found.cleft == "fluid" else ""
        return (
            f"Fat has been replaced by water: oedema. {height}{hollow} It happened {found.weeks:.0f} weeks ago. Oedema lasts for "
            "months, so it says that the fracture is recent, not that all the pain comes from it."
        )
    if case.answer == "old":
        return (
            "The body is low, but its marrow is like that of its neighbours: the oedema is gone and the fat is back. An old fracture "
            "that hurts needs another explanation than itself."
        )
    return {
        "haemangioma": "A round part of it is as bright as fat by T1, with coarse upright struts: fat and vessels. A haemangioma: common, "
        "harmless, to be left alone.",
        "metastasis": "Dark by T1 and bright by STIR, as oedema is; but it fills the body without a fracture line and pushes the back "
        "wall out. Tumour until shown otherwise: find out what it is before anything is put into it.",
        "infection": "The disc below is bright, and so are both endplates beside it: infection of the disc. Take cultures; cement in an "
        "infected bone would be harm.",
    }[found.kind]  # fmt: skip
