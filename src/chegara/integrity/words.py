"""What each rule of the catalogue is called, why it matters, and how its findings read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chegara.integrity.choices import VerbCode
from chegara.integrity.methods.near_duplicates import plain
from chegara.integrity.methods.reading.words import objects
from chegara.integrity.models import ConformityFinding

Words = str | Promise


@dataclass(frozen=True)
class RuleWords:
    """A rule's title; its finding as a sentence, which may name figures; why it matters."""

    title: Words
    finding: Words
    why: Words


GROUPS: dict[str, Words] = {
    "G": _("Gaps"),
    "O": _("Overlaps"),
    "R": _("Rights"),
    "D": _("Duties"),
    "S": _("Separation of duties"),
    "C": _("Staffing and capacity"),
}
RULES: dict[str, RuleWords] = {
    "G1": RuleWords(_("Task without a function"), _("No function carries out this task of the unit."), _("What nobody does is a task on paper only.")),
    "G2": RuleWords(_("Function without a duty"), _("Nobody's job description has the duty to carry out this function."), _("Who does it does it unasked, and answers to nobody.")),
    "G3": RuleWords(_("Duty without the right"), _("The position must do this and has no right to."), _("A duty without power is either not done or done beyond one's rights.")),
    "G4": RuleWords(_("Duties without required competence"), _("Duties for which the position asks no competence: %(n)s."), _("Anybody can be appointed, whatever they know.")),
    "G5": RuleWords(_("Function nobody answers for"), _("Somebody carries out this function, and nobody is accountable for it."), _("When it goes wrong, nobody is asked.")),
    "G6": RuleWords(_("Function without a norm in force"), _("No norm in force gives the unit this function."), _("An act without legal basis can be challenged, and invites discretion.")),
    "G7": RuleWords(_("Mandate without a unit"), _("A norm demands this of the service, and no unit has the function."), _("The service does not do what the law demands.")),
    "G8": RuleWords(_("Deciding step without limits"), _("The step decides on a person's matter and lacks: %(missing)s."), _("Without a time limit and grounds of refusal, delay and refusal can be sold.")),
    "G9": RuleWords(_("Holder below the required level"), _("Level %(has)s of the %(needs)s that the position asks for."), _("The competence is a need of training, or the appointment a risk.")),
    "O1": RuleWords(_("Same function in several units"), _("Functions that are the same, in units that no territory divides: %(n)s."), _("Each leaves it to the other, or the client chooses the more obliging one.")),
    "O2": RuleWords(_("Nearly the same function"), _("The texts of the two functions are alike (cosine %(similarity)s); a person says whether they are the same."), _("Reworded doubles hide an overlap.")),
    "O3": RuleWords(_("Several accountable for one function"), _("Positions that answer for this function: %(n)s."), _("Where two answer, nobody does.")),
    "O4": RuleWords(_("Undivided right"), _("Positions that may do the same (%(verb)s: %(object)s), without amount or territory that divides it: %(n)s."), _("The client chooses whom to go to.")),
    "R1": RuleWords(_("Right that no duty uses"), _("No duty of the position, and no function of the unit, has use for this right."), _("A right nobody needs is an opportunity.")),
    "R2": RuleWords(_("Right beyond the duty"), _("The right is to decide or approve; the duty is only to prepare or record."), _("Who prepares a decision should not be able to take it.")),
    "R3": RuleWords(_("Right without a norm in force"), _("No norm in force gives this right."), _("It binds nobody, and is used nevertheless.")),
    "R4": RuleWords(_("Right of an abolished unit"), _("The unit was abolished; its right was not."), _("Nobody watches rights of units that are gone.")),
    "D1": RuleWords(_("Duties nobody answers for"), _("Duties for which the position does not answer: %(n)s."), _("Without responsibility there is no sanction.")),
    "D2": RuleWords(_("Subordinate controls superior"), _("The position controls one to which it reports."), _("Control from below is control in name.")),
    "D3": RuleWords(_("Duty outside the statute"), _("No function of the unit, or of one above or below it, covers this duty of the job description."), _("Job description and statute tell differently what the unit is for.")),
    "S1": RuleWords(_("One position can do it all"), _("The position alone has all that the sensitive task takes."), _("Nobody else needs to know.")),
    "S2": RuleWords(_("One person can do it all through several posts"), _("The holder has all that the sensitive task takes through several posts, of which none has it alone."), _("An acting appointment undoes a separation that is right on paper.")),
    "S3": RuleWords(_("Too few people needed"), _("%(n)s people together can do what should take %(needs)s."), _("The fewer must agree, the more easily they do.")),
    "S4": RuleWords(_("One person did it all in a real case"), _("Cases in which one person did what should take several: %(n)s."), _("The separation holds on paper and not in work.")),
    "S5": RuleWords(_("Unit controls itself"), _("The unit controls what it does itself."), _("It finds what it wants to find.")),
    "C1": RuleWords(_("Span of control"), _("Posts that report directly to this position: %(n)s."), _("Too many can't be led in person; too few make a layer.")),
    "C2": RuleWords(_("Too many layers"), _("Layers from the head of the service down to this position: %(n)s."), _("Each layer delays and softens what is reported.")),
    "C3": RuleWords(_("Key person"), _("Functions that only this single post carries: %(n)s."), _("When its holder is away nobody can do it, or check it.")),
    "C4": RuleWords(_("Vacant deciding post"), _("Nobody holds this position, which decides or approves, not even acting."), _("Somebody decides in its stead without the right to.")),
    "C5": RuleWords(_("Rotation overdue"), _("Months in this sensitive post: %(n)s."), _("Long tenure lets relations grow that duty then has to compete with.")),
    "C6": RuleWords(_("Staff and work do not match"), _("Work in per cent of what the unit's staff can do: %(load)s."), _("Haste and queues are sold; idleness looks for something to do.")),
}  # fmt: skip
MISSING: dict[str, Words] = {
    "both": _("a time limit and grounds of refusal"),
    "limit": _("a time limit"),
    "grounds": _("grounds of refusal"),
}
KIND_NAMES: dict[str, Words] = {
    "unit": pgettext_lazy("of a service", "Unit"), "task": _("Task"), "function": _("Function"), "mandate": _("Mandate"),
    "position": _("Position"), "duty": _("Duty"), "right": _("Right"), "requirement": _("Required competence"),
    "holder": _("Holder"), "step": _("Step"), "separation": _("Sensitive task"),
}  # fmt: skip


