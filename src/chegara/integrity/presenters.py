"""Matrices, index and practice of a review, as pages and documents show them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from chegara.integrity.methods.catalogue import Completeness, completeness
from chegara.integrity.methods.near_duplicates import plain
from chegara.integrity.methods.practice import Cell, cell_of
from chegara.integrity.methods.rules.separation import holdings
from chegara.integrity.methods.separation import smallest_group
from chegara.integrity.methods.service import Service
from chegara.integrity.models import Post, Practice, Review, SeparationRule, ServiceUnit, UnitFunction
from chegara.integrity.queries import names_of, separation_in, service_of
from chegara.integrity.words import object_name, permission_name, verb_name

MOST_COLUMNS = 12
"""Wider matrices are shown a unit at a time."""


@dataclass(frozen=True)
class Matrix:
    """A matrix: what stands above its columns, and its rows; `note` says how it is read."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    note: str = ""
    empty: str = ""


def matrix_titles() -> dict[str, str]:
    """Return what each matrix is called, by its word in the address."""
    return {
        "function-unit": _("Functions by unit"),
        "function-position": _("Functions by position (RACI)"),
        "position-right": _("Positions by right"),
        "conflicts": _("Conflicts of duties"),
    }


def matrix(kind: str, review: Review, unit: ServiceUnit | None) -> Matrix:
    """Return a matrix of a review, limited to one unit where it is asked for."""
    make = {
        "function-unit": _function_unit, "function-position": _function_position,
        "position-right": _position_right, "conflicts": _conflicts,
    }[kind]  # fmt: skip
    return make(review, unit)


def _function_unit(review: Review, unit: ServiceUnit | None) -> Matrix:
    """Functions that are the same by code or to the letter share a row, so that overlaps show."""
    functions = UnitFunction.objects.filter(review=review)
    units = list(ServiceUnit.objects.filter(review=review, functions__isnull=False).distinct())
    groups: dict[str, tuple[str, set[int]]] = {}
    for each in functions:
        key = f"c:{each.code}" if each.code else f"t:{plain(each.text)}"
        groups.setdefault(key, (str(each), set()))[1].add(each.unit_id)
    rows = [
        (name, tuple("●" if column.pk in where else "" for column in units))
        for name, where in groups.values()
        if unit is None or unit.pk in where
    ]
    return Matrix(
        matrix_titles()["function-unit"], tuple(map(str, units)), tuple(rows),
        _("● the unit has the function. More than one in a row is an overlap, unless territory divides it."),
    )  # fmt: skip


def _posts(review: Review, unit: ServiceUnit | None) -> list[Post]:
    posts = Post.objects.filter(review=review).select_related("unit")
    return list(posts.filter(unit=unit) if unit else posts)


def _function_position(review: Review, unit: ServiceUnit | None) -> Matrix:
    service, posts = service_of(review), _posts(review, unit)
    functions = UnitFunction.objects.filter(review=review, **({"unit": unit} if unit else {}))
    rows = []
    for each in functions:
        cells: dict[int, str] = {}
        for letter in service.letters_of.get(each.pk, ()):
            cells[letter.position] = cells.get(letter.position, "") + letter.letter
        rows.append((str(each), tuple("".join(sorted(cells.get(post.pk, ""))) for post in posts)))
    return Matrix(
        matrix_titles()["function-position"], tuple(map(_short(unit), posts)), tuple(rows),
        _("R does it, A answers for it, C is asked, I is told. Where no letters were entered, they follow from the duties: who decides or approves answers, who does anything else does it."),
    )  # fmt: skip


def _short(unit: ServiceUnit | None) -> Any:
    return (lambda post: post.title) if unit else str


def _position_right(review: Review, unit: ServiceUnit | None) -> Matrix:
    service, posts = service_of(review), _posts(review, unit)
    held: dict[int, dict[tuple[str, str], set[str]]] = {}
    for duty in service.duties:
        if duty.verb and duty.object:
            held.setdefault(duty.position, {}).setdefault((duty.verb, duty.object), set()).add(_("d"))
    for right in service.rights:
        if right.verb and right.object and right.position is not None:
            held.setdefault(right.position, {}).setdefault((right.verb, right.object), set()).add(_("r"))
    columns = sorted(
        {each for post in posts for each in held.get(post.pk, {})}, key=lambda each: (each[1], each[0])
    )
    return Matrix(
        matrix_titles()["position-right"], tuple(map(_short(unit), posts)),
        tuple(
            (f"{object_name(thing)}: {verb_name(verb)}",
             tuple("+".join(sorted(held.get(post.pk, {}).get((verb, thing), ()))) for post in posts))
            for verb, thing in columns
        ),
        _("d: the position has the duty, r: it has the right. A duty to decide, approve, control or pay needs the right."),
    )  # fmt: skip


