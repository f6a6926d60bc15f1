"""The checkpoint: watchlists, the catalogue of indicators, risk profiles, checks, and what oversight
needs."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chegara.evidence.models import SourceFile
from chegara.organisation.models import CrossingPoint, State
from chegara.organisation.visibility import Handled, HandledQuerySet, Viewer
from chegara.profiling.choices import (
    CheckState,
    DecisionCode,
    EntryQuality,
    EvidenceGrade,
    Moment,
    OutcomeCode,
    OwnView,
    ProfileState,
    PurposeCode,
    RequestKind,
    Shift,
    SourceKind,
    SubjectCode,
)

USER = settings.AUTH_USER_MODEL


class WatchlistQuerySet(HandledQuerySet):
    """Lists by whether they may stop anybody."""

    def in_force(self, day: date) -> Self:
        """Lists that may raise a hit at a post: of a national authority, with a legal basis, not expired."""
        return self.filter(withdrawn_at=None, expires_on__gte=day).exclude(
            models.Q(authority="") | models.Q(legal_basis="")
        )


class Watchlist(Handled):
    """A list of persons.

    Without a national authority, a legal basis and a day on which it expires it is for trial only, and raises
    no hit at a post: a foreign list has no force there, and a stale copy stops innocent people.
    """

    title = models.CharField(_("title"), max_length=200)
    purpose = models.CharField(
        pgettext_lazy("of screening", "purpose"), max_length=40, choices=PurposeCode.choices
    )
    publisher = models.CharField(_("who publishes the list"), max_length=200)
    authority = models.CharField(
        _("national authority that gives it force"), max_length=200, blank=True,
        help_text=_("Left blank: the list is for trial only and raises no hit at a post."),
    )  # fmt: skip
    legal_basis = models.TextField(
        _("legal basis"),
        blank=True,
        help_text=_("law, article, order that gives the list force at the border"),
    )
    expires_on = models.DateField(
        _("expires on"), null=True, blank=True, help_text=_("A list that is not renewed by then is silent.")
    )
    action = models.TextField(
        _("what to do on a confirmed match"), blank=True,
        help_text=_("as the authority prescribes; a match is a candidate until a person confirms it"),
    )  # fmt: skip
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects: ClassVar[Any] = WatchlistQuerySet.as_manager()

    class Meta:
        verbose_name = _("watchlist")
        verbose_name_plural = _("watchlists")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the list."""
        return reverse("watchlist_detail", args=[self.pk])

    @property
    def trial_only(self) -> bool:
        """Whether it lacks what would give it force."""
        return not (self.authority and self.legal_basis and self.expires_on)

    def raises_hits(self, day: date) -> bool:
        """Say whether it may stop somebody on a day."""
        return not self.trial_only and self.withdrawn_at is None and day <= self.expires_on  # type: ignore[operator]


class OfListQuerySet(models.QuerySet[Any]):
    """Records of lists: seen as their list is."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return those of the lists that `viewer` may know of."""
        return self.filter(watchlist__in=Watchlist.objects.visible_to(viewer).values("pk"))


class ListVersion(models.Model):
    """A list as it came in one file, and what changed since the version before."""

    watchlist = models.ForeignKey(
        Watchlist, models.PROTECT, related_name="versions", verbose_name=_("watchlist")
    )
    number = models.PositiveIntegerField(_("version"))
    file = models.ForeignKey(SourceFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    name = models.CharField(_("file name"), max_length=255)
    entries = models.PositiveIntegerField(_("entries"))
    added = models.JSONField(_("new"), default=list, blank=True)
    changed = models.JSONField(_("changed"), default=list, blank=True)
    removed = models.JSONField(_("removed"), default=list, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("brought in by"))
    at = models.DateTimeField(_("brought in"), auto_now_add=True)

    objects: ClassVar[Any] = OfListQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a list")
        verbose_name_plural = _("versions of lists")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("watchlist", "number"), name="list_version_once"),)

    def __str__(self) -> str:
        return f"{self.watchlist}: {self.number}"


