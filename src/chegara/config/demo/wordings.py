"""The texts of Sarvania in the other language, by the actions that clicks call."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping

from django.db import transaction

from chegara.accounts.models import User
from chegara.config.demo.organisation import folder
from chegara.integrity.models import Review
from chegara.integrity.wordings import set_wordings as set_wordings_of_review
from chegara.integrity.wordings import texts_of as texts_of_review
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


NUMBERED = re.compile(
    r"(?P<number>(?:\d+\.)* ?)(?P<text>.+?)(?P<stop>[;.]?)(?P<invented> \(вымышлено\)\.?)?", re.DOTALL
)
"""A text as the papers of Sarvania's customs have it: behind its number, before its stop."""


@transaction.atomic
def say_integrity_in_english() -> None:
    """Put the review of customs and its plan, whose papers are Russian, into English."""
    english = tomllib.loads((folder("XS") / "integrity.en.toml").read_text(encoding="utf-8"))
    officer = User.objects.get(username="integrity")
    for review in Review.objects.visible_to(officer).select_related("plan", "owner_agency", "compartment"):
        said = _said_in_english(texts_of_review(review), english)
        set_wordings_of_review(review, language="en", words=said, by=officer)
        if review.plan:
            said = _said_in_english(texts_of_plan(review.plan), english)
            plans.set_wordings(review.plan, language="en", words=said, by=officer)


def _said_in_english(texts: Iterable[str], english: Mapping[str, str]) -> dict[str, str]:
    """Return the texts that are known, each with the number, the stop and the mark that it is invented."""
    found = {}
    for text in texts:
        parts = _parts_in_english(text, english)
        if all(parts):
            found[text] = ", ".join(parts)
    return found


def _parts_in_english(text: str, english: Mapping[str, str]) -> list[str]:
    """Return a text in English, or a post and its unit; blanks for what is not known."""
    whole = _one_in_english(text, english)
    return [whole] if whole else [_one_in_english(part, english) for part in text.split(", ", 1)]


def _one_in_english(text: str, english: Mapping[str, str]) -> str:
    parts = NUMBERED.fullmatch(text)
    said = parts and english.get(parts["text"])
    if not parts or not said:
        return english.get(text, "")
    invented = parts["invented"] or ""
    return parts["number"] + said + parts["stop"] + invented.replace("вымышлено", "invented")
