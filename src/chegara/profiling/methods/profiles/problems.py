"""What is wrong with a profile: where, what, and what to do, in English and Russian."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

PARAMETERS = Path(__file__).parents[2] / "parameters"


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Return the words of problems and sentences: section, key, language."""
    return tomllib.loads((PARAMETERS / "profile_words.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Problem:
    """One thing wrong; `where` is the place in the file, such as `when/rules/1/value`.

    `absolute` marks what no signature opens: protected attributes and what stands for them.
    """

    where: str
    code: str
    told: dict[str, object] = field(default_factory=dict, hash=False)
    absolute: bool = False

    def text(self, language: str = "en") -> str:
        """Return the sentence for the user, in `en` or `ru`."""
        entry = words()["problems"][self.code]
        told = {
            name: getattr(value, language, value) if hasattr(value, "ru") else value
            for name, value in self.told.items()
        }
        sentence: str = entry["ru" if language == "ru" else "en"]
        return sentence.format(**told)

    def __str__(self) -> str:
        return f"{self.where}: {self.text()}" if self.where else self.text()


class ProfileRefusedError(ValueError):
    """A profile that may not be: all its problems at once."""

    def __init__(self, problems: list[Problem], name: str = "") -> None:
        self.problems = problems
        self.name = name
        super().__init__("\n".join(f"{name}: {each}" if name else str(each) for each in problems))

    @property
    def absolute(self) -> bool:
        """Whether one of the refusals is absolute."""
        return any(problem.absolute for problem in self.problems)
