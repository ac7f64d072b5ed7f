"""Whatever a file carries besides its picture is refused by its name, wherever it stands; a clean file is read."""

import gzip
import io
import struct
import zlib

import numpy as np
import pytest
from grading.own_pictures.conftest import content, grey, saved
from PIL import Image, PngImagePlugin
from rows import each_row

from vertebra.errors import InputError
from vertebra.grading.own_pictures.case_file import PictureEntry
from vertebra.grading.own_pictures.dicom_file import DicomFile
from vertebra.grading.own_pictures.nifti_file import NiftiFile
from vertebra.grading.own_pictures.picture import read_picture
from vertebra.texts import keys

FORMATS = ("png", "jpg", "dcm", "nii.gz")


def refusal(folder, name, picture, **settings):
    """The error that reading a picture ends in, as its key and the text of it."""
    (folder / name).write_bytes(picture)
    with pytest.raises(InputError) as refused:
        read_picture(folder, PictureEntry(name, "STIR", "alt", **settings))
    return keys(refused.value.text), str(refused.value)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_clean_picture_is_read_and_its_grey_values_are_all_that_stays(tmp_path, kind):
    (tmp_path / "a").write_bytes(content(kind))
    picture = read_picture(tmp_path, PictureEntry("a", "STIR", "alt"))
    assert picture.grey.shape == grey().shape
    assert picture.grey.dtype == np.uint8
    assert np.corrcoef(picture.grey.ravel().astype(float), grey().ravel().astype(float))[0, 1] > 0.97, (
        "not turned, not mirrored"
    )


def png_with_text():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Patient", "Doe")
    return saved(grey(), "PNG", pnginfo=notes)


def png_with_packed_text():
    notes = PngImagePlugin.PngInfo()
    notes.add_itxt("Comment", "Doe", zip=True)
    return saved(grey(), "PNG", pnginfo=notes)


def with_chunk(name, data=b"Doe"):
    clean = content("png")
    chunk = struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return clean[:33] + chunk + clean[33:]


def exif():
    made = Image.Exif()
    made[0x013B] = "Doe"
    return made


def two_frames():
    buffer = io.BytesIO()
    first, second = (Image.fromarray(grey(seed)) for seed in (0, 1))
    first.save(buffer, "PNG", save_all=True, append_images=[second])
    return buffer.getvalue()


def jpeg_with(marker, data):
    clean = content("jpg")
    return clean[:2] + marker + struct.pack(">H", len(data) + 2) + data + clean[2:]


def named_gzip():
    buffer = io.BytesIO()
    with gzip.GzipFile("Doe_Jane.nii", "wb", fileobj=buffer) as file:
        file.write(gzip.decompress(content("nii.gz")))
    return buffer.getvalue()


CARRYING = {
    "text": (png_with_text, "tEXt 'Patient'"),
    "packed text": (png_with_packed_text, "iTXt 'Comment'"),
    "Exif in PNG": (lambda: saved(grey(), "PNG", exif=exif()), "eXIf"),
    "time": (lambda: with_chunk(b"tIME", bytes(7)), "tIME"),
    "a chunk of nobody": (lambda: with_chunk(b"doEx"), "doEx"),
    "a second frame": (two_frames, "acTL"),
    "after the end of PNG": (lambda: content("png") + b"Doe", "3 "),
    "Exif": (lambda: saved(grey(), "JPEG", exif=exif()), "APP1 Exif"),
    "comment": (lambda: saved(grey(), "JPEG", comment=b"Doe"), ""),
    "XMP": (lambda: jpeg_with(b"\xff\xe1", b"http://ns.adobe.com/xap/1.0/\0Doe"), "APP1 XMP"),
    "IPTC": (lambda: jpeg_with(b"\xff\xed", b"Photoshop 3.0\0Doe"), "APP13 IPTC"),
    "a small copy": (lambda: jpeg_with(b"\xff\xe0", b"JFXX\0Doe"), "APP0 JFXX"),
    "much in JFIF": (lambda: jpeg_with(b"\xff\xe0", b"JFIF\0" + b"Doe" * 40), "APP0"),
    "after the end of JPEG": (lambda: content("jpg") + b"Doe", "3 "),
    "gzip's name": (named_gzip, ""),
    "after the voxels": (lambda: gzip.compress(gzip.decompress(content("nii.gz")) + b"Doe"), "3 "),
}


@pytest.mark.parametrize("case", CARRYING)
def test_what_a_file_carries_besides_is_refused_and_named_without_its_value(tmp_path, case):
    make, named = CARRYING[case]
    found, text = refusal(tmp_path, "a", make())
    assert "picture-identifies" in found
    assert named in text
    assert "Doe" not in text


