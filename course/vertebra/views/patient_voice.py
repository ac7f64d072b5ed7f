"""What patients say during a procedure, each in a way of their own; never a diagnosis, only what is felt."""

from vertebra.texts import _, pgettext

VOICES = ("mrs_a", "gruff", "anxious")
"""Ways of speaking: Mrs A.'s, and those of the patients whom nobody has met before."""

QUIET = {
    "mrs_a": (
        pgettext("voice-quiet", "I'm comfortable enough. Do go on."),
        pgettext("voice-quiet-drowsy", "Mm. Fine … what did you say?"),
        pgettext("voice-silent", "(No answer. She does not open her eyes when you speak to her.)"),
    ),
    "gruff": (
        pgettext("voice-quiet", "All right so far. Get on with it."),
        pgettext("voice-quiet-drowsy", "Hm? … Yes. All right."),
        pgettext("voice-silent", "(No answer when you say the name, and none the second time.)"),
    ),
    "anxious": (
        pgettext("voice-quiet", "Is it going well? Nothing hurts, I only want to know."),
        pgettext("voice-quiet-drowsy", "Is it … are you … I'm so sleepy."),
        pgettext("voice-silent", "(No answer. So much talk before, and now only slow breaths.)"),
    ),
}
"""By voice: nothing is felt, the same drowsily, and no answer at all."""

SYMPTOM_VOICES = {
    "mrs_a": {
        "bone pain": pgettext("voice-bone-pain", "Ow! That's you knocking on my bone, is it?"),
        "wall pain": pgettext("voice-wall-pain", "Ah, no! That is sharp, and it's off to one side."),
        "root touched": pgettext("voice-root", "Stop! That shot right along a nerve, like a tooth at the dentist's."),
        "canal touched": pgettext("voice-canal", "Oh! Like electricity, down both my legs at once!"),
        "pressure": pgettext("voice-pressure", "There's a dull pressing, deep inside my back."),
        "warm": pgettext("voice-warm", "It's getting warm in there. Rather pleasant, actually."),
        "hot": pgettext("voice-hot", "Now it's hot. No, really hot, in the middle of my back!"),
        "girdle pain, chest": pgettext("voice-girdle", "It goes round me like a belt, from the back to the ribs."),
        "girdle pain, leg": pgettext("voice-girdle-leg", "It's pulling from the back into my groin and my thigh."),
        "leg weak": pgettext("voice-leg-weak", "My leg has gone numb. I can't lift the foot, look!"),
        "cough": pgettext("voice-cough", "(She coughs.) Excuse me, something is tickling."),
        "breathless": pgettext("voice-breathless", "I can't … get my breath … properly."),
        "faint": pgettext("voice-faint", "Everything is going grey … I feel sick."),
        "tingling lips": pgettext("voice-tingling", "My lips tingle, and there's a taste of metal."),
    },
    "gruff": {
        "bone pain": pgettext("voice-bone-pain", "Hell! That went into the bone."),
        "wall pain": pgettext("voice-wall-pain", "Not there! Something gave way at the side."),
        "root touched": pgettext("voice-root", "Argh, stop! Like a fence wire, all the way along."),
        "canal touched": pgettext("voice-canal", "Both legs! A kick in both legs, what was that?"),
        "pressure": pgettext("voice-pressure", "You're leaning on something in there."),
        "warm": pgettext("voice-warm", "Warm, like a hot brick under a blanket."),
        "hot": pgettext("voice-hot", "It burns! Right in the spine."),
        "girdle pain, chest": pgettext("voice-girdle", "A strap round my chest, and it's getting tighter."),
        "girdle pain, leg": pgettext("voice-girdle-leg", "It drags from my back down into the thigh."),
        "leg weak": pgettext("voice-leg-weak", "The foot won't come up. It's asleep, the whole leg."),
        "cough": pgettext("voice-cough", "(A cough, and another.) Dust in my throat."),
        "breathless": pgettext("voice-breathless", "Air. I need … more air."),
        "faint": pgettext("voice-faint", "I don't feel … well. Not at all."),
        "tingling lips": pgettext("voice-tingling", "My mouth's gone to sleep. Tastes of coins."),
    },
    "anxious": {
        "bone pain": pgettext("voice-bone-pain", "Au, au, that hurts! Will it go on like this?"),
        "wall pain": pgettext("voice-wall-pain", "No, please, that's different, that stabs at the side!"),
        "root touched": pgettext("voice-root", "Please stop, it shoots right through me, please!"),
        "canal touched": pgettext("voice-canal", "My legs jumped! Both of them! Is that bad?"),
        "pressure": pgettext("voice-pressure", "It presses so much, is there room for all that?"),
        "warm": pgettext("voice-warm", "It's warm all of a sudden, should it be?"),
        "hot": pgettext("voice-hot", "It's burning me, it's burning, do something!"),
        "girdle pain, chest": pgettext("voice-girdle", "It goes all round my ribs, I can feel it on both sides."),
        "girdle pain, leg": pgettext("voice-girdle-leg", "It runs down into my leg, in front, as far as the knee."),
        "leg weak": pgettext("voice-leg-weak", "I can't feel my foot. I can't move it! Why can't I?"),
        "cough": pgettext("voice-cough", "(Coughing.) Sorry, sorry, I can't help it."),
        "breathless": pgettext("voice-breathless", "I can't breathe … please … I can't …"),
        "faint": pgettext("voice-faint", "I'm so dizzy, and everything is far away …"),
        "tingling lips": pgettext("voice-tingling", "My tongue feels thick and my ears are ringing."),
    },
}
"""By voice and symptom."""

SYMPTOM_NAMES = {
    "bone pain": _("pain on bone"),
    "wall pain": _("sharp pain at one side"),
    "root touched": _("pain along a nerve"),
    "canal touched": _("a shock in both legs"),
    "pressure": _("pressing"),
    "warm": _("warmth"),
    "hot": _("heat"),
    "girdle pain": _("pain round the body or into the leg"),
    "leg weak": _("a weak leg"),
    "cough": _("a cough"),
    "breathless": _("short breath"),
    "faint": _("a faint"),
    "tingling lips": _("tingling lips"),
}


def voice_of(number: int) -> str:
    """Return the way of speaking of a patient of the case room, by number."""
    return VOICES[1 + number % (len(VOICES) - 1)]


def spoken(reported: tuple[str, ...], sedation: str, level: str, voice: str) -> str:
    """Return what a patient says.

    Parameters
    ----------
    reported : tuple of str
        Symptoms as `models.awake.Response.reported` has them, the gravest first.
    sedation : str
        "awake", "drowsy" or "silent".
    level : str
        Of the vertebra: nerves of the chest go round the ribs, those of the loin into the leg.
    voice : str
        One of `VOICES`.
    """
    quiet, drowsy, silent = QUIET[voice]
    if sedation == "silent":
        return silent
    if not reported:
        return drowsy if sedation == "drowsy" else quiet
    symptom = reported[0]
    if symptom == "girdle pain":
        symptom += ", chest" if level.startswith("T") else ", leg"
    return SYMPTOM_VOICES[voice][symptom]
