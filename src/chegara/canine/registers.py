"""The registers of the canine service: which tables there are, and what lists and forms show of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.canine.models import (
    Certification,
    Component,
    Cost,
    Deployment,
    Dog,
    Equipment,
    Exercise,
    FeedNorm,
    FieldChange,
    Find,
    Handler,
    Inspection,
    Kennel,
    Maintenance,
    Movement,
    Odour,
    Performance,
    Placement,
    Search,
    SetUp,
    Team,
    TrainingAid,
    Trial,
    VetRecord,
)
from chegara.canine.plan_registers import NORMS
from chegara.organisation.registers.described import Register

SERVICE = (
    Register(
        Team,
        pgettext_lazy("canine", "Teams"),
        pgettext_lazy("canine", "New team"),
        _("A dog with its handler in a discipline. The certificate belongs to the team."),
        ("code", "dog", "handler", "discipline", "point", "since", "until", "owner_agency"),
        ("code", "dog", "handler", "discipline", "odours", "trainers", "point", "since", "until"),
        filters=("discipline", "point", "owner_agency"),
        parts=("certifications", "performances", "maintenance", "deployments"),
    ),
    Register(
        Dog,
        _("Dogs"),
        _("New dog"),
        _("Abroad a dog is known by its service number: call name, chip and pedigree stay with the agency."),
        ("code", "breed", "sex", "born_on", "status", "kennel", "point", "owner_agency"),
        (
            "code", "call_name", "pedigree_name", "microchip", "tattoo", "sex", "neutered", "born_on",
            "born_precision", "breed", "colour", "source", "acquired_on", "price", "currency", "status",
            "alert_type", "unit", "point", "kennel", "box", "feed_norms", "sire", "dam", "left_on",
            "left_why",
        ),
        filters=("status", "breed", "kennel", "owner_agency"),
        parts=("vet-records",),
    ),
    Register(
        VetRecord,
        _("Veterinary record"),
        _("New entry"),
        "",
        ("on", "kind", "fitness", "valid_until", "weight_kg", "condition", "limits"),
        (
            "kind", "on", "valid_until", "fitness", "limits", "product", "weight_kg", "condition", "vet",
            "found",
        ),
    ),
    Register(
        Handler,
        pgettext_lazy("canine", "Handlers and staff"),
        _("New person"),
        _("Who works with the dogs, under a pseudonym; the name stays with the agency."),
        ("code", "role", "rank", "unit", "point", "qualification", "left_on", "owner_agency"),
        (
            "code", "full_name", "role", "rank", "unit", "point", "qualification", "courses", "languages",
            "account", "left_on",
        ),
        filters=("role", "unit", "point"),
    ),
    Register(
        Maintenance,
        _("Maintenance training"),
        _("Enter hours"),
        "",
        ("on", "hours", "topic", "trainer"),
        ("on", "hours", "topic", "trainer"),
    ),
)  # fmt: skip

TRAINING = (
    Register(
        Exercise,
        pgettext_lazy("canine", "Exercises"),
        pgettext_lazy("canine", "New exercise"),
        _("How an exercise was set up stands apart from what each team did there."),
        ("code", "on", "discipline", "goal", "point", "place", "closed_on", "owner_agency"),
        ("code", "discipline", "goal", "on", "point", "place", "closed_on"),
        filters=("discipline", "point"),
        parts=("set-ups",),
    ),
    Register(
        SetUp,
        _("Set-ups"),
        "",
        "",
        ("version", "blinding", "area", "units", "set_at", "setter", "assessor", "why"),
        (
            "version", "why", "blinding", "area", "units", "indoor", "temperature_c", "humidity", "wind_ms",
            "weather", "surface", "set_at", "soak_minutes", "setter", "assessor", "distractors",
        ),
        parts=("placements",),
        entered=False,
    ),
    Register(
        Placement,
        _("What is hidden where"),
        "",
        "",
        ("unit", "odour", "mass_g", "height_cm", "depth_cm", "container", "location", "accessible"),
        entered=False,
    ),
    Register(
        Performance,
        _("Performances"),
        "",
        "",
        ("worked_at", "set_up", "minutes", "recorded_on", "reader"),
        ("team", "set_up", "worked_at", "minutes", "recorded_on", "reader", "narrative"),
        parts=("trials",),
        entered=False,
    ),
    Register(
        Trial,
        _("Trials"),
        "",
        "",
        ("unit", "response", "outcome", "odour", "mass_g", "latency_s", "cue_seen", "rewarded", "remark"),
        entered=False,
    ),
    Register(
        Certification,
        pgettext_lazy("canine", "Certifications"),
        "",
        _("Assessments of teams, passed or not, by the day until which the certificate holds."),
        ("number", "team", "on", "standard", "passed", "valid_until", "withdrawn_on"),
        (
            "number", "team", "standard", "on", "place", "assessors", "odours", "points", "category",
            "passed",
            "valid_until", "conditions", "withdrawn_on", "withdrawn_why",
        ),
        filters=("passed",),
        parts=("components",),
        entered=False,
        listed=True,
    ),
    Register(
        Component,
        _("Parts of the assessment"),
        "",
        "",
        ("kind", "hits", "misses", "false_alerts", "correct_rejections", "points"),
        entered=False,
    ),
    Register(
        Odour,
        _("Target odours"),
        _("New odour"),
        _("Common to all agencies."),
        ("name_en", "name_ru", "kind", "min_mass_g", "max_mass_g"),
        ("code", "kind", "name_en", "name_ru", "min_mass_g", "max_mass_g"),
        filters=("kind",),
    ),
)  # fmt: skip

FIELD = (
    Register(
        Deployment,
        _("Deployments"),
        "",
        _("Days on which teams served at a place, with the searches made and what they found."),
        ("on", "team", "point", "place", "trigger", "minutes_on_duty", "blocked"),
        (
            "on", "team", "point", "place", "trigger", "requested_by", "minutes_on_duty", "minutes_rested",
            "weather", "injury", "force", "blocked", "remark",
        ),
        filters=("trigger", "point"),
        parts=("searches",),
        entered=False,
        listed=True,
    ),
    Register(
        Search,
        pgettext_lazy("canine", "Searches"),
        pgettext_lazy("canine", "New search"),
        "",
        ("searched_at", "area", "count", "minutes", "alert", "by_hand", "found", "recorded_on"),
        (
            "searched_at", "area", "count", "minutes", "alert", "alert_at", "by_hand", "found", "explanation",
            "case", "remark",
        ),
        parts=("finds",),
        change="canine.record",
    ),
    Register(
        Find,
        pgettext_lazy("canine", "Finds"),
        pgettext_lazy("canine", "New find"),
        "",
        ("substance", "amount", "unit", "concealment", "confirmed"),
        (
            "substance", "odour", "amount", "unit", "net", "concealment", "detained", "value", "currency",
            "confirmed",
        ),
        change="canine.record",
    ),
    Register(
        FieldChange,
        _("Sent by telephones"),
        "",
        "",
        ("made_at", "team", "device", "became"),
        entered=False,
    ),
)  # fmt: skip

STORES = (
    Register(
        TrainingAid,
        _("Training aids"),
        _("New training aid"),
        _(
            "Weighed at every move and countersigned. Who need not know of an aid does not learn that it "
            "exists."
        ),
        ("code", "odour", "nominal_g", "form", "store", "contamination_group", "expires_on"),
        (
            "code", "odour", "nominal_g", "tolerance_g", "form", "certificate", "container", "origin",
            "store",
            "contamination_group", "received_on", "expires_on", "replaced_on",
        ),
        filters=("odour",),
        parts=("movements",),
        view="canine.aids",
        change="canine.aids",
    ),
    Register(
        Movement,
        _("Movements"),
        "",
        "",
        ("moved_at", "kind", "handler", "purpose", "by", "second", "second_at"),
        entered=False,
        view="canine.aids",
    ),
    Register(
        Equipment,
        pgettext_lazy("canine", "Equipment"),
        pgettext_lazy("canine", "New equipment"),
        _("What was issued to whom and for which dog, until it is written off."),
        ("name", "kind", "number", "quantity", "dog", "handler", "issued_on", "written_off_on"),
        (
            "name", "kind", "number", "quantity", "dog", "handler", "issued_on", "wear_months", "price",
            "currency",
            "written_off_on", "written_off_why",
        ),
        filters=("kind",),
    ),
    Register(
        Kennel,
        _("Kennels"),
        _("New kennel"),
        _("Where dogs are kept, in which state."),
        ("name", "point", "boxes", "heated", "water", "isolation", "owner_agency"),
        ("name", "point", "boxes", "heated", "water", "isolation", "cleaning", "remark"),
        parts=("inspections",),
    ),
    Register(
        Inspection,
        _("Inspections"),
        _("New inspection"),
        "",
        ("on", "in_order", "found"),
        ("on", "in_order", "found"),
    ),
    Register(
        FeedNorm,
        _("Feed norms"),
        _("New feed norm"),
        _("What dogs are fed a day, and by which order."),
        ("name", "feed", "grams", "basis"),
        ("name", "feed", "grams", "basis"),
    ),
    Register(
        Cost,
        _("Costs"),
        _("New cost"),
        _("Money spent on the service, by kind and dog."),
        ("on", "kind", "amount", "currency", "dog", "source", "remark"),
        ("on", "kind", "amount", "currency", "dog", "source", "remark"),
        filters=("kind",),
    ),
)  # fmt: skip

REGISTERS = SERVICE + TRAINING + FIELD + STORES + NORMS
