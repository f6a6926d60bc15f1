"""The registers of cooperation: which tables there are, and what lists, forms and workbooks show of them."""

from __future__ import annotations

from dataclasses import dataclass

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
    Passport,
    Representative,
    Seat,
    SelfAssessment,
    Step,
    TestCall,
)
from chegara.organisation.registers import described


@dataclass(frozen=True)
class Register(described.Register):
    """A register of cooperation.

    Attributes:
        title: names list and sheet: at most 31 letters, by the spreadsheet programs' rule.
        key: by these columns a workbook's row finds its record; empty where workbooks do not hold the table.
        document: the document that is made of a record.
    """

    key: tuple[str, ...] = ()
    document: str = ""


REGISTERS: dict[str, Register] = {
    register.name: register
    for register in (
        Register(
            model=Guidelines, title=_("Guidelines"), new=_("New guidelines"),
            explanation=_("The particulars of the guidelines on interagency cooperation; the document is made from them and from all registers below."),
            columns=("title", "adopted_on", "review_on"),
            fields=("title", "basis", "purpose", "principles", "training", "evaluation", "adopted_on", "review_on"),
            document="guidelines",
        ),
        Register(
            model=Competence, title=_("Competence matrix"), new=_("New line"),
            explanation=_("Which agency has which part in each function, where, and by which article: one leads each function."),
            columns=("function", "where", "point", "agency", "role", "article"),
            fields=("function", "where", "point", "section", "agency", "role", "article", "delimitation"),
            filters=("function", "where", "point", "agency", "role"), key=("code",),
        ),
        Register(
            model=Duty, title=_("Exchange of information"), new=_("New line"),
            explanation=_("Who tells whom of what, set off by what, within what time, by which channel."),
            columns=("area", "event", "sender", "receiver", "receiver_name", "deadline", "channel", "fallback"),
            fields=("area", "event", "persons", "sender", "receiver", "receiver_name", "trigger", "deadline", "due_day",
             "form", "channel", "fallback", "information_marking", "personal_data", "personal_data_basis",
             "legal_basis"),
            filters=("area", "sender", "receiver", "deadline", "persons"), key=("code",),
        ),
        Register(
            model=Contact, title=_("Contact points"), new=_("New contact point"),
            explanation=_("Where each agency is reached, around the clock; each is tried by a call now and then."),
            columns=("agency", "point", "office", "telephone", "second_way", "languages", "round_the_clock"),
            fields=("agency", "point", "office", "deputies", "telephone", "second_way", "email", "languages",
             "round_the_clock", "hours"),
            filters=("agency", "point", "round_the_clock"), key=("code",), parts=("calls",),
        ),
        Register(
            model=TestCall, title=_("Test calls"), new=_("Enter a test call"), explanation="",
            columns=("on", "answered", "minutes", "remark"), fields=("on", "answered", "minutes", "remark"),
        ),
        Register(
            model=Agreement, title=_("Agreements"), new=_("New agreement"),
            explanation=_("Agreements between agencies and with other states: parties, term, annexes."),
            columns=("title", "number", "pillar", "signed_on", "expires_on", "unlimited"),
            fields=("title", "number", "pillar", "parties", "other_parties", "signed_on", "expires_on", "unlimited",
             "annexes", "remarks"),
            filters=("pillar",), key=("code",),
        ),
        Register(
            model=Representative, title=_("Border representatives"), new=_("New representative"),
            explanation=_("Border representatives with their counterparts: notifications, meetings, what was agreed and what is open."),
            columns=("office", "section", "neighbour", "counterpart", "hotline", "counterpart_hotline"),
            fields=("office", "section", "person", "deputies", "hotline", "neighbour", "counterpart",
             "counterpart_hotline", "languages", "notify", "channel", "fallback", "places", "legal_basis"),
            filters=("section", "neighbour"), key=("code",), parts=("meetings", "notifications"),
        ),
        Register(
            model=Meeting, title=pgettext_lazy("of representatives", "Meetings"), new=_("New meeting"), explanation="",
            columns=("number", "on", "place"), fields=("number", "on", "place", "present", "agenda"),
            parts=("meeting-points",), document="protocol",
        ),
        Register(
            model=MeetingPoint, title=_("Agreed and open points"), new=_("New point"), explanation="",
            columns=("number", "text", "settled", "agency", "deadline", "closed_on"),
            fields=("number", "text", "settled", "agency", "deadline", "closed_on"),
        ),
        Register(
            model=Notification, title=_("Notifications"), new=_("New notification"), explanation="",
            columns=("number", "incident", "happened_at", "sent_at", "answered_at"),
            fields=("number", "incident", "happened_at", "place", "what", "asked", "sent_at", "answer", "answered_at"),
            document="notification",
        ),
        Register(
            model=Passport, title=_("Passports of crossing points"), new=_("New passport"),
            explanation=_("What each crossing point is and can do, its equipment, and the order and time norms of its controls."),
            columns=("point", "category", "hours", "capacity_persons", "capacity_trucks", "approved_on"),
            fields=("point", "counterpart", "established_by", "category", "traffic", "hours", "capacity_persons",
             "capacity_cars", "capacity_buses", "capacity_trucks", "area", "power", "communication",
             "weaknesses", "approved_by", "approved_on", "review_on"),
            filters=("category",), key=("code",), parts=("steps", "facilities"), document="passport",
        ),
        Register(
            model=Step, title=_("Technological scheme"), new=_("New step"), explanation="",
            columns=("direction", "traffic", "number", "control", "agency", "share", "per", "low", "best", "high", "posts"),
            fields=("direction", "traffic", "number", "control", "agency", "share", "per", "low", "best", "high", "posts"),
            key=("passport", "direction", "traffic", "number"),
        ),
        Register(
            model=Facility, title=pgettext_lazy("of a crossing point", "Facilities"), new=_("New facility"), explanation="",
            columns=("kind", "number", "agency", "condition", "remark"),
            fields=("kind", "agency", "number", "condition", "remark"),
            key=("passport", "kind", "agency", "condition"),
        ),
        Register(
            model=Group, title=_("Joint group"), new=_("New group"),
            explanation=_("The joint group for risk analysis: mandate, members, whose turn it is to chair, which data are due when."),
            columns=("title", "basis", "first_turn", "turn_months"),
            fields=("title", "basis", "mandate", "first_turn", "turn_months", "sign_off", "disputes"),
            key=("code",), parts=("seats",),
        ),
        Register(
            model=Seat, title=pgettext_lazy("in a group", "Seats"), new=_("New seat"), explanation="",
            columns=("number", "agency", "office", "chairs"), fields=("number", "agency", "office", "chairs"),
            key=("group", "number"),
        ),
        Register(
            model=Operation, title=_("Joint operations"), new=_("Request an operation"),
            explanation=_("Joint operations from the request to the evaluation."),
            columns=("title", "requested_by", "requested_on", "starts", "ends", "state"),
            fields=("title", "requested_by", "requested_on", "purpose", "participants", "starts", "ends", "place", "plan",
             "legal_basis", "commander", "headquarters", "communication", "results", "lessons"),
            filters=("state", "requested_by"),
        ),
        Register(
            model=Equipment, title=_("Shared equipment"), new=_("New equipment"),
            explanation=_("What agencies lend each other, on what terms, and who has booked it."),
            columns=("title", "kind", "owner_agency", "point", "cost", "currency"),
            fields=("title", "kind", "point", "number", "cost", "currency", "terms"),
            filters=("kind", "point"), key=("code",), parts=("bookings",),
        ),
        Register(
            model=Booking, title=pgettext_lazy("of equipment", "Bookings"), new=_("Book it"), explanation="",
            columns=("start", "end", "agency", "purpose"), fields=("agency", "start", "end", "purpose"),
        ),
        Register(
            model=SelfAssessment, title=_("Self-assessment"), new=_("Assess a field"),
            explanation=_("How far cooperation has come in each area of each pillar, by evidence; a gap becomes a measure of the plan."),
            columns=("year", "pillar", "area", "maturity", "target", "gap"),
            fields=("year", "pillar", "area", "maturity", "evidence", "gap", "target"),
            filters=("year", "pillar", "area", "maturity"), key=("code",),
        ),
        Register(
            model=MeasureFunction, title=_("Functions of measures"), new=_("Tie a function to a measure"),
            explanation=_("Which function a measure of a plan needs: the agency that leads it must be competent for that."),
            columns=("measure", "function"), fields=("measure", "function"),
            filters=("function",), listed=True,
        ),
    )
}  # fmt: skip
LISTED = tuple(register for register in REGISTERS.values() if register.has_list)
"""Registers with a list of their own, in the order in which pages and documents name them."""
IN_WORKBOOK = tuple(register for register in REGISTERS.values() if register.key)
"""Registers that the workbook of cooperation holds."""
OF_PASSPORT = tuple(REGISTERS[name] for name in ("passports", "facilities", "steps"))
"""What the workbook of one crossing point holds."""
