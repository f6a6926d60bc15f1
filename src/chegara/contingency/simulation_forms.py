"""Forms of simulations: what a scenario is built from, and the scenario itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chegara.contingency.methods.simulation.building import PERSON_MINUTES, VEHICLE_MINUTES
from chegara.contingency.methods.simulation.scenario import Study
from chegara.contingency.methods.simulation.tables import CLOCK
from chegara.contingency.models import PointSimulation
from chegara.contingency.point_figures import Known
from chegara.pages.forms import StyledForm, StyledModelForm, style

MOST_SHIFTS = 6
MOST_STAFFINGS = 100_000
"""As many as `methods.simulation.staffing` tries, which is not loaded for a form: it brings the compiler."""


def time_of_day(hour: float) -> str:
    """Return an hour of the day as the clock shows it.

    >>> time_of_day(8.5)
    '08:30'
    """
    return f"{int(hour):02}:{round(hour % 1 * 60):02}"


def _count(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=more.pop("least", 0), max_value=1_000_000, **more)


def _minutes(label: Any, initial: float) -> forms.FloatField:
    return forms.FloatField(label=label, min_value=0.1, max_value=1000, initial=initial)


class BuildForm(StyledForm):
    """Figures of a point, filled in as far as its record and the evidence know them."""

    title = forms.CharField(label=_("Title"), max_length=200)
    persons = _count(_("Persons a day"), required=False, help_text=_("Blank: none come."))
    vehicles = _count(_("Vehicles a day"), required=False, help_text=_("Blank: none come."))
    factor = forms.FloatField(
        label=_("Times as many in the emergency"), min_value=0.1, max_value=100, initial=1
    )
    waiting = _count(_("Persons who wait at the start"), initial=0)
    booths = _count(_("Booths open as a rule"), least=1)
    built = _count(_("Booths built"), least=1)
    lanes = _count(_("Lanes open for vehicles"), least=1, initial=1)
    person_low = _minutes(_("Minutes a person: at least"), PERSON_MINUTES[0])
    person_likely = _minutes(_("Minutes a person: likely"), PERSON_MINUTES[1])
    person_high = _minutes(_("Minutes a person: at most"), PERSON_MINUTES[2])
    vehicle_low = _minutes(_("Minutes a vehicle: at least"), VEHICLE_MINUTES[0])
    vehicle_likely = _minutes(_("Minutes a vehicle: likely"), VEHICLE_MINUTES[1])
    vehicle_high = _minutes(_("Minutes a vehicle: at most"), VEHICLE_MINUTES[2])
    target = _minutes(_("Wait to keep within, minutes"), 30)
    queue_above = _count(_("Queue from which the reserve is called, persons"), least=1, initial=100)
    reserve = _count(_("Officers of the reserve"), least=1, initial=2)
    delay = forms.FloatField(
        label=_("Minutes until the reserve is there"), min_value=0, max_value=1440, initial=60
    )

    def __init__(self, *args: Any, known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        for name in ("persons", "vehicles"):
            found = getattr(known, name)
            if found:
                self.fields[name].initial = round(found[1])
        self.fields["built"].initial = known.booths
        self.fields["lanes"].initial = known.lanes or 1

    def clean(self) -> dict[str, Any]:
        """Refuse a scenario without arrivals, and ranges out of order."""
        data = super().clean() or {}
        if not data.get("persons") and not data.get("vehicles"):
            self.add_error("persons", _("Say how many persons or vehicles come a day."))
        for kind in ("person", "vehicle"):
            low, likely, high = (data.get(f"{kind}_{part}") for part in ("low", "likely", "high"))
            if None not in (low, likely, high) and not low <= likely <= high:  # type: ignore[operator]
                self.add_error(f"{kind}_likely", _("It must lie between the least and the most."))
        if data.get("booths") and data.get("built") and data["booths"] > data["built"]:
            self.add_error("booths", _("No more booths can be open than are built."))
        return data


class SchemeForm(StyledForm):
    """Arrivals by the streams of a technological scheme, filled in as far as the evidence knows them."""

    title = forms.CharField(label=_("Title"), max_length=200)
    factor = forms.FloatField(
        label=_("Times as many in the emergency"), min_value=0.1, max_value=100, initial=1
    )
    waiting = _count(_("Persons or vehicles that wait at the start"), initial=0)
    waits = forms.ChoiceField(label=_("They wait among"))
    target = _minutes(_("Wait to keep within, minutes"), 30)
    queue_above = _count(_("Queue from which the reserve is called"), least=1, initial=50)
    reserve = _count(_("Officers of the reserve"), least=1, initial=2)
    delay = forms.FloatField(
        label=_("Minutes until the reserve is there"), min_value=0, max_value=1440, initial=60
    )

    def __init__(
        self, *args: Any, streams: Mapping[str, Any], known: Mapping[str, float], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.streams = streams
        for code, name in streams.items():
            self.fields[f"a_day_{code}"] = _count(
                name, required=False, initial=round(known[code]) if code in known else None,
                help_text=_("Arrivals a day. Blank: none come.")
                if code in known else _("Arrivals a day: the evidence does not know them. Blank: none come."),
            )  # fmt: skip
        chosen: Any = self.fields["waits"]
        chosen.choices = list(streams.items())
        self.order_fields(["title", *(f"a_day_{code}" for code in streams)])
        style(self)

    def clean(self) -> dict[str, Any]:
        """Refuse a scenario without arrivals."""
        data = super().clean() or {}
        if not any(data.get(f"a_day_{code}") for code in self.streams) and not data.get("waiting"):
            self.add_error(None, _("Say how many persons or vehicles come a day."))
        return data


class PlanChoiceForm(StyledForm):
    """One of a scenario's plans."""

    plan = forms.ChoiceField(label=_("Plan"))

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["plan"]
        chosen.choices = [(plan.name, plan.name) for plan in study.plans]


