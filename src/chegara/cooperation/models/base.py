"""What all records of cooperation have: a code by which people and workbooks name them."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from chegara.organisation.registers import worded

CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_code() -> str:
    """Return a code by which people and workbooks name a record.

    Codes are drawn, not counted: a gap in a row of numbers would betray a record that others may not see.
    """
    return "C-" + "".join(secrets.choice(CODE_SIGNS) for _ in range(6))


class Record(worded.Record):
    """A record that an agency answers for; others see it when it was released to them."""

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)

    class Meta:
        abstract = True
