"""Questions for other platforms: what is written scores answers as the course does, and stands where the formats want
it."""

import io
import os
import stat
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from refusals import refused
from rows import each_row

from vertebra.errors import CourseError
from vertebra.quiz.export import bundle, moodle, qti, qti_item, write_questions
from vertebra.quiz.question import qti_xml
from vertebra.quiz.question.concordance.export import MOODLE_FRACTIONS
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.numeric.numbers import read as read_number
from vertebra.quiz.question.point.region import centre

QTI = {"q": qti_xml.NAMESPACE}
BY_KIND = {
    "multiple": "03-evidence-sort",
    "numeric": "01-t-score",
    "ordering": "08-order",
    "text": "02-explain",
    "concordance": "03-dyspnoea",
}
POINT = "04-two-fractures"
SCORED = ("right", "wrong", "half", "everything", "mistake", "partly")


@pytest.fixture(scope="module")
def small(questions):
    """The test quiz: a choice, several choices, a number with 24 variants, and a text."""
    return bundle.collect("T1", questions)


@pytest.fixture(scope="module")
def loads(small):
    """Every question whose kind can be taken along and which needs no picture, by question."""
    found = dict(small.questions)
    for name in BY_KIND.values():
        found |= bundle.collect(name).questions
    return found


def answers(one):
    """The kind's own examples that are scored, with what the course gives for them."""
    kind, public = kind_of(one.item.question.kind), kind_of(one.item.question.kind).public(one.item, str)
    for name, values in kind.examples(one.item, str).items():
        for value in values if name in SCORED else ():
            read = kind.read(public, value)
            yield read, kind.score(one.secret, one.item.question.points, read)


def test_an_item_of_qti_scores_as_the_course_does(loads):
    compared = 0
    for variants in loads.values():
        for one in variants[:6]:
            item = qti_item.assessment_item(one)
            for value, expected in answers(one):
                if one.item.question.kind == "text" or expected.note == "no unit":
                    continue
                got, feedback = _qti_score(item, value, one.item.question.kind)
                assert got == pytest.approx(expected.points, abs=1e-3), (one.name, value)
                if one.item.question.kind == "numeric":
                    assert feedback == expected.feedback[0]
                compared += 1
    assert compared > 60


def test_a_question_of_moodle_scores_as_the_course_does(loads):
    compared = 0
    for variants in loads.values():
        for one in variants[:6]:
            kind = one.item.question.kind
            if kind in ("text", "ordering"):
                continue
            question = moodle._question(one)
            shares = {a.findtext("text"): float(a.get("fraction")) for a in question.iter("answer")}
            for value, expected in answers(one):
                if expected.note == "no unit":
                    continue
                share = _moodle_number(question, value) if kind == "numeric" else _moodle_choice(one, shares, value)
                slack = 0.05 if kind == "concordance" else 1e-4
                assert max(0.0, share) / 100 == pytest.approx(expected.points / expected.max_points, abs=slack)
                compared += 1
    assert compared > 40


def _qti_score(item, value, kind):
    """Response processing as far as the items use it: mapResponse, equal, match and their conditions."""
    declared = item.find("q:responseDeclaration", QTI)
    correct = [one.text for one in declared.findall("q:correctResponse/q:value", QTI)]
    chosen = [str(v) for v in value] if isinstance(value, list) else [value]
    if kind == "ordering":
        return _points_if(item, chosen == correct), ""
    if kind != "numeric":
        mapping = declared.find("q:mapping", QTI)
        worth = {entry.get("mapKey"): float(entry.get("mappedValue")) for entry in mapping}
        return max(float(mapping.get("lowerBound")), sum(worth.get(one, 0.0) for one in set(chosen))), ""
    number = read_number(value).number
    for branch in item.find("q:responseProcessing/q:responseCondition", QTI):
        equal = branch.find("q:equal", QTI)
        if equal is not None:
            constant = equal.find("q:baseValue", QTI)
            target = float(correct[0] if constant is None else constant.text)
            if abs(number - target) > float(equal.get("tolerance").split()[0]):
                continue
        set_to = {
            one.get("identifier"): one.find("q:baseValue", QTI).text for one in branch.findall("q:setOutcomeValue", QTI)
        }
        shown = item.find(f"q:modalFeedback[@identifier='{set_to['FEEDBACK']}']", QTI)
        return float(set_to.get("SCORE", 0)), "".join(shown.itertext()).strip()
    raise AssertionError("no branch was taken")


