"""What may never be a ground of selection, and why, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chegara.profiling.methods.profiles.protected import grounds
from chegara.profiling.tongue import tongue


def refused(language: str) -> tuple[tuple[str, str], ...]:
    """Return what is refused by form, file and interface alike, each with the reason; the last rows are no attributes."""
    why = {
        "ethnicity": _("Forbidden as discrimination; the Court of Appeal of The Hague (14.02.2023) allowed it no role, not even slight, at border checks."),
        "religion": _("Forbidden as discrimination; says nothing of an act."),
        "dress": _("Stands for religion, origin or sex; tells what somebody looks like, not what was done."),
        "meal": _("Stands for religion; a choice of food is no fact of an offence."),
        "language": _("Stands for origin; half a region shares it."),
        "name": _("Stands for origin and religion; a name is compared with one person on a list, never with a pattern."),
        "birthplace": _("Stands for origin; nobody chose it."),
        "politics": _("Forbidden as discrimination; freedom of opinion and of association."),
        "health": _("Forbidden as discrimination; illness is met with help."),
        "sex": _("Forbidden as discrimination; half of all people."),
    }  # fmt: skip
    rows = [(one.label(tongue(language)).capitalize(), why[one.code]) for one in grounds()]
    return (
        *rows,
        (_("Citizenship, residence or age alone"), _("Selects millions for one offender. As a circumstance beside two facts only, and not where it picks out a group.")),
        (_("Lists of surnames, peoples or villages under another name"), _("The back door of the same: every list is vetted by what it holds.")),
        (_("Rules that teach themselves"), _("Nobody could say afterwards why somebody was stopped, and a court could not review it (CJEU, C-817/19).")),
        (_("A score without reasons"), _("A person can answer a fact, not a number.")),
        (_("Formulas, searches in free text"), _("What nobody at the post can read, nobody at the post can answer for.")),
    )  # fmt: skip
