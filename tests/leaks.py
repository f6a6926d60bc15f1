"""Invented countries of which the public may see a part, and a search for the other part in what is printed.

Each value that was not released to the public is a number of seven digits or a word that occurs nowhere else,
so that a leak cannot be missed and nothing else can be taken for one. Small released counts have no such
mark: what a reader could work out of all printed figures together is found by linear programs (`worked_out`).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import numpy as np
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, StreamObject, TextStringObject
from scipy.optimize import linprog
from tests import factories

from chegara.accounts.models import Marking, User
from chegara.common.periods import CalendarPeriod, Month, PeriodKind, months_between, periods_ending
from chegara.config import briefs, documents
from chegara.config.documents import RenderedDocument
from chegara.evidence.actions.decisions import reconcile
from chegara.evidence.models import CountingRule, Indicator, MonthlySummary
from chegara.evidence.queries.breakdowns import Breakdowns
from chegara.evidence.report.naming import by_words, category_name, over_units, places_of
from chegara.evidence.report.public_facts import PublicBreakdowns, gather_public
from chegara.organisation import actions
from chegara.organisation.models import Agency, State
from chegara.organisation.visibility import PublicViewer
from chegara.reporting.blocks import Document, Table
from chegara.reporting.numbers import month_names
from chegara.reporting.render import Format, render
from chegara.reporting.text import plain

YEAR = 2025
LANGUAGES = ("en", "ru")
FORMATS: tuple[Format, ...] = ("docx", "pdf", "html")
RELEASED_TOO_LITTLE = ("not released", "to all agencies only", "for official use", "compartment", "withdrawn")
INDICATORS = ("refusals", "illegal_stay", "seizures.drugs")


@dataclass
class Country:
    """A generated country, and all that must not be found in what is printed of it."""

    state: State
    rng: np.random.Generator
    numbers: set[int] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    def number(self) -> int:
        """Return a number that is nowhere else, and must not be printed."""
        found = int(self.rng.integers(1_000_000, 9_999_999))
        self.numbers.add(found)
        return found

    def word(self, about: str) -> str:
        """Return a word that is nowhere else, and must not be printed."""
        found = f"Zq{about}{''.join(self.rng.choice(list('bcdfghjklmnpqrstvwxz'), 8))}"
        self.words.add(found)
        return found


def generate(rng: np.random.Generator) -> Country:
    """Make a country with an agency that publishes, and others that do not or not everything."""
    country = Country(factories.make_state("XA", name="Aland"), rng)
    state = country.state
    publishes = factories.make_agency(state, code="XA-BOR")
    some = factories.make_agency(state, code="XA-CUS", kind="customs")
    silent = factories.make_agency(state, code="XA-SEC", kind="state_security")
    silent.name_en = country.word("agency")
    actions.save(silent, by="tests")
    for number in range(1, 5):
        factories.make_point(
            state, code=f"P{number}", latitude=40.0 + number, longitude=60.0 + number
        )  # fmt: skip
    hidden_point = factories.make_point(state, code="P9", name=country.word("point"))
    analysts = {
        agency.pk: factories.make_user(f"analyst-{agency.code.lower()}", agency=agency)
        for agency in (publishes, some, silent)
    }
    _published(country, publishes, analysts[publishes.pk])
    for agency in (some, silent) if rng.random() < 0.7 else (publishes, some, silent):
        how = str(rng.choice(RELEASED_TOO_LITTLE))
        _unreleased(country, agency, analysts[agency.pk], how, hidden_point.code)
    if rng.random() < 0.5:
        reconcile(
            country=state, indicator=Indicator.objects.get(pk="refusals"), rule=CountingRule.LEAD,
            by=analysts[publishes.pk], lead_agency=publishes, reason=country.word("reason"),
        )  # fmt: skip
    country.numbers |= _sums_with_the_unreleased(country)
    return country


def _published(country: Country, agency: Agency, user: User) -> None:
    """Bring in open statistics and events, with small counts, on a release to the public."""
    rng = country.rng
    release = actions.make_release(
        from_agency=agency, to_public=True, by="tests", letter_number=country.word("letter"),
        letter_date=factories.date(2026, 1, 20), signatory=country.word("signatory"),
    )  # fmt: skip
    levels = rng.gamma(0.8, 2.0, size=(4, 3))
    rows: list[Sequence[object]] = []
    for month in months_between(Month(YEAR - 1, 1), Month(YEAR, 12)):
        if rng.random() < 0.04:
            continue
        for point in range(4):
            for which, citizenship in enumerate(("KZ", "KG", "TJ")):
                count = rng.poisson(levels[point, which])
                if count or (point, which) == (0, 0):
                    rows.append(("refusals", str(month), f"P{point + 1}", citizenship, "entry", count))
        rows.append(("illegal_stay", str(month), "", "KZ", "", rng.poisson(rng.choice([1, 4, 30]))))
    events = [
        (f"{1 + n % 27:02d}.{rng.integers(1, 13):02d}.{YEAR - n % 2}", "seizures.drugs",
         f"P{rng.integers(1, 5)}", str(rng.choice(["heroin", "opium", "hashish"], p=[0.6, 0.35, 0.05])),
         "1", "kg",
         country.word("place"), country.word("remark"))
        for n in range(int(rng.integers(10, 90)))
    ]  # fmt: skip
    for content in (factories.statistics_csv(rows), factories.events_csv(events)):
        factories.make_batch(
            content, by=user, agency=agency, releases=[release], marking=Marking.OPEN, synthetic=True,
            name=f"{country.word('file')}.csv", source=country.word("source"),
        )  # fmt: skip


def _unreleased(country: Country, agency: Agency, user: User, how: str, hidden_point: str) -> None:
    """Bring in figures that the public must not see, for one reason or another."""
    rows = []
    for month in months_between(Month(YEAR - 1, 1), Month(YEAR, 12)):
        for indicator in INDICATORS[:2]:
            point = hidden_point if country.rng.random() < 0.3 else "P1"
            rows.append((indicator, str(month), point, country.word("land"), "entry", country.number()))
    release = factories.make_release(
        agency, to_all=how == "to all agencies only", to_public=how != "to all agencies only"
    )
    more: dict[str, Any] = {
        "releases": [] if how == "not released" else [release],
        "marking": Marking.OFFICIAL_USE if how == "for official use" else Marking.OPEN,
    }
    if how == "compartment":
        more["compartment"] = factories.make_compartment(f"circle-{agency.code.lower()}", members=[user])
    factories.make_batch(
        factories.statistics_csv(rows), by=user, agency=agency, name=f"{country.word('file')}.csv",
        source=country.word("source"), synthetic=True, **more,
    )  # fmt: skip
    if how == "withdrawn":
        actions.withdraw_release(release, by=user, reason=country.word("reason"))


def _sums_with_the_unreleased(country: Country) -> set[int]:
    """Return sums over months, quarters, half-years, years and their parts of what must not be printed.

    A total that took in what was not released is as much a leak as the figure itself.
    """
    by_month: dict[tuple[str, Month], float] = {}
    hidden: dict[tuple[str, Month], float] = {}
    for code, start, value in MonthlySummary.objects.values_list("indicator", "start", "value"):
        key = (code, Month.of(start))
        by_month[key] = by_month.get(key, 0.0) + (value or 0.0)
        if (value or 0.0) >= 1_000_000:
            hidden[key] = hidden.get(key, 0.0) + (value or 0.0)
    found = set()
    for code in INDICATORS:
        for year in (YEAR - 1, YEAR):
            for end in months_between(Month(year, 1), Month(year, 12)):
                firsts = {Month(year, 1), *(period.first for period in periods_ending(end))}
                for first in firsts:
                    span = [(code, month) for month in months_between(first, end)]
                    if any(key in hidden for key in span):
                        for sums in (by_month, hidden):
                            found.add(round(sum(sums.get(key, 0.0) for key in span)))
    return found


# -- what is printed --------------------------------------------------------------------------------------


def periods() -> list[CalendarPeriod]:
    """Return the periods of the briefs that are written: all of the last year."""
    return [
        period
        for month in months_between(Month(YEAR, 1), Month(YEAR, 12))
        for period in periods_ending(month)
        if period.kind is not PeriodKind.YEAR
    ]


def editions(country: Country, language: str, wanted: Iterable[CalendarPeriod]) -> list[tuple[str, Document]]:
    """Return the public report and briefs of a country, composed, with their files' names."""
    viewer = PublicViewer(country.state)
    on = documents.timezone.localdate()
    facts = gather_public(country.state, Month(YEAR, 12), on=on)
    found = [("report", documents.compose_public(facts, YEAR, language))]
    for period in wanted:
        known = briefs.gather(country.state, period, viewer)
        found.append((f"brief-{period}", briefs.compose(known, period, viewer, language)))
    return found