def _points_if(item, right):
    set_to = item.find(".//q:responseIf/q:setOutcomeValue/q:baseValue", QTI)
    return float(set_to.text) if right else 0.0


def _moodle_number(question, value):
    number = read_number(value).number
    for answer in question.iter("answer"):
        text = answer.findtext("text")
        if text == "*" or abs(number - float(text)) <= float(answer.findtext("tolerance")) + 1e-9:
            return float(answer.get("fraction"))
    raise AssertionError("no answer takes everything else")


def _moodle_choice(one, shares, value):
    from vertebra.quiz.question.render_item import inline_html

    texts = {option["name"]: inline_html(option["text"]) for option in one.secret["options"]}
    return sum(shares[texts[name]] for name in (value if isinstance(value, list) else [value]))


def test_an_order_that_is_not_right_earns_nothing_in_qti_and_its_steps_are_not_listed_in_order(loads):
    one = loads["08-order"][0]
    asked = qti_item.assessment_item(one).find(".//q:orderInteraction", QTI)
    listed = [choice.get("identifier") for choice in asked]
    right = [step["name"] for step in one.secret["order"]]
    assert sorted(listed) == sorted(right)
    assert asked.get("shuffle") == "true"


@pytest.mark.slow
def test_a_place_in_a_picture_goes_with_its_picture():
    found = bundle.collect("04-two-fractures")
    one = found.questions["04-two-fractures"][0]
    png = one.picture()
    item = qti_item.assessment_item(one, png)
    picture = item.find(".//q:object", QTI)
    x, y = (
        share * int(picture.get(side))
        for share, side in zip(centre(one.secret["target"]), ("width", "height"), strict=True)
    )
    coords = [float(n) for n in item.find(".//q:areaMapEntry", QTI).get("coords").split(",")]
    assert min(coords[::2]) < x < max(coords[::2])
    assert min(coords[1::2]) < y < max(coords[1::2])
    question = moodle._question(one)
    assert question.get("type") == "ddmarker"
    assert len(question.findtext("drop/coords").split(";")) == (len(coords) // 2) - 1
    assert question.find("file").text


def test_the_package_lists_every_file_and_draws_one_variant_of_each_question(small, tmp_path):
    count = write_questions.write(small, "qti", tmp_path / "t.zip")
    assert count == 1 + 1 + 24 + 1
    with zipfile.ZipFile(tmp_path / "t.zip") as archive:
        names = set(archive.namelist())
        manifest = ET.fromstring(archive.read(qti.MANIFEST))
        test = ET.fromstring(archive.read("test.xml"))
    listed = {file.get("href") for file in manifest.iter(f"{{{qti.PACKAGING}}}file")}
    assert listed == names - {qti.MANIFEST}
    sections = test.findall(".//q:assessmentSection", QTI)
    assert [len(section.findall("q:assessmentItemRef", QTI)) for section in sections] == [1, 1, 24, 1]
    assert all(section.find("q:selection", QTI).get("select") == "1" for section in sections)
    assert {ref.get("href") for ref in test.iter(f"{{{QTI['q']}}}assessmentItemRef")} <= names
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "t.zip").stat().st_mode) == 0o600


def test_moodle_has_a_category_for_each_question_and_names_that_are_unique(small):
    quiz = ET.fromstring(moodle.quiz_xml(small))
    kinds = [question.get("type") for question in quiz]
    assert kinds.count("category") == 4
    assert kinds.count("numerical") == 24
    numbers = [question.findtext("idnumber") for question in quiz if question.get("type") != "category"]
    assert len(set(numbers)) == len(numbers) == 27
    fractions = {abs(float(answer.get("fraction"))) for answer in quiz.iter("answer")}
    assert fractions <= set(MOODLE_FRACTIONS)
    essay = next(question for question in quiz if question.get("type") == "essay")
    assert "gives the reason" in essay.findtext("graderinfo/text")


