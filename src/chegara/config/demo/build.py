"""Putting the demo into the database, by the actions that users' own clicks call."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from chegara.accounts.models import Marking, Role, User
from chegara.canine.models import Team
from chegara.config.demo.canine import build_canine
from chegara.config.demo.canine_plan import build_canine_plan
from chegara.config.demo.checkpoint import build_checkpoint, built
from chegara.config.demo.contingency import build_contingency
from chegara.config.demo.cooperation import build_cooperation
from chegara.config.demo.corruption import build_corruption
from chegara.config.demo.demofile import DemoFile
from chegara.config.demo.generate import generate
from chegara.config.demo.goods import build_goods
from chegara.config.demo.integrity import build_integrity
from chegara.config.demo.machine_code import Compiling
from chegara.config.demo.organisation import folder, write_workbook
from chegara.config.demo.plan import build_plan
from chegara.config.demo.requests import ask_and_grade
from chegara.config.demo.resources import build_resources
from chegara.config.demo.risks import build_risks
from chegara.config.demo.training import build_training
from chegara.config.demo.wordings import say_checkpoint_in_russian, say_in_russian, say_integrity_in_english
from chegara.contingency.models import ContingencyPlan
from chegara.cooperation.models import Guidelines
from chegara.evidence.actions import decisions, doubles, imports, questions
from chegara.evidence.actions.views import save_view
from chegara.evidence.asking import Asking
from chegara.evidence.doubles import undecided_candidates
from chegara.evidence.jobs import search_doubles
from chegara.evidence.models import Batch, CountingRule, Indicator, Reconciliation, SavedView
from chegara.integrity.models import CorruptionRisk, Review
from chegara.organisation import actions, workbook
from chegara.organisation.models import Agency, Release, State, Wording
from chegara.plans.models import Plan
from chegara.plans.resource_models import ResourceEstimate
from chegara.risk.models import Assessment
from chegara.training.models import Activity

PASSWORD = "chegara-demo-2018"  # noqa: S105 - printed for everybody who tries the demo
SEED = 20180328
"""The day in 2018 on which the programme's analysts met in Bishkek; any number would do."""
DECIDED, ASKED = 12, 6
"""How many sure doubles the demo decides on, and how many questions its letter puts; the others are left."""
LETTERS_OF = date(2026, 1, 20)
UNODC = "UNODC, Individual Drug Seizures 2011–2015 (dataunodc.un.org), records reported by Uzbekistan"

ACCOUNTS: tuple[tuple[str, str, tuple[tuple[str, Role], ...]], ...] = (
    ("admin", "Administrator (demo)", (("XS-BOR", Role.ADMINISTRATOR), ("UNODC-UZ", Role.ADMINISTRATOR))),
    (
        "analyst", "Analyst of the border service (demo)",
        (("XS-BOR", Role.ANALYST), ("UNODC-UZ", Role.ANALYST)),
    ),
    ("customs", "Analyst of customs (demo)", (("XS-CUS", Role.ANALYST),)),
    ("police", "Analyst of the interior ministry (demo)", (("XS-INT", Role.ANALYST),)),
    ("security", "Analyst of state security (demo)", (("XS-SEC", Role.ANALYST),)),
    ("migration", "Analyst of the migration service (demo)", (("XS-MIG", Role.ANALYST),)),
    (
        "supervisor", "Head of risk analysis (demo)",
        (("XS-BOR", Role.SUPERVISOR), ("UNODC-UZ", Role.SUPERVISOR)),
    ),
    ("customs-head", "Head of risk management of customs (demo)", (("XS-CUS", Role.SUPERVISOR),)),
    ("customs-deputy", "Deputy head of risk management of customs (demo)", (("XS-CUS", Role.SUPERVISOR),)),
    ("police-head", "Head of analysis of the interior ministry (demo)", (("XS-INT", Role.SUPERVISOR),)),
    ("security-head", "Head of analysis of state security (demo)", (("XS-SEC", Role.SUPERVISOR),)),
    ("deputy", "Deputy head of the border service (demo)", (("XS-BOR", Role.SUPERVISOR),)),
    ("integrity", "Head of internal security of customs (demo)", (("XS-CUS", Role.INTEGRITY_OFFICER),)),
    ("customs-oversight", "Oversight of customs (demo)", (("XS-CUS", Role.OVERSIGHT),)),
    ("officer", "Officer at a crossing point (demo)", (("XS-BOR", Role.OFFICER),)),
    ("trainer", "Head of the training centre (demo)", (("XS-BOR", Role.TRAINER),)),
    ("k9", "Head of the canine service (demo)", (("XS-BOR", Role.CANINE_MANAGER),)),
    ("k9-deputy", "Deputy head of the canine service (demo)", (("XS-BOR", Role.CANINE_MANAGER),)),
    (
        "customs-security", "Deputy head of internal security of customs (demo)",
        (("XS-CUS", Role.INTEGRITY_OFFICER),),
    ),
    ("oversight", "Oversight (demo)", (("XS-BOR", Role.OVERSIGHT), ("UNODC-UZ", Role.OVERSIGHT))),
)  # fmt: skip
ANALYST_OF = {
    "XS-BOR": "analyst",
    "XS-CUS": "customs",
    "XS-INT": "police",
    "XS-SEC": "security",
    "XS-MIG": "migration",
}


