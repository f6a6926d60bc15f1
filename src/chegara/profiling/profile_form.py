"""The form in which a profile is built without code: rows of conditions, which become the tree of a profile
file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.accounts.models import User
from chegara.organisation.models import Agency
from chegara.organisation.queries import agencies_to_act_for
from chegara.pages.forms import StyledForm
from chegara.profiling.choices import PurposeCode
from chegara.profiling.methods.profiles.document import LANES, SCHEMA, Lane
from chegara.profiling.methods.profiles.fields import Kind, Subject, standard_catalogue
from chegara.profiling.methods.profiles.problems import Problem
from chegara.profiling.methods.profiles.tree import Operator
from chegara.profiling.tongue import tongue

ROWS = 8
GROUPS = [(str(number), str(number)) for number in range(1, ROWS + 1)]
LISTED = {Operator.IN_LIST, Operator.NOT_IN_LIST}
PAIR = {Operator.BETWEEN, Operator.NOT_BETWEEN}
SEVERAL = {Operator.IN, Operator.NOT_IN}
_PLACE = re.compile(r"when/rules/(\d+)(?:/rules/(\d+))?(?:/(\w+))?")
VALUELESS = {Operator.MISSING, Operator.PRESENT}
YES = frozenset({"yes", "true", "1", "да", "+", ""})

OPERATORS = {
    Operator.EQUAL: _("is"),
    Operator.NOT_EQUAL: _("is not"),
    Operator.LESS: _("less than"),
    Operator.AT_MOST: _("at most"),
    Operator.MORE: _("more than"),
    Operator.AT_LEAST: _("at least"),
    Operator.BETWEEN: _("from … to …"),
    Operator.NOT_BETWEEN: _("outside … to …"),
    Operator.IN: _("one of"),
    Operator.NOT_IN: _("none of"),
    Operator.IN_LIST: _("on the list"),
    Operator.NOT_IN_LIST: _("not on the list"),
    Operator.BEGINS: _("begins with"),
    Operator.NOT_BEGINS: _("does not begin with"),
    Operator.ENDS: _("ends with"),
    Operator.CONTAINS: _("contains"),
    Operator.NOT_CONTAINS: _("does not contain"),
    Operator.MATCHES: _("has the form"),
    Operator.WITHIN_DAYS: _("within the last … days"),
    Operator.OLDER_THAN_DAYS: _("older than … days"),
    Operator.MISSING: _("is not known"),
    Operator.PRESENT: _("is known"),
}
LANE_WORDS = {
    Lane.SECOND_LINE: _("second line"),
    Lane.BLUE: _("blue: checked after release"),
    Lane.YELLOW: _("yellow: papers"),
    Lane.RED: _("red: inspection"),
}


class ProfileForm(StyledForm):
    """A profile; conditions of one group are alternatives, all groups must hold."""

    owner_agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.none())
    code = forms.RegexField(
        r"^[A-Za-z0-9-]{2,40}$", label=_("Code"), help_text=_("capital letters, digits and hyphens")
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    purpose = forms.ChoiceField(label=pgettext_lazy("of screening", "Purpose"), choices=PurposeCode.choices)
    legal_basis = forms.CharField(label=_("Legal basis"), widget=forms.Textarea(attrs={"rows": 2}))
    rationale = forms.CharField(
        label=_("Rationale"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("which cases, which analysis; what speaks against"),
    )
    valid_from = forms.DateField(label=_("From"))
    valid_to = forms.DateField(
        label=pgettext_lazy("end of a period", "To"), help_text=_("six months at most for persons")
    )
    lane = forms.ChoiceField(label=_("Sends to"))
    percent = forms.FloatField(
        label=_("Share of hits that is selected, %"), min_value=0.01, max_value=100, initial=100
    )
    priority = forms.IntegerField(label=_("Priority, 0 to 100"), min_value=0, max_value=100, initial=50)
    instruction = forms.CharField(
        label=_("What to do, what not to do"), widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = forms.CharField(label=_("What changes and why"), required=False)

    def __init__(
        self, *args: Any, user: User, subject: str, before: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.subject = Subject(subject)
        self.before = before or {}
        if examples := len(self.before.get("must_hit", ())) + len(self.before.get("must_miss", ())):
            self.fields["keep_examples"] = forms.BooleanField(
                label=_("Keep the examples that it must hit or miss (%(count)s)") % {"count": examples},
                help_text=_("they are decided anew whenever it is saved; a file changes them"),
                initial=True,
                required=False,
            )
        own = agencies_to_act_for(user)
        self.fields["owner_agency"].queryset = own  # type: ignore[attr-defined]
        if own.count() == 1:
            self.fields["owner_agency"].initial = own.first()
        self.fields["lane"].choices = [  # type: ignore[attr-defined]
            (lane.value, LANE_WORDS[lane]) for lane in LANES[self.subject]
        ]
        language = tongue()
        fields = [("", "–")] + [
            (field.name, (field.ru if language == "ru" else field.en).replace("{days}", "…"))
            for field in standard_catalogue().of(self.subject)
        ]
        operators = [("", "–")] + [(each.value, words) for each, words in OPERATORS.items()]
        for number in range(1, ROWS + 1):
            self.fields[f"group_{number}"] = forms.ChoiceField(
                label=_("Group"), choices=GROUPS, required=False, initial=str(number)
            )
            self.fields[f"field_{number}"] = forms.ChoiceField(
                label=_("Fact"), choices=fields, required=False
            )
            self.fields[f"days_{number}"] = forms.IntegerField(
                label=_("… days"), min_value=1, max_value=366, required=False
            )
            self.fields[f"operator_{number}"] = forms.ChoiceField(
                label=_("Comparison"), choices=operators, required=False
            )
            self.fields[f"value_{number}"] = forms.CharField(label=_("Value"), max_length=300, required=False)
            for part in ("group", "field", "operator"):
                self.fields[f"{part}_{number}"].widget.attrs["class"] = "form-select"
            for part in ("days", "value"):
                self.fields[f"{part}_{number}"].widget.attrs["class"] = "form-control"

    def plain_fields(self) -> list[Any]:
        """The fields above the conditions."""
        return [self[name] for name in self.fields if "_" not in name or name.rpartition("_")[2].isalpha()]

    def rows(self) -> list[list[Any]]:
        """The rows of conditions."""
        parts = ("group", "field", "days", "operator", "value")
        return [[self[f"{part}_{number}"] for part in parts] for number in range(1, ROWS + 1)]

    def wrong(self) -> list[tuple[int, Any]]:
        """The fields that something is wrong with, each with the number of its condition or 0."""
        conditions = {field.name: number for number, row in enumerate(self.rows(), 1) for field in row}
        return [(conditions.get(name, 0), self[name]) for name in self.fields if self[name].errors]

    def clean(self) -> dict[str, Any]:
        """Build the tree out of the rows."""
        data = self.cleaned_data
        groups: dict[str, list[dict[str, Any]]] = {}
        placed: dict[str, list[int]] = {}
        for number in range(1, ROWS + 1):
            if data.get(f"field_{number}"):
                rule = self._condition(number, data)
                if rule is not None:
                    group = data.get(f"group_{number}") or "1"
                    groups.setdefault(group, []).append(rule)
                    placed.setdefault(group, []).append(number)
        if not groups and not self.errors:
            self.add_error("field_1", _("A profile needs conditions."))
        self.placed = [rows for _group, rows in sorted(placed.items())]
        self.tree = {
            "combinator": "and",
            "not": False,
            "rules": [
                rules[0] if len(rules) == 1 else {"combinator": "or", "not": False, "rules": rules}
                for _number, rules in sorted(groups.items())
            ],
        }
        return data

    def _condition(self, number: int, data: dict[str, Any]) -> dict[str, Any] | None:
        name, text = data[f"field_{number}"], (data.get(f"value_{number}") or "").strip()
        field = standard_catalogue().fields[name]
        if field.window is not None:
            days = data.get(f"days_{number}")
            if not days:
                self.add_error(f"days_{number}", _("Over how many days?"))
                return None
            name = f"{name}_{days}d"
        operator = data.get(f"operator_{number}")
        if not operator:
            if field.kind is not Kind.FLAG:
                self.add_error(f"operator_{number}", _("Choose how to compare."))
                return None
            operator = Operator.EQUAL.value
        told: dict[str, Any] = {"field": name, "operator": operator}
        try:
            value = _value(Operator(operator), field.kind, text)
        except ValueError:
            self.add_error(f"value_{number}", _("This is no value of such a fact."))
            return None
        if value is not None:
            told["value"] = value
        return told

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Tell each problem beside the field that it is about; what concerns the whole stands above."""
        language = tongue()
        for each in problems:
            self.add_error(self._field_of(each.where), capfirst(each.text(language)))

    def _field_of(self, where: str) -> str | None:
        """Return the form's field of a place in the file, such as `when/rules/1/value`."""
        place = _PLACE.match(where)
        if place is None:
            name = where.removeprefix("then/")
            return name if name in self.fields else None
        group, alternative, part = place.groups()
        rows = self.placed[int(group)]
        number = rows[int(alternative or 0)]
        return f"{part}_{number}" if part in {"operator", "value"} else f"field_{number}"

    def told(self) -> dict[str, Any]:
        """The profile as a plain dictionary, for the one reader that form, import and interface share."""
        data = self.cleaned_data
        kept = self.before if data.get("keep_examples") else {}
        return {
            "schema": SCHEMA,
            "id": data["code"].upper(),
            "title": data["title"],
            "subject": self.subject.value,
            "purpose": data["purpose"],
            "legal_basis": data["legal_basis"],
            "rationale": data["rationale"],
            "valid_from": data["valid_from"].isoformat(),
            "valid_to": data["valid_to"].isoformat(),
            "offices": self.before.get("offices", []),
            "when": self.tree,
            "then": {
                "lane": data["lane"],
                "percent": data["percent"],
                "priority": data["priority"],
                "instruction": data["instruction"],
            },
            "must_hit": kept.get("must_hit", []),
            "must_miss": kept.get("must_miss", []),
        }