def test_markup_that_an_item_may_not_hold_is_left_behind():
    table, line = qti_xml.blocks("| a | b |\n|--:|---|\n| 1 & 2 | <b> |\n\none  \ntwo")
    assert {name for one in table.iter() for name in one.attrib} == set()
    assert line.find("q:br", QTI) is not None
    assert "<b>" in "".join(table.itertext())


def test_what_no_platform_can_ask_is_left_out_with_the_reason():
    with refused(CourseError, "not-exported-replayed"):
        bundle.collect("08-procedure")
    with refused(CourseError, "nothing-of-that-name", "'99-none'"):
        bundle.collect("99-none")


def test_the_same_questions_give_the_same_bytes(small, questions):
    assert qti.package(small) == qti.package(bundle.collect("T1", questions))


FORMULA = "A strut bears $F/A$:\n\n$$\\sigma = \\frac{F}{A}$$"
FAULTS = {
    "no identifier": (".//q:responseDeclaration", lambda node: node.attrib.pop("identifier")),
    "a number that is none": (".//q:outcomeDeclaration", lambda node: node.set("normalMaximum", "much")),
    "an unknown cardinality": (".//q:responseDeclaration", lambda node: node.set("cardinality", "some")),
    "no title": (".", lambda node: node.attrib.pop("title")),
    "an unknown element": (".//q:itemBody", lambda node: node.append(node.makeelement(f"{{{QTI['q']}}}script"))),
    "a style": (".//q:p", lambda node: node.set("onclick", "alert(1)")),
    "words outside a block": (".//q:itemBody", lambda node: setattr(node, "text", "words")),
    "processing before the body": (".", lambda node: node.insert(0, node.find("q:responseProcessing", QTI))),
    "no response named": (".//q:choiceInteraction", lambda node: node.attrib.pop("responseIdentifier")),
    "no choices": (".//q:choiceInteraction", lambda node: [node.remove(child) for child in list(node)]),
    "an outcome that is set to nothing": (".//q:setOutcomeValue", lambda node: node.remove(node[0])),
}


@pytest.fixture(scope="module")
def schemas():
    """Our own grammar of what the export uses, and the published schema where there is a copy.

    The published schema's licence asks whoever ships it to register; VERTEBRA_QTI_SCHEMA names a copy's
    imsqti_v2p1.xsd.
    """
    etree = pytest.importorskip("lxml.etree")
    found = [etree.RelaxNG(etree.parse(Path(__file__).with_name("qti_subset.rng")))]
    if os.environ.get("VERTEBRA_QTI_SCHEMA"):
        found.append(etree.XMLSchema(etree.parse(os.environ["VERTEBRA_QTI_SCHEMA"])))
    return found


def parsed(document):
    from lxml import etree

    return etree.parse(io.BytesIO(qti_item.as_bytes(document)))


@pytest.mark.slow
def test_items_and_test_are_valid(loads, small, schemas):
    documents = [qti.assessment_test(small)]
    documents += [qti_item.assessment_item(one) for variants in loads.values() for one in variants]
    with_formula = qti_item.assessment_item(next(iter(loads.values()))[0])
    with_formula.find("q:itemBody", QTI)[:0] = qti_xml.blocks(FORMULA)
    with_point = next(iter(bundle.collect(POINT).questions.values()))[0]
    documents += [with_formula, qti_item.assessment_item(with_point, with_point.picture())]
    for document in documents:
        for schema in schemas:
            schema.assertValid(parsed(document))


@each_row("fault", FAULTS)
def test_an_item_with_a_fault_is_not_valid(loads, schemas, fault):
    where, change = FAULTS[fault]
    tree = parsed(qti_item.assessment_item(loads["t-single"][0]))
    change(tree.getroot().find(where, QTI) if where != "." else tree.getroot())
    assert [schema.validate(tree) for schema in schemas] == [False] * len(schemas)


def test_a_formula_goes_along_as_mathml():
    (paragraph,) = qti_xml.blocks("Stress is $F/A$.")
    assert "<m:math " in qti_item.as_bytes(paragraph).decode()
    assert [one.tag for one in paragraph.iter()][2].startswith("{http://www.w3.org/1998/Math/MathML}math")
    assert paragraph[0].attrib == {}
