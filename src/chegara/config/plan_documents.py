"""The action plan, and the change of it, as documents."""

from __future__ import annotations

from datetime import date

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from chegara.accounts.words import marking_words
from chegara.organisation.models import Agency
from chegara.organisation.readers import in_words_of
from chegara.organisation.visibility import Viewer
from chegara.plans.models import Plan
from chegara.plans.queries import measures_of, versions_of
from chegara.plans.report import change_chapters, chapters, strictest_marking
from chegara.reporting.blocks import Document, Signature, SignatureBlock


def plan_document(
    plan: Plan, viewer: Viewer, language: str, *, what: str = "plan", issued_on: date | None = None
) -> Document | None:
    """Compose a plan ("plan"), or its change since the last approval ("change"), as somebody may see it.

    Return None where a change is asked for and nothing was approved yet.
    """
    with translation.override(language), in_words_of(viewer, "plans", "risk", "estimates"):
        plan = Plan.objects.select_related("country", "owner_agency", "compartment").get(pk=plan.pk)
        measures = measures_of(plan, viewer)
        versions = versions_of(plan)
        if what == "change" and not versions:
            return None
        blocks = (
            change_chapters(plan, versions[0], None, viewer) if what == "change" else chapters(plan, viewer)
        )  # fmt: skip
        agencies = {plan.owner_agency.pk: plan.owner_agency} | {m.lead.pk: m.lead for m in measures if m.lead}
        return Document(
            title=_("Change of the action plan") if what == "change" else _("Action plan"),
            subtitle=plan.title,
            issued_by=plan.owner_agency.name,
            issued_on=issued_on or timezone.localdate(),
            language=language,
            marking=marking_words(strictest_marking(plan, measures), language),
            banner=_("Invented data: %(name)s does not exist.") % {"name": plan.country.name}
            if plan.country.invented
            else "",
            cover_lines=(_("%(start)s to %(end)s") % _time(plan),),
            blocks=(*blocks, SignatureBlock(_("Agreed"), tuple(_signature(a) for a in agencies.values()))),
        )


def _time(plan: Plan) -> dict[str, str]:
    return {"start": f"{plan.start:%d.%m.%Y}", "end": f"{plan.end:%d.%m.%Y}"}


def _signature(agency: Agency) -> Signature:
    return Signature(agency.name)
