"""A review of a service of 3,000 positions in the database: the rules as the button runs them, and the pages.

    python benchmarks/review.py [--share 0.1]

The rules, with reading the service, comparing texts and keeping what was found: under 20 s. Each long page
answers in under a second; requests go through Django's test client.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from typing import Any

from conformity import service
from measuring import cpu_seconds, machine, verdict

RULES_MOST, PAGE_MOST = 20.0, 1.0


def store(made: Any, review: Any) -> None:
    """Write the invented service as records of a review; keys are shifted past those that are there."""
    from chegara.integrity import models as m

    norm = m.Norm.objects.create(review=review, kind="statute", title="Invented")
    many = {"batch_size": 500}
    units = [m.ServiceUnit(review=review, name=f"Unit {each.key}", staff=each.staff) for each in made.units]
    m.ServiceUnit.objects.bulk_create(units, **many)
    for unit, each in zip(units, made.units, strict=True):
        unit.parent = units[each.parent] if each.parent is not None else None
    m.ServiceUnit.objects.bulk_update(units, ["parent"], batch_size=200)
    m.UnitTask.objects.bulk_create(
        [m.UnitTask(review=review, unit=units[each.unit], text=each.text, norm=norm) for each in made.tasks],
        **many,
    )
    functions = [
        m.UnitFunction(
            review=review, unit=units[each.unit], code=each.code, text=each.text, norm=norm, verb=each.verb,
            object=each.object,
        )
        for each in made.functions
    ]  # fmt: skip
    m.UnitFunction.objects.bulk_create(functions, **many)
    posts = [
        m.Post(
            review=review, unit=units[each.unit], title=f"Post {each.key}", count=each.posts,
            sensitive=each.sensitive,
        )
        for each in made.positions
    ]  # fmt: skip
    m.Post.objects.bulk_create(posts, **many)
    for post, each in zip(posts, made.positions, strict=True):
        post.reports_to = posts[each.reports_to] if each.reports_to is not None else None
    m.Post.objects.bulk_update(posts, ["reports_to"], batch_size=200)
    m.PostDuty.objects.bulk_create(
        [
            m.PostDuty(
                review=review, post=posts[each.position], function=functions[each.function], verb=each.verb,
                object=each.object, norm=norm, text=f"{each.verb} {each.object}",
            )
            for each in made.duties
        ],
        **many,
    )  # fmt: skip
    m.PostRight.objects.bulk_create(
        [
            m.PostRight(
                review=review, post=posts[each.position], verb=each.verb, object=each.object, norm=norm,
                text=f"{each.verb} {each.object}",
            )
            for each in made.rights
        ],
        **many,
    )  # fmt: skip
    _staff(made, review, posts, m)


def _staff(made: Any, review: Any, posts: list[Any], m: Any) -> None:
    holders = {
        key: m.Holder(review=review, pseudonym=f"H-{key:05}")
        for key in sorted({each.holder for each in made.appointments})
    }
    m.Holder.objects.bulk_create(holders.values(), batch_size=500)
    m.Appointment.objects.bulk_create(
        [
            m.Appointment(
                review=review, holder=holders[each.holder], post=posts[each.position], since=each.since
            )
            for each in made.appointments
        ],
        batch_size=500,
    )
    m.SeparationRule.objects.bulk_create(
        [
            m.SeparationRule(
                review=review, title=f"Task {each.key}", people=each.people,
                permissions=sorted([str(verb), thing] for verb, thing in each.permissions),
            )
            for each in made.separations
        ]
    )  # fmt: skip


def main() -> None:
    """Make the service, run the rules, open the pages."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--share", type=float, default=1.0)
    share = parser.parse_args().share
    home = tempfile.mkdtemp()
    os.environ |= {"CHEGARA_HOME": home, "DJANGO_SETTINGS_MODULE": "chegara.config.settings"}
    import django

    django.setup()
    from chegara.config.new_database import create_tables

    create_tables()
    from tests.integrity.world import make_review

    from chegara.integrity.actions.findings import run_rules

    review = make_review()
    made = service(random.Random(20260126), int(3000 * share), int(40_000 * share))  # noqa: S311 - the same each time
    store(made, review)
    began, cpu = time.perf_counter(), cpu_seconds()
    many = run_rules(review, by=review.by)
    took = time.perf_counter() - began
    print(f"{len(made.positions)} positions, {len(made.duties) + len(made.rights)} duties and rights")
    print(f"{many} findings kept; {cpu_seconds() - cpu:.1f} s of processor; {machine()}")
    verdict("the rules, from the database and back", took, RULES_MOST, "s")
    _pages(review)


def _pages(review: Any) -> None:
    from django.test import Client
    from django.urls import reverse

    client = Client(SERVER_NAME="localhost")
    client.force_login(review.by)
    at = f"/integrity/{review.pk}"
    unit = review.serviceunit_set.first()
    addresses = (
        review.get_absolute_url(), f"{at}/structure/", reverse("integrity_unit", args=[review.pk, unit.pk]),
        f"{at}/records/duty/", f"{at}/records/duty/?page=100", f"{at}/records/duty/?words=object-17",
        f"{at}/index/", f"{at}/posts/", f"{at}/findings/", f"{at}/matrices/function-position/",
        f"{at}/matrices/conflicts/", f"{at}/practice/",
    )  # fmt: skip
    for address in addresses:
        client.get(address)
        began = time.perf_counter()
        answer = client.get(address)
        took = time.perf_counter() - began
        size = len(answer.content) // 1024
        verdict(f"{address} ({answer.status_code}, {size} KB)", took, PAGE_MOST, "s")


if __name__ == "__main__":
    main()
