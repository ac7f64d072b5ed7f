"""What somebody could try who wants a quiz's answers: everything that the installed course tells about its questions.

    python solver.py SITE quiz.json answers.json

SITE comes first on the path: a student's installation, or one with the teaching part. Writes, by item, the answer and
whether the installation gave it; where it gave none, the answer is a guess.
"""

import json
import random
import re
import sys
from pathlib import Path

SITE, QUIZ, ANSWERS = map(Path, sys.argv[1:])
sys.path.insert(0, str(SITE))

import vertebra  # noqa: E402

assert Path(vertebra.__file__).is_relative_to(SITE), vertebra.__file__


def by_the_key(item, variant):
    """The answer that the question's own folder gives to the stem that is asked."""
    from vertebra.quiz.question.question import load

    question = load(item["id"])
    values = values_in(question, variant["stem"])
    drawn = question.item(values)
    if item["kind"] == "numeric":
        return f"{drawn.content.key:.{question.spec['decimals']}f} {question.spec.get('unit', '')}"
    right = {option.text for option in drawn.options if option.correct}
    chosen = [option["id"] for option in variant["options"] if option["text"] in right]
    return chosen if item["kind"] == "multiple" else chosen[0]


def values_in(question, stem):
    """The drawn values, read from the stem by its own template."""
    template = re.split(r"^## ", question.body, flags=re.M)[0].strip()
    names = re.findall(r"\{\{ (\w+)[^}]*\}\}", template)
    pattern = re.escape(re.sub(r"\{\{ (\w+)[^}]*\}\}", "\x00", template)).replace("\x00", "(.+?)")
    match = re.fullmatch(pattern, stem, re.S)
    texts = dict(zip(names, match.groups(), strict=True)) if match else {}
    return {name: number(text) for name, text in texts.items()}


def number(text):
    try:
        found = float(text.replace("−", "-"))
    except ValueError:
        return text
    return int(found) if found.is_integer() else found


def by_the_case(item, variant):
    """The answer that follows from the number of a case, which its picture used to be drawn from."""
    from vertebra.models.imaging import exam_images

    slide = variant["figure"]["values"]["slide"]
    name = {
        "04-which-sequence": lambda: exam_images.unnamed_sequence_image(slide).sequence,
        "04-look-alike": lambda: exam_images.look_alike_image(slide)[1],
    }
    return next(o["id"] for o in variant["options"] if name[item["id"]]().lower() in o["text"].lower())


def by_a_file(item, variant):
    """The option whose text some installed file marks as right."""
    for path in (SITE / "vertebra").rglob("*"):
        if path.suffix in (".md", ".json", ".toml", ".py", ".ipynb"):
            text = path.read_text(encoding="utf-8")
            for option in variant.get("options", ()):
                if re.search(r"\[x\] (\{#[\w-]+\} )?" + re.escape(option["text"]), text):
                    return [option["id"]] if item["kind"] == "multiple" else option["id"]
    raise LookupError


def guess(item, variant):
    rng = random.Random(f"{item['id']}{variant['stem']}")
    if item["kind"] == "numeric":
        numbers = re.findall(r"[-−]?\d+(?:\.\d+)?", variant["stem"]) or ["1"]
        return rng.choice(numbers).replace("−", "-")
    chosen = rng.choice(variant["options"])["id"]
    return [chosen] if item["kind"] == "multiple" else chosen


found = {}
for asked in json.loads(QUIZ.read_text(encoding="utf-8"))["items"]:
    if asked["kind"] not in ("single", "multiple", "numeric"):
        continue
    for at, shown in enumerate(asked["variants"]):
        for way in (by_the_key, by_the_case, by_a_file):
            try:
                found[f"{asked['id']}/{at}"] = [way(asked, shown), way.__name__]
                break
            except Exception:
                continue
        else:
            found[f"{asked['id']}/{at}"] = [guess(asked, shown), ""]
ANSWERS.write_text(json.dumps(found), encoding="utf-8")