VIEWS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    (
        "Crossings by section, 2025", "XS", "XS-BOR",
        {"indicator": "persons.crossings", "by": "section", "first": "2025-01", "last": "2025-12"},
    ),
    (
        "Drug seizures on the map, 2011–2015", "UZ", "UNODC-UZ",
        {"indicator": "seizures.drugs", "show": "map", "first": "2011-01", "last": "2015-12"},
    ),
)  # fmt: skip


def account_lines() -> list[str]:
    """Return the demo's accounts as lines to print."""
    return [f"  {username:<14} {PASSWORD}   {name}" for username, name, _roles in ACCOUNTS]


def build() -> None:
    """Build what is missing of the demo; what is there stays as it is."""
    planned, checked = ContingencyPlan.objects.filter(country="XS").exists(), built()
    with (
        Compiling("simulator", needed=not planned) as simulator,
        Compiling("names", needed=not checked) as names,
    ):
        _until_contingency()
        if not planned:
            simulator.wait()
            build_contingency()
        _after_contingency()
        if not checked:
            names.wait()
            build_checkpoint(np.random.default_rng(SEED))
            build_goods(np.random.default_rng(SEED))
            say_checkpoint_in_russian()


def _until_contingency() -> None:
    """Build all that comes before the contingency plans."""
    _organisation("UZ")
    _organisation("XS")
    _accounts()
    if not Batch.objects.filter(country="UZ", confirmed_at__isnull=False).exists():
        _uzbekistan()
    # Decided last, so that a build that was interrupted goes on where it stopped.
    if not Reconciliation.objects.filter(country="XS").exists():
        _sarvania()
    if not Plan.objects.filter(country="XS").exists():
        build_plan()
    ask_and_grade()
    if not SavedView.objects.exists():
        _views()
    if not Assessment.objects.filter(country="XS").exists():
        build_risks(np.random.default_rng(SEED))
    if not ResourceEstimate.objects.filter(country="XS").exists():
        build_resources(np.random.default_rng(SEED))
    if not Guidelines.objects.exists():
        build_cooperation()


def _after_contingency() -> None:
    """Build all that comes after the contingency plans, but for the checks of travellers."""
    if not Review.objects.filter(owner_agency__country="XS").exists():
        build_integrity()
    if not Activity.objects.exists():
        build_training(np.random.default_rng(SEED), PASSWORD)
    if not Team.objects.exists():
        build_canine(np.random.default_rng(SEED))
        build_canine_plan()
    if not CorruptionRisk.objects.filter(review__owner_agency__country="XS").exists():
        build_corruption(np.random.default_rng(SEED))
    # Last, when all measures and papers are there.
    if not Wording.objects.filter(subject__startswith="risk/").exists():
        say_in_russian()
    if not Wording.objects.filter(subject__startswith="integrity/").exists():
        say_integrity_in_english()


def _organisation(code: str) -> None:
    if State.objects.filter(code=code, home=True).exists():
        return
    map_file = folder(code) / "map.geojson"
    outline = json.loads(map_file.read_text(encoding="utf-8")) if map_file.is_file() else None
    with tempfile.TemporaryDirectory(dir=settings.HOME) as temporary:
        path = Path(temporary) / "organisation.xlsx"
        write_workbook(code, path)
        workbook.load(path.read_bytes(), by="demo", outline=outline)


def _accounts() -> None:
    for username, name, roles in ACCOUNTS:
        if User.objects.filter(username=username).exists():
            continue
        user = actions.create_user(
            username=username, full_name=name, password=PASSWORD, clearance=Marking.OFFICIAL_USE, by="demo"
        )
        for agency, role in roles:
            actions.grant_membership(user=user, agency=Agency.objects.get(code=agency), role=role, by="demo")


def _bring_in(
    path: Path,
    agency: Agency,
    user: User,
    *,
    marking: Marking,
    source: str,
    release: Release | None,
    synthetic: bool,
    arrived_on: date | None = None,
) -> Batch:
    with path.open("rb") as file:
        batch = imports.receive(
            chunks=_chunks(file.read()),
            name=path.name,
            agency=agency,
            by=user,
            not_secret=True,
            marking=marking,
            source=source,
            synthetic=synthetic,
            arrived_on=arrived_on,
            releases=[release] if release else [],
        )
    imports.stage(batch, by=user)
    imports.confirm(batch, by=user, reason="demo")
    return batch