class ListedPerson(models.Model):
    """A person of the current version of a list, with what the list says of them."""

    watchlist = models.ForeignKey(
        Watchlist, models.CASCADE, related_name="persons", verbose_name=_("watchlist")
    )
    entry_id = models.CharField(_("number in the list"), max_length=120)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=400)
    birth = models.CharField(_("date of birth"), max_length=200, blank=True)
    quality = models.CharField(_("quality"), max_length=1, choices=EntryQuality.choices)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    content = models.JSONField(_("content"), blank=True)

    objects: ClassVar[Any] = OfListQuerySet.as_manager()

    class Meta:
        verbose_name = _("listed person")
        verbose_name_plural = _("listed persons")
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("watchlist", "entry_id"), name="listed_once"),)

    def __str__(self) -> str:
        return self.name


class FalseMatch(models.Model):
    """A traveller who is not the listed person: remembered by the document, so as not to be stopped again."""

    watchlist = models.ForeignKey(
        Watchlist, models.CASCADE, related_name="false_matches", verbose_name=_("watchlist")
    )
    entry_id = models.CharField(_("number in the list"), max_length=120)
    document_number = models.CharField(_("document number"), max_length=40)
    document_state = models.CharField(_("issued by"), max_length=3)
    birth = models.CharField(_("date of birth"), max_length=10)
    reason = models.TextField(_("why it is another person"))
    until = models.DateField(_("remembered until"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects: ClassVar[Any] = OfListQuerySet.as_manager()

    class Meta:
        verbose_name = _("false match")
        verbose_name_plural = _("false matches")
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.watchlist}, {self.entry_id}"


class Indicator(Handled):
    """An indicator of the catalogue: a fact or an act, never what a person is.

    `restricted` marks one of an international set that an agency holds under its own rules: none is shipped.
    """

    code = models.CharField(_("code"), max_length=20)
    subject = models.CharField(_("subject"), max_length=20, choices=SubjectCode.choices)
    purpose = models.CharField(
        pgettext_lazy("of screening", "purpose"), max_length=40, choices=PurposeCode.choices
    )
    text = models.TextField(pgettext_lazy("of risk", "indicator"))
    observed = models.TextField(_("what exactly is observed"))
    knowable = models.CharField(_("when it becomes knowable"), max_length=20, choices=Moment.choices)
    source = models.CharField(_("read from"), max_length=20, choices=SourceKind.choices)
    reference = models.CharField(_("where it was published"), max_length=300, blank=True)
    legal_basis = models.TextField(_("legal basis of the observation"))
    grade = models.CharField(_("grade of evidence"), max_length=1, choices=EvidenceGrade.choices)
    exonerating = models.TextField(
        _("what speaks against it"), help_text=_("the everyday explanation that an officer asks for first")
    )
    owner = models.CharField(_("owner (office)"), max_length=200)
    review_on = models.DateField(_("to be reviewed on"))
    restricted = models.BooleanField(_("of a restricted set"), default=False)
    withdrawn = models.BooleanField(_("withdrawn"), default=False, editable=False)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("subject", "code")
        constraints = (models.UniqueConstraint(fields=("owner_agency", "code"), name="indicator_code_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.text[:80]}"

    def get_absolute_url(self) -> str:
        """The page of the indicator."""
        return reverse("indicator_detail", args=[self.pk])


class ProfileQuerySet(HandledQuerySet):
    """Profiles by whether they select."""

    def active(self, day: date) -> Self:
        """Approved, not stopped, and within their term: what is expired falls out by itself."""
        return self.filter(state=ProfileState.ACTIVE, valid_from__lte=day, valid_to__gte=day)


class RiskProfile(Handled):
    """A risk profile; what it says is a profile file, of which each change makes a version.

    `number` is the current version's; `valid_from` and `valid_to` are copies for looking up.
    """

    code = models.CharField(_("code"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    subject = models.CharField(_("subject"), max_length=20, choices=SubjectCode.choices)
    purpose = models.CharField(
        pgettext_lazy("of screening", "purpose"), max_length=40, choices=PurposeCode.choices
    )
    state = models.CharField(
        _("state"), max_length=20, choices=ProfileState.choices, default=ProfileState.DRAFT
    )
    number = models.PositiveIntegerField(_("version"), default=1)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(pgettext_lazy("end of a period", "to"))
    stop_reason = models.TextField(_("why it was stopped"), blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("author"))
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects: ClassVar[Any] = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk profile")
        verbose_name_plural = _("risk profiles")
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("owner_agency", "code"), name="profile_code_once"),
            models.CheckConstraint(
                condition=~models.Q(state__in=("stopped", "lapsed")) | ~models.Q(stop_reason=""),
                name="stopped_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code}: {self.title}"

    @property
    def expired(self) -> bool:
        """Whether its term is over: it selects nobody any more, whatever its state."""
        return self.valid_to < timezone.localdate()

    @property
    def standing(self) -> str:
        """Its state in words, expiry included."""
        if self.state == ProfileState.ACTIVE and self.expired:
            return str(_("Expired"))
        return self.get_state_display()

    def get_absolute_url(self) -> str:
        """The page of the profile."""
        return reverse("profile_detail", args=[self.pk])


class OfProfileQuerySet(models.QuerySet[Any]):
    """Records of profiles: seen as their profile is."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return those of the profiles that `viewer` may know of."""
        return self.filter(profile__in=RiskProfile.objects.visible_to(viewer).values("pk"))


class ProfileVersion(models.Model):
    """What a profile says: its file and the hash of it."""

    profile = models.ForeignKey(
        RiskProfile, models.CASCADE, related_name="versions", verbose_name=_("profile")
    )
    number = models.PositiveIntegerField(_("version"))
    hash = models.CharField(_("hash"), max_length=80)
    content = models.JSONField(_("content"), blank=True)
    reason = models.TextField(_("what changed and why"), blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("author"))
    at = models.DateTimeField(_("written"), auto_now_add=True)

    objects: ClassVar[Any] = OfProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a profile")
        verbose_name_plural = _("versions of profiles")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("profile", "number"), name="profile_version_once"),)

    def __str__(self) -> str:
        return f"{self.profile} ({self.number})"


class ProfileApproval(models.Model):
    """A signature under one version; the author's own does not count and is not taken."""

    version = models.ForeignKey(
        ProfileVersion, models.CASCADE, related_name="approvals", verbose_name=_("version")
    )
    office = models.CharField(_("office"), max_length=200)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ("at",)
        constraints = (models.UniqueConstraint(fields=("version", "by"), name="approves_once"),)

    def __str__(self) -> str:
        return f"{self.by}, {self.office}"


class BackTest(models.Model):
    """What a version would have done on records of the past or on synthetic ones."""

    version = models.ForeignKey(
        ProfileVersion, models.CASCADE, related_name="back_tests", verbose_name=_("version")
    )
    records = models.CharField(_("records"), max_length=255)
    synthetic = models.BooleanField(_("synthetic"))
    result = models.JSONField(_("result"), blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("back-test")
        verbose_name_plural = _("back-tests")
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.version}: {self.records}"


class PostSettings(Handled):
    """What an agency has decided for one crossing point: second line, and the random control sample.

    The sample of persons is off until a legal article is entered.
    """

    point = models.ForeignKey(
        CrossingPoint, models.PROTECT, related_name="+", verbose_name=_("crossing point")
    )
    second_line = models.BooleanField(_("has a second line"), default=True)
    random_share = models.FloatField(_("random control sample, per thousand"), default=0)
    random_article = models.CharField(
        _("legal article that allows the random sample"), max_length=300, blank=True
    )
    retention_days = models.PositiveIntegerField(
        _("personal data of a check without result are deleted after, days"), default=30
    )
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("decided"), auto_now=True)

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        verbose_name = _("settings of a post")
        verbose_name_plural = _("settings of posts")
        constraints = (
            models.UniqueConstraint(fields=("owner_agency", "point"), name="post_settings_once"),
            models.CheckConstraint(
                condition=models.Q(random_share=0) | ~models.Q(random_article=""), name="random_has_article"
            ),
        )

    def __str__(self) -> str:
        return str(self.point)


class DaySeed(models.Model):
    """The secret of one day's random sample: its hash is shown from the morning, the seed after the day."""

    settings = models.ForeignKey(
        PostSettings, models.CASCADE, related_name="seeds", verbose_name=_("settings")
    )
    day = models.DateField(_("day"))
    seed = models.CharField(_("seed"), max_length=64)
    commitment = models.CharField(_("hash of the seed"), max_length=64)

    class Meta:
        verbose_name = _("seed of a day")
        verbose_name_plural = _("seeds of days")
        constraints = (models.UniqueConstraint(fields=("settings", "day"), name="seed_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.settings}, {self.day:%d.%m.%Y}"


class Check(Handled):
    """One check of a traveller: what was read, what was found, what a person decided and why.

    `document` holds the fields read; `matches` the candidates with their explanation and a person's
    judgement; `seen` the indicators noted, incriminating and exonerating; `traces` what each active profile
    read. `own_view` is written before a score is shown. `personal_until` is the day on which who it was is
    deleted.
    """

    point = models.ForeignKey(
        CrossingPoint, models.PROTECT, related_name="+", verbose_name=_("crossing point")
    )
    state = models.CharField(_("state"), max_length=20, choices=CheckState.choices, default=CheckState.OPEN)
    purpose = models.CharField(
        pgettext_lazy("of screening", "purpose"), max_length=40, choices=PurposeCode.choices
    )
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    document = models.JSONField(_("document"), default=dict, blank=True)
    deviations = models.JSONField(_("what departs in the document"), default=list, blank=True)
    matches = models.JSONField(_("candidates"), default=list, blank=True)
    facts = models.JSONField(_("facts noted"), default=dict, blank=True)
    seen = models.JSONField(_("indicators"), default=dict, blank=True)
    traces = models.JSONField(_("profiles"), default=list, blank=True)
    random_arm = models.BooleanField(_("of the random sample"), default=False)
    selected = models.BooleanField(_("selected by a profile"), default=False)
    own_view = models.CharField(_("own view"), max_length=20, choices=OwnView.choices, blank=True)
    decision = models.CharField(_("decision"), max_length=20, choices=DecisionCode.choices, blank=True)
    reason = models.TextField(_("reasons"), blank=True)
    referred_to = models.CharField(_("referred to"), max_length=200, blank=True)
    minor = models.BooleanField(_("minor"), default=False)
    asylum = models.BooleanField(_("asks for protection"), default=False)
    trafficking = models.BooleanField(_("may be a victim of trafficking"), default=False)
    informed = models.BooleanField(_("was told the reason of the stop"), null=True, blank=True)
    leaflet = models.CharField(_("language of the leaflet given"), max_length=40, blank=True)
    complaint = models.CharField(_("reference of a complaint"), max_length=60, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=OutcomeCode.choices, blank=True)
    outcome_reason = models.TextField(_("what was found"), blank=True)
    interview = models.JSONField(_("interview"), default=dict, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    personal_until = models.DateField(_("personal data until"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("officer"))
    at = models.DateTimeField(_("begun"), default=timezone.now)

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="open")
                | (~models.Q(decision="") & ~models.Q(reason="") & models.Q(decided_at__isnull=False)),
                name="no_decision_without_reasons",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed")
                | (~models.Q(outcome="") & models.Q(closed_at__isnull=False)),
                name="closed_check_says_outcome",
            ),
        )

    def __str__(self) -> str:
        return f"№ {self.pk}"

    def get_absolute_url(self) -> str:
        """The page of the check."""
        return reverse("check_detail", args=[self.pk])

    @property
    def protected(self) -> bool:
        """Whether a flag of protection stands."""
        return self.minor or self.asylum or self.trafficking

    @property
    def referred(self) -> bool:
        """Whether the person was handed on: to second line, or to another body."""
        return self.decision in {DecisionCode.SECOND_LINE, DecisionCode.REFER}

    @property
    def duration(self) -> int | None:
        """Whole minutes from the beginning to the end of the stop; None while it lasts."""
        end = self.closed_at or (self.decided_at if self.state == CheckState.DECIDED else None)
        return round((end - self.at).total_seconds() / 60) if end else None


class OfCheckQuerySet(models.QuerySet[Any]):
    """Records of checks: seen as their check is."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return those of the checks that `viewer` may know of."""
        checks = Check.objects.visible_to(viewer).values("pk")
        return self.filter(subject_check__in=checks)


class Transfer(models.Model):
    """Data of one check given to another state, by an individual decision and not otherwise."""

    subject_check = models.ForeignKey(
        Check, models.PROTECT, related_name="transfers", verbose_name=_("check")
    )
    to_state = models.ForeignKey(State, models.PROTECT, related_name="+", verbose_name=_("to"))
    what = models.TextField(_("which data"))
    decision_number = models.CharField(_("individual decision, number"), max_length=60)
    decision_date = models.DateField(_("individual decision, date"))
    decision_authority = models.CharField(_("decided by"), max_length=200)
    decision_file = models.ForeignKey(
        SourceFile, models.PROTECT, related_name="+", verbose_name=_("the decision itself"), editable=False
    )
    decision_file_name = models.CharField(_("file name"), max_length=255, editable=False)
    legal_basis = models.TextField(_("legal basis"))
    no_danger = models.TextField(
        _("why the person is in no danger from that state"), blank=True,
        help_text=_(
            "Needed for a minor, a person who asks for protection, a possible victim: "
            "what was looked into, and by whom."
        ),
    )  # fmt: skip
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects: ClassVar[Any] = OfCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer abroad")
        verbose_name_plural = _("transfers abroad")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(decision_number="") & ~models.Q(decision_authority=""),
                name="transfer_has_individual_decision",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject_check} → {self.to_state}"


class CardReading(models.Model):
    """A shift's post card, signed for as read: which profiles stood on it."""

    point = models.ForeignKey(
        CrossingPoint, models.PROTECT, related_name="+", verbose_name=_("crossing point")
    )
    day = models.DateField(_("day"))
    shift = models.CharField(_("shift"), max_length=10, choices=Shift.choices)
    profiles = models.JSONField(_("profiles on the card"), blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("card read")
        verbose_name_plural = _("cards read")
        ordering = ("-at",)
        constraints = (models.UniqueConstraint(fields=("point", "day", "shift", "by"), name="read_once"),)

    def __str__(self) -> str:
        return f"{self.point}, {self.day:%d.%m.%Y}, {self.get_shift_display()}"


class SubjectRequest(Handled):
    """What somebody asks about data on them, and the answer."""

    kind = models.CharField(_("kind"), max_length=20, choices=RequestKind.choices)
    reference = models.CharField(_("incoming number"), max_length=60)
    received_on = models.DateField(pgettext_lazy("a request", "received"))
    due_on = models.DateField(_("to be answered by"))
    about = models.TextField(_("what is asked"), help_text=_("without more personal data than needed"))
    answer = models.TextField(_("answer"), blank=True, editable=False)
    answered_on = models.DateField(_("answered"), null=True, editable=False)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(_("entered"), auto_now_add=True)

    objects: ClassVar[Any] = HandledQuerySet.as_manager()

    class Meta:
        verbose_name = _("request of a person")
        verbose_name_plural = _("requests of persons")
        ordering = ("due_on",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"

    @property
    def url(self) -> str:
        """The page on which it is answered."""
        return reverse("subject_request", args=[self.pk])
