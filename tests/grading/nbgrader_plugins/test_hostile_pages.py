"""Pages that are files (feedback, report, preview): each forbids scripts, other hosts, forms and a base, and shows
markup as text."""

import re
from html.parser import HTMLParser

from rows import each_row

from vertebra.grading import assignments
from vertebra.grading.autograde.render_html import TEMPLATES
from vertebra.grading.item_analysis import report
from vertebra.grading.nbgrader_plugins import safe_html
from vertebra.grading.preview import write as write_preview

MARKUP = "<script>alert(1)</script><img src=http://h/x.png onerror=alert(1)>"
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def policy(page: str) -> dict[str, str]:
    (found,) = POLICY.findall(page)
    assert page.index("Content-Security-Policy") < page.index("<style")
    return {name: value for name, _, value in (one.strip().partition(" ") for one in found.split(";"))}


@each_row("name", sorted(path.name for path in TEMPLATES.glob("*.html") if "<html" in path.read_text(encoding="utf-8")))
def test_every_page_has_a_policy_that_lets_nothing_run(name):
    page = (TEMPLATES / name).read_text(encoding="utf-8")
    said = policy(page)
    assert said["default-src"] == "'none'"
    assert said["base-uri"] == "'none'"
    assert said["form-action"] == "'none'"
    assert said.get("img-src", "data:") == "data:"
    assert not said.keys() & {"script-src", "connect-src", "frame-src", "object-src", "font-src"}
    assert "<script" not in page
    assert not re.search(r"\son\w+=", page)


def test_pages_as_they_are_written(course, hand_in, tmp_path, questions):
    from vertebra.grading.course_folder.gradebook import open_gradebook

    hand_in("ann", {"t-single": "right", "t-text": MARKUP, "t-number": MARKUP})
    assignments.grade(course, "T1")
    with open_gradebook(course) as book:
        book.find_comment("t-text", "T1", "T1", "ann").manual_comment = MARKUP
        book.find_student("ann").email = MARKUP
        book.db.commit()
    assignments.grade(course, "T1")
    for page in (
        (course.feedback("ann", "T1") / "T1.html").read_text(encoding="utf-8"),
        report.write_report(course, "T1").read_text("utf-8"),
    ):
        assert policy(page)["default-src"] == "'none'"
        assert "<script" not in page
        assert "<img src=http" not in page


def test_a_preview_has_one_too(tmp_path):
    path = tmp_path / "preview.html"
    write_preview("11-adjacent", path)
    assert policy(path.read_text(encoding="utf-8"))["default-src"] == "'none'"


HOSTILE = (
    "<script>x()</script>",
    "<SCRIPT SRC=//h/x></SCRIPT>",
    "<img src=x onerror=x()>",
    "<img src=//h/x>",
    "<img src='http://h/x'>",
    "<svg/onload=x()>",
    "<iframe src=//h></iframe>",
    "<iframe srcdoc='<script>x()</script>'>",
    "<object data=//h></object>",
    "<embed src=//h>",
    "<link rel=stylesheet href=//h>",
    "<meta http-equiv=refresh content='0;url=//h'>",
    "<base href=//h>",
    "<form action=//h><input></form>",
    "<a href=javascript:x()>a</a>",
    "<a href='jAvAsCrIpT:x()'>a</a>",
    "<a href='\x01javascript:x()'>a</a>",
    "<a href='data:text/html,<script>x()</script>'>a</a>",
    "<a href=//h>a</a>",
    "<style>@import '//h';</style>",
    "<p style='background:url(//h)'>p</p>",
    "<p style='position:fixed;top:0'>p</p>",
    "<p onclick=x()>p</p>",
    "<math><mi xlink:href=javascript:x()>x</mi></math>",
    "<math href=javascript:x()><mi>x</mi></math>",
    "<video src=//h onerror=x()></video>",
    "<audio src=//h>",
    "<input autofocus onfocus=x()>",
    "<details ontoggle=x() open>d</details>",
    "<body onload=x()>",
    "<template><script>x()</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=x()>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=x()&gt;'>",
    "<!--<img src='--><img src=x onerror=x()>'>",
    "<![CDATA[<script>x()</script>]]>",
    "<isindex action=//h>",
    "<button formaction=javascript:x()>b</button>",
    "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
    "<img src='data:text/html;base64,PHN2Zz4='>",
    "<table background=//h><td>x</table>",
    "<textarea><script>x()</script>",
    "<title><script>x()</script></title>",
    "<xmp><script>x()</script></xmp>",
    "<plaintext><script>x()</script>",
    "<a ping=//h href=#x>a</a>",
    "<img srcset='//h 1x'>",
    "<p id=submission_id name=base_url>p</p>",
    "<img name=formgrader src=x>",
    "<<script>x()</script>",
    "<scr<script>ipt>x()</scr</script>ipt>",
)


class Elements(HTMLParser):
    """The elements of a page with their attributes, as a browser's parser splits them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))


RUNS = {
    "script",
    "iframe",
    "object",
    "embed",
    "link",
    "meta",
    "base",
    "form",
    "input",
    "svg",
    "style",
    "video",
    "audio",
    "button",
    "template",
    "textarea",
    "body",
    "noscript",
    "title",
    "xmp",
    "plaintext",
    "mglyph",
}
LOADS = {
    "src",
    "href",
    "srcset",
    "srcdoc",
    "action",
    "formaction",
    "ping",
    "background",
    "id",
    "name",
    "xlink:href",
    "data",
    "poster",
}


@each_row("markup", HOSTILE)
@each_row("way", [safe_html.cleaned, safe_html.from_markdown])
def test_what_is_left_of_hostile_markup_only_shows(way, markup):
    for tag, attributes in Elements(str(way(markup))).found:
        assert tag not in RUNS
        assert not [name for name in attributes if name.startswith("on")]
        assert not re.search(r"url\(|position|expression|import", attributes.get("style", ""))
        for name in LOADS & attributes.keys():
            allowed = (name, tag) in (("src", "img"), ("href", "a"))
            assert allowed, (tag, attributes)
            assert re.match(r"data:image/(png|jpeg|gif);base64,|https?://|#", attributes[name]), attributes
            assert tag != "img" or attributes[name].startswith("data:image/"), attributes


@each_row(
    ("markup", "expected"),
    [
        ("<b>x</b>", "<b>x</b>"),
        ("<table><tr><td colspan=2>x</td></tr></table>", '<td colspan="2">'),
        ("<p style='color: red'>x</p>", "color: red"),
        ("<img src='data:image/png;base64,iVBORw0KGgo=' alt=a>", "data:image/png;base64,iVBORw0KGgo="),
        ("<a href='https://doi.org/10.1'>d</a>", 'href="https://doi.org/10.1"'),
        ("<math display='block'><mfrac><mi>a</mi><mi>b</mi></mfrac></math>", "<mfrac><mi>a</mi><mi>b</mi></mfrac>"),
        ("2 < 3 & 4 > 1", "2 &lt; 3 &amp; 4 &gt; 1"),
    ],
)
def test_what_is_to_be_read_stays(markup, expected):
    assert expected in str(safe_html.cleaned(markup))
