"""What the norms and the development plan of Sarvania's canine service rest on; all of it is invented."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from chegara.accounts.models import User
from chegara.canine.models import (
    Dog,
    DutyNorm,
    DutyPost,
    Equipment,
    Handler,
    Intake,
    NationalNorm,
    NormCategory,
    NormItem,
    SearchShare,
    Team,
    UnitCost,
)
from chegara.config.demo.organisation import folder
from chegara.organisation import actions as organisation
from chegara.organisation.models import Agency, CrossingPoint
from chegara.organisation.registers.actions import save_record
from chegara.risk.models import Risk


@transaction.atomic
def build_canine_plan() -> None:
    """Enter the norms, posts, courses, prices and former teams through the action of the registers."""
    told = tomllib.loads((folder("XS") / "canine-plan.toml").read_text(encoding="utf-8"))
    border, head = Agency.objects.get(code="XS-BOR"), User.objects.get(username="k9")
    own, today = {"owner_agency": border}, timezone.localdate()

    def saved(one: Any) -> Any:
        save_record(one, by=head)
        return one

    _norm(told, own, saved)
    saved(DutyNorm(**own, **told["duty"], basis=told["order"]))
    for level, share in enumerate(told["shares"], 1):
        saved(SearchShare(**own, discipline="narcotics", level=level, share=share, basis=told["order"]))
    points = list(CrossingPoint.objects.filter(country="XS").order_by("code")[:3])
    risk = Risk.objects.visible_to(head).standing().filter(title__icontains="heroin").first()
    risk = risk or Risk.objects.visible_to(head).standing().order_by("number").first()
    for point, post in zip(points, told["posts"], strict=True):
        asked = None if "share" in post else risk
        basis = told["order"] if "units_a_day" in post else ""
        post.setdefault("share", None if asked else 0.1)
        saved(DutyPost(**own, discipline="narcotics", point=point, risk=asked, basis=basis, **post))
    for each in told["intakes"]:
        saved(Intake(**own, discipline="narcotics", **each | {"year": today.year + each["year"]}))
    for each in told["costs"]:
        basis = told["price"] if "amount" in each else ""
        saved(UnitCost(**own, currency="USD", basis=basis, **each))
    for number, each in enumerate(told["ended"]):
        _ended(each, number, own, saved)
    _plan_of_customs(told["customs"])


def _plan_of_customs(told: dict[str, Any]) -> None:
    """Enter what the smaller service of customs released of its plan, so that plans can be compared."""
    customs, head = Agency.objects.get(code="XS-CUS"), User.objects.get(username="customs-head")
    own, today = {"owner_agency": customs, "discipline": "tobacco"}, timezone.localdate()
    release = organisation.make_release(
        from_agency=customs, to_all=True, letter_number=told["letter"], letter_date=date(2026, 1, 22),
        signatory="(invented)", by="demo",
    )  # fmt: skip
    rows = [
        DutyNorm(**own, **told["duty"], basis=told["order"]),
        *(DutyPost(**own, basis=told["order"], **post) for post in told["posts"]),
        *(Intake(**own, **each | {"year": today.year + each["year"]}) for each in told["intakes"]),
    ]
    for one in rows:
        save_record(one, by=head, releases=[release])


def _norm(told: dict[str, Any], own: dict[str, Any], saved: Any) -> None:
    norm = saved(
        NationalNorm(
            **own,
            title=told["norm"]["title"],
            pass_points=told["norm"]["pass_points"],
            cites=told["order"],
            since=told["duty"]["since"],
        )
    )
    for number, each in enumerate(told["norm"]["items"], 1):
        saved(NormItem(norm=norm, number=number, **each))
    for each in told["norm"]["categories"]:
        saved(NormCategory(norm=norm, **each))


def _ended(told: dict[str, Any], number: int, own: dict[str, Any], saved: Any) -> None:
    today = timezone.localdate()
    until = today - timedelta(days=200 + 150 * number)
    dog = saved(
        Dog(
            **own,
            code=told["dog"],
            call_name=told["call"],
            breed=told["breed"],
            status=told["status"],
            born_on=today.replace(year=today.year - told["born"], day=1),
            born_precision="month",
            acquired_on=until - timedelta(days=1500),
            price=2200,
            currency="USD",
            left_on=until,
            left_why=told["why"],
        )
    )
    handler = saved(Handler(**own, code=f"XS-K8{number}", left_on=until))
    saved(
        Equipment(
            **own,
            name="Шлейка поисковая",
            kind="leads",
            number=f"XS-{told['dog'][-1]}/1",
            issued_on=until - timedelta(days=1200),
            wear_months=24,
            price=60,
            currency="USD",
            written_off_on=until,
            written_off_why="срок носки истёк",
        )
    )
    saved(
        Team(
            **own,
            code=told["code"],
            dog=dog,
            handler=handler,
            discipline="narcotics",
            since=until - timedelta(days=1200),
            until=until,
        )
    )
