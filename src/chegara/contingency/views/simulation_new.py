"""The page that builds a point's scenario: from its technological scheme where there is one, else by hand."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.contingency.actions import simulations as actions
from chegara.contingency.methods.simulation.building import PointFigures, Range, Words, scenario_text
from chegara.contingency.methods.simulation.scheme import (
    ABOARD,
    Control,
    SchemeFigures,
    StreamFigures,
    scheme_text,
)
from chegara.contingency.models import ContingencyPlan, PointSimulation
from chegara.contingency.point_figures import Known, KnownStreams, known_of, known_streams
from chegara.contingency.simulation_forms import BuildForm, SchemeForm
from chegara.contingency.views.common import form_page, own, plan_for, spoken, tried
from chegara.cooperation.choices import Direction, Function, Per, Traffic
from chegara.cooperation.methods.routing import PointScheme, Stream
from chegara.cooperation.queries import service_times
from chegara.pages.access import page

NOTHING_KNOWN = KnownStreams(arrivals={}, months="", rest=False)


@page("contingency.change")
@spoken
def simulation_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Build a scenario from what is known of the plan's point."""
    plan = plan_for(request, pk)
    user = own(request, plan)
    scheme = service_times(plan.point, user) if plan.point else None
    if scheme is not None:
        return _by_scheme(request, plan, scheme, user)
    return _by_hand(request, plan, user)


def _by_hand(request: HttpRequest, plan: ContingencyPlan, user: User) -> HttpResponse:
    known = known_of(plan, user)
    form = BuildForm(request.POST or None, known=known, initial={"title": plan.title})
    if request.method == "POST" and form.is_valid():
        text = scenario_text(_figures(plan, known, form.cleaned_data))
        made = _kept(plan, form, text, user)
        if made:
            return redirect(made)
    return _page(
        request, plan, form,
        _(
            "The point has no technological scheme that you may see: only first and second line are built. "
            "Enter the point's passport under Cooperation."
        ),
    )  # fmt: skip


def _by_scheme(request: HttpRequest, plan: ContingencyPlan, scheme: PointScheme, user: User) -> HttpResponse:
    streams = {f"{one.direction}-{one.traffic}": one for one in scheme.streams}
    names = {code: _stream_name(one) for code, one in streams.items()}
    known = known_streams(plan.point, user, scheme.streams) if plan.point else NOTHING_KNOWN
    form = SchemeForm(
        request.POST or None, streams=names, initial={"title": plan.title},
        known={
            code: known.arrivals[one.direction, one.traffic][1]
            for code, one in streams.items() if (one.direction, one.traffic) in known.arrivals
        },
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        figures = SchemeFigures(
            **_frame(plan, data), sources=_sources(scheme, known),
            streams=tuple(_stream(code, one, names[code], known, data) for code, one in streams.items()),
        )  # fmt: skip
        made = _kept(plan, form, scheme_text(figures), user)
        if made:
            return redirect(made)
    return _page(
        request, plan, form,
        _("Controls, posts, shares and times come from the technological scheme in the point's passport."),
    )  # fmt: skip


def _kept(plan: ContingencyPlan, form: Any, text: str, user: User) -> PointSimulation | None:
    simulation = PointSimulation(plan=plan, title=form.cleaned_data["title"], scenario=text)
    return simulation if tried(form, lambda: actions.save_simulation(simulation, by=user)) else None


def _page(request: HttpRequest, plan: ContingencyPlan, form: Any, explanation: str) -> HttpResponse:
    return form_page(
        request, plan, form, title=_("New simulation"), back=plan.get_absolute_url(), explanation=explanation
    )  # fmt: skip


# --- by the scheme ------------------------------------------------------------------------------------------


def _stream_name(one: Stream) -> str:
    return f"{Direction(one.direction).label}, {str(Traffic(one.traffic).label).lower()}"


def _stream(code: str, one: Stream, name: str, known: KnownStreams, data: dict[str, Any]) -> StreamFigures:
    found = known.arrivals.get((one.direction, one.traffic))
    return StreamFigures(
        code=code, name=name, direction="in" if one.direction == Direction.ENTRY else "out",
        traffic=one.traffic,
        arrivals=_spread(data[f"a_day_{code}"], found) or (0.0, 0.0, 0.0),
        waiting=data["waiting"] if data["waits"] == code else 0,
        controls=tuple(
            Control(
                name=f"{name}: {str(Function(step.control).label).lower()}",
                minutes=(step.low, step.best, step.high), is_per_person=step.per == Per.PERSON,
                share=step.share, posts=step.posts or 1,
            )
            for step in one.steps if step.high > 0 and step.share > 0
        ),
    )  # fmt: skip


def _sources(scheme: PointScheme, known: KnownStreams) -> tuple[str, ...]:
    approved = f"{scheme.approved_on:%d.%m.%Y}" if scheme.approved_on else "–"
    found = [
        _("controls, posts and times: technological scheme of the passport of %(day)s") % {"day": approved}
    ]
    if known.months:
        found.append(_("arrivals: evidence of %(months)s") % {"months": known.months})
    if known.rest:
        found.append(_("pedestrians: persons less those in vehicles, as many as assumed"))
    if any(one.traffic in ABOARD for one in scheme.streams):
        people = "; ".join(
            f"{str(Traffic(traffic).label).lower()} {least}–{most}"
            for traffic, (least, most) in ABOARD.items()
            if any(one.traffic == traffic for one in scheme.streams)
        )
        found.append(_("persons in a vehicle, assumed: %(people)s") % {"people": people})
    if any(step.posts is None for one in scheme.streams for step in one.steps):
        found.append(_("one post, assumed, where the scheme names no number"))
    return tuple(found)


# --- by hand ------------------------------------------------------------------------------------------------


def _figures(plan: ContingencyPlan, known: Known, data: dict[str, Any]) -> PointFigures:
    return PointFigures(
        **_frame(plan, data),
        **{name: data[name] for name in ("waiting", "booths", "built", "lanes")},
        persons=_spread(data["persons"], known.persons),
        vehicles=_spread(data["vehicles"], known.vehicles),
        person_minutes=_three(data, "person"),
        vehicle_minutes=_three(data, "vehicle"),
        sources=(_("arrivals: evidence of %(months)s") % {"months": known.source},) if known.source else (),
    )


def _frame(plan: ContingencyPlan, data: dict[str, Any]) -> dict[str, Any]:
    place = plan.point or plan.country
    names = ("title", "factor", "target", "queue_above", "reserve", "delay")
    return {name: data[name] for name in names} | {
        "code": re.sub(r"[^A-Za-z0-9_-]", "-", str(getattr(place, "code", "point"))),
        "name": str(place),
        "is_invented": plan.country.invented,
        "words": Words(
            as_today=_("As today"),
            with_reserve=_("With the reserve"),
            normal=_("normal"),
            called=_("reserve called"),
            persons=_("First line, persons"),
            vehicles=_("First line, vehicles"),
            second_line=_("Second line"),
        ),
    }


def _spread(entered: object, found: Range | None) -> Range | None:
    """Return what was entered, with the relative spread of the months known."""
    if not entered:
        return None
    count = float(str(entered))
    if not found or not found[1]:
        return (count, count, count)
    return (count * found[0] / found[1], count, count * found[2] / found[1])


def _three(data: dict[str, object], kind: str) -> Range:
    low, likely, high = (float(str(data[f"{kind}_{part}"])) for part in ("low", "likely", "high"))
    return low, likely, high
