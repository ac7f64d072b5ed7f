"""Questions as a package of QTI 2.1: one item a variant, and a test that draws one variant of each question.

See decision 0111.
"""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree as ET

from vertebra.quiz.export.bundle import ExportBundle
from vertebra.quiz.export.qti_item import as_bytes, assessment_item
from vertebra.quiz.question.exported_variant import ExportedVariant
from vertebra.quiz.question.qti_xml import NAMESPACE, add, element

MANIFEST = "imsmanifest.xml"
PACKAGING = "http://www.imsglobal.org/xsd/imscp_v1p1"
EPOCH = (2000, 1, 1, 0, 0, 0)
"""The date of every file in the package: the same questions give the same bytes."""


def package(bundle: ExportBundle) -> bytes:
    """The package as a zip archive with its manifest."""
    files: dict[str, bytes] = {}
    for variants in bundle.questions.values():
        for variant in variants:
            png = variant.picture() if variant.picture else None
            files[item_file(variant)] = as_bytes(assessment_item(variant, png))
            if png:
                files[picture_file(variant)] = png
    files["test.xml"] = as_bytes(assessment_test(bundle))
    files[MANIFEST] = _manifest(bundle)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def item_file(variant: ExportedVariant) -> str:
    """Where an item lies in the package."""
    return f"items/{variant.name}.xml"


def picture_file(variant: ExportedVariant) -> str:
    """Where an item's picture lies in the package."""
    return f"items/{variant.name}.png"


def assessment_test(bundle: ExportBundle) -> ET.Element:
    """The test: a section for each question, which gives a student one of its variants."""
    test = element("assessmentTest", identifier=f"test-{bundle.name}", title=bundle.title)
    add(test, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    part = add(test, "testPart", identifier="part", navigationMode="nonlinear", submissionMode="simultaneous")
    for question, variants in bundle.questions.items():
        title = variants[0].item.question.title
        section = add(part, "assessmentSection", identifier=f"section-{question}", title=title, visible="false")
        add(section, "selection", select="1")
        for variant in variants:
            add(section, "assessmentItemRef", identifier=f"ref-{variant.name}", href=item_file(variant))
    total = add(add(test, "outcomeProcessing"), "setOutcomeValue", identifier="SCORE")
    add(add(total, "sum"), "testVariables", variableIdentifier="SCORE")
    return test


def _manifest(bundle: ExportBundle) -> bytes:
    ET.register_namespace("", PACKAGING)
    root = ET.Element(f"{{{PACKAGING}}}manifest", identifier=f"package-{bundle.name}")
    about = ET.SubElement(root, f"{{{PACKAGING}}}metadata")
    ET.SubElement(about, f"{{{PACKAGING}}}schema").text = "QTIv2.1 Package"
    ET.SubElement(about, f"{{{PACKAGING}}}schemaversion").text = "1.0.0"
    ET.SubElement(root, f"{{{PACKAGING}}}organizations")
    resources = ET.SubElement(root, f"{{{PACKAGING}}}resources")
    every = [variant for variants in bundle.questions.values() for variant in variants]
    test = _resource(resources, "test", "imsqti_test_xmlv2p1", ["test.xml"])
    for variant in every:
        ET.SubElement(test, f"{{{PACKAGING}}}dependency", identifierref=f"item-{variant.name}")
        files = [item_file(variant), picture_file(variant)] if variant.picture else [item_file(variant)]
        _resource(resources, f"item-{variant.name}", "imsqti_item_xmlv2p1", files)
    ET.indent(root)
    text = bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))
    ET.register_namespace("", NAMESPACE)
    return text


def _resource(resources: ET.Element, name: str, kind: str, files: list[str]) -> ET.Element:
    resource = ET.SubElement(resources, f"{{{PACKAGING}}}resource", identifier=name, type=kind, href=files[0])
    for file in files:
        ET.SubElement(resource, f"{{{PACKAGING}}}file", href=file)
    return resource
