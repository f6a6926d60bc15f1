"""The registers of cooperation: which tables there are, and what lists, forms and workbooks show of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.cooperation.models import (
    Agreement,
    Booking,
    Competence,
    Contact,
    Duty,
    Equipment,
    Facility,
    Group,
    Guidelines,
    MeasureFunction,
    Meeting,
    MeetingPoint,
    Notification,
    Operation,
    Part,
    Passport,
    Representative,
    Seat,
    SelfAssessment,
    Step,
    TestCall,
)


@dataclass(frozen=True)
class Register:
    """One table as users see it.

    `title` names list and sheet (at most 31 letters, by the spreadsheet programs' rule), `new` the button that
    adds to it. `columns` stand in the list, `fields` in form and workbook; `filters` are offered above the
    list. By `key` a workbook's row finds its record; empty where workbooks do not hold the table.
    """

    model: Any
    title: Any
    new: Any
    explanation: Any
    columns: tuple[str, ...]
    fields: tuple[str, ...]
    filters: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    document: str = ""
    parts: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        """The register's name in addresses."""
        return str(self.model.register)

    @property
    def is_part(self) -> bool:
        """Whether its rows belong to a row of another register."""
        return issubclass(self.model, Part)

    @property
    def listed(self) -> bool:
        """Whether it has a list of its own, rather than standing on the page of what its rows belong to."""
        return not self.is_part or self.model is MeasureFunction


REGISTERS: dict[str, Register] = {
    register.name: register
    for register in (
        Register(
            Guidelines, _("Guidelines"), _("New guidelines"),
            _("The particulars of the guidelines on interagency cooperation; the document is made from them and from all registers below."),
            ("title", "adopted_on", "review_on"),
            ("title", "basis", "purpose", "principles", "training", "evaluation", "adopted_on", "review_on"),
            document="guidelines",
        ),
        Register(
            Competence, _("Competence matrix"), _("New line"),
            _("Which agency has which part in each function, where, and by which article: one leads each function."),
            ("function", "where", "point", "agency", "role", "article"),
            ("function", "where", "point", "section", "agency", "role", "article", "delimitation"),
            filters=("function", "where", "point", "agency", "role"), key=("code",),
        ),
        Register(
            Duty, _("Exchange of information"), _("New line"),
            _("Who tells whom of what, set off by what, within what time, by which channel."),
            ("area", "event", "sender", "receiver", "receiver_name", "deadline", "channel", "fallback"),
            ("area", "event", "persons", "sender", "receiver", "receiver_name", "trigger", "deadline", "due_day",
             "form", "channel", "fallback", "information_marking", "personal_data", "personal_data_basis",
             "legal_basis"),
            filters=("area", "sender", "receiver", "deadline", "persons"), key=("code",),
        ),
        Register(
            Contact, _("Contact points"), _("New contact point"),
            _("Where each agency is reached, around the clock; each is tried by a call now and then."),
            ("agency", "point", "office", "telephone", "second_way", "languages", "round_the_clock"),
            ("agency", "point", "office", "deputies", "telephone", "second_way", "email", "languages",
             "round_the_clock", "hours"),
            filters=("agency", "point", "round_the_clock"), key=("code",), parts=("calls",),
        ),
        Register(
            TestCall, _("Test calls"), _("Enter a test call"), "",
            ("on", "answered", "minutes", "remark"), ("on", "answered", "minutes", "remark"),
        ),
        Register(
            Agreement, _("Agreements"), _("New agreement"),
            _("Agreements between agencies and with other states: parties, term, annexes."),
            ("title", "number", "pillar", "signed_on", "expires_on", "unlimited"),
            ("title", "number", "pillar", "parties", "other_parties", "signed_on", "expires_on", "unlimited",
             "annexes", "remarks"),
            filters=("pillar",), key=("code",),
        ),
        Register(
            Representative, _("Border representatives"), _("New representative"),
            _("Border representatives with their counterparts: notifications, meetings, what was agreed and what is open."),
            ("office", "section", "neighbour", "counterpart", "hotline", "counterpart_hotline"),
            ("office", "section", "person", "deputies", "hotline", "neighbour", "counterpart",
             "counterpart_hotline", "languages", "notify", "channel", "fallback", "places", "legal_basis"),
            filters=("section", "neighbour"), key=("code",), parts=("meetings", "notifications"),
        ),
        Register(
            Meeting, pgettext_lazy("of representatives", "Meetings"), _("New meeting"), "",
            ("number", "on", "place"), ("number", "on", "place", "present", "agenda"),
            parts=("meeting-points",), document="protocol",
        ),
        Register(
            MeetingPoint, _("Agreed and open points"), _("New point"), "",
            ("number", "text", "settled", "agency", "deadline", "closed_on"),
            ("number", "text", "settled", "agency", "deadline", "closed_on"),
        ),
        Register(
            Notification, _("Notifications"), _("New notification"), "",
            ("number", "incident", "happened_at", "sent_at", "answered_at"),
            ("number", "incident", "happened_at", "place", "what", "asked", "sent_at", "answer", "answered_at"),
            document="notification",
        ),
        Register(
            Passport, _("Passports of crossing points"), _("New passport"),
            _("What each crossing point is and can do, its equipment, and the order and time norms of its controls."),
            ("point", "category", "hours", "capacity_persons", "capacity_trucks", "approved_on"),
            ("point", "counterpart", "established_by", "category", "traffic", "hours", "capacity_persons",
             "capacity_cars", "capacity_buses", "capacity_trucks", "area", "power", "communication",
             "weaknesses", "approved_by", "approved_on", "review_on"),
            filters=("category",), key=("code",), parts=("steps", "facilities"), document="passport",
        ),
        Register(
            Step, _("Technological scheme"), _("New step"), "",
            ("direction", "traffic", "number", "control", "agency", "share", "per", "low", "best", "high", "posts"),
            ("direction", "traffic", "number", "control", "agency", "share", "per", "low", "best", "high", "posts"),
            key=("passport", "direction", "traffic", "number"),
        ),
        Register(
            Facility, pgettext_lazy("of a crossing point", "Facilities"), _("New facility"), "",
            ("kind", "number", "agency", "condition", "remark"),
            ("kind", "agency", "number", "condition", "remark"),
            key=("passport", "kind", "agency", "condition"),
        ),
        Register(
            Group, _("Joint group"), _("New group"),
            _("The joint group for risk analysis: mandate, members, whose turn it is to chair, which data are due when."),
            ("title", "basis", "first_turn", "turn_months"),
            ("title", "basis", "mandate", "first_turn", "turn_months", "sign_off", "disputes"),
            key=("code",), parts=("seats",),
        ),
        Register(
            Seat, pgettext_lazy("in a group", "Seats"), _("New seat"), "",
            ("number", "agency", "office", "chairs"), ("number", "agency", "office", "chairs"),
            key=("group", "number"),
        ),
        Register(
            Operation, _("Joint operations"), _("Request an operation"),
            _("Joint operations from the request to the evaluation."),
            ("title", "requested_by", "requested_on", "starts", "ends", "state"),
            ("title", "requested_by", "requested_on", "purpose", "participants", "starts", "ends", "place", "plan",
             "legal_basis", "commander", "headquarters", "communication", "results", "lessons"),
            filters=("state", "requested_by"),
        ),
        Register(
            Equipment, _("Shared equipment"), _("New equipment"),
            _("What agencies lend each other, on what terms, and who has booked it."),
            ("title", "kind", "owner_agency", "point", "cost", "currency"),
            ("title", "kind", "point", "number", "cost", "currency", "terms"),
            filters=("kind", "point"), key=("code",), parts=("bookings",),
        ),
        Register(
            Booking, pgettext_lazy("of equipment", "Bookings"), _("Book it"), "",
            ("start", "end", "agency", "purpose"), ("agency", "start", "end", "purpose"),
        ),
        Register(
            SelfAssessment, _("Self-assessment"), _("Assess a field"),
            _("How far cooperation has come in each area of each pillar, by evidence; a gap becomes a measure of the plan."),
            ("year", "pillar", "area", "maturity", "target", "gap"),
            ("year", "pillar", "area", "maturity", "evidence", "gap", "target"),
            filters=("year", "pillar", "area", "maturity"), key=("code",),
        ),
        Register(
            MeasureFunction, _("Functions of measures"), _("Tie a function to a measure"),
            _("Which function a measure of a plan needs: the agency that leads it must be competent for that."),
            ("measure", "function"), ("measure", "function"),
            filters=("function",),
        ),
    )
}  # fmt: skip
LISTED = tuple(register for register in REGISTERS.values() if register.listed)
"""Registers with a list of their own, in the order in which pages and documents name them."""
IN_WORKBOOK = tuple(register for register in REGISTERS.values() if register.key)
"""Registers that the workbook of cooperation holds."""
OF_PASSPORT = tuple(REGISTERS[name] for name in ("passports", "facilities", "steps"))
"""What the workbook of one crossing point holds."""
PARENTS: dict[str, str] = {
    part: register.name for register in REGISTERS.values() for part in register.parts
}  # fmt: skip
"""On the page of which register a part stands."""
