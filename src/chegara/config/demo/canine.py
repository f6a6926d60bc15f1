"""Sarvania's canine service in the demo: dogs, teams, aids, exercises, certificates, duty; all invented."""

from __future__ import annotations

import tomllib
import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from chegara.accounts.models import Compartment, User
from chegara.canine.actions.aids import countersign, move_aid
from chegara.canine.actions.certificates import certify
from chegara.canine.actions.exercises import Seen, perform, read_back, set_up
from chegara.canine.actions.field import Change, link_find, receive_change
from chegara.canine.models import (
    Certification,
    Component,
    Cost,
    Deployment,
    Dog,
    Equipment,
    Exercise,
    FeedNorm,
    Find,
    Handler,
    Inspection,
    Kennel,
    Maintenance,
    Odour,
    Performance,
    Placement,
    SetUp,
    Team,
    TrainingAid,
    VetRecord,
)
from chegara.config.demo.organisation import folder
from chegara.evidence.models import Record
from chegara.organisation import actions as organisation
from chegara.organisation.models import Agency, CrossingPoint
from chegara.organisation.registers.actions import save_record

DAY = timedelta(days=1)
ODOURS_OF = {
    "narcotics": ("heroin", "hashish", "mephedrone"),
    "tobacco": ("tobacco",),
    "explosives": ("tnt",),
}
EXERCISES = (("narcotics", 12), ("tobacco", 3), ("explosives", 3))
EXERCISES_OF_CUSTOMS = (("tobacco", 6), ("narcotics", 4))
UNITS = 10


@transaction.atomic
def build_canine(rng: np.random.Generator) -> None:
    """Tell of the service through the actions that its people's clicks call."""
    told = tomllib.loads((folder("XS") / "canine.toml").read_text(encoding="utf-8"))
    _Service(rng, told).build()
    _Customs(rng, told | told["customs"]).build()


