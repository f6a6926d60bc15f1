"""What a reviewer would find in the cooperation of agencies, each check with its name and reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chegara.cooperation.choices import ExchangeArea, Function, PersonGroup
from chegara.cooperation.methods.competence import Cell, Line, cells, competent
from chegara.cooperation.methods.exchange import only_receive
from chegara.cooperation.models import Agreement, Competence, Contact, Duty, Representative
from chegara.cooperation.queries import (
    competences,
    contacts,
    duties,
    functions_of_measures,
    lines_of,
    of_country,
    thresholds,
)
from chegara.organisation.models import Agency, State
from chegara.organisation.queries import countries_of
from chegara.organisation.visibility import Viewer
from chegara.pages.checks import CHECKS, CheckFunction, Finding, Found, Ref, Scope, Severity, check
from chegara.plans.choices import LIVE
from chegara.plans.models import Measure

PREFIX = "cooperation."


@dataclass
class Facts:
    """What the checks read of one country, each table once."""

    country: State
    viewer: Viewer

    @cached_property
    def competences(self) -> list[Competence]:
        """The lines of the competence matrix."""
        return competences(self.country, self.viewer)

    @cached_property
    def lines(self) -> list[Line]:
        """The same, as methods know them."""
        return lines_of(self.competences)

    @cached_property
    def cells(self) -> list[tuple[Cell, Competence]]:
        """Each function at each place, with the first line that names it."""
        first: dict[tuple[str, str, str | None], Competence] = {}
        for line, row in zip(self.lines, self.competences, strict=True):
            first.setdefault((line.function, line.where, line.place), row)  # type: ignore[arg-type]
        return [(cell, first[cell.function, cell.where, cell.place]) for cell in cells(self.lines)]  # type: ignore[index]

    @cached_property
    def duties(self) -> list[Duty]:
        """The lines of the information-exchange matrix."""
        return duties(self.country, self.viewer)

    @cached_property
    def contacts(self) -> list[Contact]:
        """The contact points with their test calls."""
        return contacts(self.country, self.viewer)

    @cached_property
    def agencies(self) -> dict[str, Agency]:
        """The country's agencies by code."""
        return {agency.code: agency for agency in Agency.objects.filter(country=self.country)}

    def names(self, codes: frozenset[str]) -> str:
        """Return agencies' short names in the order of their codes."""
        return ", ".join(self.agencies[code].short for code in sorted(codes))


CountryCheck = Callable[[Facts], Iterator[Finding]]


def cooperation_check(name: str, title: Any, explanation: Any) -> Callable[[CountryCheck], CheckFunction]:
    """Register a check of a country's cooperation; it runs once for each country of the viewer."""

    def register(function: CountryCheck) -> CheckFunction:
        def run(scope: Scope) -> Iterator[Finding]:
            for facts in _facts(scope):
                yield from function(facts)

        return check(f"{PREFIX}{name}", title=title, explanation=explanation, permission="cooperation.view")(
            run
        )

    return register


def within(country: State) -> str:
    """Return what limits the checks to one country."""
    return f"cooperation.country:{country.pk}"


def _facts(scope: Scope) -> list[Facts]:
    if "cooperation" not in scope.kept:
        kind, _colon, key = scope.within.partition(":")
        countries = countries_of(scope.viewer)
        if scope.within:
            countries = countries.filter(pk=key) if kind == "cooperation.country" else countries.none()
        scope.kept["cooperation"] = [Facts(country, scope.viewer) for country in countries]
    found: list[Facts] = scope.kept["cooperation"]
    return found


def findings(country: State, viewer: Viewer) -> list[Found]:
    """Return what the checks of cooperation find in one country, for any viewer; the gravest first."""
    scope = Scope(viewer, within(country))  # type: ignore[arg-type]
    found = [
        Found(one, finding)
        for name, one in sorted(CHECKS.items())
        if name.startswith(PREFIX)
        for finding in one.run(scope)
    ]
    order = {severity: place for place, severity in enumerate(Severity)}
    return sorted(found, key=lambda each: order[each.finding.severity])


def _ref(one: Any) -> Ref:
    return Ref(str(one), one.get_absolute_url())


def _cell_ref(row: Competence) -> Ref:
    return Ref(f"{row.get_function_display()}: {row.place}", row.get_absolute_url())


# --- competences --------------------------------------------------------------------------------------------


@cooperation_check(
    "no_lead",
    gettext_lazy("Function that nobody leads"),
    gettext_lazy("Where nobody answers for a function, it falls between the agencies."),
)
def no_lead(facts: Facts) -> Iterator[Finding]:
    """Find functions at places where the matrix names agencies, but none that leads."""
    for cell, row in facts.cells:
        if not cell.lead:
            yield Finding(_cell_ref(row), Severity.ERROR, _("No agency leads it there."))


