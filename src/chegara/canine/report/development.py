"""The development and modernisation plan of a canine service, as a page and document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from chegara.canine.choices import Discipline, DogSex
from chegara.canine.methods.costs import YearCost
from chegara.canine.methods.team_forecast import Rate, Year
from chegara.canine.queries.development import Development
from chegara.canine.report.common import facts, percents, signatures
from chegara.common.intervals import clopper_pearson
from chegara.organisation.papers import document, table
from chegara.organisation.registers.presenters import between, day, number, percent
from chegara.reporting.blocks import Block, Bullets, Callout, Document, Figure, Heading, Paragraph
from chegara.reporting.charts import BLUE, ORANGE, house
from chegara.reporting.numbers import UNKNOWN


@dataclass(frozen=True)
class Proposal:
    """A measure that follows from the figures: what is to be done, and why."""

    title: str
    why: str


def development_plan(found: Development, language: str) -> Document:
    """Return the plan."""
    with translation.override(language):
        blocks: list[Block] = [
            *_summary(found),
            Heading(_("What is required"), 2, numbered=False),
            *_required(found),
            Heading(_("What there is"), 2, numbered=False),
            *_present(found),
            *_pyramid(found, language),
            Heading(_("The next five years"), 2, numbered=False),
            *_rates(found),
            *_forecast(found),
            Heading(_("What it costs"), 2, numbered=False),
            *_costs(found),
            Heading(_("What is proposed"), 2, numbered=False),
            *_proposals(found),
            signatures(_("Agreed"), _("Head of the canine service"), _("Head of the agency")),
        ]
        return document(
            _("Development and modernisation plan of the canine service"),
            blocks,
            language,
            subtitle=str(Discipline(found.discipline).label),
            countries=[found.agency.country],
            issued_by=found.agency.name,
        )


def _summary(found: Development) -> list[Block]:
    blocks: list[Block] = []
    if found.need is not None and found.gap is not None:
        text = _("Required: %(required)s teams. Certified: %(certified)s. %(gap)s") % {
            "required": found.need.teams,
            "certified": found.certified,
            "gap": _("Lacking: %s.") % found.gap if found.gap > 0 else _("None is lacking today."),
        }
        if found.years:
            last = found.years[-1]
            text += " " + _(
                "With the courses planned so far there will be %(expected)s teams at the end of %(year)s "
                "(95 %%: "
                "%(interval)s); the chance that they are enough is %(chance)s."
            ) % {
                "expected": number(last.expected, 1),
                "year": found.on.year + last.year,
                "interval": between(last.interval, 0),
                "chance": chance_text(last.enough),
            }
        blocks.append(Callout(_("In short"), text, "warning" if found.gap > 0 else "note"))
    if found.lacks:
        text = _("Not entered yet, so that what rests on it is missing or incomplete: %s.") % "; ".join(
            found.lacks
        )
        blocks.append(Callout(_("What is not known"), text, "warning"))
    return blocks


def chance_text(share: float) -> str:
    """Return a chance in whole per cent; what is neither impossible nor certain is not called so."""
    if 0 < share < 0.005:
        return _("below 1 %")
    if 0.995 <= share < 1:
        return _("above 99 %")
    return percent(share)


def _required(found: Development) -> list[Block]:
    norm = found.norm
    blocks: list[Block] = []
    if norm is not None:
        blocks += facts(
            _("Duty norm"),
            [
                (
                    _("A dog searches, then rests"),
                    _("%(work)s min, %(rest)s min")
                    % {"work": number(norm.work_minutes), "rest": number(norm.rest_minutes)},
                ),
                (_("A team is available"), _("%s days a year") % number(norm.available_days)),
                (
                    _("Dogs enter and retire at"),
                    _("%(entry)s and %(retire)s years")
                    % {"entry": norm.entry_age, "retire": norm.retiring_age},
                ),
                (_("Source"), norm.basis),
            ],
        )
    needs = {one.post.name: one for one in found.need.posts} if found.need else {}
    rows: list[tuple[str, ...]] = []
    for one in found.posts:
        post, need = one.post, needs.get(one.post.name)
        minutes = one.traffic.minutes_an_hour if one.traffic else None
        rows.append(
            (
                str(post.name),
                number(one.units_a_day, 0),
                f"{one.risk}: {one.level}" if one.risk and one.level else one.risk or UNKNOWN,
                percent(one.share, 1) if one.share is not None else UNKNOWN,
                number(minutes, 1),
                f"{post.shifts} × {number(post.days_a_week)}",
                number(need.at_once) if need else UNKNOWN,
                number(need.relief, 2) if need else UNKNOWN,
                number(need.teams, 1) if need else UNKNOWN,
            )
        )
    if found.need:
        rows.append((_("All, rounded up once"), *[""] * 7, number(found.need.teams)))
    heads = (
        _("Post"),
        _("Units a day"),
        _("Risk and its level"),
        pgettext("share of the traffic", "Share searched"),
        _("Minutes of search in the busiest hour"),
        _("Shifts × days a week"),
        _("Teams at once"),
        _("Relief"),
        _("Teams"),
    )
    sources = "; ".join(f"{one.post.name}: {one.source}" for one in found.posts if one.source)
    blocks += table(
        _("Posts"),
        heads,
        rows,
        widths=(1.6, 0.7, 1.5, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8),
        numbers=3,
        total=found.need is not None,
        source=sources,
        notes=(
            _(
                "Teams at once: minutes of search over the minutes that a dog works in an hour. Relief: "
                "teams for one "
                "place in one shift, days served over days available."
            ),
        ),
    )
    return blocks


def _present(found: Development) -> list[Block]:
    return facts(
        _("Teams on %s") % day(found.on),
        [
            (_("Teams"), number(found.teams)),
            (_("Certificate in force"), number(found.certified)),
            (_("Lacking"), number(max(found.gap, 0)) if found.gap is not None else UNKNOWN),
            (_("Median age of the dogs, full years"), number(found.pyramid.median)),
        ],
    )


def _pyramid(found: Development, language: str) -> list[Block]:
    ages = found.pyramid.by_age
    if not ages:
        return []
    words = {"m": str(DogSex.MALE.label), "f": str(DogSex.FEMALE.label), "": _("sex not entered")}
    rows = [
        (str(age), *(number(sexes[sex]) for sex in words), number(sexes.total()))
        for age, sexes in enumerate(ages)
    ]
    note = (_("Birth not known, in no row: %s.") % found.pyramid.unknown,) if found.pyramid.unknown else ()
    data = table(
        _("Dogs by age"), (_("Age, full years"), *words.values(), _("All")), rows, numbers=4, notes=note
    )[0]
    retire = found.norm.retiring_age if found.norm else None
    values = [
        {"age": age, "dogs": sexes[sex], "sex": words[sex]}
        for age, sexes in enumerate(ages)
        for sex in words
        if sexes[sex]
    ]
    spec = {
        "width": 520,
        "height": 24 * len(ages) + 20,
        "data": {"values": values},
        "mark": {"type": "bar"},
        "encoding": {
            "y": {
                "field": "age",
                "type": "ordinal",
                "sort": "descending",
                "title": _("Age, full years"),
                "scale": {"domain": list(range(len(ages)))},
            },
            "x": {
                "field": "dogs",
                "type": "quantitative",
                "title": _("Dogs"),
                "axis": {"values": list(range(max(sexes.total() for sexes in ages) + 1)), "format": "d"},
            },
            "color": {
                "field": "sex",
                "type": "nominal",
                "title": None,
                "scale": {"domain": list(words.values()), "range": [BLUE, ORANGE, "#9aa5b1"]},
            },
        },
    }
    oldest = _("The oldest dog is %s years old.") % (len(ages) - 1)
    soon = (
        " "
        + _("At %(age)s or older, where dogs retire: %(dogs)s.")
        % {"age": retire, "dogs": sum(sexes.total() for sexes in ages[retire:])}
        if retire
        else ""
    )
    return [
        Figure(
            _("Age pyramid"),
            house(spec, language),
            oldest + soon,
            _("Register of dogs, %s") % day(found.on),
            data=data,  # type: ignore[arg-type]
            notes=note,
        )
    ]


def _rates(found: Development) -> list[Block]:
    return facts(
        _("Rates, from the records of the last five years"),
        [
            (
                _("Loss of teams a year, retirements apart"),
                _rate(found.attrition, _("team-years")),
            ),
            (_("Certified of those taught"), _rate(found.qualify, _("taught"))),
        ],
    )


def _rate(rate: Rate | None, unit: str) -> str:
    if rate is None:
        return UNKNOWN
    return _("%(share)s (%(events)s of %(exposed)s %(unit)s; 95 %%: %(interval)s)") % {
        "share": percent(rate.events / rate.exposed, 1),
        "events": number(rate.events),
        "exposed": number(round(rate.exposed, 1)),
        "unit": unit,
        "interval": percents(clopper_pearson(rate.events, rate.exposed)),
    }


def _forecast(found: Development) -> list[Block]:
    if not found.years:
        return [Paragraph(_("No forecast: something that it rests on is not entered (see above)."))]
    blocks = _years(
        _("Forecast with the courses planned so far"),
        found,
        found.years,
        found.planned or (0,) * len(found.years),
    )
    retiring = ", ".join(f"{found.first_year + ahead}: {count}" for ahead, count in enumerate(found.retiring))
    blocks.append(
        Paragraph(_("Dogs of certified teams that reach the retiring age, by year: %s.") % retiring)
    )
    wanted = found.wanted
    chance = percent(found.norm.chance) if found.norm else UNKNOWN
    if wanted is None:
        blocks.append(Paragraph(_("Not even 500 teams a year in the course would reach the need.")))
    elif wanted.years != found.years:
        text = _(
            "For the need to be met at the end of %(year)s with a chance of %(chance)s, at least "
            "%(pupils)s teams a "
            "year must be in the course from %(first)s on."
        ) % {
            "year": found.on.year + len(found.years),
            "chance": chance,
            "pupils": wanted.pupils,
            "first": found.on.year + wanted.first_year,
        }
        blocks.append(Paragraph(text))
        blocks += _years(_("Forecast with as many as are needed"), found, wanted.years, wanted.school.pupils)
    else:
        blocks.append(Paragraph(_("The courses planned so far suffice with a chance of %s.") % chance))
    return blocks


def _years(caption: str, found: Development, years: Sequence[Year], pupils: Sequence[int]) -> list[Block]:
    heads = (
        _("End of"),
        _("In the course"),
        _("Join"),
        _("Lost"),
        _("Retire"),
        _("Teams expected"),
        _("95 % interval"),
        _("Chance of enough"),
    )
    rows = [
        (
            str(found.on.year + one.year),
            number(taught),
            number(one.joining, 1),
            number(one.lost, 1),
            number(one.retiring, 1),
            number(one.expected, 1),
            between(one.interval, 0),
            chance_text(one.enough),
        )
        for one, taught in zip(years, pupils, strict=True)
    ]
    return table(
        caption,
        heads,
        rows,
        numbers=7,
        notes=(
            _(
                "The interval holds chance and what is not known about the rates. Teams whose handler will "
                "leave are "
                "not foretold apart."
            ),
        ),
    )


def _costs(found: Development) -> list[Block]:
    if not found.costs:
        return [Paragraph(_("No costs: lines of the budget or the forecast are missing (see above)."))]
    blocks = _budget(_("Costs with the courses planned so far"), found, found.costs)
    if found.wanted_costs and found.wanted and found.wanted.years != found.years:
        blocks += _budget(_("Costs with as many as are needed"), found, found.wanted_costs)
    return blocks


def _budget(caption: str, found: Development, costs: Sequence[YearCost]) -> list[Block]:
    rows = [
        (
            line.name,
            str(line.get_counted_display()),
            number(float(line.amount), 0) if line.amount is not None else _("not known"),
            *(number(one.lines[place], 0) for one in costs),
        )
        for place, line in enumerate(found.lines)
    ]
    rows.append((_("All"), "", "", *(number(one.total, 0) for one in costs)))
    unknown = costs[0].unknown
    notes = [
        _("95 %% interval by the number of teams in service: %s.")
        % "; ".join(f"{found.on.year + one.year}: {between(one.interval, 0)}" for one in costs)
    ]
    if unknown:
        notes.append(_("At least: without a price are %s.") % ", ".join(unknown))
    years = [str(found.on.year + one.year) for one in costs]
    sources = "; ".join(f"{line.name}: {line.basis}" for line in found.lines if line.basis)
    return table(
        f"{caption}, {found.currency}",
        (_("Line"), _("For each"), _("Unit cost"), *years),
        rows,
        numbers=len(costs) + 1,
        widths=(1.8, 1.4, 1, *[1] * len(costs)),
        total=True,
        source=sources,
        notes=tuple(notes),
    )


def proposals(found: Development) -> list[Proposal]:
    """Return the measures that follow from the figures; which of them are taken is for people to decide."""
    made = []
    if found.gap is not None and found.gap > 0:
        made.append(
            Proposal(
                ngettext(
                    "Certify %(gap)s more team: %(discipline)s",
                    "Certify %(gap)s more teams: %(discipline)s",
                    found.gap,
                )
                % {"gap": found.gap, "discipline": Discipline(found.discipline).label},
                _("%(required)s are required, %(certified)s certified.")
                % {"required": found.need.teams if found.need else UNKNOWN, "certified": found.certified},
            )
        )
    if found.wanted and found.wanted.years != found.years and found.norm:
        made.append(
            Proposal(
                _("Train %(pupils)s teams a year from %(year)s on: %(discipline)s")
                % {
                    "pupils": found.wanted.pupils,
                    "year": found.on.year + found.wanted.first_year,
                    "discipline": Discipline(found.discipline).label,
                },
                _("Then the need is met at the end of %(year)s with a chance of %(chance)s.")
                % {
                    "year": found.on.year + len(found.years),
                    "chance": chance_text(found.wanted.years[-1].enough),
                },
            )
        )
    soon = sum(found.retiring[:2])
    if soon:
        made.append(
            Proposal(
                ngettext(
                    "Replace %(dogs)s dog that retires until the end of %(year)s",
                    "Replace %(dogs)s dogs that retire until the end of %(year)s",
                    soon,
                )
                % {"dogs": soon, "year": found.on.year + 2},
                _("Dogs of the service retire at that age."),
            )
        )
    uncertified = found.teams - found.certified
    if uncertified > 0:
        made.append(
            Proposal(
                ngettext(
                    "Assess %(teams)s team that has no certificate in force",
                    "Assess %(teams)s teams that have no certificate in force",
                    uncertified,
                )
                % {"teams": uncertified},
                _("Without one a team is blocked."),
            )
        )
    return made


def _proposals(found: Development) -> list[Block]:
    made = proposals(found)
    if not made:
        return [Paragraph(_("Nothing follows from the figures that are entered."))]
    return [Bullets(tuple(f"{one.title}. {one.why}" for one in made))]
