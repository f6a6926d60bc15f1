"""Records and their parts whose free texts are read in several languages."""

from __future__ import annotations

from chegara.organisation.registers import models as registers
from chegara.organisation.wordings import Worded


class Record(Worded, registers.Record):
    """A record that an agency answers for; others see it when it was released to them."""

    class Meta:
        abstract = True


class Part(Worded, registers.Part):
    """A record that belongs to another one: seen by whoever sees that, and its agency's as that is."""

    class Meta:
        abstract = True
