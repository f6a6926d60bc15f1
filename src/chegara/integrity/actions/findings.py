"""Running the rules, keeping what was decided, deciding."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.integrity.actions.guards import IntegrityError, audit, require_officer
from chegara.integrity.choices import Decision
from chegara.integrity.corruption_queries import RiskPicture
from chegara.integrity.methods.catalogue import find_all
from chegara.integrity.methods.findings import Found, Severity, Thresholds, thresholds
from chegara.integrity.methods.near_duplicates import near_duplicates
from chegara.integrity.methods.service import Service
from chegara.integrity.models import ConformityFinding, Review, TextPair, UnitFunction
from chegara.integrity.queries import names_of, service_of
from chegara.pages.jobs import Reporting

AT_ONCE = 500


def _silent(done: int, total: int) -> None:
    """Report to nobody."""


@transaction.atomic
def run_rules(review: Review, *, by: User, progress: Reporting = _silent) -> int:
    """Compare texts and run all rules; return how many findings stand.

    What was decided stays decided. A finding that is no longer made is kept if somebody decided it or a
    recommendation rests on it, marked as gone; else it is dropped.
    """
    require_officer(review, by)
    progress(0, 3)
    _compare_texts(review)
    progress(1, 3)
    found = find_all(*_asked(review))
    progress(2, 3)
    _keep(review, found)
    audit(review, "rules_run", by=by, after={"findings": str(len(found))})
    progress(3, 3)
    return len(found)


def _asked(review: Review) -> tuple[Service, Thresholds]:
    """Return the service and the limits as the review's own rules of sensitive posts have them."""
    picture, service = RiskPicture(review), service_of(review)
    sensitive = {one.post.pk for one in picture.posts if one.reasons}
    positions = tuple(replace(each, sensitive=each.key in sensitive) for each in service.positions)
    limits = replace(thresholds(), rotation_months=picture.rules.rotation_months)
    return replace(service, positions=positions), limits


def _compare_texts(review: Review) -> None:
    functions = list(
        UnitFunction.objects.filter(review=review).order_by("pk").values_list("pk", "text", "unit")
    )
    pairs = {
        (functions[one][0], functions[other][0]): similarity
        for one, other, similarity in near_duplicates(
            [text for _pk, text, _unit in functions], thresholds().similarity
        )
        if functions[one][2] != functions[other][2]
    }
    known = {(each.first_id, each.second_id): each for each in TextPair.objects.filter(review=review)}
    stale = [each.pk for key, each in known.items() if key not in pairs and each.same is None]
    TextPair.objects.filter(pk__in=stale).delete()
    TextPair.objects.bulk_create(
        [
            TextPair(review=review, first_id=first, second_id=second, similarity=similarity)
            for (first, second), similarity in pairs.items()
            if (first, second) not in known
        ],
        batch_size=AT_ONCE,
    )


def _keep(review: Review, found: list[Found]) -> None:
    names = names_of(review)
    known = {each.identity: each for each in ConformityFinding.objects.filter(review=review)}
    standing = {each.identity: each for each in found}
    new, changed = [], []
    for identity, each in standing.items():
        values: dict[str, Any] = {
            "about": [[kind, key, names.get(kind, {}).get(key, "")] for kind, key in each.about],
            "severity": str(each.severity), "values": dict(each.values), "standing": True,
        }  # fmt: skip
        old = known.get(identity)
        if old is None:
            new.append(ConformityFinding(review=review, rule=each.rule, identity=identity, **values))
        elif any(getattr(old, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(old, name, value)
            changed.append(old)
    gone = [each.pk for identity, each in known.items() if identity not in standing]
    for start in range(0, len(gone), AT_ONCE):
        some = ConformityFinding.objects.filter(pk__in=gone[start : start + AT_ONCE])
        some.filter(decision="", recommendations=None).delete()
        some.update(standing=False)
    ConformityFinding.objects.bulk_create(new, batch_size=AT_ONCE)
    ConformityFinding.objects.bulk_update(
        changed, ["about", "severity", "values", "standing"], batch_size=200
    )


@transaction.atomic
def decide(finding: ConformityFinding, *, decision: str, reason: str, by: User) -> None:
    """Decide on a finding, with the reason; an empty decision opens it again.

    Raises:
        IntegrityError: the reason is missing.
    """
    require_officer(finding.review, by)
    if not reason.strip():
        raise IntegrityError(_("Give the reason: it is printed with the finding."))
    before = {"decision": finding.decision, "reason": finding.reason}
    finding.decision = Decision(decision) if decision else ""
    finding.reason = reason
    finding.by, finding.at = (by, timezone.now()) if decision else (None, None)
    finding.full_clean()
    finding.save()
    audit(
        finding.review, "finding_decided", by=by, on=finding, before=before,
        after={"decision": finding.decision, "reason": reason}, reason=reason,
    )  # fmt: skip


@transaction.atomic
def decide_alike(finding: ConformityFinding, *, decision: str, reason: str, by: User) -> int:
    """Decide on a finding, and on all of its rule that stand and nobody decided; return on how many."""
    decide(finding, decision=decision, reason=reason, by=by)
    others = ConformityFinding.objects.filter(
        review=finding.review, rule=finding.rule, standing=True, decision=""
    ).exclude(pk=finding.pk)
    for each in others:
        each.review = finding.review
        decide(each, decision=decision, reason=reason, by=by)
    return 1 + len(others)


@transaction.atomic
def say_whether_same(pair: TextPair, *, same: bool, by: User) -> None:
    """Say whether two functions whose texts are nearly the same are the same."""
    require_officer(pair.review, by)
    before = pair.same
    pair.same, pair.by, pair.at = same, by, timezone.now()
    pair.full_clean()
    pair.save()
    audit(pair.review, "pair_decided", by=by, on=pair, before={"same": before}, after={"same": same})
    identity = Found("O2", (("function", pair.first_id), ("function", pair.second_id)), Severity.LOW).identity
    finding = ConformityFinding.objects.filter(review=pair.review, identity=identity).first()
    if finding is not None:
        finding.standing = same
        finding.severity = Severity.MEDIUM if same else finding.severity
        finding.save(update_fields=["standing", "severity"])