class _Service:
    """Who and what there is of a service of Sarvania while it is told of: here of the border service."""

    agency, keepers, prefix = "XS-BOR", ("k9", "k9-deputy"), "XS"

    def __init__(self, rng: np.random.Generator, told: dict[str, Any]) -> None:
        self.rng = rng
        self.told = told
        self.border = Agency.objects.get(code=self.agency)
        self.head, self.deputy = (User.objects.get(username=name) for name in self.keepers)
        self.officer = User.objects.get(username="officer")
        self.points = list(CrossingPoint.objects.filter(country="XS").order_by("code")[:5])
        self.today = timezone.localdate()
        self.teams: dict[str, Team] = {}
        self.release = organisation.make_release(
            from_agency=self.border, to_all=True, letter_number=self.told["letter"],
            letter_date=date(2026, 1, 20), signatory="(invented)", by="demo",
        )  # fmt: skip

    def build(self) -> None:
        self.odours = {each["code"]: self._saved(Odour(**each)) for each in self.told["odours"]}
        self._people()
        self._kennel()
        for number, each in enumerate(self.told["teams"]):
            self._team(number, each)
        self._aids()
        for discipline, count in EXERCISES:
            for number in range(count):
                self._exercise(discipline, number, count)
        self._duty()
        self._conflict()
        self._event()

    def _saved(self, one: Any, **linked: Any) -> Any:
        releases = [self.release] if isinstance(one, Team | Dog | Handler) else None
        save_record(one, by=self.head, linked=linked, releases=releases)
        return one

    def _people(self) -> None:
        roles = ("instructor", "assessor", "assessor", "vet")
        self.instructor, *self.judges, self.vet = (
            self._saved(
                Handler(owner_agency=self.border, code=f"{self.prefix}-K9{number}", role=role, full_name=name)
            )
            for number, (role, name) in enumerate(zip(roles, self.told["staff"], strict=True))
        )

    def _kennel(self) -> None:
        own = {"owner_agency": self.border}
        self.kennel = self._saved(
            Kennel(**own, **self.told["kennel"], point=self.points[0], heated=True, water=True)
        )
        self._saved(Inspection(kennel=self.kennel, on=self.today - 20 * DAY, in_order=True))
        self.norm = self._saved(
            FeedNorm(
                **own, name="Рабочие собаки, 25–35 кг", feed="Сухой корм", grams=500,
                basis=self.told["feed_order"],
            )
        )  # fmt: skip
        for kind, amount in (("feed", 8400), ("veterinary", 3100), ("equipment", 1900)):
            self._saved(Cost(**own, kind=kind, on=self.today - 30 * DAY, amount=amount, currency="USD"))

    def _team(self, number: int, told: dict[str, Any]) -> None:
        own = {"owner_agency": self.border}
        point = self.points[number % len(self.points)]
        dog = self._saved(
            Dog(
                **own, code=told["dog"], call_name=told["call"], breed=told["breed"], status="operational",
                pedigree_name=told.get("pedigree", ""), colour=told["colour"],
                # 999: transponders for tests, which no animal carries (ISO 11784).
                microchip=f"999{self.border.pk:03d}{number + 1:09d}",
                sex="mf"[number % 2], born_on=date(self.today.year - told["born"], 3, 1 + number),
                born_precision="month", source="purchase", alert_type="passive", kennel=self.kennel,
                point=point,
                box=str(number + 1),
                acquired_on=date(self.today.year - told["born"] + 1, 6, 1), price=2500, currency="USD",
            ),
            feed_norms=[self.norm],
        )  # fmt: skip
        handler = self._saved(
            Handler(
                **own, code=f"{self.prefix}-K{number + 1:02d}", point=point, qualification="Кинолог",
                full_name=told["handler"], account=self.account(number),
            )
        )  # fmt: skip
        odours = [self.odours[code] for code in ODOURS_OF[told["discipline"]]]
        team = self._saved(
            Team(
                **own, code=told["code"], dog=dog, handler=handler, discipline=told["discipline"],
                point=point,
                since=self.today - timedelta(days=700),
            ),
            odours=odours, trainers=[self.instructor],
        )  # fmt: skip
        self.teams[team.code] = team
        self._health(dog, unfit=told.get("unfit", False))
        self._certificate(team, self.today - told["certified"] * DAY)
        self._hours(team)
        if number < 3:
            for place, (name, months) in enumerate((("Шлейка поисковая", 24), ("Поводок, 10 м", 36)), 1):
                self._saved(
                    Equipment(
                        **own, name=name, kind="leads", number=f"{self.prefix}-{number + 1}/{place}", dog=dog,
                        handler=handler, issued_on=self.today - 300 * DAY, wear_months=months,
                    )
                )  # fmt: skip

    def account(self, number: int) -> User | None:
        """Return the account of a handler who has one."""
        return self.officer if number == 0 else None

    def _health(self, dog: Dog, *, unfit: bool) -> None:
        rabies = self.today - int(self.rng.integers(60, 330)) * DAY
        until = rabies.replace(year=rabies.year + 1, day=min(rabies.day, 28))
        self._saved(
            VetRecord(
                dog=dog, kind="rabies", on=rabies, valid_until=until, vet=self.vet,
                product=self.told["vaccine"],
            )
        )  # fmt: skip
        wormed = self.today - int(self.rng.integers(20, 85)) * DAY
        self._saved(
            VetRecord(dog=dog, kind="deworming", on=wormed, vet=self.vet, product=self.told["dewormer"])
        )
        seen = self.today - int(self.rng.integers(5, 60)) * DAY
        weight = float(np.round(self.rng.uniform(24, 34), 1))
        self._saved(
            VetRecord(
                dog=dog, kind="examination", on=seen, fitness="fit", weight_kg=weight, condition=5,
                vet=self.vet,
            )
        )  # fmt: skip
        if unfit:
            found = "Вывих передней лапы (вымышлено)"
            self._saved(
                VetRecord(
                    dog=dog, kind="injury", on=self.today - 2 * DAY, fitness="unfit", found=found,
                    vet=self.vet,
                )
            )  # fmt: skip

    def _certificate(self, team: Team, on: date) -> None:
        components = [
            Component(
                kind="comprehensive", hits=10, misses=0, false_alerts=0, correct_rejections=6, points=47
            ),
            Component(kind="double_blind", hits=9, misses=1, false_alerts=0, correct_rejections=5, points=44),
        ]
        certification = Certification(
            team=team, number=f"{team.code}/{on.year}", on=on, standard="SWGDOG SC2", place=self.kennel.name
        )
        certify(certification, components, assessors=self.judges, by=self.head)

    def _hours(self, team: Team) -> None:
        first = self.today.replace(day=1)
        for month in range(1, 5):
            on = first - timedelta(days=30 * month)
            hours = float(self.rng.choice([12, 16, 16, 18, 20]))
            self._saved(Maintenance(team=team, on=on, hours=hours, trainer=self.instructor))

    def _aids(self) -> None:
        circle = Compartment(code="xs-explosives", name="Explosive training aids (invented)")
        members = [self.head, self.deputy]
        organisation.save_compartment(circle, members=members, by=self.head, reason="need to know")
        for number, (code, odour) in enumerate(self.odours.items(), 1):
            aid = self._saved(
                TrainingAid(
                    owner_agency=self.border, code=f"XS-A{number}", odour=odour, nominal_g=50, form="порошок",
                    store="Склад № 1 (вымышлен)", contamination_group=self.told["groups"][odour.kind],
                    compartment=circle if code == "tnt" else None,
                )
            )  # fmt: skip
            moved = move_aid(aid, kind="received", weight_g=50.0, moved_at=self._at(60), by=self.head)
            countersign(moved, weight_g=50.01, by=self.deputy)
            if code == "hashish":
                out = move_aid(aid, kind="out", weight_g=50.0, moved_at=self._at(10), by=self.head)
                countersign(out, weight_g=50.0, by=self.deputy)
                move_aid(aid, kind="back", weight_g=48.6, moved_at=self._at(9), by=self.head)

    def _at(self, days: float, hour: int = 9) -> datetime:
        return timezone.make_aware(datetime.combine(self.today - timedelta(days=days), time(hour)))

    def _exercise(self, discipline: str, number: int, count: int) -> None:
        ago = 20 + 330 * (count - 1 - number) // count
        areas = self.told["areas"]
        exercise = self._saved(
            Exercise(
                owner_agency=self.border,
                code=f"{self.prefix}-{discipline[:3].upper()}-{number + 1:02d}",
                discipline=discipline, goal="Автомобили на стоянке" if number % 2 else "Багаж и помещения",
                on=self.today - ago * DAY, point=self.points[number % len(self.points)],
            )
        )  # fmt: skip
        blinding = ("known", "double_blind", "double_blind", "single_blind")[number % 4]
        made = SetUp(
            blinding=blinding, area=areas[number % len(areas)], units=UNITS,
            weather=("dry", "rain")[number % 5 == 4],
            temperature_c=float(np.round(self.rng.normal(16, 9), 0)), soak_minutes=30, setter=self.instructor,
            assessor=self.judges[number % len(self.judges)],
        )  # fmt: skip
        codes = ODOURS_OF[discipline]
        hides = sorted(self.rng.choice(np.arange(1, UNITS + 1), size=5, replace=False).tolist())
        placements = [
            Placement(
                unit=int(unit), odour=self.odours[codes[place % len(codes)]],
                mass_g=float(self.rng.choice([0.5, 5, 50, 500])), height_cm=40.0,
            )
            for place, unit in enumerate(hides)
        ]  # fmt: skip
        set_up(exercise, made, placements, by=self.head)
        for told in self.told["teams"]:
            if told["discipline"] == discipline:
                self._work(told, made, set(hides), ago)
        if number < count - 1:  # the last one stays open: a telephone may record it
            exercise.closed_on = self.today - (ago - 1) * DAY
            self._saved(exercise)

    def _work(self, told: dict[str, Any], made: SetUp, hides: set[int], ago: int) -> None:
        skill = told["skill"] + (told["cue"] if made.blinding == "known" else 0.0)
        if told.get("declines") and ago < 150:
            skill -= 0.15
        seen = {
            unit: Seen("alert" if self.rng.random() < (skill if unit in hides else told["false"]) else "none")
            for unit in range(1, UNITS + 1)
        }
        performance = Performance(
            team=self.teams[told["code"]], set_up=made, worked_at=self._at(ago, 11), minutes=25
        )
        perform(performance, seen, by=self.head)
        if not performance.counts:
            read_back(performance, by=self.deputy)

    def _duty(self) -> None:
        codes = ("XS-T1", "XS-T2", "XS-T3", "XS-T5")
        for number in range(36):
            team = self.teams[codes[number % len(codes)]]
            alert = self.rng.random() < 0.25
            found = alert and self.rng.random() < 0.4
            values: dict[str, Any] = {
                "area": str(self.rng.choice(self.told["areas"])),
                "count": int(self.rng.integers(1, 9)),
                "minutes": float(self.rng.integers(5, 25)),
                "alert": bool(alert),
                "by_hand": bool(alert) or None,
                "found": bool(found) if alert else None,
                "substance": "Гашиш" if found else "",
                "amount": float(np.round(self.rng.uniform(0.2, 4), 2)) if found else None,
                "unit": "кг" if found else "",
            }
            self._search(team, self._at(1 + number % 18, 8 + number % 10), values)
        for one in Deployment.objects.filter(team__in=self.teams.values()):
            one.minutes_on_duty, one.minutes_rested = 480, 60
            self._saved(one)

    def _search(self, team: Team, at: datetime, values: dict[str, Any], **more: Any) -> Change:
        values = {"searched_at": at.isoformat(), "point": team.point_id, **values}
        change = Change(
            uid=uuid.UUID(bytes=self.rng.bytes(16), version=4),
            record=more.get("record") or uuid.UUID(bytes=self.rng.bytes(16), version=4),
            base=more.get("base"), kind="search", team=team.pk, made_at=at,
            device=more.get("device", "Android-1f"), values=values,
        )  # fmt: skip
        receive_change(change, by=self.officer)
        return change

    def _conflict(self) -> None:
        """Let two telephones correct one search without knowing of each other."""
        team, at = self.teams["XS-T1"], self._at(1, 15)
        values = {"area": "truck", "count": 1, "alert": True, "by_hand": True, "found": False}
        first = self._search(team, at, values)
        for device, count in (("Android-1f", 2), ("Android-9c", 3)):
            self._search(
                team, at, values | {"count": count}, record=first.record, base=first.uid, device=device
            )

    def _event(self) -> None:
        """Tell of the search that made one of the seizures in the statistics, and link them."""
        seizures = Record.objects.counting().filter(
            batch__owner_agency=self.border, event=True, indicator="seizures.drugs"
        )
        event = seizures.exclude(kind="").order_by("-start", "pk").first()
        if event is None:
            return
        team = self.teams["XS-T2"]
        at = timezone.make_aware(datetime.combine(event.start, time(14)))
        found = self._search(
            team,
            at,
            {"area": "truck", "alert": True, "by_hand": True, "found": True, "substance": event.kind},
        )
        find = Find.objects.get(search__uid=found.record)
        link_find(find, event, by=self.head)


class _Customs(_Service):
    """The smaller service of customs, which others see under codes: beside it services can be compared."""

    agency, keepers, prefix = "XS-CUS", ("customs-head", "customs-deputy"), "XS-C"

    def build(self) -> None:
        """Tell of teams and trials alone; what customs keeps and where it searches stays at home."""
        self.odours = {one.code: one for one in Odour.objects.all()}
        self._people()
        self._kennel()
        for number, each in enumerate(self.told["teams"]):
            self._team(number, each)
        for discipline, count in EXERCISES_OF_CUSTOMS:
            for number in range(count):
                self._exercise(discipline, number, count)

    def account(self, number: int) -> User | None:
        """Return none: no handler of customs has an account in the demo."""
        return None
