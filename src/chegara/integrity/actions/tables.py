"""Taking in the tables of a service: staffing, orders on staff, the old action plan."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.integrity.actions.brought import Brought, put_back
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


def column_names() -> dict[str, str]:
    """Return what the columns of tables are called."""
    return {
        "unit": pgettext("of a service", "unit"), "title": _("position"), "person": _("personnel number or name"),
        "text": _("measure"), "count": _("number of posts"), "filled": _("posts filled"), "grade": _("grade"),
        "reports_to": _("reports to"), "sensitive": pgettext("post", "sensitive"), "under": _("under"),
        "territory": _("territory"), "kind": pgettext("of an order", "kind"), "order": _("order"),
        "since": _("from"), "until": _("until"), "number": "№", "responsible": _("responsible"),
        "deadline": _("deadline"), "status": _("status"),
    }  # fmt: skip


def table_of(document: SourceDocument) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Return a table as its rows are understood: the columns, then of each row its place and its cells.

    Cells of columns that nothing is known of stand together at the end.
    """
    rows = _rows(document.kind, paper_of(document))
    found = [name for name in COLUMNS[document.kind][0] if any(row.cells.get(name) for row in rows)]
    names, rest = column_names(), any(any(row.rest) for row in rows)
    heads = [names[each] for each in found] + ([_("other columns, kept")] if rest else [])
    return heads, [
        (
            row.place,
            [row.cells.get(name, "") for name in found]
            + (["; ".join(filter(None, row.rest))] if rest else []),
        )
        for row in rows
    ]


def require_table(document: SourceDocument, paper: Paper) -> None:
    """Refuse a file without the table that its kind needs."""
    if not _rows(document.kind, paper):
        _columns, needed = COLUMNS[document.kind]
        names = column_names()
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


def take_table(document: SourceDocument) -> None:
    """Take the rows of a table into the model, all or none; the document notes what they brought.

    Raises:
        IntegrityError: rows can't be understood; each is named with what to do.
    """
    rows = _rows(document.kind, paper_of(document))
    take = {
        DocumentKind.STAFFING: _take_staffing, DocumentKind.ORDERS: _take_orders,
        DocumentKind.OLD_PLAN: _take_old_plan,
    }[DocumentKind(document.kind)]  # fmt: skip
    brought = Brought()
    problems = take(document, rows, brought)
    if problems:
        more = len(problems) - MOST_TOLD
        told = problems[:MOST_TOLD] + ([_("and %(n)d more") % {"n": more}] if more > 0 else [])
        raise IntegrityError(_("Nothing was taken in. %(problems)s") % {"problems": " ".join(told)})
    document.brought = brought.entries


def take_table_back(document: SourceDocument) -> list[models.Model]:
    """Undo what a table brought; return the records that stay because others rest on them.

    Raises:
        IntegrityError: items of an old plan were decided.
    """
    decided = OldItem.objects.filter(document=document).exclude(verdict="")
    if decided:
        numbers = ", ".join(item.number or item.place for item in decided[:MOST_TOLD])
        raise IntegrityError(
            _("These items were decided already: %(numbers)s. Open their decisions first.")
            % {"numbers": numbers}
        )
    OldItem.objects.filter(document=document).delete()
    stay = put_back(document.brought)
    document.brought = []
    return stay


def _problem(document: SourceDocument, row: tables.Row, what: str) -> str:
    return _("“%(file)s”, %(place)s: %(what)s.") % {
        "file": document.file_name, "place": row.place, "what": what,
    }  # fmt: skip


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ".").replace(" ", ""))
    except ValueError:
        return None


def _take_staffing(document: SourceDocument, rows: list[tables.Row], brought: Brought) -> list[str]:
    review, problems = document.review, []
    unit: ServiceUnit | None = None
    posts: list[tuple[tables.Row, Post]] = []
    filled: dict[ServiceUnit, float] = {}
    for row in rows:
        cells = row.cells
        if cells.get("unit"):
            unit = _unit(review, cells, brought)
        if not cells.get("title"):
            continue
        if unit is None:
            problems.append(_problem(document, row, _("the unit is missing")))
            continue
        count = _number(cells.get("count", "1"))
        taken = _number(cells["filled"]) if cells.get("filled") else None
        if count is None or count < 0 or (cells.get("filled") and (taken is None or taken < 0)):
            wrong = cells.get("count", "") if count is None or count < 0 else cells["filled"]
            problems.append(_problem(document, row, _("“%(text)s” is no number of posts") % {"text": wrong}))
            continue
        post = brought.known(Post, review=review, unit=unit, title=cells["title"][:200])
        brought.change(
            post, count=count, grade=cells.get("grade", "")[:60],
            sensitive=bool(YES.match(cells.get("sensitive", "").strip())),
        )  # fmt: skip
        posts.append((row, post))
        if taken is not None:
            filled[unit] = filled.get(unit, 0) + taken
    for each, staff in filled.items():
        brought.change(each, staff=staff)
    return problems + _link_heads(document, posts, brought)


def _unit(review: Review, cells: Any, brought: Brought) -> ServiceUnit:
    unit: ServiceUnit = brought.known(ServiceUnit, review=review, name=cells["unit"][:250])
    values: dict[str, Any] = {"territory": cells.get("territory", unit.territory)[:120]}
    if cells.get("under") and plain(cells["under"]) != plain(unit.name):
        values["parent"] = brought.known(ServiceUnit, review=review, name=cells["under"][:250])
    brought.change(unit, **values)
    return unit


def _link_heads(
    document: SourceDocument, posts: list[tuple[tables.Row, Post]], brought: Brought
) -> list[str]:
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
        brought.change(post, reports_to=chosen)
    return problems


def _take_orders(document: SourceDocument, rows: list[tables.Row], brought: Brought) -> list[str]:
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
            _appoint(review, cells, found[0] if len(found) == 1 else None, since, until, brought)
    return problems


def _appoint(
    review: Review, cells: Any, post: Post | None, since: date, until: date | None, brought: Brought
) -> None:
    kind = cells.get("kind", "")
    holder = brought.known(Holder, review=review, pseudonym=cells["person"])
    running = Appointment.objects.filter(holder=holder, until__isnull=True, since__lt=since)
    acting = bool(ACTING.search(kind))
    leaves = bool(LEAVING.search(kind))
    if leaves:
        ends = running.filter(post=post) if post else running
    else:
        ends = running.filter(acting=False) if MOVING.search(kind) and not acting else running.none()
    for each in ends:
        brought.change(each, until=since - timedelta(days=1))
    if not leaves:
        appointment = brought.known(
            Appointment, review=review, holder=holder, post=post, acting=acting, since=since,
            defaults={"until": until, "order": cells.get("order", "")[:120]},
        )  # fmt: skip
        appointment.full_clean()


def _take_old_plan(document: SourceDocument, rows: list[tables.Row], _brought: Brought) -> list[str]:
    """Make the items of an old plan; they name their document, and need no other note."""
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
