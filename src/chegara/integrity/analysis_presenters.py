"""Words of questions for review: figures, innocent explanations, caveats of mirrored flows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from chegara.integrity.analysis import Untested
from chegara.integrity.corruption_choices import QuestionKind
from chegara.integrity.methods.mirror import Caveat, Flow, Gap, Hypothesis, gap
from chegara.integrity.models import DeclarationAnalysis, MirrorFlow, ReviewQuestion
from chegara.integrity.words import language as page_language
from chegara.reporting.numbers import decimal

UNKNOWN = "–"


def _number(value: float, digits: int = 1) -> str:
    return decimal(value, page_language(), digits if value % 1 else 0)


def _chance(value: float) -> str:
    least = decimal(0.001, page_language(), 3)
    return f"< {least}" if value < 0.001 else decimal(value, page_language(), 3)


def sentence(question: ReviewQuestion) -> str:
    """Return what was seen, in one sentence with its figures."""
    f = question.figures
    declarant = question.declarant.code if question.declarant else ""
    match question.kind:
        case QuestionKind.INTERACTION:
            return _(
                "%(met)s of %(files)s declarations of %(declarant)s came to this officer; by the rule and the roster about %(expected)s would. The excess share is %(share)s %%, q %(q)s; in %(family)s of re-assignments some pair of the port stood out as much."
            ) % {
                "met": f["met"], "files": f["files"], "declarant": declarant, "expected": _number(f["expected"]),
                "share": round(f["share"] * 100), "q": _chance(f["q"]), "family": _chance(f["family"]),
            }  # fmt: skip
        case QuestionKind.HANDOVER:
            return _(
                "%(handed)s declarations of %(declarant)s were handed over to this officer; if all handovers went alike, about %(expected)s would be (q %(q)s)."
            ) % {
                "handed": f["handed"], "declarant": declarant, "expected": _number(f["expected"]),
                "q": _chance(f["q"]),
            }  # fmt: skip
        case QuestionKind.BUNCHING:
            return _(
                "%(under)s of %(near)s amounts near the threshold lie under it; by the other officers' share about %(expected)s would (q %(q)s)."
            ) % {
                "under": f["under"], "near": f["near"], "expected": _number(f["expected"]), "q": _chance(f["q"]),
            }  # fmt: skip
        case _:
            return _(
                "%(observed)s against %(expected)s expected of such declarations; drawn towards the others the ratio is %(shrunken)s (z %(z)s, q %(q)s)."
            ) % {
                "observed": _number(f["observed"]), "expected": _number(f["expected"]),
                "shrunken": _number(f["shrunken"], 2), "z": _number(f["z"]), "q": _chance(f["q"]),
            }  # fmt: skip


def innocent(kind: str) -> list[str]:
    """Return explanations that mean nothing wrong, to be looked into first."""
    shared = [
        _("Specialization: some goods, languages or permits only some officers may handle."),
        _("Shifts swapped or lent staff that the roster does not show."),
    ]
    own = {
        QuestionKind.INTERACTION: [_("A declarant who comes at fixed hours meets who is on duty then.")],
        QuestionKind.HANDOVER: [_("Somebody was ill, on leave or training, and one colleague took over.")],
        QuestionKind.OUTLIER: [
            _("Riskier or easier goods than the file's category tells."),
            _("Skill: who finds more may simply work better; who finds less may be new."),
        ],
        QuestionKind.OVERRIDE: [_("An instruction or a fault of the system on certain days.")],
        QuestionKind.BUNCHING: [_("One declarant's usual consignment weighs or costs just that much.")],
    }
    return [*own[QuestionKind(kind)], *shared]


def tested_lines(analysis: DeclarationAnalysis) -> list[str]:
    """Return what was tested and what could not be, a sentence each."""
    summary = analysis.summary
    lines = [
        _("%(files)s declarations of %(officers)s officers.")
        % {"files": summary.get("files", UNKNOWN), "officers": summary.get("officers", UNKNOWN)}
    ]
    for kind, told in summary.get("tested", {}).items():
        lines.append(
            _("%(kind)s: %(tests)s tested, %(asked)s stand out at a false discovery rate of 5 %%.")
            % {"kind": QuestionKind(kind).label, "tests": told["tests"], "asked": told["asked"]}
        )
        if kind == QuestionKind.INTERACTION:
            lines.append(
                _("Left out: %(without)s declarations without a roster, %(off)s by officers not on it, %(few)s of declarants with too few.")
                % {"without": told["without_roster"], "off": told["off_roster"], "few": told["too_few"]}
            )  # fmt: skip
            if "usual" in told:
                lines.append(_findable(told["usual"]))
    lines += [
        f"{QuestionKind(kind).label}: {UNTESTED[told['why']]() % {'column': told['column']}}"
        for kind, told in summary.get("not_tested", {}).items()
    ]
    return lines


def _findable(usual: dict[str, Any]) -> str:
    """Say what the analysis could have found at all, so that silence is not read as proof."""
    if usual["share"] is None:
        return _("An ordinary pair has so few files in common shifts (%(files)s) that it could not stand out, whatever it did.") % {"files": usual["files"]}  # fmt: skip
    return _(
        "Of an ordinary pair with %(files)s files in common shifts, steering would be found in four cases of five from %(share)s %% of these files on; less is not ruled out."
    ) % {"files": usual["files"], "share": decimal(100 * usual["share"], page_language(), 0)}


UNTESTED: dict[str, Callable[[], str]] = {
    Untested.NO_ROSTER: lambda: _("Cannot be tested: without a roster nobody knows who could have been chosen."),
    Untested.FEW_WITH_ROSTER: lambda: _("Cannot be tested: no declarant has enough declarations in shifts whose roster is known."),
    Untested.NO_COLUMN: lambda: _("The file has no column “%(column)s”."),
    Untested.FEW_OFFICERS: lambda: _("Fewer than five officers have enough declarations to be compared."),
    Untested.NO_THRESHOLD: lambda: _("No threshold was named, or the file has no column “amount”."),
    Untested.FEW_AMOUNTS: lambda: _("Too few amounts lie near the threshold."),
}  # fmt: skip


CAVEATS = {
    Caveat.NO_PROOF: lambda: _("a gap is no proof"),
    Caveat.FREIGHT: lambda: _("freight and insurance are assumed at 8 %"),
    Caveat.TRANSIT: lambda: _("transit or re-export"),
    Caveat.UNION: lambda: _("no declarations within the union"),
    Caveat.TIME_LAG: lambda: _("goods sent in one year may arrive in the next"),
    Caveat.QUANTITY_UNKNOWN: lambda: _("a quantity is unknown"),
    Caveat.ONE_SIDE: lambda: _("one side has no figure"),
    Caveat.SMALL: lambda: _("small: within freight, dates and rounding"),
}
HYPOTHESES = {
    Hypothesis.QUANTITY: lambda: _("less quantity declared: omission or smuggling?"),
    Hypothesis.VALUE: lambda: _("lower unit value: undervaluation?"),
    Hypothesis.BOTH: lambda: _("less quantity and lower unit value"),
    Hypothesis.SURPLUS: lambda: _("more declared than sent: another origin or code?"),
    Hypothesis.NONE: lambda: _("nothing to ask"),
    Hypothesis.UNKNOWN: lambda: _("cannot be told"),
}


def flow_rows(flows: list[MirrorFlow]) -> list[dict[str, Any]]:
    """Return mirrored flows with their gaps, the largest possible loss first."""
    found = [(flow, _gap_of(flow)) for flow in flows]
    found.sort(key=lambda pair: -(pair[1].loss or 0))
    return [
        {
            "flow": flow,
            "value": _number(one.value) if one.value is not None else UNKNOWN,
            "relative": f"{one.relative * 100:.0f} %" if one.relative is not None else UNKNOWN,
            "loss": _number(one.loss) if one.loss is not None else UNKNOWN,
            "hypothesis": HYPOTHESES[one.hypothesis](),
            "caveats": "; ".join(CAVEATS[caveat]() for caveat in one.caveats),
        }
        for flow, one in found
    ]


def _gap_of(flow: MirrorFlow) -> Gap:
    return gap(
        Flow(
            exported=flow.exported, imported=flow.imported, exported_quantity=flow.exported_quantity,
            imported_quantity=flow.imported_quantity,
            charges=flow.charges / 100 if flow.charges is not None else None,
            transit=flow.transit, within_union=flow.within_union,
        )
    )  # fmt: skip