def nifti_header_with(**fields):
    import nibabel as nib

    image = nib.Nifti1Image(grey()[None], np.eye(4))
    for name, value in fields.items():
        image.header[name] = value
    return image.to_bytes()


@pytest.mark.parametrize("field", ["descrip", "aux_file", "intent_name", "db_name"])
def test_text_in_a_header_of_nifti_is_refused_by_its_field(tmp_path, field):
    found, text = refusal(tmp_path, "a.nii", nifti_header_with(**{field: b"Doe"}))
    assert "picture-identifies" in found
    assert field in text
    assert "Doe" not in text


def test_an_extension_of_nifti_is_refused(tmp_path):
    import nibabel as nib

    image = nib.Nifti1Image(grey()[None], np.eye(4))
    image.header.extensions.append(nib.nifti1.Nifti1Extension("comment", b"Doe"))
    found, _text = refusal(tmp_path, "a.nii", image.to_bytes())
    assert "picture-identifies" in found


def test_a_slice_stands_upright_whichever_way_the_file_is_stored():
    import nibabel as nib

    volume = np.zeros((40, 50, 60), np.uint8)
    volume[:, 40:, 50:] = 200  # In front and above.
    volume[:8, 5, 5] = 255
    stored = nib.Nifti1Image(volume, np.eye(4))
    turned = stored.as_reoriented(np.array([[2, -1], [0, 1], [1, -1]]))
    for image in (stored, turned):
        file = NiftiFile(image.to_bytes())
        sagittal = file.slice("sagittal", 20, None)
        assert sagittal.shape == (60, 50)
        assert sagittal[:10, :10].min() == 200, "front on the left, head up"
        assert file.slice("axial", 60, None)[:10].min() == 200, "front up"
        assert file.slice("coronal", 6, None)[54, 39] == 255, "the patient's left on the right"


def dicom(**attributes):
    """The clean file with further attributes, and what it is refused for."""
    import pydicom

    data = pydicom.dcmread(io.BytesIO(content("dcm")))
    for name, value in attributes.items():
        setattr(data, name, value)
    return data


def faults_of(data):
    buffer = io.BytesIO()
    data.save_as(buffer, enforce_file_format=True)
    return DicomFile(buffer.getvalue()).identifiers()


IDENTIFYING = {
    "PatientName": ("Doe^Jane", "(0010,0010)"),
    "PatientID": ("4711", "(0010,0020)"),
    "PatientBirthDate": ("19500101", "(0010,0030)"),
    "OtherPatientIDs": ("4712", "(0010,1000)"),
    "PatientAddress": ("1 High Street", "(0010,1040)"),
    "PatientComments": ("Doe", "(0010,4000)"),
    "InstitutionName": ("St Mary's", "(0008,0080)"),
    "AccessionNumber": ("77", "(0008,0050)"),
    "StudyDate": ("20260101", "(0008,0020)"),
    "AcquisitionDateTime": ("20260101120000", "(0008,002A)"),
    "StudyTime": ("120000", "(0008,0030)"),
    "ReferringPhysicianName": ("Roe^Jo", "(0008,0090)"),
    "OperatorsName": ("Roe^Jo", "(0008,1070)"),
    "StationName": ("MR3", "(0008,1010)"),
    "StudyDescription": ("Doe spine", "(0008,1030)"),
    "StudyID": ("12", "(0020,0010)"),
    "ImageComments": ("Doe", "(0020,4000)"),
    "DeviceSerialNumber": ("9", "(0018,1000)"),
    "ProtocolName": ("Doe", "(0018,1030)"),
    "StudyInstanceUID": ("1.2.276.0.7230010.3.1.2.1", "(0020,000D)"),
    "SOPInstanceUID": ("1.2.276.0.7230010.3.1.4.1", "(0008,0018)"),
    "PatientWeight": ("71", "(0010,1030)"),
    "PatientAge": ("093Y", "(0010,1010)"),
    "BurnedInAnnotation": ("YES", "(0028,0301)"),
    "RecognizableVisualFeatures": ("YES", "(0028,0302)"),
    "TextValue": ("Doe", "(0040,A160)"),
    "EncapsulatedDocument": (b"Doe ", "(0042,0011)"),
}


@pytest.mark.parametrize("attribute", IDENTIFYING)
def test_an_attribute_of_dicom_that_may_identify_is_refused_by_its_tag(attribute):
    value, tag = IDENTIFYING[attribute]
    faults = faults_of(dicom(**{attribute: value}))
    assert faults
    assert all(tag.upper() in fault.upper() or "(0002,0003)" in fault for fault in faults), "the head repeats one UID"
    assert str(value) not in str(faults)


