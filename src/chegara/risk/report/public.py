"""What of a risk analysis everybody may read: the risks by name, their levels and where they are going.

Only a published analysis that is open and was released to the public is told of. How a risk works, where and
when, what is weak, what is looked for, who scored how and who dissents stay inside; so do counts and dropped
risks.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.elicitation.methods.scales import load_scale
from chegara.organisation.models import State
from chegara.organisation.visibility import PublicViewer
from chegara.reporting.blocks import Block, Column, Heading, Paragraph, Table
from chegara.risk.choices import AssessmentState
from chegara.risk.models import Assessment
from chegara.risk.queries import levels_of
from chegara.risk.words import level_name

DASH = "–"


def public_assessment(country: State, year: int) -> Assessment | None:
    """Return the newest analysis of a year that the public may read, None where there is none."""
    visible = Assessment.objects.visible_to(PublicViewer(country))
    found: Assessment | None = (
        visible.filter(country=country, year=year, section=None, state=AssessmentState.PUBLISHED)
        .order_by("-pk")
        .first()
    )
    return found


def public_chapter(country: State, year: int) -> list[Block]:
    """Return the chapter on risks of the edition for the public, in the language that is active."""
    assessment = public_assessment(country, year)
    if assessment is None:
        return []
    levels = sorted(levels_of(assessment), key=lambda one: (-(one.level or 0), one.risk.number))
    names = [level_name(assessment.scale, level) for level in range(1, len(load_scale(assessment.scale)) + 1)]
    return [
        Heading(_("Main risks at the border")),
        Paragraph(
            _("Agencies judged each risk together, by threat, vulnerability and impact. Levels are ordinal: %(levels)s.")
            % {"levels": ", ".join(names)}
        ),
        Table(
            _("Risks and their levels, with the outlook for %(year)s") % {"year": year + 1},
            (
                Column(pgettext("heading above numbers of rows", "No."), width=0.6), Column(_("Risk"), width=4), Column(_("Category"), width=2.2),
                Column(_("Level"), width=1.2), Column(_("Outlook"), width=2),
            ),
            tuple(
                (
                    # Counted anew: a gap in the register's own numbers would betray what was dropped.
                    str(place), one.risk.title, one.risk.get_category_display(),
                    level_name(assessment.scale, one.level), one.risk.get_outlook_display() or DASH,
                )
                for place, one in enumerate(levels, start=1)
            ),
            source=_("joint risk analysis of %(year)s") % {"year": assessment.year},
        ),
    ]  # fmt: skip