class StaffingForm(PlanChoiceForm):
    """Where and within what bounds to look for the cheapest staffing, and what it must reach."""

    station = forms.ChoiceField(label=_("Place of control"))
    shifts = forms.CharField(
        label=_("Shifts begin at"), max_length=100, help_text=_("times of the day, such as 08:00, 20:00")
    )
    flow = forms.ChoiceField(label=_("Whose wait counts"), required=False)
    minutes = _minutes(_("Wait to keep within, minutes"), 30)
    percent = forms.FloatField(
        label=_("Share that must wait no longer, %"), min_value=1, max_value=99.9, initial=95
    )
    least = _count(_("Booths open in a shift: at least"), least=1, initial=1)
    most = forms.IntegerField(label=_("Booths open in a shift: at most"), min_value=1, max_value=60)

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, study=study, **kwargs)
        scenario = study.plans[0].scenario
        first = scenario.stations[0]
        chosen: Any = self.fields["station"]
        chosen.choices = [(each.code, each.name or each.code) for each in scenario.stations]
        counted: Any = self.fields["flow"]
        counted.choices = [
            ("", _("everybody’s")),
            *((each.code, each.name or each.code) for each in scenario.flows),
        ]
        self.fields["shifts"].initial = ", ".join(time_of_day(each.hour) for each in first.shifts)
        self.fields["minutes"].initial = scenario.target
        self.fields["most"].initial = first.built

    def clean_shifts(self) -> list[float]:
        """Return the hours at which shifts begin, in their order."""
        hours = []
        for text in filter(None, re.split(r"[,;\s]+", self.cleaned_data["shifts"])):
            match = CLOCK.match(text)
            if match is None:
                raise forms.ValidationError(
                    _("“%(text)s” is not a time of the day; write it such as 08:00."), params={"text": text}
                )
            hours.append(int(match[1]) + int(match[2]) / 60)
        if len(set(hours)) != len(hours) or not 1 <= len(hours) <= MOST_SHIFTS:
            raise forms.ValidationError(
                _("Name one to %(most)s times, each once."), params={"most": MOST_SHIFTS}
            )
        return sorted(hours)

    def clean(self) -> dict[str, Any]:
        """Refuse bounds out of order, and more staffings than can be tried."""
        data = super().clean() or {}
        least, most, shifts = data.get("least"), data.get("most"), data.get("shifts")
        if least and most and least > most:
            self.add_error("most", _("No fewer than the least."))
        elif least and most and shifts and (most - least + 1) ** len(shifts) > MOST_STAFFINGS:
            self.add_error("most", _("There are too many staffings to try: fewer shifts, or closer bounds."))
        return data


class SimulationForm(StyledModelForm):
    """The scenario as text."""

    class Meta:
        model = PointSimulation
        fields = ("title", "replications", "scenario")
        widgets = {"scenario": forms.Textarea(attrs={"rows": 30, "spellcheck": "false"})}  # noqa: RUF012