def rendered(name: str, document: Document, formats: Iterable[Format] = FORMATS) -> list[RenderedDocument]:
    """Return a document in each format."""
    return [RenderedDocument(f"{name}.{kind}", render(document, kind)) for kind in formats]


# -- the search -------------------------------------------------------------------------------------------


_SEPARATORS = re.compile(r"(?<=\d)[\s\u00a0\u202f\u2009,](?=\d{3})")


def leaks(country: Country, file: RenderedDocument) -> list[str]:
    """Return what must not be printed and yet stands somewhere in a file, its name included."""
    texts = [file.name, *_texts(file)]
    whole = "\n".join(_SEPARATORS.sub("", text) for text in texts)
    numbers = set(re.findall(r"\d{7,}", whole))
    low = whole.lower()
    return sorted(
        {str(number) for number in country.numbers if str(number) in numbers}
        | {word for word in country.words if word.lower() in low}
    )


def _texts(file: RenderedDocument) -> Iterator[str]:
    kind = file.name.rpartition(".")[2]
    yield from {"docx": _docx_texts, "pdf": _pdf_texts, "html": _html_texts}[kind](file.content)


def _html_texts(content: bytes) -> Iterator[str]:
    raw = content.decode()
    yield raw
    yield unescape(re.sub(r"<[^>]*>", "", raw))