def language() -> str:
    """Return the language of the page, as far as parameters know it."""
    return "ru" if (get_language() or "en").startswith("ru") else "en"


def object_name(code: str) -> str:
    """Return an object's name in the language of the page; an agency's own word as it is."""
    known = objects().get(code)
    if known is None:
        return code
    return known.ru if language() == "ru" else known.en


def object_code(name: str) -> str:
    """Return the code of an object by its name in any language; an agency's own word as it is."""
    wanted = plain(name)
    for code, known in objects().items():
        if wanted in {code, plain(known.ru), plain(known.en)}:
            return code
    return name


def verb_name(code: str) -> str:
    """Return what a verb is called."""
    return str(VerbCode(code).label) if code in VerbCode.values else code


def permission_name(permission: Sequence[str]) -> str:
    """Return a verb and its object in words."""
    verb, thing = permission
    return f"{verb_name(verb)}: {object_name(thing)}"


def finding_told(rule: str, values: Mapping[str, Any]) -> str:
    """Return a finding as a sentence in the language of the page."""
    told = {
        name: str(
            MISSING[value] if name == "missing" else verb_name(value) if name == "verb"
            else object_name(value) if name == "object" else value
        )
        for name, value in values.items()
    }  # fmt: skip
    sentence = str(RULES[rule].finding)
    return sentence % told if told else sentence


def about_told(finding: ConformityFinding) -> list[tuple[str, str]]:
    """Return what a finding is about as (kind, name), in words."""
    return [(str(KIND_NAMES.get(kind, kind)), name) for kind, _key, name in finding.about]
