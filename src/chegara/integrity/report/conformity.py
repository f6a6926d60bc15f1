"""The conformity assessment: what was read, what was found, how complete papers are, text against practice."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.integrity.models import ConformityFinding, Review, SourceDocument
from chegara.integrity.presenters import Matrix, cell_titles, index_of, matrix, practice_of
from chegara.integrity.queries import counts_of
from chegara.integrity.report.common import document, findings_table
from chegara.integrity.words import GROUPS, RULES
from chegara.reporting.blocks import Block, Callout, Column, Document, Heading, Paragraph, Table

MOST_POSITIONS = 200


def conformity(review: Review) -> Document:
    """Return the conformity assessment of a review."""
    return document(review, _("Conformity of tasks, competences, rights and obligations"), _blocks(review))


def _blocks(review: Review) -> Iterator[Block]:
    findings = list(ConformityFinding.objects.filter(review=review, standing=True).order_by("rule", "pk"))
    yield Heading(_("Summary"))
    if review.about:
        yield Paragraph(review.about)
    yield _summary(findings)
    yield Callout(
        _("How to read this"),
        _("A finding is a question on papers, not on a person. Rules read what was confirmed of the documents; what these do not say is not known, and not a fault."),
    )  # fmt: skip
    yield Heading(_("What was read"))
    yield from _documents(review)
    yield Heading(_("Findings"))
    yield from _findings(findings)
    yield Heading(_("Separation of duties"))
    yield _matrix(matrix("conflicts", review, None), _("Sensitive task"))
    yield Heading(_("Completeness of positions"))
    yield _index(review)
    yield Heading(_("Text against practice"))
    yield from _practice(review)


def _summary(findings: list[ConformityFinding]) -> Table:
    rows = []
    for group, title in GROUPS.items():
        some = [each for each in findings if each.rule.startswith(group)]
        high = sum(each.severity == "high" for each in some)
        decided = sum(bool(each.decision) for each in some)
        rows.append((str(title), str(len(some)), str(high), str(decided)))
    return Table(
        _("Findings by group"),
        (
            Column(_("Group"), width=2.0), Column(_("Findings"), "end"),
            Column(_("of these high"), "end"), Column(_("decided"), "end"),
        ),
        tuple(rows),
        source=_("rules of conformity, run over the confirmed documents"),
    )  # fmt: skip


def _documents(review: Review) -> Iterator[Block]:
    yield Table(
        _("What the review holds"),
        (Column(_("Kind"), width=2.0), Column(_("Number"), "end")),
        tuple((name[:1].upper() + name[1:], str(n)) for name, n in counts_of(review)),
        source=_("documents of the service"),
    )
    documents = SourceDocument.objects.filter(review=review).select_related("unit")
    if documents:
        yield Table(
            _("Documents"),
            (Column(_("Document"), width=2.4), Column(_("Kind"), width=1.2), Column(_("Approved by order"), width=1.2), Column(_("State"))),
            tuple(
                (
                    each.title, str(each.get_kind_display()),
                    " ".join(filter(None, (f"№ {each.number}" if each.number else "", f"{each.date:%d.%m.%Y}" if each.date else ""))) or _("not told"),
                    str(each.get_state_display()),
                )
                for each in documents
            ),
            source=_("files as read in"),
        )  # fmt: skip


def _findings(findings: list[ConformityFinding]) -> Iterator[Block]:
    if not findings:
        yield Paragraph(_("The rules found nothing."))
    for group, title in GROUPS.items():
        some = [each for each in findings if each.rule.startswith(group)]
        if not some:
            continue
        yield Heading(str(title), 2)
        for rule in dict.fromkeys(each.rule for each in some):
            words = RULES[rule]
            yield Paragraph(f"{rule}. {words.title}. {words.why}")
            yield findings_table(f"{rule}. {words.title}", [each for each in some if each.rule == rule])


def _matrix(shown: Matrix, first: str) -> Block:
    if not shown.rows:
        return Paragraph(shown.empty or _("Nothing to show."))
    return Table(
        shown.title,
        (Column(first, width=1.6), *(Column(each) for each in shown.columns)),
        tuple((name, *cells) for name, cells in shown.rows),
        source=_("duties and rights of the confirmed documents, appointments in force"), notes=(shown.note,),
    )  # fmt: skip


def _index(review: Review) -> Table:
    letters = (
        (pgettext("letter of a column", "F"), _("function")), (pgettext("letter of a column", "N"), _("norm")),
        (pgettext("letter of a column", "R"), _("right")), (pgettext("letter of a column", "C"), _("competence")),
        (pgettext("letter of a column", "A"), _("responsibility")),
    )  # fmt: skip
    rows = sorted(index_of(review), key=lambda row: (row.percent is None, row.percent or 0))
    return Table(
        _("Duties of each position that have what a whole one has"),
        (
            Column(_("Position"), width=4.0), Column(_("Duties"), "end"),
            *(Column(letter, "end", width=0.6) for letter, _name in letters),
            Column(_("all five"), "end"), Column(_("Index, %"), "end"),
        ),
        tuple(
            (
                row.name, str(row.counts.duties), str(row.counts.function), str(row.counts.norm),
                str(row.counts.right), str(row.counts.competence), str(row.counts.responsibility),
                str(row.counts.whole), "–" if row.percent is None else str(row.percent),
            )
            for row in rows[:MOST_POSITIONS]
        ),
        source=_("job descriptions and statutes as confirmed"),
        notes=(
            "; ".join(f"{letter}: {name}" for letter, name in letters) + ".",
            _("The index is the share of duties that have all five; the least complete come first."),
        ),
    )  # fmt: skip


def _practice(review: Review) -> Iterator[Block]:
    found, titles = practice_of(review), cell_titles()
    yield Table(
        _("Text against practice"),
        (Column(_("Cell"), width=2.4), Column(_("Functions"), "end")),
        tuple((titles[cell], str(len(some))) for cell, some in found.items()),
        source=_("interviews of the review"),
    )
    for cell in ("dead", "informal"):
        some = next(rows for each, rows in found.items() if each == cell)
        if some:
            yield Table(
                titles[next(each for each in found if each == cell)],
                (
                    Column(_("Function"), width=2.6), Column(pgettext("of a service", "Unit"), width=1.6),
                    Column(_("say yes"), "end"), Column(_("say no"), "end"),
                ),
                tuple((each.name, each.unit, str(each.yes), str(each.no)) for each in some),
                source=_("interviews of the review"),
            )  # fmt: skip
