"""The generated pages of the manual's reference: `script/docs` writes them from what the program obeys."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

from chegara.config.cli import COMMANDS, command_parser
from chegara.config.runtime import start

GENERATED = "<!-- Written by script/docs: change what it is made from, not this page. -->"
WIDTH = 100
"""Characters a line of help, whatever terminal the page is written on."""

LANGUAGES = ("en", "ru")

PERMISSIONS = {
    "pages.use": "read the start page, follow one's own background jobs",
    "organisation.view": "see crossing points, sections, agencies, units, the map",
    "organisation.change": "change the organisation, read in its workbook",
    "organisation.release": "release one's own agency's imports, withdraw a release",
    "evidence.view": "see overview, imports, events, statistics, trends, the dictionary",
    "evidence.import": "bring in, confirm, undo and correct files of one's own agency",
    "plans.view": "see action plans, measures, tasks and deadlines",
    "plans.change": "draw up plans, propose and change measures of one's own agency, read in a workbook",
    "plans.report": "report on measures that one's agency owns or leads; verify those that others reported",
    "plans.approve": "approve a plan of one's own agency, "
    "begin a change of it, close it; an integrity officer one in a compartment only",
    "plans.approve_open": "the same for a plan in no compartment",
    "cooperation.view": "see who is competent, who informs whom, contacts, agreements, joint work",
    "cooperation.change": "enter and change one's own agency's records of cooperation, read in a workbook",
    "cooperation.act": "enter test calls, book shared equipment",
    "checks.view": "see what the checks find",
    "documents.make": "write the risk analysis report, the documents of a plan and of cooperation",
    "evidence.request": "ask other agencies for data, set reporting duties",
    "evidence.grade": "grade sources and information, validate, say how sure an analysis is",
    "evidence.decide": "decide whose figures count, whether an implausible month is a gap, which place a "
    "spelling names; answer questions on quantities",
    "risk.view": "see the risk analyses of one's own agency and those that it takes part in",
    "risk.edit": "describe risks, link evidence, write down and answer what is not known",
    "risk.lead": "begin an analysis, take it to its next state, sign for one's own agency, give instructions",
    "training.view": "see activities, courses, trainers and certificates that one's agency may see",
    "training.change": "enter and change them, read lists in, note attendance and answers",
    "training.certify": "issue and revoke certificates",
    "canine.view": "see dogs, teams, exercises, certificates and deployments that one's agency may see",
    "canine.record": "record searches and what teams did, at a desk or on a telephone, and read paper back",
    "canine.change": "enter and change dogs, teams and exercises, and set exercises up",
    "canine.set_up": "see what is hidden where before an exercise is closed",
    "canine.certify": "certify teams and withdraw certificates",
    "canine.aids": "know of training aids, move and countersign them",
    "training.practise": "practise on vignettes; the results are one's own",
    "contingency.view": "see the contingency plans of one's own agency and those that it takes part in",
    "contingency.change": "write contingency plans, plan exercises",
    "contingency.act": "report warning signs and tasks, write into the log, note what an exercise shows",
    "contingency.activate": "put a plan into force by an order, order levels, begin and end an exercise",
    "contingency.approve": "approve, revise and withdraw contingency plans, close exercises",
    "profiling.view": "see risk profiles, indicators and post cards",
    "profiling.edit": "write risk profiles and indicators, keep watchlists",
    "profiling.select": "select goods and vehicles by profiles, report what was found",
    "profiling.see_lots": "see which records were drawn at random, and why each is in its lane",
    "profiling.read_restricted": "read the restricted sets of indicators that name them as a reader",
    "profiling.approve": "sign a profile that another wrote, decide for a post, transfer abroad",
    "profiling.stop": "stop a profile at once",
    "profiling.check": "check travellers",
    "profiling.see_checks": "see checks of travellers",
    "profiling.oversee": "see the statistics of profiles, answer requests of persons",
    "integrity.view": "see the reviews of integrity of one's own agency",
    "integrity.change": "begin a review, read in statutes and job descriptions, decide on findings",
    "integrity.oversee": "turn the second key that opens a pseudonym of a question for review",
    "integrity.answer": "answer an anonymous survey by the code of a slip",
    "elicitation.view": "see the expert panels of one's own agency, and those that one sits on",
    "elicitation.vote": "score in secret, when invited",
    "elicitation.moderate": "lead a panel: invite, hold rounds, enter paper ballots; lay down a position",
    "accounts.manage": "make and close accounts, give roles, keep compartments, rule on second factors",
    "audit.view": "read the audit log",
}


def pages() -> dict[str, str]:
    """Return the text of each generated page by its file name.

    Raises:
        ValueError: a permission has no line in `PERMISSIONS`.
    """
    return {
        "command-line.md": command_line(),
        "dictionary.md": dictionary_page(),
        "permissions.md": permissions(),
        "import-states.md": import_states(),
        "measure-states.md": measure_states(),
        "checks.md": checks(),
        "request-states.md": request_states(),
        "grading.md": grading(),
        "problems.md": problems(),
    }


def command_line() -> str:
    """Return the help of every subcommand."""
    with mock.patch.dict(os.environ, {"COLUMNS": str(WIDTH)}):
        helps = [text for name in COMMANDS for text in _helps(f"chegara {name}", command_parser(name))]
    blocks = [f"## `{title}`\n\n```text\n{text.rstrip()}\n```" for title, text in helps]
    return _page(
        "The command line",
        "`chegara COMMAND --help` prints what stands here. Every command ends with 0 when it did its work, "
        "with 2 and one message when the input is not as it must be. `chegara check` ends with 1 when "
        "something does not hold.",
        _table(("command", "what it does"), ((f"`{name}`", words) for name, words in COMMANDS.items())),
        *blocks,
    )


def dictionary_page() -> str:
    """Return the dictionary of indicators, a table a chapter."""
    from chegara.evidence.methods.dictionary import load_dictionary
    from chegara.evidence.models import Category

    dictionary = load_dictionary()
    introduction = (
        "What each figure counts, in what unit, and what it is read against. The site shows the same on the "
        f"page Dictionary (Справочник показателей). Version of {dictionary.version:%d.%m.%Y}."
    )
    parts = [introduction]
    for category in Category:
        parts.append(f"## {_in_language(category.label, 'en')}")
        for indicator in dictionary.indicators.values():
            if indicator.category != category:
                continue
            source = indicator.source + (f", {indicator.source_code}" if indicator.source_code else "")
            facts = [
                ("unit", indicator.unit),
                ("unit of quantities", indicator.quantity_unit),
                (
                    "reported as",
                    {"statistic": "figure for a period", "event": "single events"}[indicator.form],
                ),
                ("broken down by", ", ".join(indicator.dimensions)),
                ("read against", ", ".join(f"`{code}`" for code in indicator.denominators)),
                ("source", source),
            ]
            parts += [
                f"### `{indicator.code}`",
                f"**{indicator.names['en']}** · {indicator.names['ru']}",
                indicator.definition["en"],
                "; ".join(f"{name}: {value}" for name, value in facts if value) + ".",
            ]
    parts.append("## Sources")
    parts.append("\n".join(f"- {code}: {names['en']}" for code, names in dictionary.sources.items()))
    return _page("The dictionary", *parts)


def permissions() -> str:
    """Return which role may do what, as the rules themselves answer."""
    import rules
    from rules.permissions import permissions as registered

    from chegara.accounts.models import Role

    names = sorted(registered, key=list(PERMISSIONS).index)
    somebody = {role: _holder_of(role) for role in Role}
    rows = [
        (
            PERMISSIONS[name],
            f"`{name}`",
            *("✓" if rules.has_perm(name, somebody[role]) else "" for role in Role),
        )
        for name in names
    ]
    return _page(
        "Who may do what",
        "A role is given in an agency, for a time. Somebody may hold several. What somebody *sees* of the "
        "evidence depends besides on agency, marking, compartment and release: "
        "[Trust](../explanation/trust.md).",
        _table(("may", "permission", *(_in_language(role.label, "en") for role in Role)), rows),
        "Trainer and K-9 manager write into action plans, and have no other work of their own in this "
        "edition; officers and integrity officers score when they are invited, officers report on measures.",
    )


def import_states() -> str:
    """Return the states of an import and what may follow each, as a diagram."""
    from chegara.evidence.models import TRANSITIONS, BatchState

    return _page(
        "The states of an import",
        "The rows of an import count in totals while it is confirmed, and in no other state.",
        *_states(BatchState, TRANSITIONS),
    )


def measure_states() -> str:
    """Return the states of a plan and of a measure, and what may follow each, as diagrams."""
    from chegara.plans.choices import PLAN_TRANSITIONS, TRANSITIONS, PlanState, Status

    return _page(
        "The states of a plan and of a measure",
        "A plan is changed as a draft, and while a change of it is under way; approval freezes it.",
        *_states(PlanState, PLAN_TRANSITIONS),
        "A measure is done when somebody reported it with evidence; somebody else verifies it.",
        *_states(Status, TRANSITIONS),
    )


def checks() -> str:
    """Return every check, in both languages, with why it matters."""
    from chegara.pages.checks import CHECKS

    rows = [
        (
            _in_language(each.title, "en"), _in_language(each.title, "ru"),
            _in_language(each.explanation, "en"), f"`{name}`",
        )
        for name, each in sorted(CHECKS.items())
    ]  # fmt: skip
    return _page(
        "The checks",
        "What a reviewer would find. Each check reads what you may see and no more.",
        _table(("check", "in Russian", "why it matters", "name"), rows),
    )


def request_states() -> str:
    """Return the states of a request to one agency and what may follow each, as a diagram."""
    from chegara.evidence.request_models import REQUEST_TRANSITIONS, RequestState

    return _page(
        "The states of a data request",
        "A request goes to each agency by itself and has a state for each. It follows from the answers that "
        "count: a confirmed answer takes it on, an answer that is undone takes it back.",
        *_states(RequestState, REQUEST_TRANSITIONS),
    )


def _states(states: Any, transitions: Mapping[str, frozenset[str]]) -> tuple[str, str]:
    """Return a diagram and a table of states; the first one is where it begins."""
    arrows = [
        f"    {before} --> {after}" for before in states for after in states if after in transitions[before]
    ]
    labels = [f"    {state.value}: {_in_language(state.label, 'en')}" for state in states]
    ends = [f"    {state.value} --> [*]" for state in states if not transitions[state]]
    first = next(iter(states)).value
    diagram = "\n".join(["stateDiagram-v2", *labels, f"    [*] --> {first}", *arrows, *ends])
    rows = []
    for state in states:
        after = (
            "; ".join(sorted(_in_language(states(code).label, "en") for code in transitions[state]))
            or "nothing: it ends here"
        )
        rows.append((_in_language(state.label, "en"), _in_language(state.label, "ru"), after))
    return f"```mermaid\n{diagram}\n```", _table(("state", "in Russian", "may become"), rows)


def grading() -> str:
    """Return the schemes of grading, a table a part."""
    from chegara.evidence.methods.grading import schemes

    introduction = (
        "Reliability is of the source, credibility of the information; each is judged apart. Grades are "
        "never averaged and never turned into those of another scheme. What cannot be judged is unknown, "
        "not bad."
    )
    parts = [introduction]
    for scheme in schemes().values():
        parts += [
            f"## {scheme.names['en']}",
            f"`{scheme.code}`, {scheme.published:%d.%m.%Y}. {scheme.source['en']}.",
        ]
        for part in ("reliability", "credibility", "handling"):
            rows = [
                (mark.code, mark.names["en"], mark.names["ru"], "unknown" if mark.unknown else "")
                for mark in getattr(scheme, part).values()
            ]
            if rows:
                parts.append(_table((part, "meaning", "in Russian", ""), rows))
    return _page("Schemes of grading", *parts)


def problems() -> str:
    """Return every problem that an import may name, in both languages."""
    from chegara.evidence.methods.reading.problems import PROBLEMS
    from chegara.evidence.presenters.problems import SENTENCES

    rows = [
        (
            PROBLEMS[code][0].value if code in PROBLEMS else "",
            *(_sentence(text, each) for each in LANGUAGES),
            f"`{code}`",
        )
        for code, text in SENTENCES.items()
    ]
    return _page(
        "What may be wrong with a file",
        "An **error** leaves out the cell, the row or the file. A **warning** asks somebody to look. A "
        "**note** says what was done. A problem without a severity lies between the file and the "
        "organisation or another import. "
        "The sentence says what to do. “…” stands for what the file holds.",
        _table(("severity", "what Chegara says", "in Russian", "code"), rows),
    )


def _helps(title: str, parser: argparse.ArgumentParser) -> Iterable[tuple[str, str]]:
    yield title, parser.format_help()
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to its subparsers
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for name, inner in action.choices.items():
                yield from _helps(f"{title} {name}", inner)


def _holder_of(role: str) -> SimpleNamespace:
    """Return as much of a user as the rules ask about."""
    return SimpleNamespace(is_active=True, is_authenticated=True, memberships=(), _roles=frozenset({role}))


def _in_language(text: object, language: str) -> str:
    from django.utils import translation

    with translation.override(language):
        return str(text)


def _sentence(text: object, language: str) -> str:
    return re.sub(r"%\(\w+\)s", "…", _in_language(text, language)).replace("%%", "%")


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([GENERATED, f"# {title}", *parts]) + "\n"


def main(argv: Sequence[str]) -> int:
    """Write the pages into a folder."""
    start()
    from chegara.config.translations import compile_catalogues

    compile_catalogues()
    folder = Path(argv[0])
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
