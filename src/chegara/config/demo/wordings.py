"""The texts of Sarvania's risk analyses, plan and estimate in Russian, by the actions that clicks call."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping

from django.db import transaction

from chegara.accounts.models import User
from chegara.config.demo.organisation import folder
from chegara.organisation.models import Agency
from chegara.plans.actions import plans
from chegara.plans.models import Plan
from chegara.plans.resource_models import ResourceEstimate
from chegara.plans.wordings import texts_of as texts_of_plan
from chegara.plans.wordings import texts_of_estimate
from chegara.profiling.actions.wordings import set_wordings
from chegara.risk.actions import assessments
from chegara.risk.models import Assessment
from chegara.risk.wordings import texts_of

AFTER = {
    "; threat": "; угроза",
    "; vulnerability": "; уязвимость",
    "; impact": "; воздействие",
    ": harm of one case": ": вред от одного случая",
    " (invented)": " (вымышлено)",
}
COMPOSED = re.compile(
    rf"(?P<before>R\d+ )?(?P<text>.+?)(?P<after>{'|'.join(map(re.escape, AFTER))})?", re.DOTALL
)
"""How records compose texts of others: a risk's number before its title, what is treated of it after."""


@transaction.atomic
def say_in_russian() -> None:
    """Put every free text into Russian."""
    russian = tomllib.loads((folder("XS") / "risks.ru.toml").read_text(encoding="utf-8"))
    head = User.objects.get(username="supervisor")
    for plan in Plan.objects.filter(owner_agency__code="XS-BOR", compartment=None):
        plans.set_wordings(plan, language="ru", words=words(texts_of_plan(plan), russian), by=head)
    for estimate in ResourceEstimate.objects.filter(country="XS"):
        said = words(texts_of_estimate(estimate), russian)
        plans.set_wordings(estimate, language="ru", words=said, by=head)
    for assessment in Assessment.objects.filter(country="XS"):
        assessments.set_wordings(
            assessment, language="ru", words=words(texts_of(assessment), russian), by=head
        )


@transaction.atomic
def say_checkpoint_in_russian() -> None:
    """Put indicators, profiles, lists and settings of the border service and of customs into Russian."""
    russian = tomllib.loads((folder("XS") / "checkpoint.ru.toml").read_text(encoding="utf-8"))
    for code, head in (("XS-BOR", "supervisor"), ("XS-CUS", "customs-head")):
        agency = Agency.objects.get(code=code)
        set_wordings(agency, language="ru", words=russian, by=User.objects.get(username=head))


def words(texts: Iterable[str], russian: Mapping[str, str]) -> dict[str, str]:
    """Return the Russian of each text, as far as it is known."""
    return {text: said for text in texts if (said := _said(text, russian))}


def _said(text: str, russian: Mapping[str, str]) -> str:
    if text in russian:
        return russian[text]
    parts = COMPOSED.fullmatch(text)
    if not parts or parts["text"] not in russian:
        return ""
    return f"{parts['before'] or ''}{russian[parts['text']]}{AFTER.get(parts['after'], '')}"