def _conflicts(review: Review, _unit: ServiceUnit | None) -> Matrix:
    service = separation_in(review)
    can, held = service.permissions, holdings(service)
    rows = []
    needs = {
        rule: frozenset((verb, thing) for verb, thing in rule.permissions)
        for rule in SeparationRule.objects.filter(review=review)
    }
    alone = {rule: [key for key, has in can.items() if needed <= has] for rule, needed in needs.items()}
    people = {rule: [key for key, has in held.items() if needed <= has] for rule, needed in needs.items()}
    names = names_of(review, {"position": chain(*alone.values()), "holder": chain(*people.values())})
    for rule, needed in needs.items():
        group = smallest_group(needed, held or can)
        rows.append(
            (
                rule.title,
                (
                    "\n".join(permission_name(each) for each in rule.permissions),
                    str(rule.people),
                    "\n".join(names["position"][key] for key in alone[rule]),
                    "\n".join(names["holder"][key] for key in people[rule]),
                    str(len(group)) if group else _("nobody can, even all together"),
                ),
            )
        )
    return Matrix(
        matrix_titles()["conflicts"],
        (
            _("What it takes"), _("People at least"), _("Positions that can do it alone"),
            _("Holders that can do it alone"), _("Smallest group that can do it"),
        ),
        tuple(rows),
        _("All posts of a holder count together, acting ones too."),
        _("No sensitive task yet. Adopt the usual separations of a customs service, or enter your own."),
    )  # fmt: skip


# --- index --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class IndexRow:
    """How complete a position's papers are, with its name."""

    name: str
    counts: Completeness

    @property
    def percent(self) -> int | None:
        """The index in per cent, None where there are no duties."""
        return None if self.counts.index is None else round(100 * self.counts.index)


def index_of(review: Review, service: Service | None = None) -> list[IndexRow]:
    """Return how complete the papers of each position are."""
    names = {post.pk: str(post) for post in _posts(review, None)}
    return [IndexRow(names[each.position], each) for each in completeness(service or service_of(review))]


# --- practice -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A function and what interviews said of it."""

    name: str
    unit: str
    yes: int
    no: int
    unknown: int


def practice_of(review: Review) -> dict[Cell, list[Told]]:
    """Return the functions by cell of text against practice."""
    statements: dict[tuple[int | None, str, int], list[bool | None]] = {}
    for each in Practice.objects.filter(review=review):
        key = (each.function_id, "" if each.function_id else plain(each.text), each.unit_id)
        statements.setdefault(key, []).append(each.done)
    found: dict[Cell, list[Told]] = {cell: [] for cell in Cell}
    of_function: dict[int, list[bool | None]] = {}
    for (about, _text, _unit), some in statements.items():
        if about is not None:
            of_function.setdefault(about, []).extend(some)
    functions = UnitFunction.objects.filter(review=review).select_related("unit")
    for each in functions:
        said = of_function.get(each.pk, [])
        found[cell_of(prescribed=True, said=said)].append(_told(str(each), each.unit.name, said))
    texts = {
        ("" if each.function_id else plain(each.text), each.unit_id): each
        for each in Practice.objects.filter(review=review, function__isnull=True).select_related("unit")
    }
    for (function, text, unit), said in statements.items():
        if function is None:
            one = texts[text, unit]
            found[cell_of(prescribed=False, said=said)].append(_told(one.text, one.unit.name, said))
    return found


def _told(name: str, unit: str, said: list[bool | None]) -> Told:
    return Told(name, unit, said.count(True), said.count(False), said.count(None))


def cell_titles() -> dict[Cell, str]:
    """Return what the cells are called."""
    return {
        Cell.LIVES: _("Prescribed and done"),
        Cell.DEAD: _("Prescribed, not done"),
        Cell.INFORMAL: _("Done, not prescribed"),
        Cell.NEITHER: _("Neither prescribed nor done"),
        Cell.OPEN: _("Not known: nobody said, or as many said yes as no"),
    }
