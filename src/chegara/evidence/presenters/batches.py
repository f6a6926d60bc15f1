"""An import as its pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min, Sum
from django.http import QueryDict
from django.utils.translation import gettext as _

from chegara.evidence.dictionary import dictionary
from chegara.evidence.methods.reading.mapping import MappedColumn, Mapping, validate
from chegara.evidence.methods.reading.problems import Severity
from chegara.evidence.methods.rows import Field
from chegara.evidence.models import Batch, Indicator, MonthlyTotal
from chegara.evidence.presenters.problems import sentence
from chegara.evidence.presenters.words import FIELD_NAMES
from chegara.evidence.staging import problem_as_json

CONSTANTS = (Field.INDICATOR, Field.YEAR, Field.DIRECTION)


@dataclass(frozen=True)
class PresentedColumn:
    """A column with its heading, its meaning and its first cells."""

    number: int
    heading: str
    field: str
    field_name: Any
    given: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class PresentedProposal:
    """A table of a file and how it is read."""

    index: int
    sheet: str
    used: bool
    remembered: bool
    is_form: bool
    per_cent: int
    columns: tuple[PresentedColumn, ...]
    constants: tuple[tuple[str, Any, str], ...]
    constants_by_name: dict[str, str]
    supplementary: str
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def present_proposals(batch: Batch) -> list[PresentedProposal]:
    """Return the tables of an import, each with its columns' meanings."""
    names = {indicator.code: indicator.name for indicator in Indicator.objects.all()}
    return [
        _present(index, proposal, names)
        for index, proposal in enumerate(batch.mappings)
        if "mapping" in proposal
    ]


def _present(index: int, proposal: dict[str, Any], names: dict[str, str]) -> PresentedProposal:
    mapping = Mapping.from_json(proposal["mapping"])
    meanings = {column.column: column for column in mapping.columns}
    columns = []
    for number, heading in enumerate(proposal["headings"], start=1):
        column = meanings.get(number)
        field = column.field if column else Field.IGNORE
        columns.append(
            PresentedColumn(
                number=number,
                heading=heading,
                field=field.value,
                field_name=FIELD_NAMES[field],
                given=", ".join(
                    names.get(value, value) for _field, value in (column.given if column else ())
                ),
                cells=tuple(
                    cells[number - 1] if number <= len(cells) else "" for _row, cells in proposal["sample"]
                ),
            )
        )
    return PresentedProposal(
        index=index,
        sheet=mapping.sheet,
        used=proposal.get("used", True),
        remembered=proposal.get("remembered", False),
        is_form="form" in proposal,
        per_cent=round(100 * proposal.get("confidence", 0)),
        columns=tuple(columns),
        constants=tuple(
            (field.value, FIELD_NAMES[field], names.get(value, value)) for field, value in mapping.constants
        ),
        constants_by_name={field.value: value for field, value in mapping.constants},
        supplementary=proposal.get("supplementary", "auto"),
        problems=tuple(sentence(p["code"], p["arguments"]) for p in proposal.get("problems", ())),
        notes=tuple(sentence(p["code"], p["arguments"]) for p in proposal.get("notes", ())),
    )


def mapping_from_post(batch: Batch, post: QueryDict) -> list[dict[str, Any]]:
    """Return the mappings of an import as changed by the form of `evidence/mapping.html`."""
    words = dictionary()
    changed = []
    for index, proposal in enumerate(batch.mappings):
        if "mapping" not in proposal:
            changed.append(proposal)
            continue
        old = Mapping.from_json(proposal["mapping"])
        given = {column.column: column for column in old.columns}
        columns = []
        for number in range(1, len(proposal["headings"]) + 1):
            field = Field(post.get(f"{index}-column-{number}", Field.IGNORE))
            if field is not Field.IGNORE:
                kept = given[number].given if number in given and given[number].field is field else ()
                columns.append(MappedColumn(column=number, field=field, given=kept))
        constants = {field: value for field, value in old.constants if field not in CONSTANTS}
        constants |= {
            field: value
            for field in CONSTANTS
            if (value := post.get(f"{index}-constant-{field.value}", "").strip())
        }
        mapping = Mapping(
            sheet=old.sheet, headings=old.headings, columns=tuple(columns), constants=tuple(constants.items())
        )
        problems = validate(mapping, words)
        wanted = post.get(f"{index}-used") == "on"
        changed.append(
            proposal
            | {
                "mapping": mapping.as_json(),
                "used": wanted and not any(p.severity is Severity.ERROR for p in problems),
                "supplementary": post.get(f"{index}-supplementary", "auto"),
                "problems": [problem_as_json(p) for p in problems],
            }
        )
    return changed


def with_constant(proposal: dict[str, Any], name: str, value: str) -> dict[str, Any]:
    """Return a proposal in which all rows have the same value of a field."""
    if "mapping" not in proposal:
        return proposal
    old = Mapping.from_json(proposal["mapping"])
    constants = dict(old.constants) | {Field(name): value}
    mapping = Mapping(
        sheet=old.sheet, headings=old.headings, columns=old.columns, constants=tuple(constants.items())
    )
    problems = validate(mapping, dictionary())
    return proposal | {
        "mapping": mapping.as_json(),
        "used": not any(p.severity is Severity.ERROR for p in problems),
        "problems": [problem_as_json(p) for p in problems],
    }


@dataclass(frozen=True)
class IndicatorTotal:
    """What an import adds up to for one indicator."""

    indicator: Indicator
    unit: str
    rows: int
    blanks: int
    repeats: int
    total: float | None
    quantity: float | None
    supplementary: bool
    first: Any
    last: Any


def totals_of(batch: Batch) -> list[IndicatorTotal]:
    """Return what a staged or confirmed import adds up to, by indicator and unit."""
    indicators = Indicator.objects.in_bulk()
    rows = (
        MonthlyTotal.objects.filter(batch=batch).values("indicator", "unit", "supplementary")
        .annotate(
            row_count=Sum("rows"), blank=Sum("blanks"), repeat=Sum("repeats"), total=Sum("value"),
            amount=Sum("quantity"), first=Min("start"), last=Max("start"),
        )
        .order_by("indicator__position", "unit")
    )  # fmt: skip
    return [
        IndicatorTotal(
            indicator=indicators[row["indicator"]], unit=row["unit"], rows=row["row_count"],
            blanks=row["blank"], repeats=row["repeat"], total=row["total"], quantity=row["amount"],
            supplementary=row["supplementary"], first=row["first"], last=row["last"],
        )
        for row in rows
    ]  # fmt: skip


def form_notices(batch: Batch) -> list[str]:
    """Return what is to be said of a returned form that is not taken for an answer."""
    forms = [proposal["form"] for proposal in batch.mappings if "form" in proposal]
    if not forms or hasattr(batch, "answer"):
        return []
    if forms[0]["agency"] != batch.owner_agency.code:
        text = _("This form was made for the agency %(agency)s: it is read, and answers no request.")
        return [text % {"agency": forms[0]["agency"]}]
    if batch.compartment_id is not None:
        return [
            _(
                "The file lies in a compartment, so it answers no request: the asking agency must not "
                "know of it."
            )
        ]
    return [_("The data request that this form belongs to is not known here: the form is read all the same.")]
