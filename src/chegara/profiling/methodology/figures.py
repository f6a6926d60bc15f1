"""The figures of the methodology: what chance allows anybody, and what was counted in the agency."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.utils.translation import gettext as _

from chegara.common.intervals import clopper_pearson, wilson
from chegara.organisation.models import Agency
from chegara.organisation.visibility import Viewer
from chegara.profiling.choices import EvidenceGrade, Moment, SubjectCode
from chegara.profiling.goods_oversight import goods_figures
from chegara.profiling.methods.back_test import share_sought
from chegara.profiling.models import Indicator, PostSettings, RiskProfile
from chegara.profiling.presenters.estimates import told
from chegara.profiling.presenters.trial import innocent_of
from chegara.profiling.queries import Counts, figures
from chegara.profiling.screening import active_profiles
from chegara.reporting.blocks import Block, Column, Paragraph, Table
from chegara.reporting.numbers import day as day_words
from chegara.reporting.numbers import decimal

DASH = "–"
SOUGHT = (1, 10, 100, 1_000)
"""Sought persons in a million travellers."""
MERITS = ((0.9, 0.01), (0.9, 0.001), (0.99, 0.0001))
"""Shares of the sought and of the innocent that a rule selects: a good rule, a very good one, one never seen."""
SAMPLES = (30, 100, 300, 1_000, 3_000)
BASE = 0.02


def base_rates(language: str) -> Table:
    """Of 1,000 selected, how many are innocent, by how rare the sought are and how good the rule is."""
    heads = [
        _("selects %(sought)s %% of the sought, %(innocent)s %% of the innocent")
        % {"sought": decimal(100 * sought, language, 0), "innocent": decimal(100 * innocent, language, 2)}
        for sought, innocent in MERITS
    ]  # fmt: skip
    rows = tuple(
        (
            decimal(rare, language, 0),
            *(decimal(1000 * (1 - share_sought(rare / 1e6, *merit)), language, 1) for merit in MERITS),
        )
        for rare in SOUGHT
    )
    return Table(
        _("Innocent among 1,000 selected"),
        (Column(_("Sought in a million"), align="end"), *(Column(head, align="end", width=1.4) for head in heads)),
        rows, source=_("computed by Bayes' rule"),
    )  # fmt: skip


def sample_sizes(language: str) -> Table:
    """What a random sample of a size can tell where two of a hundred would be confirmed, and where none was."""

    def percent(value: float) -> str:
        return decimal(100 * value, language, 2)

    rows = []
    for size in SAMPLES:
        usual = wilson(BASE * size, size)
        none = clopper_pearson(0, size)
        rows.append(
            (decimal(size, language, 0), f"{percent(usual.low)}–{percent(usual.high)}", percent(none.high))
        )
    return Table(
        _("What a control sample can tell"),
        (
            Column(_("Examined"), align="end"),
            Column(_("True share, %, where 2 of 100 were confirmed"), align="end", width=2),
            Column(_("True share at most, %, where none was"), align="end", width=2),
        ),
        tuple(rows), source=_("computed: intervals of Wilson and of Clopper and Pearson, 95 %"),
    )  # fmt: skip


def catalogue_counts(viewer: Viewer) -> list[Block]:
    """How the indicators of the catalogue are known, and when: those that are of no restricted set."""
    found = list(
        Indicator.objects.visible_to(viewer)
        .filter(withdrawn=False, set=None)
        .values_list("grade", "knowable")
    )
    if not found:
        return [Paragraph(_("The catalogue holds no indicator yet."))]
    grades, moments = Counter(one[0] for one in found), Counter(one[1] for one in found)
    return [
        _counted(_("Indicators by the grade of their evidence"), EvidenceGrade, grades),
        _counted(_("Indicators by when they become knowable"), Moment, moments),
    ]


def _counted(title: str, choices: type[EvidenceGrade] | type[Moment], counts: Counter[str]) -> Table:
    columns = (Column(_("What"), width=4), Column(_("Number"), align="end"))
    return Table(title, columns, tuple((str(one.label), str(counts[one])) for one in choices))


def tests_of(viewer: Viewer, today: date, language: str) -> Block:
    """What the latest test of each profile in force found, in plain words."""
    rows = []
    for subject in SubjectCode:
        for row, _said in active_profiles(viewer, subject, today):
            version = next(one for one in row.versions.all() if one.number == row.number)
            test = version.back_tests.first()
            result = test.result if test else {}
            rows.append(
                (
                    str(row), f"{row.valid_to:%d.%m.%Y}", str(result.get("records", DASH)),
                    str(result.get("selected", DASH)),
                    DASH if (innocent := innocent_of(result)) is None else str(innocent),
                    _("yes") if any(one["alarm"] for one in result.get("disparities", ())) else _("no"),
                )
            )  # fmt: skip
    if not rows:
        return Paragraph(_("No profile is active today."))
    return Table(
        _("Profiles in force and their latest tests"),
        (
            Column(_("Profile"), width=2.4), Column(_("Until")), Column(_("Tried on records"), align="end"),
            Column(_("Selected"), align="end"), Column(_("Innocent of 1,000 selected, at least"), align="end"),
            Column(_("Groups: alarm")),
        ),
        tuple(rows),
    )  # fmt: skip


def posts(viewer: Viewer, language: str) -> Block:
    """What was decided for each post: random share, its article, days of keeping."""
    rows = tuple(
        (
            str(one.point), _("yes") if one.second_line else _("no"),
            f"{decimal(one.random_share, language, 0)} ‰, {one.random_article}" if one.random_share else _("off"),
            str(one.retention_days),
        )
        for one in PostSettings.objects.visible_to(viewer).select_related("point")
    )  # fmt: skip
    if not rows:
        return Paragraph(_("Nothing is decided for any post."))
    return Table(
        _("Decided for the posts"),
        (
            Column(_("Crossing point"), width=1.2), Column(_("Second line"), width=0.8),
            Column(_("Random sample"), width=2.5), Column(_("Days kept"), align="end", width=0.7),
        ),
        rows,
    )  # fmt: skip


def counted(agency: Agency, viewer: Viewer, today: date, language: str) -> list[Block]:
    """What profiles did within twelve months, of persons and of goods; the paper is for official use."""
    first = today - timedelta(days=365)
    found, goods = figures(viewer, first, today, today), goods_figures(viewer, first, today)
    titles = {one.code: str(one) for one in RiskProfile.objects.visible_to(viewer)}
    rows = [
        _row(arm.name or _("All profiles of persons"), arm.counts, told(arm.lift, language), told(arm.captured, language), language)
        for arm in (*found.profiles, found.overall) if arm is not None and arm.counts.selected
    ]  # fmt: skip
    if found.random.selected:
        rows.append(_row(_("Random control sample of persons"), found.random, DASH, DASH, language))
    for one in goods.profiles:
        counts = Counts(one.selected, one.examined, one.confirmed)
        rows.append(_row(titles.get(one.name, one.name), counts, told(one.better, language), DASH, language))
    if goods.control.examined:
        sample = Counts(goods.control.selected, goods.control.examined, goods.control.confirmed)
        rows.append(_row(_("Random control sample of goods"), sample, DASH, DASH, language))
    if not rows:
        return [
            Paragraph(_("Nothing was selected within the last twelve months, so nothing can be said yet."))
        ]
    period = f"{day_words(first, language)} – {day_words(today, language)}"
    return [
        Table(
            _("What was selected and confirmed"),
            (
                Column(_("Profile"), width=2), Column(_("Selected, examined, confirmed"), align="end", width=1.2),
                Column(_("Share confirmed"), width=1.4), Column(_("Lift over random"), width=1.4),
                Column(_("Share of all that it found"), width=1.4),
            ),
            tuple(rows), source=f"{agency.name}, {period}",
            notes=(_("In brackets the interval of 95 %."),),
        )
    ]  # fmt: skip


def _row(name: str, counts: Counts, better: str, captured: str, language: str) -> tuple[str, ...]:
    sums = " / ".join(str(one) for one in (counts.selected, counts.examined, counts.confirmed))
    return (name, sums, told(counts.rate, language), better, captured)