def _chunks(content: bytes) -> Iterator[bytes]:
    yield content


PUBLISHES = "XS-CUS"
"""The agency of Sarvania that lets the public see its statistics."""


def _uzbekistan() -> None:
    agency, user = Agency.objects.get(code="UNODC-UZ"), User.objects.get(username="analyst")
    release = actions.make_release(from_agency=agency, to_all=True, to_public=True, citation=UNODC, by="demo")
    with tempfile.TemporaryDirectory(dir=settings.HOME) as temporary:
        path = Path(temporary) / "seizures-2011-2015.csv"
        path.write_bytes((folder("UZ") / "seizures-2011-2015.csv").read_bytes())
        _bring_in(path, agency, user, marking=Marking.OPEN, source=UNODC, release=release, synthetic=False)


def _sarvania() -> None:
    raw = Path(settings.HOME) / "demo"
    raw.mkdir(exist_ok=True)
    demo = generate(raw, np.random.default_rng(SEED))
    for number, file in enumerate(demo.first_sent, start=1):
        agency = Agency.objects.get(code=file.agency)
        sent = Batch.objects.filter(owner_agency=agency, name=file.path.name)
        if sent.filter(confirmed_at__isnull=False).exists():
            continue
        release = actions.make_release(
            from_agency=agency,
            to_all=True,
            to_public=file.agency == PUBLISHES,
            letter_number=f"{number}/RA",
            letter_date=LETTERS_OF,
            signatory="(invented)",
            by="demo",
        )
        _bring_in(
            file.path,
            agency,
            User.objects.get(username=ANALYST_OF[file.agency]),
            marking=Marking.OPEN if file.agency == PUBLISHES else Marking.OFFICIAL_USE,
            source=file.title,
            release=release,
            synthetic=True,
            arrived_on=LETTERS_OF,
        )
    _reconcile(demo.first_sent)
    _doubles()


def _doubles() -> None:
    """Look for doubles, decide on some that are sure, and ask customs about what is left open."""
    country, user = State.objects.get(code="XS"), User.objects.get(username="analyst")
    search_doubles(by=user, progress=lambda _done, _total: None, country=country.pk)
    sure = undecided_candidates(country, user).filter(sure=True)
    chosen = list(sure.values_list("pk", flat=True)[:DECIDED])
    doubles.decide_sure(
        sure.filter(pk__in=chosen), by=user, reason="Both services signed one protocol (invented)."
    )
    border, customs = Agency.objects.get(code="XS-BOR"), Agency.objects.get(code="XS-CUS")
    proposals = Asking(customs, user).proposals()[:ASKED]
    if proposals:
        letter = questions.ask_in_letter(
            [], [(one, one.text) for one in proposals], from_agency=border, to_agency=customs, by=user,
            deadline=timezone.localdate() + timedelta(days=14), language="en", signatory="(invented)",
        )  # fmt: skip
        questions.send_letter(letter, number="12/Q", by=user)


def _views() -> None:
    """Save two views of the explorer: one of invented figures, one of real ones."""
    user = User.objects.get(username="analyst")
    for name, country, agency, asked in VIEWS:
        save_view(
            name=name, country=State.objects.get(code=country), parameters={"country": country, **asked},
            agency=Agency.objects.get(code=agency), by=user,
        )  # fmt: skip


@transaction.atomic
def _reconcile(files: tuple[DemoFile, ...]) -> None:
    """Decide for each indicator that several agencies report: customs lead for seizures."""
    country, user = State.objects.get(code="XS"), User.objects.get(username="analyst")
    reporters: dict[str, set[str]] = {}
    for file in files:
        for indicator, _month in file.totals:
            reporters.setdefault(indicator, set()).add(file.agency)
    for code, agencies in reporters.items():
        reported = Indicator.objects.get(pk=code)
        if (
            len(agencies) > 1
            and not Reconciliation.objects.filter(country=country, indicator=reported).exists()
        ):
            lead = "XS-CUS" if "XS-CUS" in agencies else "XS-BOR"
            decisions.reconcile(
                country=country,
                indicator=reported,
                rule=CountingRule.LEAD,
                by=user,
                lead_agency=Agency.objects.get(code=lead),
                # One text for readers of either language, as a joint group would write it.
                reason="Обе службы учитывают одни и те же изъятия в пунктах пропуска; учёт ведёт таможня. "
                "Both services count the same seizures at crossing points; customs keeps the register.",
            )
