"""Sarvania's interagency cooperation, all of it invented, by the actions that users' own clicks call."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from chegara.accounts.models import User
from chegara.config.demo.organisation import folder
from chegara.cooperation import models as tables
from chegara.cooperation.actions.joint import close_gap, move_operation
from chegara.cooperation.actions.records import save_record, set_wordings
from chegara.cooperation.choices import OPERATION_NEEDS, OperationState
from chegara.cooperation.wordings import texts_of
from chegara.organisation.actions import make_release
from chegara.organisation.models import Agency, BorderSection, CrossingPoint, State
from chegara.plans.models import Measure, Plan

LISTS = ("parties", "participants")


@transaction.atomic
def build_cooperation() -> None:
    """Fill the registers, hold a meeting, book equipment, and turn a gap into a measure."""
    _Builder(tomllib.loads((folder("XS") / "cooperation.toml").read_text(encoding="utf-8"))).build()


class _Builder:
    """What the demo's file says, and who enters it: the head of the border service's risk analysis."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        self.head = User.objects.get(username="supervisor")
        self.agencies = {one.code.removeprefix("XS-"): one for one in Agency.objects.filter(country="XS")}
        self.points = {one.code: one for one in CrossingPoint.objects.filter(country="XS")}
        self.sections = {one.code: one for one in BorderSection.objects.filter(country="XS")}
        self.owner = self.agencies["BOR"]
        self.release = make_release(
            from_agency=self.owner, to_all=True, letter_number="COOP/1", letter_date=date(2026, 1, 15),
            signatory="(invented)", by="demo",
        )  # fmt: skip

    def build(self) -> None:
        """Enter all."""
        guidelines = self._record(tables.Guidelines, self.told["guidelines"])
        for each in self.told["competences"]:
            self._competence(each)
        for each in self.told["duties"]:
            self._record(tables.Duty, each)
        for each in self.told["agreements"]:
            self._record(tables.Agreement, each)
        for each in self.told["contacts"]:
            self._contact(each)
        for each in self.told["representatives"]:
            self._representative(each)
        for each in self.told["passports"]:
            self._passport(each)
        self._group(self.told["group"])
        for each in self.told["operations"]:
            self._operation(each)
        self._equipment([self._record(tables.Equipment, each) for each in self.told["equipment"]])
        self._assessments(self.told["assessments"])
        self._functions(self.told["measure_functions"])
        self._words(guidelines)

    def _words(self, guidelines: tables.Guidelines) -> None:
        """Put the texts into Russian; what the demo marks as invented is marked so in both languages."""
        file = folder("XS") / "cooperation.ru.toml"
        russian = tomllib.loads(file.read_text(encoding="utf-8"))
        marked = {f"{text} (invented)": f"{said} (вымышлено)" for text, said in russian.items()}
        known = {text.strip(): said.strip() for text, said in (marked | russian).items()}
        words = {
            text: known[text.strip()] for text in texts_of(guidelines, self.head) if text.strip() in known
        }
        set_wordings(guidelines, language="ru", words=words, by=self.head)

    def _value(self, name: str, value: Any) -> Any:
        match name:
            case "agency" | "sender" | "receiver" | "requested_by":
                return self.agencies[value]
            case "point":
                return self.points[value]
            case "section":
                return self.sections[value]
            case "neighbour":
                return State.objects.get(code=value)
        return value

    def _record(self, model: Any, told: dict[str, Any]) -> Any:
        values = {name: self._value(name, value) for name, value in told.items() if name not in LISTS}
        linked = {name: [self.agencies[code] for code in told[name]] for name in LISTS if name in told}
        one = model(owner_agency=self.owner, **values)
        save_record(one, by=self.head, releases=[self.release], linked=linked)
        return one

    def _part(self, model: Any, whole: Any, **values: Any) -> Any:
        told = {name: self._value(name, value) for name, value in values.items()}
        one = model(**{model.whole: whole}, **told)
        save_record(one, by=self.head)
        return one

    def _competence(self, told: dict[str, Any]) -> None:
        shared = {
            name: value for name, value in told.items() if name not in {"parts", "article", "delimitation"}
        }
        for code, letters in told["parts"].items():
            for letter in letters:
                acting = letter in "AR"
                self._record(
                    tables.Competence,
                    {
                        **shared, "agency": code, "role": letter,
                        "article": f"{told['article']} (invented)" if acting else "",
                        "delimitation": told.get("delimitation", "") if letter == "R" else "",
                    },
                )  # fmt: skip

    def _contact(self, told: dict[str, Any]) -> None:
        values = {name: value for name, value in told.items() if name != "calls"}
        one = self._record(tables.Contact, values)
        for days, answered, minutes in told.get("calls", ()):
            on = timezone.localdate() - timedelta(days=days)
            self._part(tables.TestCall, one, on=on, answered=answered, minutes=minutes or None)

    def _representative(self, told: dict[str, Any]) -> None:
        inner = ("meetings", "notifications")
        one = self._record(tables.Representative, {n: v for n, v in told.items() if n not in inner})
        for each in told.get("meetings", ()):
            values = {name: value for name, value in each.items() if name != "points"}
            meeting = self._part(tables.Meeting, one, **values)
            for number, (text, settled, agency, until) in enumerate(each["points"], start=1):
                self._part(
                    tables.MeetingPoint, meeting, number=number, text=text, settled=settled, agency=agency,
                    deadline=date.fromisoformat(until) if until else None,
                )  # fmt: skip
        for each in told.get("notifications", ()):
            self._part(tables.Notification, one, **each)

    def _passport(self, told: dict[str, Any]) -> None:
        one = self._record(
            tables.Passport, {n: v for n, v in told.items() if n not in {"facilities", "steps"}}
        )
        for kind, agency, number, condition, remark in told["facilities"]:
            self._part(
                tables.Facility, one, kind=kind, agency=agency, number=number, condition=condition,
                remark=remark,
            )  # fmt: skip
        names = (
            "direction", "traffic", "number", "control", "agency", "share", "per", "low", "best", "high",
            "posts",
        )  # fmt: skip
        for row in told["steps"]:
            self._part(tables.Step, one, **dict(zip(names, row, strict=True)))

    def _group(self, told: dict[str, Any]) -> None:
        one = self._record(tables.Group, {name: value for name, value in told.items() if name != "seats"})
        for number, (agency, office, turn) in enumerate(told["seats"], start=1):
            self._part(tables.Seat, one, number=number, agency=agency, office=office, chairs=turn)

    def _operation(self, told: dict[str, Any]) -> None:
        later = {name for names in OPERATION_NEEDS.values() for name in names} | {"state"}
        one = self._record(tables.Operation, {n: v for n, v in told.items() if n not in later})
        if told["state"] == OperationState.REQUESTED:
            return
        for state, names in OPERATION_NEEDS.items():
            move_operation(one, to=state, values={name: told[name] for name in names}, by=self.head)

    def _equipment(self, found: list[Any]) -> None:
        customs = User.objects.get(username="customs")
        tomorrow = timezone.localdate() + timedelta(days=1)
        start = timezone.make_aware(datetime.combine(tomorrow, time(8)))
        for days, by, agency in ((0, customs, "CUS"), (1, self.head, "BOR")):
            booking = tables.Booking(
                equipment=found[0], agency=self.agencies[agency], start=start + timedelta(days=days),
                end=start + timedelta(days=days, hours=4), purpose="Scanning of fruit trucks (invented)",
            )  # fmt: skip
            save_record(booking, by=by)

    def _assessments(self, told: dict[str, Any]) -> None:
        made = {}
        for agency, pillar, area, maturity, target, evidence, gap in told["rows"]:
            one = tables.SelfAssessment(
                owner_agency=self.agencies[agency], year=told["year"], pillar=pillar, area=area,
                maturity=maturity,
                target=target, evidence=f"{evidence} (invented)", gap=gap,
            )  # fmt: skip
            save_record(one, by=self.head, releases=[self.release])
            made[pillar, area] = one
        plan = Plan.objects.filter(country="XS").latest("pk")
        for pillar, area, title, lead, deadline in told["measures"]:
            close_gap(
                made[pillar, area], plan=plan, title=title, lead=self.agencies[lead], by=self.head,
                deadline=date.fromisoformat(deadline),
            )  # fmt: skip

    def _functions(self, told: dict[str, list[str]]) -> None:
        for title, functions in told.items():
            measure = Measure.objects.filter(plan__country="XS", title=title, owner_agency=self.owner).first()
            for function in functions if measure else ():
                save_record(tables.MeasureFunction(measure=measure, function=function), by=self.head)
