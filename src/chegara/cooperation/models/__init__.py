"""Tables of cooperation: the matrices, contacts, representatives, crossing points, joint work."""

from chegara.cooperation.models.assessment import MeasureFunction, SelfAssessment
from chegara.cooperation.models.base import Record
from chegara.cooperation.models.contacts import Agreement, Contact, TestCall
from chegara.cooperation.models.joint import Booking, Equipment, Group, Operation, Seat, Slot
from chegara.cooperation.models.matrices import Competence, Duty, Guidelines
from chegara.cooperation.models.points import Facility, Passport, Step
from chegara.cooperation.models.representatives import Meeting, MeetingPoint, Notification, Representative
from chegara.organisation.registers.worded import Part

__all__ = (
    "Agreement", "Booking", "Competence", "Contact", "Duty", "Equipment", "Facility", "Group", "Guidelines",
    "MeasureFunction", "Meeting", "MeetingPoint", "Notification", "Operation", "Part", "Passport", "Record",
    "Representative", "Seat", "SelfAssessment", "Slot", "Step", "TestCall",
)  # fmt: skip
