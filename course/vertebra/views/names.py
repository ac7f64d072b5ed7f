"""Names by which models call things and which people see: marked here for the catalogue, looked up with `_(name)` where
shown."""

from vertebra.texts import N_

TREATMENTS = (
    N_("none"),
    N_("alendronate"),
    N_("zoledronate"),
    N_("denosumab"),
    N_("teriparatide"),
    N_("romosozumab"),
)
PATIENTS = (N_("female"), N_("male"))
CATEGORIES = (N_("normal"), N_("low bone mass"), N_("osteoporosis"), N_("severe osteoporosis"), N_("low"))
VIEWS = (N_("AP"), N_("lateral"), N_("both"), N_("cut open"), N_("sagittal"), N_("coronal"), N_("axial"))
PLACEMENTS = (N_("both sides"), N_("one side"), N_("middle"))
POSITIONS = (N_("prone"), N_("prone, spine extended"), N_("no load, as in a cadaver"))
TECHNIQUES = (N_("vertebroplasty"), N_("kyphoplasty"))
NEEDLES = (N_("transpedicular"), N_("parapedicular"), N_("right"), N_("left"))
QUALITIES = (N_("low"), N_("usual"), N_("high"))
SEQUENCES = (
    N_("Dixon fat"),
    N_("Dixon in phase"),
    N_("Dixon opposed phase"),
    N_("Dixon water"),
    N_("T2 fat-saturated"),
    N_("saturated"),
    N_("in phase"),
    N_("opposed phase"),
    N_("water only"),
    N_("fat only"),
)
PROBES = (N_("cement centre"), N_("bone beside it"), N_("back wall"), N_("dura"), N_("nerve root"))
SHAPES = (N_("wedge"), N_("biconcave"), N_("crush"))
REGIONS = (
    N_("back of the lower third"),
    N_("centre of the lower third"),
    N_("front of the lower third"),
    N_("back of the middle third"),
    N_("centre of the middle third"),
    N_("front of the middle third"),
    N_("back of the upper third"),
    N_("centre of the upper third"),
    N_("front of the upper third"),
)
CONTROLS = (N_("sham"), N_("usual care"))
LEAKS = (
    N_("disc above"),
    N_("disc below"),
    N_("canal"),
    N_("paravertebral"),
    N_("epidural vein"),
    N_("needle track"),
)
PROCEDURES = (N_("cement"), N_("balloon"), N_("needle"))
