"""What is said in the case room: questions, answers to choose from, stages, troubles, and what was wrong."""

from vertebra.texts import _, pgettext

ACTION_LABELS = {
    "ask": {
        "onset": _("How did it begin?"),
        "course": _("Is it getting better?"),
        "cancer": _("Cancer, weight loss, pain at night?"),
        "fever": _("Fever, infections, injections?"),
        "legs": _("Legs, bladder, bowels?"),
        "medicines": _("Which medicines?"),
        "fractures": _("Earlier fractures, height lost?"),
        "illnesses": _("Heart, kidneys, other illnesses?"),
    },
    "examine": {
        "percussion": _("Tap along the spine with a closed fist"),
        "legs": _("Strength, feeling and reflexes of the legs"),
    },
    "image": {
        "radiograph": _("Radiograph"),
        "MRI": _("MRI: T1, T2, STIR"),
        "CT": _("CT of the level"),
        "bloods": _("Blood count, CRP, calcium, kidneys, electrophoresis"),
        "DXA": _("Bone density (DXA)"),
    },
    "call": {
        "new": _("A new osteoporotic fracture"),
        "old": _("An old, healed fracture"),
        "not osteoporotic": _("Not an osteoporotic fracture"),
    },
    "decide": {
        "wait": _("Pain relief, movement, see again in two weeks"),
        "vertebroplasty": _("Offer vertebroplasty"),
        "kyphoplasty": _("Offer kyphoplasty"),
        "oncology": _("Look for cancer: biopsy, oncology"),
        "infection": _(
            "Blood cultures and a sample, infection team; antibiotics after them, or at once in sepsis or with a "
            "weak leg"
        ),
        "surgeon": _("Spine surgeon, today"),
    },
    "prepare": {
        "drug": _("Ask which anticoagulant it is, and why it is taken"),
        "last dose": _("Ask for the hour of the last dose"),
        "coagulation": _("INR and platelets"),
        "pause": _("Pause it by drug and kidneys, and write down when it is taken again"),
        "heparin": _("Heparin in treatment dose until the evening before"),
        "allergy": _("Allergies, and the reaction to each"),
        "antibiotic": _("Antibiotic within the hour before"),
        "lipid": _("Monitoring, oxygen, lipid emulsion and antidotes in reach"),
        "time-out": _("Time-out: everybody stops, one person reads"),
        "local": _("Lidocaine on skin and periosteum: 10 mL of 1 %"),
        "light": _("A little sedation: midazolam 1 mg, fentanyl 25 µg"),
        "deep": _("Deep sedation: midazolam 4 mg, fentanyl 100 µg"),
    },
    "tell": {
        "trials": _(
            "In one trial of early, severe pain 44 of 100 had little pain after two weeks with cement, 21 after "
            "a sham; most other sham trials found no worthwhile difference"
        ),
        "leaks": _("A little cement leaves the bone in most people; mostly nobody notices"),
        "grave": _("About one in 800 needs an operation for cement in the canal; deaths are rare, their rate unknown"),
        "alternatives": _("Better pain relief, movement and time are another way; many recover with them"),
        "bone": _("Your bones need their medicine, cement or not"),
        "hers": _("It is your decision. What would you most like to be able to do again?"),
        "cure": _("Nine of ten are free of pain, so it works"),
        "protects": _("It protects the vertebrae next to it"),
        "longer": _("People who have it live longer"),
        "harmless": _("Nothing serious can happen"),
    },
    "act": {
        "stop": _("Stop injecting, say so aloud"),
        "feet": _("Have both feet moved, note the time"),
        "wait": _("Wait a minute or two without pressure"),
        "lateral": _("Look again in a true lateral view"),
        "oxygen": _("Oxygen, call for help"),
        "listen": _("Pulse, pressure, both lungs by ear"),
        "image": _("CT, once the rest allows it"),
        "surgeon": _("Call the spine surgeon"),
        "watch": _("Monitoring overnight"),
        "tell": _("Tell the patient, and write it down"),
        "inject": _("Inject on, the cement is setting anyway"),
        "morning": _("See how it is in the morning"),
        "rouse": _("Call the patient by name, lift the chin; antidotes to hand"),
    },
    "give": {
        "alendronate": _("Alendronate"),
        "zoledronate": _("Zoledronate"),
        "denosumab": _("Denosumab, and say what must follow it"),
        "teriparatide": _("Teriparatide, then an antiresorptive"),
        "romosozumab": _("Romosozumab, then an antiresorptive"),
        "nothing": _("No drug for now"),
    },
    "follow": {
        "vitamin D": _("Calcium and vitamin D to sufficiency"),
        "falls": _("Falls: strength, balance, eyes, carpets, sleeping pills"),
        "causes": _("Look for a second cause of thin bone"),
        "liaison": _("Fracture liaison service"),
        "minerals": _(
            "Before the drug: calcium, phosphate, PTH, vitamin D, the nephrologist; calcium weekly for a month"
        ),
        "review": _("A date in two to four weeks"),
        "bed": _("Three weeks in bed"),
    },
}
STAGES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (_("History"), _("What do you want to know, and what do you look at?"), ("ask", "examine")),
    (_("Pictures"), _("Order what you need. Then commit yourself: what is it?"), ("image", "call")),
    (_("Decision"), _("What do you propose?"), ("decide", "prepare")),
    (_("Consent"), _("What do you say before there is a decision? Not every sentence is true."), ("tell",)),
    (
        _("Procedure"),
        _("If you decided for cement: do it in the trainer below, as often as you like, then put it on file."),
        ("cement", "balloon"),
    ),
    (_("Trouble"), _("In what order do you act?"), ("act",)),
    (_("Bone"), _("What happens to the bone that broke?"), ("give", "follow")),
)
NAMES = {
    "history": _("History"),
    "pictures": _("Pictures"),
    "decision": _("Decision"),
    "consent": _("Consent"),
    "procedure": _("Procedure"),
    "trouble": _("First ten minutes"),
    "bone": _("The bone, and after"),
}
EVENTS = {
    "thread": _("A thin thread grows behind the back wall on the screen. The patient is awake and feels nothing."),
    "breath": _("The saturation falls from 97 to 84 %, there is a cough, the pulse is 125."),
    "leg": _("“My leg has gone numb.” The right foot can hardly be lifted."),
}
CONSEQUENCE_EVENTS = {
    "thread": _("A thin thread grows behind the back wall on the screen."),
    "breath": _("Something goes wrong with the breathing; look at the monitor."),
    "leg": _("The patient says that something is wrong with a leg."),
    "sedation": _("The patient has not said a word for a while. Look at the monitor."),
    "faint": _("The patient has turned pale and sweats."),
}
"""What is seen first of an emergency that follows from the procedure; voice and monitor tell the rest."""
NO_EVENT = pgettext("no-emergency", "Nothing has happened: the patient is as the monitor shows.")
CAUSES = {
    "thread": pgettext("cause-thread", "{canal} mL of your cement lie in the canal and its veins"),
    "breath": pgettext("cause-breath", "about {lungs} mL of your cement went to the lungs by the veins"),
    "leg": pgettext("cause-leg", "{canal} mL of your cement lie in the canal and its veins, and press on nerves"),
    "sedation": pgettext("cause-sedation", "the doses were more than this age bears; nobody could say what hurt"),
    "faint": pgettext("cause-faint", "a needle on bone that nobody had numbed"),
}
"""Where an emergency came from."""
DIAGNOSIS_TEXTS = {
    "severe": _(
        "A new fracture, and pain that is severe in spite of treatment. Care without operation, "
        "vertebroplasty and kyphoplasty can all be defended: the sham-controlled trials leave it open."
    ),
    "mild": _(
        "A new fracture with moderate pain after a week. Most get better without cement; there is no reason for it now."
    ),
    "old": _(
        "An old fracture without oedema. It does not explain this pain; cement can't help it. The thin bone "
        "needs its treatment all the same."
    ),
    "metastasis": _(
        "Metastases in more than one body. Cement may have its place later; first comes to know what it is."
    ),
    "infection": _(
        "An infection of the disc and both bodies beside it. Cement in an infected bone is hard to cure: it "
        "is contraindicated."
    ),
    "weak legs": _("A new fracture with a weak leg. That is a surgeon's, today, and no place for cement alone."),
}
DUE_MESSAGES = {
    "decide": _("no decision was made"),
    "call": _("you did not commit yourself to a reading"),
    "cement": _("no cement is on file"),
    "give": _("no drug was chosen"),
}
ERROR_MESSAGES = {
    "cure": _("“nine of ten, so it works” takes healing and ritual for the cement's work"),
    "protects": _("that cement protects neighbours is not shown"),
    "longer": _("that people live longer because of it is not shown"),
    "harmless": _("serious harm is rare, and exists"),
    "needle": _("no needle belonged here"),
    "inject": _("more pressure makes every leak larger"),
    "morning": _("hours decide about a nerve"),
    "follow bed": _("bed takes muscle and bone, and brings clots"),
}
