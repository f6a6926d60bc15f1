"""How long a risk analysis with very many risks takes: its list, its workbook, its document.

Usage: python benchmarks/risks.py [risks of the list, 10000] [risks of a document, 500 2000 ...]

Bounds: with 10,000 risks the register's 95th percentile of 30 requests under 100 ms with at most 10 questions
to the database, its workbook under 5 s; the analysis of 500 risks to Word and PDF under 6 s, of 2,000 under
25 s and 500 MB. Seconds are of the clock, beside them those of the processor. Two agencies of two experts
each have scored. Each size runs in a process and a new SQLite file of its own.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from measuring import MEGABYTE, Stopwatch, cpu_seconds, machine, peak_memory, verdict

REQUESTS = 30
LIST, SMALL, LARGE = 10_000, 500, 2_000
MOST = {
    "register, p95": 0.1, "questions": 10, "workbook": 5.0, SMALL: 6.0, LARGE: 25.0, "memory": 500.0,
}  # fmt: skip
SERIES = 50
"""Different series that the risks rest on."""
WORDS = ("heroin", "tobacco", "cash", "visas", "cattle", "arms", "gold", "medicines", "fuel", "drones")


def main() -> None:
    """Measure each size in a process of its own, so that memory is its own too."""
    if len(sys.argv) > 2 and sys.argv[1] == "--one":
        sys.exit(_one(sys.argv[2], int(sys.argv[3])))
    print(machine())
    sizes = [int(size) for size in sys.argv[1:]] or [LIST, SMALL, LARGE]
    met = []
    for place, size in enumerate(sizes):
        what = "list" if place == 0 else "document"
        done = subprocess.run([sys.executable, __file__, "--one", what, str(size)], check=False)
        met.append(done.returncode == 0)
    sys.exit(not all(met))


def _one(what: str, size: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CHEGARA_HOME"] = folder
        sys.path.insert(0, str(Path(__file__).parents[1]))
        from chegara.config.runtime import prepare_database, start

        start()
        prepare_database()
        assessment, head = _scored(size)
        return not (_lists(assessment, head, size) if what == "list" else _documents(assessment, head, size))


def _scored(size: int) -> Any:
    """Make an assessment of so many risks, scored by four experts."""
    import numpy as np
    from tests import factories

    from chegara.accounts.models import Role
    from chegara.elicitation.actions import panels, rounds
    from chegara.elicitation.ballots import Answer
    from chegara.elicitation.methods.scales import load_scale
    from chegara.risk.actions import assessments
    from chegara.risk.models import EvidenceLink, Risk
    from chegara.risk.queries import panel_of

    border = factories.make_agency()
    customs = factories.make_agency(border.country, code="XA-CUS", kind="customs")
    section = factories.make_section(border.country, factories.make_state("XB", home=False))
    head = factories.make_user("head", agency=border, roles=(Role.ANALYST, Role.SUPERVISOR))
    points = [factories.make_point(border.country, code=f"XA-P{number}") for number in range(SERIES)]
    rows = [
        ("persons.crossings", f"{year}-{month:02}", point.code, "", "", 1000 + month)
        for point in points
        for year in (2024, 2025)
        for month in range(1, 13)
    ]
    columns = ("indicator", "month", "point", "citizenship", "direction", "value")
    factories.make_batch(factories.table_csv(columns, rows), by=head, agency=border)
    assessment = factories.make_assessment(border, by=head, agencies=[customs])
    text = "Hidden in what is carried, in small parts and by many, as court cases of three years tell. "
    made = Risk.objects.bulk_create(
        Risk(
            assessment=assessment, number=number, title=f"{WORDS[number % 10].title()} way {number}",
            category="goods", description=text * 2, modus_operandi=text, who=text, where="at the bridge",
            permeability=text, impact_security=text, look_for=text,
        )
        for number in range(1, size + 1)
    )  # fmt: skip
    Risk.sections.through.objects.bulk_create(
        Risk.sections.through(risk=risk, bordersection=section) for risk in made
    )
    EvidenceLink.objects.bulk_create(
        EvidenceLink(risk=risk, indicator_id="persons.crossings", point=points[risk.number % SERIES])
        for risk in made
    )
    assessments.move(assessment, to="scoring", by=head)
    panel = panel_of(assessment)
    experts = [
        factories.make_user(f"expert-{number}", agency=agency)
        for number, agency in enumerate((border, border, customs, customs))
    ]
    for user, agency in zip(experts, (border, border, customs, customs), strict=True):
        panels.invite(panel, user=user, agency=agency, by=head)
    round_ = rounds.open_round(panel, by=head)
    levels, rng = load_scale("four").levels, np.random.default_rng(1)
    keys = [(item.pk, code) for item in panel.items.all() for code in panel.criteria_words]
    for user in experts:
        answers = {key: Answer(levels[rng.integers(4)].code) for key in keys}
        rounds.cast(round_, answers=answers, by=user)
    rounds.close_round(round_, by=head)
    assessments.move(assessment, to="discussion", by=head)
    assessment.refresh_from_db()
    return assessment, head


def _lists(assessment: Any, head: Any, size: int) -> bool:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    client.force_login(head)
    address = f"/risks/{assessment.pk}/"
    watch = Stopwatch()
    with watch.step(f"{size} risks, register, first time"):
        client.get(address)
    with CaptureQueriesContext(connection):
        answer = client.get(f"{address}?page=7")
        questions = [each["sql"] for each in connection.queries_log]
    assert answer.status_code == 200
    if os.environ.get("SHOW"):
        print(*(each[:200] for each in questions), sep="\n")
    seconds, cpu = [], cpu_seconds()
    for number in range(REQUESTS):
        begun = time.perf_counter()
        client.get(f"{address}?page={number + 1}")
        seconds.append(time.perf_counter() - begun)
    cpu = (cpu_seconds() - cpu) / REQUESTS
    p95 = sorted(seconds)[math.ceil(0.95 * REQUESTS) - 1]
    print(
        f"register: median {sorted(seconds)[REQUESTS // 2] * 1000:.0f} ms, CPU {cpu * 1000:.0f} ms a request"
    )
    with watch.step("list as xlsx"):
        client.get(f"{address}?_export=xlsx")
    with watch.step("register as workbook"):
        content = client.get(f"{address}register.xlsx").content
    print(f"workbook of {len(content) / MEGABYTE:.1f} MB; memory at most {peak_memory() / MEGABYTE:.0f} MB")
    seconds_of = {name: wall for name, (wall, _cpu) in watch.steps.items()}
    return all(
        [
            verdict("register, p95", p95, MOST["register, p95"], "s"),
            verdict("questions of the page", len(questions), MOST["questions"], "questions"),
            verdict("xlsx of the list", seconds_of["list as xlsx"], MOST["workbook"], "s"),
            verdict("workbook", seconds_of["register as workbook"], MOST["workbook"], "s"),
        ]
    )


def _documents(assessment: Any, head: Any, size: int) -> bool:
    from django.urls import reverse

    from chegara.reporting.render import render
    from chegara.risk.queries import evidence_of
    from chegara.risk.report.papers import analysis

    # A server that runs has its libraries and addresses loaded already.
    evidence_of(assessment.risks.first(), head)
    reverse("home")
    watch = Stopwatch()
    with watch.step(f"{size} risks, composed"):
        document = analysis(assessment, head, "en")
    print(f"{len(document.blocks)} blocks")
    with watch.step("to Word"):
        word = render(document, "docx")
    with watch.step("to PDF"):
        pdf = render(document, "pdf")
    print(f"PDF {len(pdf) / MEGABYTE:.1f} MB, Word {len(word) / MEGABYTE:.1f} MB, CPU {watch.cpu:.1f} s")
    bound = MOST.get(size)
    met = [verdict(f"{size} risks to Word and PDF", watch.wall, bound, "s")] if bound else []
    if size == LARGE:
        met.append(verdict("memory", peak_memory() / MEGABYTE, MOST["memory"], "MB"))
    return all(met)


if __name__ == "__main__":
    main()
