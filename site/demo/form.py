"""The demo's form, its document, and the scenario that answers both: the site as a source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Page

from demo.models import FormField, FormPage
from linesteps.accounts.models import Account
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import buttons, send, trigger, wait


def make_form(parent: Page, words: Mapping[str, Any]) -> FormPage:
    """The page with the form, below ``parent``.

    Args:
        words: what it says (``form`` in ``content``).
    """
    page = FormPage(
        title=words["title"],
        slug=words["slug"],
        lead=words["lead"],
        thanks=words["thanks"],
        locale=parent.locale,
    )
    for number, field in enumerate(words["fields"]):
        page.form_fields.add(FormField(sort_order=number, required=False, **field))
    added: FormPage = parent.add_child(instance=page)
    return added


def make_document(words: Mapping[str, str]) -> Any:
    """The document to download: one page of text.

    Args:
        words: what it says (``document`` in ``content``).
    """
    file = ContentFile(_pdf(words["text"].split("\n")), name=words["file"])
    return get_document_model().objects.create(title=words["title"], file=file)


def make_scenario(account: Account, form: FormPage, document: Any, words: Mapping[str, Any]) -> Scenario:
    """A published scenario that thanks for either, and asks three days later whether there are questions."""
    scenario = Scenario(account=account, name=words["name"], import_key="site", live=False)
    drawn: Any = scenario
    answers = [
        {"type": "item", "id": f"answer-{number}", "value": {"field": field, "attribute": attribute}}
        for number, (field, attribute) in enumerate(words["answers"].items())
    ]
    drawn.triggers = [
        trigger("form_submitted", page=form.pk, answers=answers, tag=words["tag"]),
        trigger("document_downloaded", document=document.pk),
    ]
    drawn.steps = [
        send(words["thanks"], name=words["thanks_name"]),
        wait(days=3, at="12:00"),
        send(buttons(words["ask"], *((label, "") for label in words["replies"])), name=words["ask_name"]),
    ]
    scenario.save()
    scenario.save_revision().publish()
    return scenario


def _pdf(lines: list[str]) -> bytes:
    """One page with these lines, in a Japanese font that every reader brings along (PDF 1.7, 9.7.5.2)."""
    shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj T* " for line in lines)
    content = f"BT /F 14 Tf 24 TL 60 780 Td {shown}ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiKakuGo-W5 /Encoding /UniJIS-UTF16-H "
        b"/DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiKakuGo-W5 /FontDescriptor 7 0 R "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 5 >> /DW 1000 /W [1 [500]] >>",
        b"<< /Type /FontDescriptor /FontName /HeiseiKakuGo-W5 /Flags 4 /FontBBox [-92 -250 1010 922] "
        b"/ItalicAngle 0 /Ascent 752 /Descent -221 /CapHeight 737 /StemV 114 >>",
    ]
    out, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(parts) + 1
    start = len(out)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (count, table, count, start)
    )
