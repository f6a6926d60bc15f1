"""The map of corruption risks with the list of sensitive posts, cases and the survey, as a document.

What was asked of declarations is not in it: questions for review stay on their pages.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.integrity.corruption_choices import SurveyState
from chegara.integrity.corruption_presenters import (
    case_rows,
    control_words,
    factor_words,
    map_tables,
    post_rows,
    risk_facts,
    risk_rows,
    round_words,
    scale_words,
)
from chegara.integrity.corruption_queries import RiskPicture
from chegara.integrity.methods.scales import factor_weights
from chegara.integrity.models import IntegrityCase, IntegritySurvey, Review
from chegara.integrity.report.common import document
from chegara.integrity.report.map_chart import map_figure
from chegara.integrity.survey_presenters import result_tables
from chegara.integrity.survey_results import results_of
from chegara.reporting.blocks import (
    Block,
    Bullets,
    Callout,
    Column,
    Document,
    Heading,
    Paragraph,
    Signature,
    SignatureBlock,
    Table,
)

MOST_FACTORS = 10


def risk_map(review: Review) -> Document:
    """Return the document, in the language of the page."""
    signed = SignatureBlock(
        _("Agreed"), (Signature(_("Head of internal security")), Signature(review.owner_agency.name))
    )
    return document(
        review, _("Map of corruption risks and list of sensitive posts"), (*chapters(review), signed)
    )


def chapters(review: Review) -> list[Block]:
    """Return the chapters: method, maps, risks, sensitive posts, cases, survey."""
    picture = RiskPicture(review)
    return [
        *_method(picture), *_maps(picture), *_risks(picture), *_posts(picture), *_cases(review),
        *_surveys(review, picture.language),
    ]  # fmt: skip


def _source(picture: RiskPicture) -> str:
    day = {"day": f"{picture.review.on:%d.%m.%Y}"}
    if not picture.results:
        return _("descriptions in the review, as of %(day)s; nobody has judged yet") % day
    return _("assessors' secret ballots (%(n)d), medians; as of %(day)s") % {
        **day,
        "n": max(found.ballots for found in picture.results),
    }


def _method(picture: RiskPicture) -> Iterator[Block]:
    scale = scale_words(picture)
    yield Heading(_("How it was judged"))
    yield Paragraph(f"{scale['title']}. {scale['source']}.")
    yield Paragraph(
        _(
            "Several assessors judged each risk in secret, first as if no control stood against it, then with the controls of today. The median counts; where the middle half of the judgements spans two steps or more, they are marked for discussion. The band is looked up in the table of likelihood and impact. What nobody judged is called so and is not low."
        )
    )
    yield from map(Paragraph, round_words(picture))


def _maps(picture: RiskPicture) -> Iterator[Block]:
    yield Heading(_("Maps"))
    for one in map_tables(picture):
        state = _("with today's controls") if one["after"] else _("without controls")
        table = Table(
            f"{one['title']}: {state}",
            (
                Column(_("Likelihood / impact"), width=1.3),
                *(Column(name) for name in one["columns"]),
            ),
            tuple(
                (
                    f"{row['level']} {row['words']}",
                    *(
                        cell["words"] + ("".join(f"\n№ {risk.number}" for risk in cell["risks"]))
                        for cell in row["cells"]
                    ),
                )
                for row in one["rows"]
            ),
            source=_source(picture),
        )
        country = picture.review.owner_agency.country
        yield map_figure(one, table, country=country, language=picture.language)
        if one["unjudged"]:
            numbers = ", ".join(str(risk.number) for risk in one["unjudged"])
            yield Paragraph(_("Not judged: risks № %(numbers)s.") % {"numbers": numbers})


def _risks(picture: RiskPicture) -> Iterator[Block]:
    yield Heading(_("Corruption risks"))
    if not picture.risks:
        yield Paragraph(_("No corruption risk is described yet."))
        return
    yield Table(
        _("Register of corruption risks"),
        (
            Column(_("Risk"), width=2.4), Column(_("Kind")), Column(_("Process step"), width=1.6),
            Column(_("Factors"), width=1.2), Column(_("Controls and their strength"), width=1.4),
            Column(_("Without controls")), Column(_("With today's controls")),
        ),
        tuple(
            (
                str(row["risk"]), row["kind"], str(row["step"]), row["factors"], row["controls"], row["before"],
                row["after"],
            )
            for row in risk_rows(picture)
        ),
        source=_source(picture),
    )  # fmt: skip
    for one in picture.risks:
        yield Heading(str(one.risk), 2, numbered=False)
        yield Bullets(tuple(f"{name}: {value}" for name, value in risk_facts(picture, one) if value != "–"))
        controls = [
            f"{control_words(each.code, picture.language)}: {each.get_strength_display()}"
            + (f" ({each.note})" if each.note else "")
            for each in one.risk.controls.all()
        ]
        if controls:
            yield Paragraph(_("Controls: %(controls)s.") % {"controls": "; ".join(controls)})
        else:
            yield Callout(_("No control"), _("No control stands against this risk today."), "warning")


def _posts(picture: RiskPicture) -> Iterator[Block]:
    rows = [row for row in post_rows(picture) if row["reasons"]]
    yield Heading(_("List of sensitive posts"))
    yield Paragraph(
        _(
            "Exposure is the weighted mean of the factors judged, 0 to 100; from %(from)d a post is sensitive. The list orders talk about posts and measures nobody. Positions that nobody judged: %(unknown)d; that is not the same as not exposed."
        )
        % {"from": picture.rules.exposure_from, "unknown": sum(not one.factors for one in picture.posts)}
    )
    if not rows:
        yield Paragraph(_("No post is sensitive by what was judged so far."))
        return
    yield Table(
        _("Sensitive posts"),
        (
            Column(_("Position"), width=2), Column(_("Exposure"), "end", 0.8),
            Column(_("Why it is sensitive"), width=2), Column(_("Rotation overdue"), width=1.6),
        ),
        tuple(
            (str(row["post"]), row["score"], "; ".join(row["reasons"]), "; ".join(row["overdue"]) or "–")
            for row in rows
        ),
        source=_("factors judged in the review, staffing table and orders, as of %(day)s")
        % {"day": f"{picture.review.on:%d.%m.%Y}"},
    )  # fmt: skip
    used = sorted({code for one in picture.posts for code in one.factors})
    if used:
        weights = factor_weights()
        yield Paragraph(
            _("Factors with their weights: %(factors)s.")
            % {
                "factors": "; ".join(
                    f"{factor_words(code, picture.language)} ({weights[code]:.0f})" for code in used
                )
            }
        )


def _cases(review: Review) -> Iterator[Block]:
    cases = IntegrityCase.objects.filter(review=review).select_related("post__unit", "step", "risk")
    yield Heading(pgettext("of corruption", "Cases"))
    rows = case_rows(cases)
    if not rows:
        yield Paragraph(_("No case is entered."))
        return
    yield Table(
        _("Cases and what they taught"),
        (
            Column(_("Case")), Column(_("Date")), Column(_("Position or office"), width=1.5),
            Column(_("Legal status"), width=1.4), Column(_("Control that failed")), Column(_("Loss")),
            Column(_("Lesson"), width=2),
        ),
        tuple(
            (str(row["case"]), row["day"], row["where"], row["status"], row["failed"], row["loss"], row["case"].lesson)
            for row in rows
        ),
        source=_("cases entered in the review; open investigations are not entered"),
    )  # fmt: skip


def _surveys(review: Review, language: str) -> Iterator[Block]:
    for survey in IntegritySurvey.objects.filter(review=review, state=SurveyState.CLOSED):
        results = results_of(survey)
        yield Heading(_("Survey: %(title)s") % {"title": survey.title})
        if results is None or not results.enough:
            yield Paragraph(_("Too few answered: nothing is shown, so that nobody can be told apart."))
            continue
        words = result_tables(results, language)
        source = _("anonymous survey of %(who)s, %(n)d answers; groups of fewer than %(least)d are put together") % {
            "who": str(survey.get_kind_display()).lower(), "n": results.answers, "least": survey.least,
        }  # fmt: skip
        yield Paragraph(
            _(
                "Index of resilience, 0 to 100, with its 95 %% interval: %(index)s. Reliability (Cronbach's alpha): %(alpha)s."
            )
            % {"index": words["index"], "alpha": words["alpha"]}
        )
        if words["parts"]:
            yield Table(
                _("Resilience by group"),
                (Column(_("Group"), width=2.5), Column(_("Answers"), "end"), Column(_("Index (95 % interval)"), "end")),
                tuple((name, str(many), index) for name, many, index in words["parts"]), source=source,
            )  # fmt: skip
        yield Table(
            _("Who agrees, per cent (95 % interval)"),
            (Column(_("Statement"), width=3), Column(_("All"), "end")),
            tuple(
                (text + (f" ({note})" if note else ""), whole)
                for text, note, whole, _parts in words["statements"]
            ),
            source=source,
        )
        for caption, found in (
            (_("Riskiest zones"), words["zones"]),
            (_("What favours corruption"), words["factors"]),
        ):
            yield Table(
                caption, (Column(_("Named"), width=3), Column(_("Share (95 % interval)"), "end")),
                tuple(found[:MOST_FACTORS]), source=source,
            )  # fmt: skip
