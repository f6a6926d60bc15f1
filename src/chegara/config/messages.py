"""Collecting what each slice says, and keeping the Russian catalogues in step with it.

Every slice keeps `locale/<language>/LC_MESSAGES/django.po`. Python files are read by Babel, templates by
Django's own `templatize` and then by Babel, so that GNU gettext is not needed. The catalogues hold nothing
that changes by itself (no dates, no line numbers): a difference is always a difference of words.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parent.parent
LANGUAGES = ("ru",)
SPOKEN_FOR = {"pages": "common"}
"""Which slice's catalogue holds the words of one that is no Django application."""
PLURAL_FORMS = {
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
}
_PLAIN, _PLURAL = (1,), (1, 2)
_CONTEXT, _CONTEXT_PLURAL = ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    "_": _PLAIN,
    "gettext": _PLAIN, "gettext_lazy": _PLAIN, "gettext_noop": _PLAIN,
    "ngettext": _PLURAL, "ngettext_lazy": _PLURAL,
    "pgettext": _CONTEXT, "pgettext_lazy": _CONTEXT,
    "npgettext": _CONTEXT_PLURAL, "npgettext_lazy": _CONTEXT_PLURAL,
}  # fmt: skip
# A space is no flag here: "80 % sure" formats nothing.
PYTHON_FORMAT = re.compile(r"%(?:\(\w+\))?[-#0+]*\d*(?:\.\d+)?[diouxXeEfFgGcrs]")
BRACE_FORMAT = re.compile(r"\{\w*(?:![rsa])?(?::[^{}]*)?\}")


@dataclass(frozen=True, order=True)
class Message:
    """Words that a slice says, their plural if they count, and the context that tells twins apart."""

    singular: str
    context: str = ""
    plural: str = ""
    comments: tuple[str, ...] = ()

    @property
    def flags(self) -> list[str]:
        """Return gettext's names of the formats that the words contain."""
        text = self.singular + self.plural
        return ["python-format"] * bool(PYTHON_FORMAT.search(text)) + ["python-brace-format"] * bool(
            BRACE_FORMAT.search(text)
        )


def slices() -> list[Path]:
    """Return the folders of the slices that say something to people."""
    return sorted(
        folder
        for folder in PACKAGE.iterdir()
        if folder.is_dir() and folder.name not in SPOKEN_FOR.values() and messages(folder)
    )


def catalogue_path(folder: Path, language: str) -> Path:
    """Return where a slice keeps its translations into one language."""
    return folder / "locale" / language / "LC_MESSAGES" / "django.po"


def messages(folder: Path) -> list[Message]:
    """Return what the Python files and templates of a folder say, sorted, each once."""
    found: dict[tuple[str, str], Message] = {}
    spoken_for = PACKAGE / SPOKEN_FOR[folder.name] if folder.name in SPOKEN_FOR else None
    for path in sorted([*folder.rglob("*.py"), *(spoken_for.rglob("*.py") if spoken_for else ())]):
        _collect(found, path.read_text(encoding="utf-8"))
    for path in sorted(folder.rglob("templates/**/*.*")):
        if path.is_file():
            _collect(found, _template_as_python(path.read_text(encoding="utf-8")))
    return sorted(found.values())


def _collect(found: dict[tuple[str, str], Message], code: str) -> None:
    for message in read_messages(code):
        key = (message.context, message.singular)
        known = found.get(key, message)
        found[key] = Message(
            message.singular,
            message.context,
            known.plural or message.plural,
            tuple(dict.fromkeys(known.comments + message.comments)),
        )


def read_messages(code: str) -> Iterator[Message]:
    """Yield what a piece of Python code says through gettext and its relatives."""
    found = extract("python", io.BytesIO(code.encode()), keywords=KEYWORDS, comment_tags=("Translators:",))
    for _line, words, comments, context in found:
        singular, plural = (words, "") if isinstance(words, str) else (words[0], words[1])
        yield Message(singular, context or "", plural, tuple(comments))


def _template_as_python(template: str) -> str:
    """Return the calls of gettext that a template amounts to; indentation means nothing in templates."""
    return "\n".join(line.strip() for line in str(templatize(template)).splitlines())


def updated_catalogue(folder: Path, language: str) -> polib.POFile:
    """Return the catalogue of what a slice says now: translations kept, what nobody says left out."""
    path = catalogue_path(folder, language)
    known = (
        {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(path))}
        if path.exists()
        else {}
    )
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Project-Id-Version": "Chegara",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS[language],
    }
    catalogue.extend(
        _entry(message, known.get((message.context, message.singular))) for message in messages(folder)
    )
    return catalogue


def _entry(message: Message, known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.singular,
        msgctxt=message.context or None,
        comment="\n".join(message.comments),
        tcomment=known.tcomment if known else "",
        flags=message.flags,
    )
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = (known.msgstr_plural if known else None) or dict.fromkeys(range(3), "")
    else:
        entry.msgstr = known.msgstr if known else ""
    return entry


def update_catalogues() -> dict[Path, int]:
    """Write every slice's catalogues; return how many messages each of them still leaves untranslated."""
    missing = {}
    for folder in slices():
        for language in LANGUAGES:
            path = catalogue_path(folder, language)
            catalogue = updated_catalogue(folder, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            catalogue.save(str(path))
            missing[path] = len(catalogue.untranslated_entries())
    return missing


def main() -> int:
    """Update the catalogues, say what is missing, and fail when something is."""
    missing = update_catalogues()
    for path, count in missing.items():
        if count:
            print(f"{path.relative_to(PACKAGE)}: {count} not translated yet")
    return 1 if any(missing.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