KEPT = {
    "PatientName": "Anonymous",
    "PatientID": "",
    "PatientSex": "F",
    "PatientAge": "074Y",
    "BurnedInAnnotation": "NO",
    "BodyPartExamined": "LSPINE",
    "EchoTime": "80",
    "InstanceNumber": "7",
    "PixelSpacing": ["0.5", "0.5"],
    "ImageOrientationPatient": ["0", "1", "0", "0", "0", "-1"],
    "StudyInstanceUID": "2.25.329800735698586629295641978511506172918",
    "WindowCenter": "120",
    "ImageType": ["DERIVED", "SECONDARY"],
}


@each_row("attribute", KEPT)
def test_what_the_picture_needs_may_stay(attribute):
    assert faults_of(dicom(**{attribute: KEPT[attribute]})) == []


def test_a_tag_is_judged_by_what_the_standard_says_it_holds():
    declared = dicom()
    declared.add_new(0x00181000, "IS", "4711")
    declared.add_new(0x00100020, "IS", "4711")
    assert [fault[:11] for fault in faults_of(declared)] == ["(0010,0020)", "(0018,1000)"]


def test_odd_values_are_not_written_to_the_terminal(recwarn, caplog):
    odd = content("dcm").replace(b"MONOCHROME2 ", b"MONOCHROME\x9e2")
    DicomFile(odd.replace(b"2.25.", b"2.25\x9e")).identifiers()
    assert len(recwarn) == 0
    assert caplog.records == []


def nested(depth, **attributes):
    import pydicom

    item = pydicom.Dataset()
    for name, value in attributes.items():
        setattr(item, name, value)
    for _level in range(depth):
        outer = pydicom.Dataset()
        outer.ReferencedImageSequence = [item]
        item = outer
    return dicom(AnatomicRegionSequence=[item])


def test_sequences_are_looked_through_to_the_bottom():
    (fault,) = faults_of(nested(3, PatientName="Doe^Jane"))
    assert fault.count(" > ") == 4
    assert "(0010,0010)" in fault
    with pytest.raises(InputError) as refused:
        faults_of(nested(30, PatientName="Doe^Jane"))
    assert keys(refused.value.text) & {"dicom-too-deep", "picture-damaged-file"}


def test_private_tags_overlays_small_copies_and_the_preamble_are_refused():
    import pydicom

    private = dicom()
    private.private_block(0x0011, "ACME", create=True).add_new(0x01, "LO", "Doe")
    assert [fault[:6] for fault in faults_of(private)] == ["(0011,", "(0011,"]
    overlay = dicom()
    overlay.add_new(0x60003000, "OW", b"\1\2")
    assert faults_of(overlay)[0].startswith("(6000,3000)")
    icon = pydicom.Dataset()
    icon.Rows = icon.Columns = 2
    icon.add_new(0x7FE00010, "OW", b"\1\2\3\4")
    assert "(7FE0,0010)" in faults_of(dicom(IconImageSequence=[icon]))[0].upper()
    named = dicom()
    named.file_meta.SourceApplicationEntityTitle = "CLINIC"
    assert "(0002,0016)" in faults_of(named)[0]
    before = b"Doe" + content("dcm")[3:]
    assert DicomFile(before).identifiers()


def test_a_code_may_say_how_it_was_anonymised_and_nothing_else_may():
    import pydicom

    code = pydicom.Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "113100", "DCM", "Basic Profile"
    assert faults_of(dicom(DeidentificationMethodCodeSequence=[code])) == []
    assert len(faults_of(dicom(ProcedureCodeSequence=[code]))) == 3


def test_grey_of_dicom_follows_windows_and_the_meaning_of_its_values():
    plain = DicomFile(bytes_of(dicom())).image(None, None)
    inverted = DicomFile(bytes_of(dicom(PhotometricInterpretation="MONOCHROME1"))).image(None, None)
    assert np.array_equal(inverted, 255 - plain)
    narrow = DicomFile(bytes_of(dicom())).image(None, (80.0, 20.0))
    assert (narrow == 255).mean() > 0.3
    tall = DicomFile(bytes_of(dicom(PixelSpacing=["2", "1"]))).image(None, None)
    assert tall.shape == (192, 64)


def bytes_of(data):
    buffer = io.BytesIO()
    data.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def deflated():
    import pydicom

    data = dicom()
    data.file_meta.TransferSyntaxUID = pydicom.uid.DeflatedExplicitVRLittleEndian
    return bytes_of(data)


def huge_rows():
    data = dicom()
    data.Rows, data.Columns = 60_000, 60_000
    return bytes_of(data)


