"""Looking at a file of declarations in the background; the file is deleted whatever comes of it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _

from chegara.accounts.models import User
from chegara.integrity.actions.analyses import keep_analysis
from chegara.integrity.analysis import DECLARATIONS_FILE, look
from chegara.integrity.declaration_files import (
    NEEDED,
    OPTIONAL,
    ROSTER_NEEDED,
    DeclarationFileError,
    read_table,
)
from chegara.integrity.methods.interaction import Rule
from chegara.integrity.models import Review
from chegara.pages.jobs import JobError, Progress, job_function

ANALYSE = "integrity.analyse"


def _folder() -> Path:
    return Path(settings.HOME) / "integrity"


def set_aside(chunks: Iterable[bytes]) -> str:
    """Lay an uploaded file aside until the job has read it; return the name by which the job finds it."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = secrets.token_hex(16)
    with (folder / name).open("wb") as target:
        for chunk in chunks:
            target.write(chunk)
    (folder / name).chmod(0o600)
    return name


@job_function(ANALYSE)
def analyse(
    *, by: User, progress: Progress, review: int, values: dict[str, Any], declarations: str, roster: str
) -> str:
    """Look at a file of declarations, and store what it makes one ask."""
    paths = [_folder() / name for name in (declarations, roster) if name]
    try:
        found = Review.objects.visible_to(by).filter(pk=review).first()
        if found is None:
            raise JobError(_("There is nothing here that you may see."))
        table = read_table(paths[0], name=DECLARATIONS_FILE, needed=NEEDED, optional=OPTIONAL)
        duty = None
        if roster:
            duty = read_table(paths[1], name="roster.csv", needed=ROSTER_NEEDED, optional=("channel",))
        looked = look(
            table, duty, rule=Rule(values["rule"]), threshold=values["threshold"], width=values["width"],
            rng=np.random.default_rng(), progress=progress,
        )  # fmt: skip
        with paths[0].open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return keep_analysis(found, values=values, sha256=sha256, looked=looked, by=by).get_absolute_url()
    except DeclarationFileError as error:
        raise JobError(str(error)) from error
    finally:
        for path in paths:
            path.unlink(missing_ok=True)
