"""What registers there are in a slice, and what lists and forms show of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from chegara.accounts.models import User
from chegara.organisation.record_forms import RecordForm, RegisterForm
from chegara.organisation.registers.actions import remove, save_record
from chegara.organisation.registers.models import Part

Links = list[tuple[str, str]]


@dataclass(frozen=True)
class Register:
    """One table as users see it.

    `columns` stand in the list, `fields` in the form; `filters` are offered above the list; `parts` stand on
    the page of a record. Where `entered` is false its rows come about by an action of their own. `listed`
    gives parts a list of their own. `view` and `change` are permissions in place of the slice's own. `picked`
    names lists with too many rows to choose from for boxes to tick, `reads` references of references that its
    rows name.
    """

    model: Any
    title: Any
    new: Any
    explanation: Any
    columns: tuple[str, ...]
    fields: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    entered: bool = True
    listed: bool = False
    view: str = ""
    change: str = ""
    picked: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The register's name in addresses."""
        return str(self.model.register)

    @property
    def is_part(self) -> bool:
        """Whether its rows belong to a row of another register."""
        return issubclass(self.model, Part)

    @property
    def has_list(self) -> bool:
        """Whether there is a list of it."""
        return self.listed or not self.is_part

    @property
    def stands_alone(self) -> bool:
        """Whether a row is entered by itself: a record, or a part whose form asks what it belongs to."""
        return not self.is_part or self.model.whole in self.fields


def no_links(_request: HttpRequest, _about: Any) -> Links:
    """Return that nothing leads on."""
    return []


def nothing_more(_request: HttpRequest, _one: Any) -> dict[str, Any]:
    """Return that a record's page shows no more than its columns and parts."""
    return {}


def nobody_else(_about: Any, _user: User) -> bool:
    """Return that whose record it is decides alone."""
    return False


@dataclass(frozen=True)
class Book:
    """The registers of a slice with what its pages ask of it.

    Args:
        label: of the slice, in names of addresses: `<label>_register`, `_new`, `_record`, `_edit`, `_remove`,
            `_part`.
        registers: in the order of the menu.
        change: the permission to enter and change.
        choices_of: the records that a field of a form offers to somebody.
        save: how a record is stored; by default as it is.
        remove: how it is removed.
        refusals: exceptions of the slice's own whose message tells why something can't be done.
        lets_change: who besides the agency whose record it is may change a record.
        lets_add: who besides that agency may add a part of a register to whatever they see.
        list_links: what leads on from a list, as (label, address).
        record_links: what leads on from a record.
        more: what the page of a record shows besides, as context of `record_template`.
        record_template: of the page of a record.
        list_template: of the page of a list.
        record_form: how records are entered, part_form how parts and what is shared are.
    """

    label: str
    registers: tuple[Register, ...]
    change: str
    choices_of: Callable[[Any, Any], Any]
    save: Callable[..., Any] = save_record
    remove: Callable[..., Any] = remove
    refusals: tuple[type[Exception], ...] = ()
    lets_change: Callable[[Any, User], bool] = nobody_else
    lets_add: Callable[[Any, User], bool] = nobody_else
    list_links: Callable[[HttpRequest, Any], Links] = no_links
    record_links: Callable[[HttpRequest, Any], Links] = no_links
    more: Callable[[HttpRequest, Any], dict[str, Any]] = nothing_more
    record_template: str = "organisation/record.html"
    list_template: str = "organisation/register.html"
    record_form: type[RecordForm] = RecordForm
    part_form: type[RegisterForm] = RegisterForm

    @property
    def by_name(self) -> Mapping[str, Register]:
        """The registers by their names in addresses."""
        return {register.name: register for register in self.registers}

    @property
    def parents(self) -> Mapping[str, str]:
        """On the page of which register a part stands."""
        return {part: register.name for register in self.registers for part in register.parts}
