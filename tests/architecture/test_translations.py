"""English and Russian are complete and stay so: catalogues, templates, labels, dates, libraries' messages."""

from __future__ import annotations

import ast
import importlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import django_filters
import django_tables2
import polib
import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import DateField
from django.template.base import Lexer, TokenType
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

import chegara
from chegara.accounts.adapter import ClosedAdapter
from chegara.audit.presenters import ACTION_TITLES
from chegara.config import messages
from chegara.config.translations import catalogues

PACKAGE = Path(chegara.__file__).parent
SLICES = {folder.name: folder for folder in messages.slices()}
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
SOURCES = sorted(PACKAGE.rglob("*.py"))
CYRILLIC = re.compile(r"[А-Яа-яЁё]")
TAG = re.compile(r"</?\w+[^>]*>")
# Said alike in every language: names of the product, of formats and of algorithms.
# In Russian a number is announced by the sign №, which is no letter.
SAME_IN_RUSSIAN = {"SHA-256", "No.", "No. %(number)s", "%(indicator)s %(by)s, %(year)s"}
SAME_EVERYWHERE = {"Chegara", "SHA-256", "xlsx", "csv", "Word", "PDF"}


def entries(slice_name: str) -> polib.POFile:
    path = messages.catalogue_path(SLICES[slice_name], "ru")
    assert path.exists(), "run ./script/messages and translate what is missing"
    return polib.pofile(str(path))


def translations_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


# --- the catalogues -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("slice_name", SLICES)
def test_everything_a_slice_says_is_said_in_russian(slice_name: str) -> None:
    missing = [entry.msgid for entry in entries(slice_name) if not all(translations_of(entry))]

    assert not missing


@pytest.mark.parametrize("slice_name", SLICES)
def test_a_translation_is_never_a_guess_nor_a_leftover(slice_name: str) -> None:
    catalogue = entries(slice_name)

    assert not catalogue.fuzzy_entries()
    assert not catalogue.obsolete_entries()


@pytest.mark.parametrize("slice_name", SLICES)
def test_a_catalogue_is_as_the_script_writes_it(slice_name: str) -> None:
    path = messages.catalogue_path(SLICES[slice_name], "ru")

    written = f"{messages.updated_catalogue(SLICES[slice_name], 'ru')}"

    assert path.read_text(encoding="utf-8").rstrip("\n") == written.rstrip("\n"), "run ./script/messages"


def placeholders(text: str) -> Counter[str]:
    found = [f for f in messages.PYTHON_FORMAT.findall(text) if not f.startswith("%%")]
    return Counter(found + messages.BRACE_FORMAT.findall(text))


@pytest.mark.parametrize("slice_name", SLICES)
def test_a_translation_fills_in_the_same_values(slice_name: str) -> None:
    for entry in entries(slice_name):
        expected = set(placeholders(entry.msgid_plural or entry.msgid))
        for text in translations_of(entry):
            assert set(placeholders(text)) == expected, entry.msgid


@pytest.mark.parametrize("slice_name", SLICES)
def test_a_translation_escapes_per_cent_signs_like_the_original(slice_name: str) -> None:
    for entry in entries(slice_name):
        if "%(" in entry.msgid:
            for text in translations_of(entry):
                assert text % dict.fromkeys(re.findall(r"%\((\w+)\)", text), 0)


@pytest.mark.parametrize("slice_name", SLICES)
def test_a_translation_has_the_same_markup(slice_name: str) -> None:
    for entry in entries(slice_name):
        for text in translations_of(entry):
            assert Counter(TAG.findall(text)) == Counter(TAG.findall(entry.msgid)), entry.msgid


@pytest.mark.parametrize("slice_name", SLICES)
def test_a_translation_is_written_in_cyrillic(slice_name: str) -> None:
    english = [
        entry.msgid
        for entry in entries(slice_name)
        for text in translations_of(entry)
        if re.search("[A-Za-z]", re.sub(r"%\(\w+\)s", "", entry.msgid)) and not CYRILLIC.search(text)
    ]

    assert set(english) <= SAME_IN_RUSSIAN