def _value(operator: Operator, kind: Kind, text: str) -> Any:
    if operator in VALUELESS:
        return None
    if kind is Kind.FLAG:
        return text.lower() in YES
    if operator in PAIR:
        low, _dots, high = text.replace("…", "..").partition("..")
        return [_scalar(kind, low), _scalar(kind, high)]
    if operator in LISTED:
        if not text:
            raise ValueError
        return {"list": text.lower()}
    if operator in SEVERAL:
        return [_scalar(kind, part) for part in text.replace(";", ",").split(",") if part.strip()]
    if operator in {Operator.WITHIN_DAYS, Operator.OLDER_THAN_DAYS}:
        return int(text)
    return _scalar(kind, text)


def _scalar(kind: Kind, text: str) -> Any:
    text = text.strip()
    if not text:
        raise ValueError
    if kind is Kind.NUMBER:
        number = float(text.replace(",", ".").replace("\u00a0", "").replace(" ", ""))
        return int(number) if number.is_integer() else number
    return text


def initial_of(content: dict[str, Any]) -> dict[str, Any] | None:
    """What the form shows of a profile that has the form's shape; None of a tree that only a file can
    hold."""
    rules = content["when"]["rules"]
    if content["when"]["not"] or content["when"]["combinator"] != "and":
        return None
    made: dict[str, Any] = {
        "code": content["id"],
        "lane": content["then"]["lane"],
        "percent": content["then"]["percent"],
        "priority": content["then"]["priority"],
        "instruction": content["then"]["instruction"],
        **{
            name: content[name]
            for name in ("title", "purpose", "legal_basis", "rationale", "valid_from", "valid_to")
        },
    }
    number = 0
    for group, rule in enumerate(rules, 1):
        parts = rule.get("rules", [rule])
        if group > len(GROUPS) or ("rules" in rule and (rule["not"] or rule["combinator"] != "or")):
            return None
        for part in parts:
            number += 1
            if number > ROWS or "rules" in part:
                return None
            made |= _shown(part, number, group)
    return made


def _shown(part: dict[str, Any], number: int, group: int) -> dict[str, Any]:
    field = standard_catalogue()[part["field"]]
    value = part.get("value", "")
    if isinstance(value, bool):
        value = "yes" if value else "no"
    elif isinstance(value, dict):
        value = value["list"]
    elif isinstance(value, list):
        value = (" .. " if part["operator"] in PAIR else ", ").join(str(each) for each in value)
    family = part["field"].rpartition("_")[0] if field.window else part["field"]
    return {
        f"group_{number}": str(group),
        f"field_{number}": family,
        f"operator_{number}": part["operator"],
        f"value_{number}": value,
        f"days_{number}": field.window.days if field.window else None,
    }
