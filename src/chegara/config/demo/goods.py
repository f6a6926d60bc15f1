"""Sarvania's customs select goods: invented declarations, two profiles, lanes, what examiners found."""

from __future__ import annotations

import csv
import io
import tomllib
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.utils import timezone

from chegara.accounts.models import User
from chegara.config.demo.organisation import folder
from chegara.organisation.models import Agency
from chegara.pages.jobs import execute
from chegara.profiling import testing
from chegara.profiling.actions import key_lists, profiles, selections
from chegara.profiling.actions.selections import Given
from chegara.profiling.bulk.results import SelectedRecords
from chegara.profiling.methods.profiles.document import SCHEMA
from chegara.profiling.models import KeyList, LanePolicy, LaneQuota, Selection

DECLARATIONS, DAYS = 1_500, 20
OFFICES = ("XS-CH-01", "XS-CH-02", "XS-CH-03")
GOODS = {"080810": 0.9, "620342": 11.0, "870323": 7.5, "240220": 6.0, "852872": 14.0}
"""Invented values of a kilogram, in invented units."""
LAW = "Customs code of Sarvania, article 214 (invented)"


def build_goods(rng: np.random.Generator) -> None:
    """Make profiles, lanes, a selection of declarations and what was found in them."""
    told = tomllib.loads((folder("XS") / "checkpoint.toml").read_text(encoding="utf-8"))
    agency = Agency.objects.get(code="XS-CUS")
    people = {name: User.objects.get(username=name) for name in ("customs", "customs-head", "customs-deputy")}
    today = timezone.localdate()
    records = declarations(rng, today)
    listed = KeyList(
        owner_agency=agency, name="importers-under-audit", title="Importers under audit (invented)",
        subject="consignment", field="importer", legal_basis=LAW, owner="Department of audit (invented)",
    )  # fmt: skip
    key_lists.save_key_list(listed, by=people["customs"])
    keys = "key,valid_from,valid_to,source\n" + "".join(
        f"I{number:03},,,case {number} (invented)\n" for number in (2, 5, 9, 14, 40)
    )
    key_lists.bring_in_keys(
        listed, name="importers (invented).csv", content=keys.encode(), by=people["customs"]
    )
    for one in told["goods"]:
        _profile(one, agency, people, records, today)
    selections.save_policy(
        LanePolicy(owner_agency=agency, subject="consignment", control_percent=3),
        quotas=[
            LaneQuota(office="*", lane="red", capacity=4),
            LaneQuota(office=OFFICES[0], lane="yellow", expected_percent=5),
        ],
        by=people["customs-head"],
        reason="plan of the season (invented)",
    )
    content = _csv(records)
    begun = Given(
        subject="consignment", name="declarations (invented).csv", content=[content], size=len(content)
    )
    made = selections.begin(begun, agency=agency, by=people["customs"])
    if made.job is not None:
        execute.call(made.job.pk)
    _find(Selection.objects.get(pk=made.pk), people["customs"], rng)


def declarations(rng: np.random.Generator, today: date) -> list[dict[str, Any]]:
    """Invented declarations in the order of time, the last of them of today."""
    codes = list(GOODS)
    days = np.sort(rng.integers(0, DAYS, DECLARATIONS))
    made = []
    for number in range(DECLARATIONS):
        code = codes[int(rng.integers(len(codes)))]
        mass = round(float(rng.lognormal(6, 0.8)))
        low = rng.random() < 0.04
        unit = GOODS[code] * float(rng.lognormal(0, 0.15)) * (0.35 if low else 1)
        made.append(
            {
                "id": f"SX{number + 1:05}",
                "time": (today - timedelta(days=DAYS - 1 - int(days[number]))).isoformat(),
                "office": OFFICES[int(rng.integers(len(OFFICES)))],
                "hs": code,
                "value": round(mass * unit),
                "net_mass": mass,
                "importer": f"I{int(rng.zipf(1.6)) % 300:03}",
                "papers_missing": "yes" if rng.random() < 0.02 else "no",
            }
        )
    return made


def _csv(records: list[dict[str, Any]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(records[0]))
    writer.writeheader()
    writer.writerows(records)
    return stream.getvalue().encode()


def _profile(
    told: dict[str, Any], agency: Agency, people: dict[str, User], records: list[dict[str, Any]], today: date
) -> None:
    rules = [dict(zip(("field", "operator", "value"), one, strict=True)) for one in told["conditions"]]
    for rule in rules:
        if rule["operator"] == "inList":
            rule["value"] = {"list": rule["value"]}
    profile = profiles.write(
        {
            "schema": SCHEMA,
            **{name: told[name] for name in ("id", "title", "subject", "purpose", "rationale")},
            "legal_basis": LAW,
            "valid_from": (today - timedelta(days=DAYS)).isoformat(),
            "valid_to": (today + timedelta(days=told["days"])).isoformat(),
            "offices": [],
            "when": {"combinator": "and", "not": False, "rules": rules},
            "then": {
                "lane": told["lane"],
                "percent": 100,
                "priority": 50,
                "instruction": told["instruction"],
            },
            "must_hit": [],
            "must_miss": [],
        },
        agency=agency,
        by=people["customs"],
        reason="first version",
    )
    version = profile.versions.get()
    result = testing.try_on(version, records, prevalence=0.02, viewer=people["customs"])
    profiles.keep_test(
        version, records="declarations (invented)", synthetic=False, result=result, by=people["customs"]
    )
    profiles.submit(profile, by=people["customs"])
    for name in ("customs-head", "customs-deputy"):
        profiles.approve(profile, office=str(people[name]), by=people[name])


def _find(selection: Selection, by: User, rng: np.random.Generator) -> None:
    """Examine what is red, yellow or of the control sample; find more where a profile hit."""
    rows = [row for row in SelectedRecords(selection) if row["lane"] != "green"]
    found = [(row["id"], int(rng.random() < (0.4 if row["reason"] == "profile" else 0.04))) for row in rows]
    content = "id,found\n" + "".join(f"{key},{told}\n" for key, told in found)
    selections.keep_findings(selection, content=content.encode(), by=by)
