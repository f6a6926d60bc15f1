"""The one navigation, which follows the chain from evidence to report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext_lazy as _

from chegara.accounts.tokens import scopes_of

MENU: tuple[tuple[Any, tuple[tuple[Any, str, str], ...]], ...] = (
    (
        _("Evidence"),
        (
            (_("Overview"), "evidence_overview", "evidence.view"),
            (_("Data requests"), "request_list", "evidence.view"),
            (_("Data calendar"), "calendar", "evidence.view"),
            (_("Who is late"), "lateness", "evidence.view"),
            (_("Imports"), "batch_list", "evidence.view"),
            (_("Events"), "event_list", "evidence.view"),
            (_("Statistics"), "statistic_list", "evidence.view"),
            (_("Explorer"), "explorer", "evidence.view"),
            (_("Trends and forecast"), "series", "evidence.view"),
            (_("Possible doubles"), "double_list", "evidence.view"),
            (_("Questions and letters"), "question_list", "evidence.view"),
            (_("Spellings of places"), "place_list", "evidence.view"),
            (_("Questions on quantities"), "quantity_list", "evidence.view"),
            (_("Grading"), "grade_list", "evidence.view"),
            (_("Forecasts that add up"), "forecast_sums", "evidence.view"),
            (_("Dictionary"), "dictionary", "evidence.view"),
        ),
    ),
    (
        _("Joint analysis"),
        (
            (_("Risk analyses"), "assessment_list", "risk.view"),
            (_("Expert panels"), "panel_list", "elicitation.view"),
        ),
    ),
    (
        _("Action plan"),
        (
            (_("Plans"), "plan_list", "plans.view"),
            (_("Measures"), "measure_list", "plans.view"),
            (_("Tasks and deadlines"), "task_list", "plans.view"),
            (_("Resources needed"), "estimate_list", "plans.view"),
            (_("Checks"), "check_list", "checks.view"),
        ),
    ),
    (
        _("Cooperation"),
        (
            (_("Guidelines"), "cooperation", "cooperation.view"),
            (_("Competence matrix"), "competence_matrix", "cooperation.view"),
            (_("Exchange of information"), "exchange_matrix", "cooperation.view"),
            (_("Self-assessment"), "assessment_grid", "cooperation.view"),
        ),
    ),
    (
        _("Contingency"),
        (
            (_("Contingency plans"), "contingency_list", "contingency.view"),
            (_("Coverage"), "contingency_coverage", "contingency.view"),
            (_("In force and exercised"), "activation_list", "contingency.view"),
            (_("Exercises"), "exercise_list", "contingency.view"),
        ),
    ),
    (
        _("Checkpoint"),
        (
            (_("Checks of travellers"), "traveller_check_list", "profiling.see_checks"),
            (_("Post card"), "post_card", "profiling.view"),
            (_("Selections of goods and vehicles"), "selection_list", "profiling.view"),
            (_("Risk profiles"), "profile_list", "profiling.view"),
            (_("Risk indicators"), "indicator_list", "profiling.view"),
            (_("Watchlists"), "watchlist_list", "profiling.edit"),
            (_("Oversight"), "oversight", "profiling.oversee"),
        ),
    ),
    (
        _("Training"),
        (
            (_("Activities"), "training_activities", "training.view"),
            (_("Courses"), "training_courses", "training.view"),
            (_("Persons trained"), "training_persons", "training.view"),
            (_("Trainers"), "training_trainers", "training.view"),
            (_("Requests for trainers"), "training_requests", "training.view"),
            (_("Plan of cooperation"), "cooperation_plan", "training.view"),
            (_("Certificates"), "training_certificates", "training.view"),
            (_("Needs"), "training_needs", "training.view"),
            (_("Vignettes"), "training_vignettes", "training.view"),
            (_("Practice of profiling"), "practice", "training.practise"),
            (_("My training"), "training_mine", "pages.use"),
        ),
    ),
    (
        _("K-9"),
        (
            (_("Record a search (telephone)"), "canine_phone", "canine.record"),
            (_("Readiness of teams"), "canine_readiness", "canine.view"),
            (_("Teams"), "canine_teams", "canine.view"),
            (_("Dogs"), "canine_dogs", "canine.view"),
            (_("Handlers and staff"), "canine_handlers", "canine.view"),
            (_("Exercises of teams"), "canine_exercises", "canine.view"),
            (_("Certifications"), "canine_certifications", "canine.view"),
            (_("Deployments"), "canine_deployments", "canine.view"),
            (_("Training aids"), "canine_aids", "canine.aids"),
            (_("Statistics of the service"), "canine_statistics", "canine.view"),
            (_("Development plan of the service"), "canine_development", "canine.view"),
            (_("Papers of the service"), "canine_papers", "canine.view"),
            (_("All registers of the service"), "canine", "canine.view"),
        ),
    ),
    (
        _("Integrity"),
        (
            (_("Reviews of integrity"), "integrity_list", "integrity.view"),
            (_("Anonymous survey"), "survey_answer", "integrity.answer"),
        ),
    ),
    (
        _("Documents"),
        (
            (_("Risk analysis report"), "report_new", "documents.make"),
            (_("Brief"), "brief", "documents.make"),
        ),
    ),
    (
        _("Organisation"),
        (
            (_("Crossing points"), "point_list", "organisation.view"),
            (_("Border sections"), "section_list", "organisation.view"),
            (_("Agencies and units"), "agency_list", "organisation.view"),
            (_("Map"), "map", "organisation.view"),
        ),
    ),
    (
        _("Administration"),
        (
            (_("Users"), "user_list", "accounts.manage"),
            (_("Second factor"), "second_factor_rules", "accounts.manage"),
            (_("Releases"), "release_list", "organisation.release"),
            (_("Compartments"), "compartment_list", "accounts.manage"),
            (_("Audit log"), "audit_log", "audit.view"),
        ),
    ),
)


@dataclass(frozen=True)
class Item:
    """One entry of the menu."""

    title: Any
    url: str
    current: bool


@dataclass(frozen=True)
class Group:
    """Entries under one heading."""

    title: Any
    items: tuple[Item, ...]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the menu's entries that this user may open."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"navigation": ()}
    try:
        current = resolve(request.path_info).url_name
    except Resolver404:
        current = None
    groups = (
        Group(
            title,
            tuple(
                Item(label, reverse(name), name == current)
                for label, name, permission in items
                if request.user.has_perm(permission)
            ),
        )
        for title, items in MENU
    )
    return {
        "navigation": tuple(group for group in groups if group.items),
        "programs_may_ask": bool(scopes_of(request.user)),
    }