def test_the_same_words_are_translated_alike_in_all_slices() -> None:
    """Django merges all catalogues into one, so a second translation would win or lose by chance."""
    said: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for slice_name in SLICES:
        for entry in entries(slice_name):
            said.setdefault((entry.msgctxt or "", entry.msgid), set()).add(tuple(translations_of(entry)))

    assert not {key: texts for key, texts in said.items() if len(texts) > 1}


def test_every_catalogue_belongs_to_a_slice_that_speaks() -> None:
    expected = {
        messages.catalogue_path(folder, language) for folder in SLICES.values() for language in ("ru",)
    }

    assert set(catalogues()) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "1 строка"),
        (2, "2 строки"),
        (5, "5 строк"),
        (11, "11 строк"),
        (21, "21 строка"),
        (112, "112 строк"),
    ],
)
def test_russian_counts_in_three_forms(number: int, expected: str) -> None:
    with translation.override("ru"):
        text = ngettext("%(rows)s row", "%(rows)s rows", number) % {"rows": number}

    assert text == expected


# --- extraction ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param('_("one" " two")', messages.Message("one two"), id="joined strings"),
        pytest.param('gettext_lazy("lazy")', messages.Message("lazy"), id="lazy"),
        pytest.param('pgettext("of a door", "open")', messages.Message("open", "of a door"), id="context"),
        pytest.param('ngettext("a row", "rows", n)', messages.Message("a row", "", "rows"), id="plural"),
        pytest.param(
            'npgettext_lazy("a", "one", "many", 2)', messages.Message("one", "a", "many"), id="both"
        ),
        pytest.param("translation.gettext('attribute')", messages.Message("attribute"), id="attribute"),
    ],
)  # fmt: skip
def test_what_python_says_is_found(code: str, expected: messages.Message) -> None:
    assert list(messages.read_messages(code)) == [expected]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('  {% translate "one" %}\n {% translate "two" context "c" %}', {("", "one", ""), ("c", "two", "")}),
        ('{{ name|default:_("nobody") }}', {("", "nobody", "")}),
        (
            "{% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}",
            {("", "%(n)s row", "%(n)s rows")},
        ),
        ("{% blocktranslate %}{{ a }} % sure{% endblocktranslate %}", {("", "%(a)s %% sure", "")}),
        ("<p>'unclosed\n   \"quotes</p>", set()),
    ],
    ids=["translate", "filter argument", "plural", "per cent", "quotes in text"],
)
def test_what_templates_say_is_found(
    tmp_path: Path, template: str, expected: set[tuple[str, str, str]]
) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(template, encoding="utf-8")

    found = {(message.context, message.singular, message.plural) for message in messages.messages(tmp_path)}

    assert found == expected


def test_the_script_keeps_translations_and_drops_what_nobody_says(tmp_path: Path) -> None:
    path = messages.catalogue_path(tmp_path, "ru")
    path.parent.mkdir(parents=True)
    path.write_text(
        'msgid ""\nmsgstr ""\n\nmsgid "kept"\nmsgstr "сохранено"\n\nmsgid "gone"\nmsgstr "ушло"\n'
    )
    (tmp_path / "page.py").write_text('_("kept"); _("new")')

    catalogue = messages.updated_catalogue(tmp_path, "ru")

    assert {entry.msgid: entry.msgstr for entry in catalogue} == {"kept": "сохранено", "new": ""}


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("%(count)s rows", ["python-format"]),
        ("80 % sure", []),
        ("{name} rows", ["python-brace-format"]),
        ("rows", []),
    ],
)
def test_flags_name_the_formats_that_a_message_contains(text: str, flags: list[str]) -> None:
    assert messages.Message(text).flags == flags


# --- templates ----------------------------------------------------------------------------------------------