def _docx_texts(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            yield name
            raw = packed.read(name)
            if name.endswith((".xml", ".rels")):
                text = raw.decode()
                yield text
                yield unescape(re.sub(r"<[^>]*>", "", text.replace("</w:p>", "\n")))
            else:
                yield raw.decode("latin-1")


def _pdf_texts(content: bytes) -> Iterator[str]:
    reader = PdfReader(io.BytesIO(content))
    yield str(reader.metadata)
    for page in reader.pages:
        yield page.extract_text()
    for number in range(1, int(reader.trailer["/Size"])):
        yield from _pdf_strings(reader.get_object(number))


def _pdf_strings(found: Any) -> Iterator[str]:
    """Yield all strings and streams of an object: descriptions of pictures, XMP, names of files."""
    match found:
        case TextStringObject() | ByteStringObject():
            yield str(found)
        case ArrayObject():
            for each in list(found):
                if not hasattr(each, "idnum"):
                    yield from _pdf_strings(each)
        case DictionaryObject():
            for each in dict(found).values():
                if not hasattr(each, "idnum"):
                    yield from _pdf_strings(each)
            if isinstance(found, StreamObject) and found.get("/Type") in {"/Metadata", "/EmbeddedFile"}:
                yield found.get_data().decode("utf-8", "replace")


# -- what a reader could work out -------------------------------------------------------------------------


Equation = tuple[tuple[str, ...], float]


def printed_equations(found: Iterable[tuple[str, Document]], indicator: str) -> list[Equation]:
    """Return what all documents print of an indicator: sums over months ("2025-03") or parts ("kind:opium").

    `indicator` is its name; documents are in English.
    """
    equations: list[Equation] = []
    for name, document in found:
        tables = [block for block in document.blocks if isinstance(block, Table)]
        if name == "report":
            for table in tables:
                equations += _of_report(table, indicator)
        else:
            equations += _of_brief(CalendarPeriod.parse(name.removeprefix("brief-")), tables, indicator)
    return list(dict.fromkeys(equations))


def _value(cell: Any) -> float | None:
    text = plain(cell).replace(",", "")
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def _months(first: Month, last: Month) -> tuple[str, ...]:
    return tuple(str(month) for month in months_between(first, last))


def _of_report(table: Table, indicator: str) -> Iterator[Equation]:
    names = month_names("en")
    if table.caption in {f"{indicator} by month and year", f"{indicator} by year"}:
        for row in table.rows:
            first, _dash, last = plain(row[0]).partition("–")
            for column, cell in zip(table.columns[1:], row[1:], strict=True):
                year, value = int(column.heading), _value(cell)
                span = (
                    (1, 12) if first == "Year" else (names.index(first) + 1, names.index(last or first) + 1)
                )
                if value is not None:
                    yield _months(Month(year, span[0]), Month(year, span[1])), value
    elif table.caption.startswith(f"{indicator} by ") and table.caption.endswith(f", {YEAR}"):
        by = table.caption.removeprefix(f"{indicator} by ").removesuffix(f", {YEAR}")
        named = tuple(f"{by}:{plain(row[0])}" for row in table.rows if plain(row[0]) != "others")
        for row in table.rows:
            value = _value(row[1])
            if value is None:
                continue
            label = plain(row[0])
            # The remainder is what all the categories that are not named add up to.
            yield ((f"{by}:{label}",) if label != "others" else ("rest of", by, *named)), value


def _of_brief(period: CalendarPeriod, tables: Sequence[Table], indicator: str) -> Iterator[Equation]:
    spans = [(period.first, period.last)]
    if period.since_january.first != period.first:
        spans.append((period.since_january.first, period.last))
    for (first, last), table in zip(spans, tables, strict=True):
        for row in table.rows:
            if plain(row[0]) != indicator:
                continue
            for back, cell in ((-12, row[1]), (0, row[2])):
                if (value := _value(cell)) is not None:
                    yield _months(first + back, last + back), value


def truth_of(country: Country, indicator: str) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """Return an indicator's true public figures by month and, of the last year, by its parts, as named."""
    facts = gather_public(country.state, Month(YEAR, 12), on=documents.timezone.localdate())
    one = next((one for one in facts.indicators if one.indicator.pk == indicator), None)
    if one is None:
        return {}, {}
    pairs = zip(one.series.months, one.series.values, strict=True)
    months = {str(month): value for month, value in pairs if value == value}
    breakdowns = Breakdowns(
        country.state, PublicViewer(country.state), factories.date(YEAR, 1, 1), factories.date(YEAR, 12, 31)
    )
    parts: dict[str, dict[str, float]] = {}
    for by in PublicBreakdowns(facts, YEAR).dimensions(one):
        places = places_of(country.state, by)
        shares = over_units(breakdowns.by(one.indicator, by)).values()
        parts[by_words(by).removeprefix("by ")] = {
            category_name(one.indicator, by, share.key, places, "en"): share.value for share in shares
        }
    return months, parts


def worked_out(
    equations: Iterable[Equation], months: dict[str, float], parts: dict[str, dict[str, float]], least: int
) -> list[str]:
    """Return the small counts that a reader of all equations could work out, or narrow down.

    Args:
        equations: as `printed_equations` returns them.
        months: the true figure of each known month, under the same names.
        parts: the true figures of the last year by dimension and category name.
        least: the smallest count that may be printed.

    The reader knows that nothing is negative, which months are known, which categories there are, and that
    the parts of each dimension add up to the months of the year (or more, where a month is not credible).
    """
    names = [*months, *(f"{by}:{name}" for by, counts in parts.items() for name in counts)]
    index = {name: n for n, name in enumerate(names)}
    rows, sums, at_most = [], [], []
    for variables, value in equations:
        row = np.zeros(len(names))
        if variables[0] == "rest of":
            by, named = variables[1], set(variables[2:])
            variables = tuple(f"{by}:{name}" for name in parts[by] if f"{by}:{name}" not in named)
        for variable in variables:
            row[index[variable]] = 1
        rows.append(row)
        sums.append(value)
    year = {name: value for name, value in months.items() if name.startswith(str(YEAR))}
    for by, counts in parts.items():
        row = np.zeros(len(names))
        for name in counts:
            row[index[f"{by}:{name}"]] = 1
        for month in year:
            row[index[month]] = -1
        if sum(counts.values()) == sum(year.values()):
            rows.append(row)
            sums.append(0.0)
        else:  # the parts hold months that are not credible, too
            at_most.append(-row)
    limits: dict[str, Any] = {
        "A_eq": rows or None, "b_eq": sums or None,
        "A_ub": at_most or None, "b_ub": [0.0] * len(at_most) or None,
        "bounds": (0, None), "method": "highs",
    }  # fmt: skip
    named = {f"{by}:{name}": value for by, counts in parts.items() for name, value in counts.items()}
    truth = months | named
    found = []
    for name, value in truth.items():
        if not 0 < value < least:
            continue
        asked = np.zeros(len(names))
        asked[index[name]] = 1
        ends = [linprog(sign * asked, **limits) for sign in (1, -1)]
        fewest, most = ends[0].fun, -ends[1].fun if ends[1].status == 0 else np.inf
        if fewest > 1 + 1e-6 or most < least - 1 - 1e-6:
            found.append(f"{name} = {value:g} lies between {fewest:g} and {most:g}")
    return found
