"""Risks: describing one, the evidence that it rests on, what is not known, the level that analysts set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models, transaction
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.elicitation.methods.scales import load_scale
from chegara.evidence.models import Record
from chegara.organisation.models import BorderSection
from chegara.organisation.visibility import agencies_of
from chegara.risk.actions.common import RiskError, audit, require_open, require_part, save_audited
from chegara.risk.models import CitedEvent, CollectionTask, EvidenceLink, Risk
from chegara.risk.quantity_models import FrequencyBasis
from chegara.risk.words import likelihood_choices


@transaction.atomic
def save_risk(
    risk: Risk, *, by: User, reason: str = "", sections: Iterable[BorderSection] | None = None
) -> Risk:
    """Store a new or changed risk; a new one gets the next number.

    Raises:
        RiskError: the assessment is not open, somebody takes no part in it, or the likelihood is told by a
            word of another list.
    """
    assessment = risk.assessment
    require_part(assessment, by)
    require_open(assessment)
    if risk.likelihood_word and risk.likelihood_word not in dict(likelihood_choices(assessment.yardstick)):
        raise RiskError(_("“%(word)s” is no word of this list.") % {"word": risk.likelihood_word})
    if not risk.pk:
        last = assessment.risks.aggregate(last=models.Max("number"))["last"] or 0
        risk.number = last + 1
    save_audited(risk, assessment, "risk_saved", by=by, reason=reason)
    if sections is not None:
        risk.sections.set(sections)
    return risk


@transaction.atomic
def drop_risk(risk: Risk, *, by: User, reason: str) -> None:
    """Drop a risk; it stays on record with the reason, and its measures are found to be orphaned.

    Raises:
        RiskError: no reason is given, or the assessment is not open.
    """
    require_part(risk.assessment, by)
    require_open(risk.assessment)
    if not reason.strip():
        raise RiskError(_("Say why the risk is dropped."))
    risk.dropped, risk.dropped_reason = True, reason.strip()
    save_audited(risk, risk.assessment, "risk_dropped", by=by, reason=reason)


@transaction.atomic
def set_level(risk: Risk, *, level: int | None, reason: str, by: User) -> None:
    """Set another level than the rule's, with the reason that the report prints; None: the rule's holds.

    Raises:
        RiskError: the scale has no such level, or no reason is given.
    """
    assessment = risk.assessment
    require_part(assessment, by)
    require_open(assessment)
    if level is not None and not 1 <= level <= len(load_scale(assessment.scale)):
        raise RiskError(_("The scale has no level %(level)s.") % {"level": level})
    if level is not None and not reason.strip():
        raise RiskError(_("Say why the level differs from the rule's: the report shows both."))
    risk.level_set, risk.level_reason = level, reason.strip() if level is not None else ""
    save_audited(risk, assessment, "level_set", by=by, reason=reason)


@transaction.atomic
def link_evidence(link: EvidenceLink, *, by: User) -> EvidenceLink:
    """Let a risk rest on a series of evidence.

    Raises:
        RiskError: the assessment is not open.
    """
    assessment = link.risk.assessment
    require_part(assessment, by)
    require_open(assessment)
    save_audited(link, assessment, "evidence_linked", by=by)
    return link


@transaction.atomic
def unlink_evidence(link: EvidenceLink, *, by: User) -> None:
    """Take a series away from a risk.

    Raises:
        RiskError: the assessment is not open.
    """
    risk = link.risk
    require_part(risk.assessment, by)
    require_open(risk.assessment)
    if FrequencyBasis.objects.filter(link=link).exists():
        raise RiskError(_("The risk's cases a year are counted by this series: choose another one first."))
    before = {"indicator": link.indicator_id, "note": link.note}
    link.delete()
    audit(risk.assessment, "evidence_unlinked", by, on=risk, before=before)


@transaction.atomic
def cite_event(risk: Risk, *, record: Record, note: str, by: User) -> CitedEvent:
    """Let a risk rest on a single event.

    Raises:
        RiskError: the assessment is not open, or `by` sees no such event of its country that counts.
        ValidationError: it is cited already.
    """
    assessment = risk.assessment
    require_part(assessment, by)
    require_open(assessment)
    known = Record.objects.visible_to(by).counting().filter(event=True, batch__country=assessment.country)
    if not known.filter(pk=record.pk).exists():
        raise RiskError(_("There is no such event."))
    cited = CitedEvent(risk=risk, record=record, note=note.strip(), by=by)
    cited.full_clean()
    cited.save()
    # The log of the assessment is read by agencies that may not know of the event: it tells no fact of it.
    audit(assessment, "event_cited", by, on=risk, after={"record": record.pk})
    return cited


@transaction.atomic
def uncite_event(cited: CitedEvent, *, by: User) -> None:
    """Take an event away from a risk.

    Raises:
        RiskError: the assessment is not open.
    """
    assessment = cited.risk.assessment
    require_part(assessment, by)
    require_open(assessment)
    before = {"record": cited.record_id}
    cited.delete()
    audit(assessment, "event_uncited", by, on=cited.risk, before=before)


@transaction.atomic
def add_gap(task: CollectionTask, *, by: User) -> CollectionTask:
    """Write down what is not known, and who is to find it out.

    Raises:
        RiskError: somebody takes no part in the assessment.
    """
    require_part(task.risk.assessment, by)
    save_audited(task, task.risk.assessment, "gap_added", by=by)
    return task


@transaction.atomic
def answer_gap(task: CollectionTask, *, answer: str, on: date, by: User) -> None:
    """Say what was found; only the agency that was asked answers.

    Raises:
        RiskError: another agency was asked.
    """
    if task.agency_id not in set(agencies_of(by)) or not by.has_perm("risk.edit"):
        raise RiskError(_("Only the agency that was asked answers."))
    task.answer, task.answered_on = answer.strip(), on
    save_audited(task, task.risk.assessment, "gap_answered", by=by)
