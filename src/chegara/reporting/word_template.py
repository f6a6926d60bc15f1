"""An agency's own Word template: its letterhead, page and styles, with placeholders that a document fills.

A placeholder is a name between double braces: {{ title }}. The template is docxtpl's (Jinja in a Word file),
of which nothing but names is allowed: a file that somebody brings along must not compute.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import docx
import jinja2
from django.utils.translation import gettext as _
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import nodes
from jinja2.sandbox import SandboxedEnvironment

from chegara.common.office_files import DAMAGED
from chegara.reporting.blocks import Document
from chegara.reporting.numbers import day
from chegara.reporting.text import clean

TEXT = "document"
ON_EACH_PAGE = ("marking", "banner")
FIELDS = ("title", "subtitle", "issued_by", "issued_on", *ON_EACH_PAGE, TEXT)
LARGEST = 10 * 1024 * 1024
LARGEST_UNPACKED = 100 * 1024 * 1024
_MACROS = ("vbaproject.bin", "activex")
_PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
_NAMES_ONLY = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name)


class TemplateError(ValueError):
    """Why a Word file cannot be a template, and what to do about it."""


def check_template(content: bytes) -> None:
    """See that a Word file can be laid over documents.

    Its text must hold {{ document }} once, in a paragraph of its own; the head or foot of every kind of page
    {{ marking }} and {{ banner }}, since both must stand on each page.

    Raises:
        TemplateError: it is no Word file, holds macros, takes from other files, computes, or lacks a
            placeholder.
    """
    _refuse_what_is_no_template(content)
    template = DocxTemplate(io.BytesIO(content))
    for source in _sources(template):
        _refuse_what_computes(source)
    filled = _filled(content, {name: _shown(name) for name in FIELDS})
    texts = [_text_of(paragraph).strip() for paragraph in filled.element.body.iterchildren(_tag("p"))]
    if texts.count(_shown(TEXT)) != 1 or _text_of(filled.element.body).count(_shown(TEXT)) != 1:
        raise TemplateError(_("{{ document }} must stand once in the text, in a paragraph of its own."))
    for name in ON_EACH_PAGE:
        if not all(_shown(name) in margin for margin in _margins(filled)):
            raise TemplateError(
                _("{{ %(name)s }} must stand in the head or foot of every kind of page: first, even, other.")
                % {"name": name}
            )


def fill_template(content: bytes, document: Document) -> tuple[Any, Any]:
    """Return the template with its placeholders filled, and the paragraph in whose place the text goes.

    Raises:
        TemplateError: what `check_template` raises.
    """
    check_template(content)
    values = {
        "title": document.title,
        "subtitle": document.subtitle,
        "issued_by": document.issued_by,
        "issued_on": day(document.issued_on, document.language),
        "marking": document.marking,
        "banner": document.banner,
    }
    mark = _shown(TEXT)
    filled = _filled(content, {name: clean(value) for name, value in values.items()} | {TEXT: mark})
    place = next(p for p in filled.element.body.iterchildren(_tag("p")) if _text_of(p).strip() == mark)
    return filled, place


def _shown(name: str) -> str:
    return f"\u2039{name}\u203a"


def _tag(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"


def _text_of(element: Any) -> str:
    return "".join(node.text or "" for node in element.iter(_tag("t")))


def _refuse_what_is_no_template(content: bytes) -> None:
    if len(content) > LARGEST:
        raise TemplateError(_("The template is larger than %(most)s MB.") % {"most": LARGEST // 1024 // 1024})
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
                raise TemplateError(_("The template is too large when unpacked."))
            if any(name in entry.filename.lower() for entry in entries for name in _MACROS):
                raise TemplateError(_("The template holds macros. Save it as .docx, without them."))
        file = docx.Document(io.BytesIO(content))
    except (*DAMAGED, PackageNotFoundError) as error:
        if isinstance(error, TemplateError):
            raise
        raise TemplateError(_("This is no Word document. Save the template in Word as .docx.")) from error
    for part in file.part.package.iter_parts():
        for relation in part.rels.values():
            if relation.is_external and not relation.reltype.endswith("/hyperlink"):
                raise TemplateError(
                    _("The template takes something from another file, %(address)s: embed it instead.")
                    % {"address": relation.target_ref}
                )  # fmt: skip


def _sources(template: DocxTemplate) -> Iterator[str]:
    """Yield all that docxtpl fills: the body, each head and foot, footnotes, the file's properties."""
    file = template.get_docx()
    yield template.patch_xml(template.get_xml())
    yield from (str(getattr(file.core_properties, name)) for name in _PROPERTIES)
    for part in file.part.package.iter_parts():
        if part.content_type.endswith(".footnotes+xml"):
            yield template.patch_xml(part.blob.decode())
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _key, part in template.get_headers_footers(uri):
            yield template.patch_xml(template.get_part_xml(part))


def _refuse_what_computes(source: str) -> None:
    try:
        tree = _environment().parse(source)
    except jinja2.TemplateError as error:
        raise TemplateError(
            _("A placeholder of the template cannot be read: %(reason)s") % {"reason": error}
        ) from error
    for node in _all_of(tree):
        if not isinstance(node, _NAMES_ONLY):
            raise TemplateError(
                _("A template holds placeholders such as {{ title }} and nothing that computes.")
            )
        if isinstance(node, nodes.Name) and node.name not in FIELDS:
            raise TemplateError(
                _("There is no placeholder {{ %(name)s }}: choose among %(names)s.")
                % {"name": node.name, "names": ", ".join(FIELDS)}
            )


def _all_of(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _all_of(child)


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True)


def _filled(content: bytes, values: Mapping[str, str]) -> Any:
    template = DocxTemplate(io.BytesIO(content))
    template.render(dict(values), jinja_env=_environment())
    buffer = io.BytesIO()
    template.save(buffer)
    return docx.Document(buffer)  # read anew: docxtpl puts parts in place that docx does not know


def _margins(file: Any) -> Iterator[str]:
    """Yield the text of head and foot together, for each kind of page that each section has."""
    even = file.settings.odd_and_even_pages_header_footer
    for section in file.sections:
        pairs = [(section.header, section.footer)]
        if section.different_first_page_header_footer:
            pairs.append((section.first_page_header, section.first_page_footer))
        if even:
            pairs.append((section.even_page_header, section.even_page_footer))
        for head, foot in pairs:
            yield _text_of(head._element) + _text_of(foot._element)  # noqa: SLF001 - tables and frames too
