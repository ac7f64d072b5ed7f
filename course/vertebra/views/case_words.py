"""What is said in the case room: questions, answers to choose from, stages, troubles, and what was wrong."""

WORDS = {
    "ask": {
        "onset": "How did it begin?", "course": "Is it getting better?", "cancer": "Cancer, weight loss, pain at night?",
        "fever": "Fever, infections, injections?", "legs": "Legs, bladder, bowels?", "medicines": "Which medicines?",
        "fractures": "Earlier fractures, height lost?", "illnesses": "Heart, kidneys, other illnesses?",
    },
    "examine": {"percussion": "Tap along the spine with a closed fist", "legs": "Strength, feeling and reflexes of the legs"},
    "image": {
        "radiograph": "Radiograph", "MRI": "MRI: T1, T2, STIR", "CT": "CT of the level", "bloods": "Blood count, CRP, calcium, kidneys, electrophoresis",
        "DXA": "Bone density (DXA)",
    },
    "call": {"new": "A new osteoporotic fracture", "old": "An old, healed fracture", "not osteoporotic": "Not an osteoporotic fracture"},
    "decide": {
        "wait": "Pain relief, movement, see again in two weeks", "vertebroplasty": "Offer vertebroplasty", "kyphoplasty": "Offer kyphoplasty",
        "oncology": "Look for cancer: biopsy, oncology", "infection": "Blood cultures and a sample, infection team; antibiotics after them, or at once in sepsis or with a weak leg",
        "surgeon": "Spine surgeon, today",
    },
    "prepare": {"pause": "Have the blood thinner paused, as its rules say"},
    "tell": {
        "trials": "In one trial of early, severe pain 44 of 100 had little pain after two weeks with cement, 21 after a sham; most other sham trials found no worthwhile difference",
        "leaks": "A little cement leaves the bone in most people; mostly nobody notices",
        "grave": "About one in 800 needs an operation for cement in the canal; deaths are rare, their rate unknown",
        "alternatives": "Better pain relief, movement and time are another way; many recover with them",
        "bone": "Your bones need their medicine, cement or not",
        "hers": "It is your decision. What would you most like to be able to do again?",
        "cure": "Nine of ten are free of pain, so it works",
        "protects": "It protects the vertebrae next to it",
        "longer": "People who have it live longer",
        "harmless": "Nothing serious can happen",
    },
    "act": {
        "stop": "Stop injecting, say so aloud", "feet": "Have both feet moved, note the time", "wait": "Wait a minute or two without pressure",
        "lateral": "Look again in a true lateral view", "oxygen": "Oxygen, call for help", "listen": "Pulse, pressure, both lungs by ear",
        "image": "CT, once the rest allows it", "surgeon": "Call the spine surgeon", "watch": "Monitoring overnight",
        "tell": "Tell the patient, and write it down", "inject": "Inject on, the cement is setting anyway", "morning": "See how it is in the morning",
    },
    "give": {
        "alendronate": "Alendronate", "zoledronate": "Zoledronate", "denosumab": "Denosumab, and say what must follow it",
        "teriparatide": "Teriparatide, then an antiresorptive", "romosozumab": "Romosozumab, then an antiresorptive", "nothing": "No drug for now",
    },
    "follow": {
        "vitamin D": "Calcium and vitamin D to sufficiency", "falls": "Falls: strength, balance, eyes, carpets, sleeping pills",
        "causes": "Look for a second cause of thin bone", "liaison": "Fracture liaison service",
        "minerals": "Before the drug: calcium, phosphate, PTH, vitamin D, the nephrologist; calcium weekly for a month", "review": "A date in two to four weeks",
        "bed": "Three weeks in bed",
    },
}  # fmt: skip
STAGES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("History", "What do you want to know, and what do you look at?", ("ask", "examine")),
    ("Pictures", "Order what you need. Then commit yourself: what is it?", ("image", "call")),
    ("Decision", "What do you propose?", ("decide", "prepare")),
    ("Consent", "What do you say before there is a decision? Not every sentence is true.", ("tell",)),
    ("Procedure", "If you decided for cement: do it in the trainer below, as often as you like, then put it on file.", ("cement", "balloon")),
    ("Trouble", "In what order do you act?", ("act",)),
    ("Bone", "What happens to the bone that broke?", ("give", "follow")),
)  # fmt: skip
NAMES = {
    "history": "History", "pictures": "Pictures", "decision": "Decision", "consent": "Consent", "procedure": "Procedure",
    "trouble": "First ten minutes", "bone": "The bone, and after",
}  # fmt: skip
EVENTS = {
    "thread": "A thin thread grows behind the back wall on the screen. The patient is awake and feels nothing.",
    "breath": "The saturation falls from 97 to 84 %, there is a cough, the pulse is 125.",
    "leg": "“My leg has gone numb.” The right foot can hardly be lifted.",
}
TRUTHS = {
    "severe": "A new fracture, and pain that is severe in spite of treatment. Care without operation, vertebroplasty and kyphoplasty can all be defended: the sham-controlled trials leave it open.",
    "mild": "A new fracture with moderate pain after a week. Most get better without cement; nothing speaks for it now.",
    "old": "An old fracture without oedema. It does not explain this pain; cement can't help it. The thin bone needs its treatment all the same.",
    "metastasis": "Metastases in more than one body. Cement may have its place later; first comes to know what it is.",
    "infection": "An infection of the disc and both bodies beside it. Cement in an infected bone is hard to cure: it is contraindicated.",
    "weak legs": "A new fracture with a weak leg. That is a surgeon's, today, and no place for cement alone.",
}
DUE = {
    "decide": "no decision was made",
    "call": "you did not commit yourself to a reading",
    "cement": "no cement is on file",
    "give": "no drug was chosen",
}
WRONG = {
    "cure": "“nine of ten, so it works” takes healing and ritual for the cement's work", "protects": "that cement protects neighbours is not shown",
    "longer": "that people live longer because of it is not shown", "harmless": "serious harm is rare, and exists",
    "needle": "no needle belonged here", "inject": "more pressure makes every leak larger", "morning": "hours decide about a nerve",
    "follow bed": "bed takes muscle and bone, and brings clots",
}  # fmt: skip
