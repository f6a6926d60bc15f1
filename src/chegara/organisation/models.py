"""Who guards which border where: states, agencies, units, sections, crossing points, memberships."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chegara.accounts.models import Role


class Named(models.Model):
    """Something with a name in each of the product's languages."""

    name_en = models.CharField(_("name in English"), max_length=200)
    name_ru = models.CharField(_("name in Russian"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the record."""
        return reverse(f"{self._meta.model_name}_detail", args=[self.pk])

    @property
    def name(self) -> str:
        """The name in the language of the page, else in English."""
        return self.chosen(self.name_en, self.name_ru)

    @staticmethod
    def chosen(name_en: str, name_ru: str) -> str:
        """Return of two names the one in the language of the page, else the English one."""
        return (name_ru if (get_language() or "en").startswith("ru") else "") or name_en


class State(Named):
    """A state: one's own country, a neighbour, or a citizenship that has no CLDR name.

    `code` is ISO 3166 alpha-2; invented states use the codes that ISO leaves to users (XA–XZ).
    """

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    invented = models.BooleanField(_("invented"), default=False)
    home = models.BooleanField(_("keeps its statistics here"), default=False)
    outline = models.JSONField(_("outline (GeoJSON)"), null=True, blank=True)
    aliases = models.TextField(_("other spellings"), blank=True, help_text=_("one a line"))

    class Meta:
        verbose_name = pgettext_lazy("a country", "state")
        verbose_name_plural = pgettext_lazy("a country", "states")
        ordering = ("name_en",)


class AgencyKind(models.TextChoices):
    """What an agency is responsible for."""

    BORDER = "border", _("Border service")
    CUSTOMS = "customs", _("Customs")
    INTERIOR = "interior", _("Interior, police")
    STATE_SECURITY = "state_security", _("State security")
    MIGRATION = "migration", _("Migration service")
    DRUG_CONTROL = "drug_control", _("Drug control")
    VETERINARY = "veterinary", _("Veterinary service")
    PHYTOSANITARY = "phytosanitary", _("Phytosanitary service")
    SANITARY = "sanitary", _("Sanitary service")
    EMERGENCIES = "emergencies", _("Emergencies")
    INTERNATIONAL = "international", _("International source")


class Agency(Named):
    """An agency that holds statistics of one country."""

    country = models.ForeignKey(State, models.PROTECT, related_name="agencies", verbose_name=_("country"))
    code = models.CharField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=AgencyKind.choices)
    short_en = models.CharField(_("short name in English"), max_length=60, blank=True)
    short_ru = models.CharField(_("short name in Russian"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ("country", "code")

    @property
    def short(self) -> str:
        """The short name in the language of the page, else the whole one."""
        short = self.short_ru if (get_language() or "en").startswith("ru") else self.short_en
        return short or self.name


class WordTemplate(models.Model):
    """An agency's own Word file, laid over the documents that its people make."""

    agency = models.OneToOneField(
        Agency, models.PROTECT, related_name="word_template", verbose_name=_("agency")
    )
    name = models.CharField(_("file name"), max_length=255)
    content = models.BinaryField(_("file"))
    sha256 = models.CharField(_("hash"), max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("brought in"), auto_now=True)

    class Meta:
        verbose_name = _("Word template")
        verbose_name_plural = _("Word templates")
        ordering = ("agency",)

    def __str__(self) -> str:
        return self.name


class Division(Named):
    """An administrative division: province, region, city of that rank."""

    country = models.ForeignKey(State, models.PROTECT, related_name="divisions", verbose_name=_("country"))
    code = models.CharField(_("code"), max_length=40, unique=True)
    latitude = models.FloatField(_("latitude of its centre"), null=True, blank=True)
    longitude = models.FloatField(_("longitude of its centre"), null=True, blank=True)
    aliases = models.TextField(_("other spellings"), blank=True, help_text=_("one a line"))

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        ordering = ("country", "name_en")


class UnitKind(models.TextChoices):
    """The levels of an agency's organisation."""

    DEPARTMENT = "department", _("Department")
    DIRECTORATE = "regional_directorate", _("Regional directorate")
    DETACHMENT = "detachment", _("Detachment")
    COMMANDANT = "commandants_office", _("Commandant's office")
    OUTPOST = "outpost", _("Outpost")
    POST = "post", _("Post")
    OFFICE = "office", _("Office")


class Unit(Named):
    """A unit of an agency, under the unit that commands it."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units", verbose_name=_("agency"))
    code = models.CharField(_("code"), max_length=40, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("under")
    )
    kind = models.CharField(_("level"), max_length=30, choices=UnitKind.choices)
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("division")
    )

    class Meta:
        verbose_name = pgettext_lazy("part of an agency", "unit")
        verbose_name_plural = pgettext_lazy("part of an agency", "units")
        ordering = ("agency", "code")

    def clean(self) -> None:
        """Refuse a unit that commands itself, be it through others."""
        above = self.parent
        while above is not None:
            if above.pk == self.pk:
                raise ValidationError({"parent": _("A unit can't be under itself or under its own units.")})
            above = above.parent


class Regime(models.TextChoices):
    """Whether customs control goods at a section of the border."""

    CUSTOMS_CONTROL = "customs_control", _("With customs control")
    NO_CUSTOMS_CONTROL = "no_customs_control", _("Without customs control")


class BorderSection(Named):
    """A stretch of the state border with one neighbour."""

    country = models.ForeignKey(State, models.PROTECT, related_name="sections", verbose_name=_("country"))
    neighbour = models.ForeignKey(State, models.PROTECT, related_name="+", verbose_name=_("neighbour"))
    code = models.CharField(_("code"), max_length=40, unique=True)
    length_km = models.FloatField(_("length, km"), null=True, blank=True, validators=[MinValueValidator(0)])
    regime = models.CharField(_("regime"), max_length=20, choices=Regime.choices, blank=True)
    divisions = models.ManyToManyField(
        Division, related_name="sections", blank=True, verbose_name=_("divisions")
    )
    aliases = models.TextField(_("other spellings"), blank=True, help_text=_("one a line"))

    class Meta:
        verbose_name = _("border section")
        verbose_name_plural = _("border sections")
        ordering = ("country", "code")


class PointKind(models.TextChoices):
    """What crosses at a point."""

    ROAD = "road", _("Road")
    RAIL = "rail", _("Rail")
    AIR = "air", _("Air")
    RIVER = "river", _("River")
    SEA = "sea", _("Sea")


class CrossingPoint(Named):
    """A crossing point of the state border."""

    country = models.ForeignKey(State, models.PROTECT, related_name="points", verbose_name=_("country"))
    section = models.ForeignKey(
        BorderSection,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="points",
        verbose_name=_("border section"),
    )
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="points", verbose_name=_("division")
    )
    code = models.CharField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=PointKind.choices, blank=True)
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    booths = models.PositiveIntegerField(_("booths"), null=True, blank=True)
    lanes = models.PositiveIntegerField(_("lanes"), null=True, blank=True)
    hours = models.CharField(_("hours"), max_length=60, blank=True)
    status = models.CharField(_("status"), max_length=60, blank=True)
    aliases = models.TextField(_("other spellings"), blank=True, help_text=_("one a line"))

    class Meta:
        verbose_name = _("crossing point")
        verbose_name_plural = _("crossing points")
        ordering = ("country", "name_en")


class PlaceColumn(models.TextChoices):
    """The columns of a file in which a place of ours is named."""

    POINT = "point", _("Crossing point")
    SECTION = "section", _("Border section")
    DIVISION = "division", _("Division")


class PlaceSpelling(models.Model):
    """Somebody's decision which place a spelling names, or that it names none of ours; by whom, when and why.

    It is applied to what is read from then on, and to what was read before. `spelling` is the form in which
    two spellings are the same (`methods.placing.plain`), `text` the spelling as it was met.
    """

    country = models.ForeignKey(State, models.PROTECT, related_name="+", verbose_name=_("country"))
    column = models.CharField(_("as"), max_length=10, choices=PlaceColumn.choices)
    spelling = models.CharField(_("compared as"), max_length=200)
    text = models.CharField(_("spelling"), max_length=200)
    point = models.ForeignKey(
        CrossingPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("crossing point"),
    )
    section = models.ForeignKey(
        BorderSection,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("border section"),
    )
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("division")
    )
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("decided"), auto_now=True)

    class Meta:
        verbose_name = _("decision on a spelling")
        verbose_name_plural = _("decisions on spellings")
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(fields=("country", "column", "spelling"), name="spelling_decided_once"),
            models.CheckConstraint(
                condition=models.Q(point=None, section=None, division=None)
                | models.Q(column="point", section=None, division=None)
                | models.Q(column="section", point=None, division=None)
                | models.Q(column="division", point=None, section=None),
                name="spelling_names_a_place_of_its_column",
            ),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def place(self) -> CrossingPoint | BorderSection | Division | None:
        """The place that the spelling names, None for none of ours."""
        return self.point or self.section or self.division


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by the day they hold on."""

    def current(self) -> MembershipQuerySet:
        """Memberships that hold today."""
        today = date.today()  # noqa: DTZ011 - the agency's own calendar day
        return self.filter(valid_from__lte=today).filter(
            models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=today)
        )


class Membership(models.Model):
    """A user's role in an agency, for a time."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("user")
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships", verbose_name=_("agency"))
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    valid_from = models.DateField(_("from"), default=date.today)
    valid_until = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar[models.Manager[Membership]] = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(fields=("user", "agency", "role"), name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="membership_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.agency}"

    def clean(self) -> None:
        """Refuse a role that ends before it begins, in words, before the database does."""
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("A role can't end before it begins.")})


class ReleaseBasis(models.TextChoices):
    """What a release rests on."""

    LETTER = "letter", _("Letter")
    PUBLICATION = "publication", _("Publication")


class Release(models.Model):
    """An agency's decision that others may see records of its own.

    A letter is named by number, date and signatory; a published source by its citation instead.
    """

    from_agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="releases", verbose_name=_("releasing agency")
    )
    to_all = models.BooleanField(_("to every agency of the country"), default=False)
    to_agencies = models.ManyToManyField(
        Agency, related_name="received_releases", blank=True, verbose_name=_("to agencies")
    )
    to_public = models.BooleanField(
        _("to the public"),
        default=False,
        help_text=_("Open records without a compartment may then be printed in public editions."),
    )
    basis = models.CharField(
        _("basis"), max_length=20, choices=ReleaseBasis.choices, default=ReleaseBasis.LETTER
    )
    letter_number = models.CharField(_("letter number"), max_length=60, blank=True)
    letter_date = models.DateField(_("letter date"), null=True, blank=True)
    signatory = models.CharField(_("signed by"), max_length=150, blank=True)
    citation = models.TextField(_("citation of the publication"), blank=True)
    released_at = models.DateTimeField(_("released"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ("-released_at",)
        constraints = (
            models.CheckConstraint(
                condition=(
                    models.Q(basis="letter", letter_date__isnull=False)
                    & ~models.Q(letter_number="")
                    & ~models.Q(signatory="")
                )
                | (models.Q(basis="publication") & ~models.Q(citation="")),
                name="release_names_its_basis",
            ),
        )

    def __str__(self) -> str:
        if self.basis == ReleaseBasis.PUBLICATION:
            return self.citation
        return _("No. %(number)s of %(date)s, signed by %(signatory)s") % {
            "number": self.letter_number,
            "date": f"{self.letter_date:%d.%m.%Y}",
            "signatory": self.signatory,
        }

    def get_absolute_url(self) -> str:
        """The page of the release."""
        return reverse("release_detail", args=[self.pk])


class Wording(models.Model):
    """A free text of some record in another language than it was written in.

    `subject` names what the text belongs to, as `slice/key`; whoever sees that, sees the wording.
    """

    subject = models.CharField(_("what it belongs to"), max_length=60, db_index=True)
    language = models.CharField(_("language"), max_length=5)
    source = models.TextField(_("as it was written"))
    text = models.TextField(_("in the other language"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("of a text", "wording")
        verbose_name_plural = pgettext_lazy("of a text", "wordings")
        ordering = ("subject", "language", "pk")

    def __str__(self) -> str:
        return f"{self.subject}, {self.language}: {self.text[:60]}"
