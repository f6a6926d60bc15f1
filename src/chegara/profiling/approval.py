"""What stands against signing a version: tests that are missing, lists that changed, proxies found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.profiling.choices import SubjectCode
from chegara.profiling.joining import current_versions, lists_named, lists_of
from chegara.profiling.methods.profiles.problems import ProfileRefusedError
from chegara.profiling.methods.profiles.reader import read
from chegara.profiling.methods.proxies import bounds
from chegara.profiling.models import ProfileVersion
from chegara.profiling.presenters.oversight import ATTRIBUTES, group_words
from chegara.profiling.tongue import tongue


def obstacles(version: ProfileVersion) -> list[str]:
    """Return, in words, what must be done before the version may be submitted or signed; empty if nothing.

    By form, by file and by interface alike: the actions ask this, whoever calls them.
    """
    try:
        read(version.content, lists=lists_of(version.profile.owner_agency_id))
    except ProfileRefusedError as error:
        return list(dict.fromkeys(each.text(tongue()) for each in error.problems))
    test = version.back_tests.first()
    if test is None:
        return [_("Test this version on records first: nobody approves what was not tried.")]
    found = list(_changed_lists(version, test.result))
    if version.profile.subject == SubjectCode.PERSON:
        found += _untested(test.result, synthetic=test.synthetic)
    return found + list(_standing(version, test.result))


def _changed_lists(version: ProfileVersion, result: dict[str, Any]) -> Iterator[str]:
    current = current_versions(version.profile.owner_agency_id)
    for name in lists_named(version.content):
        if result.get("lists", {}).get(name) != current[name].file.sha256:
            yield _("The list %(list)s has changed since the test: try the version anew.") % {"list": name}


def _untested(result: dict[str, Any], *, synthetic: bool) -> list[str]:
    """Why the proxy test of a profile of persons proves nothing."""
    told, test = bounds(), result.get("proxy")
    if test is None:
        return [_("The proxy test has not run: try this version on records.")]
    if synthetic:
        return [
            _(
                "Synthetic travellers can show no proxy, for their attributes are drawn apart from their conduct: "
                "try this version on records of the past."
            )
        ]
    missing = [ATTRIBUTES[name] for name in told["needed"] if name not in test["attributes"]]
    if missing:
        return [
            _(
                "The records hold no %(attributes)s to hold the conditions against: add audit.sex, audit.age, audit.citizenship."
            )
            % {"attributes": ", ".join(map(str, missing))}
        ]
    if test["records"] < told["fewest_records"]:
        return [
            _("%(count)s records are too few for the proxy test: at least %(least)s.")
            % {"count": test["records"], "least": told["fewest_records"]}
        ]
    return []


def picked_out(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the conditions that stand for a group without saying so, each with its group."""
    return [
        {**group, "words": one["words"]}
        for one in result.get("proxy", {}).get("conditions", ())
        for group in one["groups"]
        if group["stands"] and not group["open"]
    ]


def needs_ground(version: ProfileVersion) -> bool:
    """Whether a condition picks out citizens of a state, so that a law must be named that asks more of them."""
    test = version.back_tests.first()
    by_law = bounds()["by_law"]
    return test is not None and any(one["attribute"] in by_law for one in picked_out(test.result))


def _standing(version: ProfileVersion, result: dict[str, Any]) -> Iterator[str]:
    by_law = bounds()["by_law"]
    for one in picked_out(result):
        told = {
            "condition": one["words"][tongue()], "attribute": ATTRIBUTES[one["attribute"]],
            "group": group_words(one["attribute"], one["group"]), "ratio": number_format(one["ratio"]["low"], 1),
        }  # fmt: skip
        if one["attribute"] not in by_law:
            yield (
                pgettext(
                    "proxy",
                    "“%(condition)s” stands for %(attribute)s %(group)s: met at least %(ratio)s times as often as by the "
                    "others. No signature opens it; describe the act or fact itself.",
                )
                % told
            )
        elif not version.ground.strip():
            yield (
                pgettext(
                    "proxy",
                    "“%(condition)s” picks out %(attribute)s %(group)s: met at least %(ratio)s times as often as by the "
                    "others. Name the law and article that ask more of them when you submit, or describe another fact.",
                )
                % told
            )
