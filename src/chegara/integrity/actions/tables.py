"""Taking in the tables of a service: staffing, orders on staff, the old action plan."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.integrity.actions.guards import IntegrityError
from chegara.integrity.choices import DocumentKind
from chegara.integrity.methods.near_duplicates import plain
from chegara.integrity.methods.reading import tables
from chegara.integrity.methods.reading.files import Paper, Piece
from chegara.integrity.methods.reading.papers import day_of
from chegara.integrity.models import (
    Appointment,
    Holder,
    OldItem,
    Post,
    Review,
    ServiceUnit,
    SourceDocument,
)

COLUMNS: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    DocumentKind.STAFFING: (tables.STAFFING, ("unit", "title")),
    DocumentKind.ORDERS: (tables.ORDERS, ("person", "title")),
    DocumentKind.OLD_PLAN: (tables.OLD_PLAN, ("text",)),
}
YES = re.compile(r"^(да|yes|x|х|\+|1|true|✓)$", re.IGNORECASE)
ACTING = re.compile(r"исполн|врио|и\s*\.?\s*о\b|acting|замещ", re.IGNORECASE)
LEAVING = re.compile(r"освобо|увол|dismiss|resign|leav", re.IGNORECASE)
MOVING = re.compile(r"ротац|перевод|перемещ|rotat|transfer", re.IGNORECASE)
MOST_TOLD = 10


def require_table(document: SourceDocument, paper: Paper) -> None:
    """Refuse a file without the table that its kind needs."""
    if not _rows(document.kind, paper):
        _columns, needed = COLUMNS[document.kind]
        names = {
            "unit": _("unit"), "title": _("position"), "person": _("personnel number or name"),
            "text": _("measure"),
        }  # fmt: skip
        raise IntegrityError(
            _("“%(file)s” has no table with these columns in its headings: %(columns)s.")
            % {"file": document.file_name, "columns": ", ".join(names[each] for each in needed)}
        )


def _rows(kind: str, paper: Paper) -> list[tables.Row]:
    columns, needed = COLUMNS[kind]
    return tables.rows_of(paper, columns, needed)


def pseudonym(review: Review, person: str) -> str:
    """Return the pseudonym of a person in a review: always the same, and not to be turned round.

    Keyed with the server's secret, so that a list of names does not open it (HMAC-SHA-256, 40 bits of it).
    """
    key = f"{settings.SECRET_KEY}|integrity|{review.pk}".encode()
    return "H-" + hmac.new(key, plain(person).encode(), hashlib.sha256).hexdigest()[:10].upper()


def pseudonymised(review: Review, kind: str, paper: Paper) -> Paper:
    """Return a paper in which the column of persons holds pseudonyms: no name is kept."""
    if kind != DocumentKind.ORDERS:
        return paper
    people = {row.cells["person"] for row in _rows(kind, paper) if row.cells.get("person")}
    # The longest first: a name may be the beginning of another.
    known = {name: pseudonym(review, name) for name in sorted(people, key=len, reverse=True)}

    def hidden(piece: Piece) -> Piece:
        text = piece.text
        for name, other in known.items():
            # A short number may stand in any cell; a name is hidden wherever it stands.
            if text == name or (not name.isdigit() and name in text):
                text = text.replace(name, other)
        return replace(piece, text=text)

    return Paper(tuple(map(hidden, paper.pieces)))


def paper_of(document: SourceDocument) -> Paper:
    """Return a document as it is kept, as a paper."""
    sheets: dict[str, int] = {}
    return Paper(
        tuple(
            Piece(each.place, each.text, table=_cell(each.place, sheets))
            for each in document.paragraphs.all()
        )
    )


def _cell(place: str, sheets: dict[str, int]) -> tuple[int, int, int] | None:
    in_word = re.fullmatch(r"T(\d+) R(\d+) C(\d+)", place)
    if in_word:
        table, row, column = map(int, in_word.groups())
        return table, row, column
    in_sheet = re.fullmatch(r"(.+)!([A-Z]+)(\d+)", place)
    if in_sheet:
        sheet, letters, row_text = in_sheet.groups()
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        return sheets.setdefault(sheet, len(sheets) + 1), int(row_text), column
    return None


def take_table(document: SourceDocument, *, by: User) -> None:
    """Take the rows of a table into the model, all or none.

    Raises:
        IntegrityError: rows can't be understood; each is named with what to do.
    """
    rows = _rows(document.kind, paper_of(document))
    take = {
        DocumentKind.STAFFING: _take_staffing, DocumentKind.ORDERS: _take_orders,
        DocumentKind.OLD_PLAN: _take_old_plan,
    }[DocumentKind(document.kind)]  # fmt: skip
    problems = take(document, rows)
    if problems:
        more = len(problems) - MOST_TOLD
        told = problems[:MOST_TOLD] + ([_("and %(n)d more") % {"n": more}] if more > 0 else [])
        raise IntegrityError(_("Nothing was taken in. %(problems)s") % {"problems": " ".join(told)})


def _problem(document: SourceDocument, row: tables.Row, what: str) -> str:
    return _("“%(file)s”, %(place)s: %(what)s.") % {
        "file": document.file_name, "place": row.place, "what": what,
    }  # fmt: skip


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ".").replace(" ", ""))
    except ValueError:
        return None


def _take_staffing(document: SourceDocument, rows: list[tables.Row]) -> list[str]:
    review, problems = document.review, []
    unit: ServiceUnit | None = None
    posts: list[tuple[tables.Row, Post]] = []
    filled: dict[int, float] = {}
    for row in rows:
        cells = row.cells
        if cells.get("unit"):
            unit = _unit(review, cells)
        if not cells.get("title"):
            continue
        if unit is None:
            problems.append(_problem(document, row, _("the unit is missing")))
            continue
        count = _number(cells.get("count", "1"))
        taken = _number(cells["filled"]) if cells.get("filled") else None
        if count is None or count < 0 or (cells.get("filled") and taken is None):
            wrong = cells.get("count", "") if count is None or count < 0 else cells["filled"]
            problems.append(_problem(document, row, _("“%(text)s” is no number of posts") % {"text": wrong}))
            continue
        post, _new = Post.objects.get_or_create(review=review, unit=unit, title=cells["title"][:200])
        post.count, post.grade = count, cells.get("grade", "")[:60]
        post.sensitive = bool(YES.match(cells.get("sensitive", "").strip()))
        post.save()
        posts.append((row, post))
        if taken is not None:
            filled[unit.pk] = filled.get(unit.pk, 0) + taken
    for key, staff in filled.items():
        ServiceUnit.objects.filter(pk=key).update(staff=staff)
    return problems + _link_heads(document, posts)


def _unit(review: Review, cells: Any) -> ServiceUnit:
    unit, _new = ServiceUnit.objects.get_or_create(review=review, name=cells["unit"][:250])
    if cells.get("under"):
        unit.parent, _new = ServiceUnit.objects.get_or_create(review=review, name=cells["under"][:250])
    unit.territory = cells.get("territory", unit.territory)[:120]
    unit.full_clean()
    unit.save()
    return unit


def _link_heads(document: SourceDocument, posts: list[tuple[tables.Row, Post]]) -> list[str]:
    """Say to whom posts report, by the title: in the same unit, in a unit above, else anywhere, if only once."""
    problems = []
    everywhere = list(Post.objects.filter(review=document.review).select_related("unit"))
    for row, post in posts:
        wanted = plain(row.cells.get("reports_to", ""))
        if not wanted:
            continue
        found = [each for each in everywhere if wanted in {plain(each.title), plain(str(each))}]
        near = [each for each in found if each.unit_id in {post.unit_id, post.unit.parent_id}]
        here = [each for each in near if each.unit_id == post.unit_id]
        chosen = next((some[0] for some in (here, near, found) if len(some) == 1 and some[0] != post), None)
        if chosen is None:
            what = _("no single position is called “%(title)s”") % {"title": row.cells["reports_to"]}
            problems.append(_problem(document, row, what))
            continue
        post.reports_to = chosen
        post.save(update_fields=["reports_to"])
    return problems


def _take_orders(document: SourceDocument, rows: list[tables.Row]) -> list[str]:
    review, problems = document.review, []
    posts = list(Post.objects.filter(review=review).select_related("unit"))
    for row in rows:
        cells = row.cells
        title, unit = plain(cells.get("title", "")), plain(cells.get("unit", ""))
        kind = cells.get("kind", "")
        found = [each for each in posts if plain(each.title) == title and unit in {"", plain(each.unit.name)}]
        since, until = day_of(cells.get("since", "")), day_of(cells.get("until", ""))
        if not cells.get("person"):
            problems.append(_problem(document, row, _("the person is missing")))
        elif len(found) != 1 and not LEAVING.search(kind):
            problems.append(_problem(document, row, _("no single position has this title in this unit")))
        elif since is None:
            problems.append(_problem(document, row, _("the day from which it holds is missing")))
        elif until is not None and until < since:
            problems.append(_problem(document, row, _("it ends before it begins")))
        else:
            _appoint(review, cells, found[0] if len(found) == 1 else None, since, until)
    return problems


def _appoint(review: Review, cells: Any, post: Post | None, since: Any, until: Any) -> None:
    kind = cells.get("kind", "")
    holder, _new = Holder.objects.get_or_create(review=review, pseudonym=cells["person"])
    running = Appointment.objects.filter(holder=holder, until__isnull=True, since__lt=since)
    if LEAVING.search(kind):
        (running.filter(post=post) if post else running).update(until=since - timedelta(days=1))
        return
    acting = bool(ACTING.search(kind))
    if MOVING.search(kind) and not acting:
        running.filter(acting=False).update(until=since - timedelta(days=1))
    Appointment.objects.get_or_create(
        review=review, holder=holder, post=post, acting=acting, since=since,
        defaults={"until": until, "order": cells.get("order", "")[:120]},
    )  # fmt: skip


def _take_old_plan(document: SourceDocument, rows: list[tables.Row]) -> list[str]:
    OldItem.objects.bulk_create(
        OldItem(
            review=document.review, document=document, place=row.place, number=row.cells.get("number", "")[:30],
            text=row.cells["text"], responsible=row.cells.get("responsible", "")[:300],
            deadline=row.cells.get("deadline", "")[:120],
            status="; ".join(filter(None, (row.cells.get("status", ""), *row.rest)))[:300],
        )
        for row in rows
        if row.cells.get("text")
    )  # fmt: skip
    return []
