"""What Sarvania's analysts asked for, what recurs, and how they graded what came: all of it invented."""

from __future__ import annotations

from datetime import date

from chegara.accounts.models import User
from chegara.evidence.actions import grading, requests
from chegara.evidence.models import Batch, Indicator, MonthlyTotal
from chegara.evidence.request_models import DataRequest, ReportingDuty
from chegara.organisation.models import Agency, State

YEAR = 2025
LANGUAGES = {"XS-CUS": "ru", "XS-INT": "ru", "XS-MIG": "en", "XS-SEC": "ru"}
USERS = {"XS-CUS": "customs", "XS-INT": "police", "XS-MIG": "migration", "XS-SEC": "security"}
ASKED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "seizures.drugs": (("point", "kind", "origin", "destination"), ("XS-CUS", "XS-INT")),
    "vehicles.crossings": (("point", "direction", "kind"), ("XS-CUS",)),
    "false_documents": (("point", "kind"), ("XS-INT", "XS-MIG")),
    "illegal_stay": (("citizenship",), ("XS-MIG",)),
    "wanted_persons": (("point", "direction"), ("XS-SEC", "XS-INT")),
}
DUTIES = (
    (
        "XS-CUS",
        "Изъятия наркотиков и подакцизных товаров",
        ("seizures.drugs", "seizures.excise"),
        "monthly",
        20,
    ),
    ("XS-MIG", "Незаконное пребывание и возвращения", ("illegal_stay", "returns"), "quarterly", 20),
    ("XS-INT", "Сведения к годовому докладу", ("trafficking_victims", "facilitators"), "yearly", 31),
)
GRADES = (
    (
        "XS-CUS",
        "admiralty",
        "B",
        "2",
        "Журналы ведутся в каждом пункте; два из них сверены вручную.",
    ),
    (
        "XS-INT",
        "admiralty",
        "C",
        "3",
        "Подразделения считают по-разному; часть месяцев представлена с опозданием.",
    ),
    ("XS-BOR", "europol", "A", "1", "Собственный журнал, сверяется ежемесячно."),
)


def ask_and_grade() -> None:
    """Build what is missing of requests, duties and grades."""
    country, user = State.objects.get(code="XS"), User.objects.get(username="analyst")
    border = Agency.objects.get(code="XS-BOR")
    if not ReportingDuty.objects.exists():
        _duties(border, user)
    if not DataRequest.objects.exists():
        _requests(border, user)
    _grades(country, border, user)


def _duties(border: Agency, user: User) -> None:
    for code, title, indicators, frequency, days in DUTIES:
        duty = ReportingDuty(
            agency=Agency.objects.get(code=code), to_agency=border, title=title, frequency=frequency,
            days_after=days, since=date(YEAR, 1 if frequency == "yearly" else 7, 1),
            basis="Совместный приказ № 12 от 14.05.2024 (вымышлен)",
        )  # fmt: skip
        requests.save_duty(duty, indicators=Indicator.objects.filter(pk__in=indicators), by=user)


def _requests(border: Agency, user: User) -> None:
    request = requests.draft_request(
        from_agency=border,
        title=f"Данные для совместного анализа рисков за {YEAR} год",
        letter_number="3/RA",
        letter_date=date(YEAR + 1, 1, 9),
        signatory="начальник отдела анализа рисков (вымышлено)",
        first_month=date(YEAR, 1, 1),
        last_month=date(YEAR, 12, 1),
        deadline=date(YEAR + 1, 1, 31),
        languages={Agency.objects.get(code=code): language for code, language in LANGUAGES.items()},
        by=user,
    )
    for code, (dimensions, only) in ASKED.items():
        requests.ask_for(
            request,
            indicator=Indicator.objects.get(pk=code),
            dimensions=dimensions,
            of_agencies=Agency.objects.filter(code__in=only),
            by=user,
        )
    requests.send_request(request, by=user)
    for requested in request.agencies.select_related("agency", "request__from_agency"):
        asked = [code for code, (_dimensions, only) in ASKED.items() if requested.agency.code in only]
        found = MonthlyTotal.objects.filter(indicator__in=asked, start__year=YEAR).values("batch")
        batches = Batch.objects.counting().filter(owner_agency=requested.agency, pk__in=found, answer=None)
        for batch in batches:
            requests.answer_by(
                requested, batch=batch, by=User.objects.get(username=USERS[requested.agency.code])
            )


def _grades(country: State, border: Agency, user: User) -> None:
    for code, scheme, reliability, credibility, reason in GRADES:
        for batch in Batch.objects.counting().filter(owner_agency__code=code, grades=None):
            grading.grade(
                batch, agency=border, scheme=scheme, reliability=reliability, credibility=credibility,
                reason=reason, by=user,
            )  # fmt: skip
    supervisor = User.objects.get(username="supervisor")
    for batch in Batch.objects.counting().filter(owner_agency=border, validations=None):
        grading.validate(batch, reason="Сверено с журналами пунктов пропуска.", by=supervisor)
    grading.judge_series(
        agency=border, country=country, indicator=Indicator.objects.get(pk="seizures.drugs"),
        level="moderate", quality="high", quantity="moderate", agreement="low",
        assumptions="Полный учёт ведёт таможня; изъятия, сообщённые МВД, – те же самые.",
        reason="Два ведомства учитывают одни и те же изъятия.", by=user,
    )  # fmt: skip
