"""The cascade as a page and document: generations, trainers, delay, dilution, coverage, forecast, picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.organisation.papers import document, table
from chegara.organisation.registers.presenters import between, day, number, percent
from chegara.reporting.blocks import Block, Column, Document, Figure, Heading, Paragraph, Table
from chegara.reporting.numbers import UNKNOWN
from chegara.training.methods.cascade import Session
from chegara.training.methods.coverage import forecast_coverage
from chegara.training.models import Course
from chegara.training.queries import CascadeFacts

MOST_PLACES = 60
MOST_SESSIONS = 120
QUARTER = 91
BLUE, LINE = "#0072B2", "#9aa5b1"


def cascade_report(
    course: Course, facts: CascadeFacts, language: str, *, at: date, picture: bool
) -> Document:
    """Return the cascade of a course on a day."""
    with translation.override(language):
        blocks: list[Block] = []
        if not facts.cascade.generation_of:
            blocks.append(
                Paragraph(
                    _(
                        "No session with trainers and attendance was held yet: enter them on the course's "
                        "page."
                    )
                )
            )
        else:
            blocks += [*_summary(facts, at), *_generations(facts), *_first_delivery(facts)]
            if picture:
                blocks.append(_picture(facts))
            blocks += [*_forecast(facts, at), *_coverage(facts)]
        return document(
            _("Cascade"),
            blocks,
            language,
            subtitle=f"{course} · {day(at)}",
            countries=[course.country],
            marking=course.marking,
            issued_by=course.owner_agency.name,
        )


def _summary(facts: CascadeFacts, at: date) -> list[Block]:
    found = facts.cascade
    share = found.active / found.qualified if found.qualified else None
    text = _(
        "%(persons)s persons in %(generations)s generations. Qualified to train: %(qualified)s; active in "
        "the 365 days up to %(at)s: %(active)s (%(share)s, 95 %% interval %(interval)s %%). Women among "
        "the trained in service: %(women)s of %(known)s whose sex is known. Left the service: %(left)s."
    ) % {
        "persons": number(len(found.generation_of)),
        "generations": len(found.generations),
        "qualified": number(found.qualified),
        "at": day(at),
        "active": number(found.active),
        "share": percent(share),
        "interval": between(found.active_interval, 0, 100),
        "women": number(facts.women),
        "known": number(facts.sex_known),
        "left": number(facts.left),
    }
    return [Paragraph(text)]


def _generations(facts: CascadeFacts) -> list[Block]:
    found = facts.cascade.generations
    heads = (
        _("Generation"),
        pgettext("of training", "Persons"),
        _("Qualified"),
        _("Have trained"),
        _("Multiplication"),
    )
    rows = [
        (
            str(one.number),
            number(one.persons),
            number(one.qualified),
            number(one.delivered),
            number(one.multiplication, 2),
        )
        for one in found
    ]
    blocks = table(
        _("Generations"),
        heads,
        rows,
        numbers=5,
        notes=(
            _(
                "Generation 0 trains without having been trained in this cascade. Multiplication: persons "
                "for each trainer qualified in the generation before."
            ),
        ),
    )
    scored = [
        (
            str(one.number),
            number(one.scored),
            number(one.mean_score, 1),
            number(one.dilution, 1),
            between(one.dilution_interval, 1),
        )
        for one in found
        if one.scored
    ]
    heads = (
        _("Generation"),
        _("With a score"),
        _("Mean score after, %"),
        _("Dilution, points"),
        _("95 % interval"),
    )
    return blocks + table(
        _("What arrived in each generation"),
        heads,
        scored,
        numbers=5,
        notes=(_("Dilution: mean score less that of generation 1, on the same items."),),
    )


def _first_delivery(facts: CascadeFacts) -> list[Block]:
    found = facts.cascade.first_delivery
    if not found.trainers:
        return []
    shares = "; ".join(
        _("within %(days)s days: %(share)s") % {"days": days, "share": percent(share)}
        for days, share in found.by.items()
    )
    median = (
        _("%(n)s days") % {"n": number(found.median, 0)}
        if found.median is not None
        else _("not reached, since less than half have delivered")
    )
    text = _(
        "Time to the first delivery (Kaplan–Meier, %(n)s new trainers, %(delivered)s delivered): median "
        "%(median)s; %(shares)s."
    ) % {
        "n": number(found.trainers),
        "delivered": number(found.delivered),
        "median": median,
        "shares": shares,
    }
    return [Paragraph(text)]


def _forecast(facts: CascadeFacts, at: date) -> list[Block]:
    needed = sum(facts.staff.values())
    if not needed:
        return []
    days = [at + timedelta(days=QUARTER * n) for n in (1, 2, 3, 4, 8)]
    found = forecast_coverage(
        facts.valid_until,
        needed=needed,
        trained_last_year=facts.trained_last_year,
        left_last_year=facts.left_last_year,
        staff=needed + facts.left_last_year,
        at=at,
        on=days,
    )
    now = len(facts.valid_until)
    rows = [(_("today"), number(now), number(now), UNKNOWN, percent(now / needed))]
    rows += [
        (
            day(one.on),
            number(one.still_valid),
            number(one.expected, 0),
            between(one.interval, 0),
            percent(one.share),
        )
        for one in found
    ]
    heads = (
        _("Day"),
        _("Still valid of today's"),
        _("Expected with new"),
        _("95 % interval"),
        _("Of all persons"),
    )
    return [
        Heading(_("Coverage to come"), 2, numbered=False),
        *table(
            _("Who will hold a valid competence, of %(n)s persons in service") % {"n": number(needed)},
            heads,
            rows,
            numbers=4,
            notes=(
                _(
                    "Expiry is certain; new persons come at the rate of the last 365 days (%(n)s), some "
                    "leave as in that year. The interval is of that rate and of leaving."
                )
                % {"n": number(facts.trained_last_year)},
            ),
        ),
    ]


def _coverage(facts: CascadeFacts) -> list[Block]:
    agencies: dict[str, list[int]] = {}
    for (agency, _place), count in facts.staff.items():
        sums = agencies.setdefault(agency, [0, 0])
        sums[0] += count
    for (agency, _place), count in facts.trained.items():
        agencies[agency][1] += count
    places = sorted(
        facts.staff,
        key=lambda place: (facts.trained.get(place, 0) / facts.staff[place], -facts.staff[place], place),
    )
    rows = [
        (
            agency,
            place or _("not stated"),
            number(facts.staff[agency, place]),
            number(facts.trained.get((agency, place), 0)),
            percent(facts.trained.get((agency, place), 0) / facts.staff[agency, place]),
        )
        for agency, place in places[:MOST_PLACES]
    ]
    notes = (
        (_("The %(n)s places with the least coverage of %(all)s.") % {"n": MOST_PLACES, "all": len(places)},)
        if len(places) > MOST_PLACES
        else ()
    )
    heads = (_("Persons in service"), _("Trained"), _("Coverage"))
    return [
        Heading(_("Coverage"), 2, numbered=False),
        *table(
            _("By agency"),
            (_("Agency"), *heads),
            [(name, number(n), number(k), percent(k / n)) for name, (n, k) in sorted(agencies.items())],
            numbers=3,
        ),
        *table(_("By post"), (_("Agency"), _("Post or unit"), *heads), rows, numbers=3, notes=notes),
    ]


# --- the picture --------------------------------------------------------------------------------------------


def _picture(facts: CascadeFacts) -> Figure:
    nodes, edges, left_out = _tree(facts.sessions, facts.cascade.generation_of)
    height = max(200, min(640, 12 * len(nodes)))
    generations = list(range(1, max(node["x"] for node in nodes) + 1)) if nodes else [1]
    sizes = sorted({node["learners"] for node in nodes})
    sizes = sorted({sizes[0], sizes[len(sizes) // 2], sizes[-1]}) if sizes else []
    spec: dict[str, Any] = {
        "width": 560,
        "height": height,
        "config": {"view": {"stroke": None}},
        "layer": [
            {
                "data": {"values": edges},
                "mark": {"type": "rule", "color": LINE, "strokeWidth": 1},
                "encoding": {
                    "x": {"field": "x", "type": "quantitative"},
                    "x2": {"field": "x2"},
                    "y": {"field": "y", "type": "quantitative", "axis": None},
                    "y2": {"field": "y2"},
                },
            },
            {
                "data": {"values": nodes},
                "mark": {"type": "circle", "color": BLUE, "opacity": 1},
                "encoding": {
                    "x": {
                        "field": "x",
                        "type": "quantitative",
                        "title": _("generation of the learners"),
                        "axis": {"values": generations, "format": "d", "grid": False},
                        "scale": {"domain": [0.7, len(generations) + 0.3], "nice": False},
                    },
                    "y": {"field": "y", "type": "quantitative", "axis": None},
                    "size": {
                        "field": "learners",
                        "type": "quantitative",
                        "title": _("learners"),
                        "legend": {"orient": "bottom", "format": "d", "values": sizes},
                        "scale": {"zero": True, "range": [0, 300]},
                    },
                },
            },
        ],
    }
    data = Table(
        _("Sessions of the tree"),
        (
            Column(_("Day")),
            Column(_("Trainers")),
            Column(_("Generation"), "end"),
            Column(_("Learners"), "end"),
        ),
        tuple((node["day"], node["trainers"], str(node["x"]), str(node["learners"])) for node in nodes),
    )
    notes = (
        _("The %(n)s largest sessions are drawn; %(more)s are left out.")
        % {"n": len(nodes), "more": left_out},
    )
    return Figure(
        _("The tree of the cascade: each circle is a session, its size the number of learners"),
        spec,
        _(
            "%(n)s sessions, from left to right by generation of the learners; a line leads from the "
            "session in which somebody learnt to the sessions that he or she taught."
        )
        % {"n": len(nodes)},
        source=_("Register of sessions and attendance"),
        notes=notes if left_out else (),
        data=data,
    )


def _tree(
    sessions: Sequence[Session], generation_of: Any
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Return nodes and edges: a session stands at the generation of its learners, below earlier ones."""
    held = [one for one in sessions if one.learners and all(t in generation_of for t in one.trainers)]
    chosen = sorted(held, key=lambda one: -len(one.learners))[:MOST_SESSIONS]
    chosen.sort(key=lambda one: one.on)
    rows: dict[int, int] = {}
    nodes: list[dict[str, Any]] = []
    learnt_in: dict[str, int] = {}
    edges: list[dict[str, Any]] = []
    for one in chosen:
        level = 1 + min(generation_of[trainer] for trainer in one.trainers)
        rows[level] = rows.get(level, 0) + 1
        node = {
            "x": level,
            "y": rows[level],
            "learners": len(one.learners),
            "day": day(one.on),
            "trainers": ", ".join(one.trainers),
        }
        origins = {learnt_in[trainer] for trainer in one.trainers if trainer in learnt_in}
        edges += [{"from": origin, "to": len(nodes)} for origin in origins]
        for learner in one.learners:
            learnt_in.setdefault(learner, len(nodes))
        nodes.append(node)
    for node in nodes:  # spread each generation over the whole height
        node["y"] = -(node["y"] - 0.5) / rows[node["x"]]
    drawn = [
        {
            "x": nodes[edge["from"]]["x"],
            "y": nodes[edge["from"]]["y"],
            "x2": nodes[edge["to"]]["x"],
            "y2": nodes[edge["to"]]["y"],
        }
        for edge in edges
    ]
    return nodes, drawn, len(held) - len(chosen)