class LiteralText(HTMLParser):
    """Collects the words that a template says without a translate tag: text and spoken attributes."""

    SPOKEN = frozenset({"aria-label", "alt", "title", "placeholder"})
    SILENT = frozenset({"script", "style"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self.SILENT
        self.found += [value for name, value in attrs if name in self.SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def literal_words(template: str) -> set[str]:
    """Return words with letters that stand in a template's HTML outside of tags and variables."""
    html, translated = "", False
    for token in Lexer(template).tokenize():
        if token.token_type is TokenType.TEXT and not translated:
            html += token.contents
        elif token.token_type is TokenType.BLOCK:
            name = token.contents.split()[0]
            translated = {"blocktranslate": True, "endblocktranslate": False}.get(name, translated)
    parser = LiteralText()
    parser.feed(html)
    known = re.compile("|".join(map(re.escape, SAME_EVERYWHERE)))
    return {text.strip() for text in parser.found if re.search(r"[^\W\d_]", known.sub("", text))}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_templates_say_nothing_that_is_not_translated(path: Path) -> None:
    assert not literal_words(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("<p>Hello</p>", {"Hello"}),
        ('<p>{% translate "Hello" %} {{ name }}</p>', set()),
        ('<img alt="A picture">', {"A picture"}),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", set()),
        ("<p>Chegara – 12</p>", set()),
        ("<style>p { color: red }</style>", set()),
    ],
)
def test_the_check_of_templates_finds_literal_text(template: str, expected: set[str]) -> None:
    assert literal_words(template) == expected


# --- Python -------------------------------------------------------------------------------------------------


def calls_at_import(tree: ast.Module) -> Iterator[ast.Call]:
    """Yield the calls that run when a module is imported: those outside of functions."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.Call):
            yield node
        waiting += ast.iter_child_nodes(node)


def names_of_gettext(tree: ast.Module) -> set[str]:
    """Return the names under which a module knows the functions that translate at once."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in {"gettext", "ngettext", "pgettext", "npgettext"}
    }


def said_within_f_strings(tree: ast.Module) -> list[int]:
    """Return the lines of words within f-strings: there the extraction does not see them."""
    at_once = names_of_gettext(tree)
    return [
        call.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and (call.func.id == "_" or call.func.id in at_once)
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_words_hide_from_the_translator_in_an_f_string(path: Path) -> None:
    assert said_within_f_strings(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_the_check_finds_words_within_an_f_string() -> None:
    assert said_within_f_strings(ast.parse("x = f\"{_('Level')}: {y}\"\nz = _('Level') + f': {y}'")) == [1]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_is_translated_before_the_language_is_known(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    at_once = names_of_gettext(tree)

    early = [
        call.lineno
        for call in calls_at_import(tree)
        if isinstance(call.func, ast.Name) and call.func.id in at_once
    ]

    assert not early, "use gettext_lazy outside of functions"


OWN_MODELS = [model for model in apps.get_models() if model.__module__.startswith("chegara.")]
# Tables that no page, form or log names.
UNNAMED = {"MonthlyTotal", "RememberedMapping", "StoredForecast"}


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model.__name__)
def test_models_and_their_choices_are_named_in_the_language_of_the_page(model: type[models.Model]) -> None:
    if model.__name__ not in UNNAMED:
        assert isinstance(model._meta.verbose_name, Promise)
        assert isinstance(model._meta.verbose_name_plural, Promise)
    with translation.override("ru"):
        for field in model._meta.get_fields():
            for _value, label in getattr(field, "flatchoices", None) or ():
                assert CYRILLIC.search(str(label)), field


def in_russian(say: Callable[[], str]) -> str:
    with translation.override("ru"):
        return say()


def subclasses(parent: type) -> list[Any]:
    """Return the classes of the project's pages that descend from another."""
    importlib.import_module(settings.ROOT_URLCONF)
    found: list[type] = []
    waiting: list[type] = list(parent.__subclasses__())
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.__module__.startswith("chegara."):
            found.append(one)
    return found


def test_every_label_of_a_form_is_russian_on_a_russian_page() -> None:
    labels = {
        f"{form.__name__}.{name}": (field.label, name)
        for form in subclasses(forms.BaseForm)
        # A list's filter form is made anew for each page, in its language: see the test of filters.
        if form.__name__ != "Styled"
        for name, field in form.base_fields.items()
    }

    with translation.override("ru"):
        english = [key for key, (label, _name) in labels.items() if not CYRILLIC.search(str(label or ""))]

    assert labels
    assert not english


def test_every_heading_of_a_table_is_russian_on_a_russian_page() -> None:
    tables = [table for table in subclasses(django_tables2.Table) if table._meta.model]

    with translation.override("ru"):
        english = [
            f"{table.__name__}.{column.name}"
            for table in tables
            for column in table(table._meta.model.objects.none()).columns
            if not CYRILLIC.search(str(column.header)) and str(column.header) != "№"
        ]

    assert tables
    assert not english


def test_every_filter_is_russian_on_a_russian_page() -> None:
    filters = {
        f"{one.__name__}.{name}": (one._meta.model, deepcopy(found))
        for one in subclasses(django_filters.FilterSet)
        for name, found in one.base_filters.items()
    }

    with translation.override("ru"):
        for model, found in filters.values():
            found.model = model
        english = [name for name, (_model, found) in filters.items() if not CYRILLIC.search(str(found.label))]

    assert filters
    assert not english


def audited_actions() -> set[str]:
    """Return the codes that the source passes to the audit log."""
    found = set()
    for path in SOURCES:
        for call in (
            n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)
        ):
            function = call.func.id if isinstance(call.func, ast.Name) else ""
            given = [
                keyword.value for keyword in call.keywords if keyword.arg == "action" and function == "record"
            ]
            codes = [n.value for value in given for n in ast.walk(value) if isinstance(n, ast.Constant)]
            found |= {str(code) for code in codes if re.fullmatch(r"\w+\.\w+", str(code))}
            if function == "_audit":
                prefix = path.relative_to(PACKAGE).parts[0]
                found |= {f"{prefix}.{a.value!s}" for a in call.args if isinstance(a, ast.Constant)}
    return found


def test_every_audited_action_has_a_name() -> None:
    actions = audited_actions()

    assert {"accounts.signed_in", "evidence.import_confirmed", "organisation.created"} <= actions
    assert not actions - set(ACTION_TITLES)


# --- dates --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ru", "kk", "ky", "uz", "tg", "tk"])
def test_dates_are_day_first_in_every_language(language: str) -> None:
    third_of_april = date(2015, 4, 3)

    with translation.override(language):
        written = {date_format(third_of_april, name) for name in ("DATE_FORMAT", "SHORT_DATE_FORMAT")}
        read = DateField(localize=True).clean("03.04.2015")

    assert written == {"03.04.2015"}
    assert read == third_of_april


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_slash_never_makes_a_date_month_first(language: str) -> None:
    with translation.override(language), pytest.raises(ValidationError):
        DateField().clean("04/13/2015")


# --- what libraries say -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["username_password_mismatch", "too_many_login_attempts", "account_inactive", "rate_limited"]
)
def test_sign_in_refuses_in_russian(code: str) -> None:
    text = in_russian(lambda: str(ClosedAdapter.error_messages[code]))

    assert CYRILLIC.search(text)


@pytest.mark.parametrize("validator", get_default_password_validators(), ids=lambda v: type(v).__name__)
def test_a_weak_password_is_refused_in_russian(validator: Any) -> None:
    assert CYRILLIC.search(in_russian(validator.get_help_text))


@pytest.mark.parametrize(
    "said",
    [
        "This field is required.",
        "Enter a valid date.",
        "Enter a number.",
        "Select a valid choice. That choice is not one of the available choices.",
        "The submitted file is empty.",
        "Your old password was entered incorrectly. Please enter it again.",
        "The two password fields didn’t match.",
    ],
)
def test_a_form_refuses_in_russian(said: str) -> None:
    assert CYRILLIC.search(in_russian(lambda: gettext(said)))