@cooperation_check(
    "two_leads",
    gettext_lazy("Function that several lead"),
    gettext_lazy("Where two answer for a function, each waits for the other, or both give orders."),
)
def two_leads(facts: Facts) -> Iterator[Finding]:
    """Find functions at places where more than one agency leads."""
    for cell, row in facts.cells:
        if len(cell.lead) > 1:
            yield Finding(
                _cell_ref(row), Severity.ERROR,
                _("Led by: %(agencies)s.") % {"agencies": facts.names(cell.lead)},
            )  # fmt: skip


@cooperation_check(
    "overlap",
    gettext_lazy("Overlap of competence without delimitation"),
    gettext_lazy(
        "Several agencies may carry out one function at one place, if it is written which of them does what."
    ),
)
def overlap(facts: Facts) -> Iterator[Finding]:
    """Find functions that several agencies carry out at one place, without a word on who does what."""
    for cell, row in facts.cells:
        if cell.overlap:
            yield Finding(
                _cell_ref(row), Severity.WARNING,
                _("Carried out by %(agencies)s; nothing says which of them does what.")
                % {"agencies": facts.names(cell.carry_out)},
            )  # fmt: skip


@cooperation_check(
    "no_article",
    gettext_lazy("Competence without a legal article"),
    gettext_lazy("Who leads or carries out a function needs an act that says so."),
)
def no_article(facts: Facts) -> Iterator[Finding]:
    """Find lines of who leads or carries out that name no article."""
    for row in facts.competences:
        if row.role in {"A", "R"} and not row.article.strip():
            yield Finding(_ref(row), Severity.WARNING, _("No legal article is named."))


@cooperation_check(
    "function_missing",
    gettext_lazy("Function that the matrix does not name"),
    gettext_lazy("Controls of a crossing point are each somebody's, also where an agency never comes."),
)
def function_missing(facts: Facts) -> Iterator[Finding]:
    """Find functions of crossing points that the matrix, once begun, says nothing of."""
    if not facts.competences:
        return
    named = {row.function for row in facts.competences}
    inland = {Function.PATROL, Function.INVESTIGATION}
    missing = [str(each.label) for each in Function if each not in named and each not in inland]
    if missing:
        yield Finding(
            Ref(_("Competence matrix"), reverse("cooperation_register", args=["competences"])), Severity.NOTE,
            _("Not in the matrix: %(functions)s.") % {"functions": "; ".join(missing)},
        )  # fmt: skip


@cooperation_check(
    "measure_without_competence",
    gettext_lazy("Measure led by an agency without the competence"),
    gettext_lazy("An agency can answer only for a measure whose function the matrix gives to it."),
)
def measure_without_competence(facts: Facts) -> Iterator[Finding]:
    """Find measures that still have to be done whose lead has no part in the function that they need.

    Where no function was tied to a measure, only a lead that the matrix gives no function at all is told of.
    """
    if not facts.competences:
        return
    rows = Measure.objects.visible_to(facts.viewer).filter(
        plan__country=facts.country, status__in=LIVE, lead__isnull=False
    )
    measures = list(rows.select_related("lead"))
    needed = functions_of_measures(measures)
    for measure in measures:
        tied = needed.get(measure.pk, [])
        lacking = [each for each in tied if measure.lead.code not in competent(facts.lines, each.function)]
        if lacking:
            told = ", ".join(str(each.get_function_display()) for each in lacking)
            yield Finding(
                _ref(measure), Severity.ERROR,
                _("%(agency)s is not competent for: %(functions)s.")
                % {"agency": measure.lead.short, "functions": told},
            )  # fmt: skip
        elif not tied and measure.lead.code not in competent(facts.lines):
            yield Finding(
                _ref(measure), Severity.WARNING,
                _("The matrix gives %(agency)s no function to lead or to carry out.")
                % {"agency": measure.lead.short},
            )  # fmt: skip


# --- exchange of information --------------------------------------------------------------------------------


@cooperation_check(
    "no_deadline",
    gettext_lazy("Duty to inform without a deadline"),
    gettext_lazy("What may be told at any time is told too late."),
)
def no_deadline(facts: Facts) -> Iterator[Finding]:
    """Find duties to inform, and notifications of representatives, without a deadline."""
    for duty in facts.duties:
        if not duty.deadline:
            yield Finding(_ref(duty), Severity.ERROR, _("No deadline is set."))
    for one in of_country(Representative, facts.country, facts.viewer):
        if not one.notify:
            yield Finding(_ref(one), Severity.ERROR, _("No time is set for notifying the counterpart."))


@cooperation_check(
    "no_fallback",
    gettext_lazy("No fallback channel"),
    gettext_lazy("A single channel fails on the day on which it is needed."),
)
def no_fallback(facts: Facts) -> Iterator[Finding]:
    """Find duties, representatives and contacts that are reached by one way only."""
    for one in (*facts.duties, *of_country(Representative, facts.country, facts.viewer)):
        if not one.channel:
            yield Finding(_ref(one), Severity.ERROR, _("No channel is named."))
        elif not one.fallback:
            yield Finding(_ref(one), Severity.WARNING, _("No fallback channel is named."))
    for contact in facts.contacts:
        if not contact.second_way and not contact.email:
            yield Finding(_ref(contact), Severity.WARNING, _("There is one number and no second way."))