def bomb(width, height):
    """A PNG of few bytes that claims to be large."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def packed_zeros():
    head = bytearray(gzip.decompress(content("nii.gz")))
    return gzip.compress(bytes(head) + bytes(520_000_000), 1)


def without_picture():
    data = dicom()
    for name in ("PixelData", "Rows", "Columns"):
        delattr(data, name)
    return bytes_of(data)


def nifti_of_one_value():
    import nibabel as nib

    return nib.Nifti1Image(np.full((1, 64, 64), 7, np.uint8), np.eye(4)).to_bytes()


HOSTILE = {
    "too many pixels": (lambda: bomb(50_000, 50_000), "picture-too-many-pixels"),
    "fewer bytes than pixels": (lambda: bomb(5_000, 5_000), "picture-damaged-file"),
    "cut off PNG": (lambda: content("png")[:-30], "picture-damaged-file"),
    "cut off JPEG": (lambda: content("jpg")[:-30], "picture-damaged-file"),
    "cut off DICOM": (lambda: content("dcm")[:-3000], "picture-damaged-file"),
    "cut off NIfTI": (lambda: gzip.compress(gzip.decompress(content("nii.gz"))[:-3000]), "picture-damaged-file"),
    "cut off gzip": (lambda: content("nii.gz")[:-30], "picture-damaged-file"),
    "deflated DICOM": (deflated, "dicom-deflated"),
    "huge DICOM": (huge_rows, "picture-too-many-pixels"),
    "no picture in DICOM": (without_picture, "dicom-without-picture"),
    "tiny": (lambda: saved(grey()[:5, :5], "PNG"), "picture-too-small"),
    "one grey": (lambda: gzip.compress(nifti_of_one_value()), "picture-one-grey"),
    "nothing": (lambda: b"", "picture-format-unknown"),
    "a page": (lambda: b"<html><script>alert(1)</script>", "picture-format-unknown"),
    "SVG": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture-format-unknown"),
    "GIF": (lambda: saved(grey(), "GIF"), "picture-format-unknown"),
    "TIFF": (lambda: saved(grey(), "TIFF"), "picture-format-unknown"),
    "a PNG's first bytes": (lambda: b"\x89PNG\r\n\x1a\n", "picture-damaged-file"),
    "a JPEG's first bytes": (lambda: b"\xff\xd8\xff", "picture-damaged-file"),
    "a DICOM's first bytes": (lambda: bytes(128) + b"DICM", "dicom-without-picture"),
    "zeros behind the mark": (lambda: bytes(128) + b"DICM" + bytes(500), "dicom-without-picture"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_damaged_or_hostile_file_is_refused_in_words(tmp_path, case):
    make, key = HOSTILE[case]
    assert key in refusal(tmp_path, "a", make())[0]


@pytest.mark.slow
def test_what_unpacks_to_too_much_is_not_unpacked(tmp_path):
    assert "picture-bomb" in refusal(tmp_path, "a", packed_zeros())[0]


@pytest.mark.parametrize("kind", FORMATS)
def test_any_byte_that_is_changed_is_read_or_refused_and_nothing_else(tmp_path, kind):
    refused: list[InputError] = []
    draw, clean = np.random.default_rng(3), bytearray(content(kind))
    for _attempt in range(60):
        changed = bytearray(clean)
        for at in draw.integers(0, min(len(clean), 900), 3):
            changed[at] = draw.integers(256)
        (tmp_path / "a").write_bytes(changed)
        try:
            picture = read_picture(tmp_path, PictureEntry("a", "STIR", "alt"))
        except InputError as error:
            refused.append(error)
        else:
            assert picture.grey.dtype == np.uint8
    assert refused


@pytest.mark.parametrize(
    "name", ["../secret.png", "/etc/hosts", "a/b.png", "..", "", "C:\\x.png", "a\0b", "missing.png"]
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path, name):
    (tmp_path / "secret.png").write_bytes(content("png"))
    (tmp_path / "cases").mkdir()
    with pytest.raises(InputError) as refused:
        read_picture(tmp_path / "cases", PictureEntry(name, "STIR", "alt"))
    assert keys(refused.value.text) & {"leaves-folder", "picture-missing"}


def test_links_and_pipes_are_not_followed(tmp_path):
    import os

    (tmp_path / "real.png").write_bytes(content("png"))
    try:
        (tmp_path / "link.png").symlink_to(tmp_path / "real.png")
        os.mkfifo(tmp_path / "pipe.png")
    except (OSError, AttributeError, NotImplementedError):
        pytest.skip("no links or pipes here")
    for name, key in (("link.png", "picture-link"), ("pipe.png", "picture-no-file")):
        with pytest.raises(InputError) as refused:
            read_picture(tmp_path, PictureEntry(name, "STIR", "alt"))
        assert key in keys(refused.value.text)