@cooperation_check(
    "only_receives",
    gettext_lazy("Agency that receives but never sends"),
    gettext_lazy("Exchange goes both ways; who only takes is told less and less."),
)
def only_receives(facts: Facts) -> Iterator[Finding]:
    """Find agencies that the matrix names as receivers and never as senders."""
    pairs = [(duty.sender.code, duty.receiver.code if duty.receiver else None) for duty in facts.duties]
    for code in sorted(only_receive(pairs)):
        agency = facts.agencies.get(code)
        if agency is None:
            continue
        count = sum(receiver == code for _sender, receiver in pairs)
        yield Finding(
            Ref(agency.name, agency.get_absolute_url()), Severity.WARNING,
            ngettext("It is told by %(n)s line and tells nobody.", "It is told by %(n)s lines and tells nobody.",
                     count) % {"n": count},
        )  # fmt: skip


@cooperation_check(
    "no_personal_data_basis",
    gettext_lazy("Personal data without a basis"),
    gettext_lazy("Personal data go to another agency only where an act allows it."),
)
def no_personal_data_basis(facts: Facts) -> Iterator[Finding]:
    """Find duties by which personal data are sent without a legal basis."""
    for duty in facts.duties:
        if duty.personal_data and not duty.personal_data_basis.strip():
            yield Finding(_ref(duty), Severity.ERROR, _("No basis for personal data is named."))


@cooperation_check(
    "referral_missing",
    gettext_lazy("Persons whom nobody is told of"),
    gettext_lazy(
        "Asylum seekers, victims of trafficking, unaccompanied minors and the sick are each handed over to somebody."
    ),
)
def referral_missing(facts: Facts) -> Iterator[Finding]:
    """Find groups of persons that the matrix, once begun, refers to nobody."""
    if not facts.duties:
        return
    told = {duty.persons for duty in facts.duties if duty.area == ExchangeArea.REFERRAL}
    missing = [str(group.label) for group in PersonGroup if group not in told]
    if missing:
        yield Finding(
            Ref(_("Referral of persons"), reverse("cooperation_register", args=["duties"]) + "?area=referral"), Severity.ERROR,
            _("No line refers them to anybody: %(groups)s.") % {"groups": ", ".join(missing)},
        )  # fmt: skip


# --- contacts and agreements --------------------------------------------------------------------------------


@cooperation_check(
    "untested_contact",
    gettext_lazy("Contact that nobody has tested"),
    gettext_lazy("A number that nobody calls is wrong by the day on which it is needed."),
)
def untested_contact(facts: Facts) -> Iterator[Finding]:
    """Find contacts that were not called within the time set, or did not answer the last call."""
    days = thresholds()["contacts"]["tested_within_days"]
    since = timezone.localdate() - timedelta(days=days)
    for contact in facts.contacts:
        last = next(iter(contact.calls.all()), None)
        if last is None:
            yield Finding(_ref(contact), Severity.WARNING, _("It was never tested."))
        elif last.on < since:
            yield Finding(
                _ref(contact), Severity.WARNING,
                _("The last test was on %(day)s, more than %(days)s days ago.")
                % {"day": f"{last.on:%d.%m.%Y}", "days": days},
            )  # fmt: skip
        elif not last.answered:
            yield Finding(
                _ref(contact), Severity.ERROR,
                _("It did not answer the test of %(day)s.") % {"day": f"{last.on:%d.%m.%Y}"},
            )  # fmt: skip


@cooperation_check(
    "no_deputy",
    gettext_lazy("Contact around the clock without a deputy"),
    gettext_lazy("One person does not answer around the clock."),
)
def no_deputy(facts: Facts) -> Iterator[Finding]:
    """Find contacts that shall answer at any hour and name nobody else."""
    for contact in facts.contacts:
        if contact.round_the_clock and not contact.deputies.strip():
            yield Finding(_ref(contact), Severity.WARNING, _("No deputy is named."))


@cooperation_check(
    "expired_agreement",
    gettext_lazy("Expired agreement"),
    gettext_lazy("What rests on an expired agreement has no basis."),
)
def expired_agreement(facts: Facts) -> Iterator[Finding]:
    """Find agreements that have expired, soon will, or of which nobody knows when."""
    today = timezone.localdate()
    ahead = today + timedelta(days=thresholds()["agreements"]["ahead_days"])
    for one in of_country(Agreement, facts.country, facts.viewer):
        if one.expires_on is None:
            if not one.unlimited:
                yield Finding(_ref(one), Severity.NOTE, _("Nothing says until when it holds."))
        elif one.expires_on < today:
            yield Finding(
                _ref(one), Severity.ERROR, _("It expired on %(day)s.") % {"day": f"{one.expires_on:%d.%m.%Y}"}
            )
        elif one.expires_on <= ahead:
            yield Finding(
                _ref(one), Severity.WARNING,
                _("It expires on %(day)s.") % {"day": f"{one.expires_on:%d.%m.%Y}"},
            )  # fmt: skip
