"""The steps of the methodology in the reader's language: who does what, what each leaves behind, how it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chegara.profiling.methods.profiles.document import APPROVERS, LONGEST_DAYS
from chegara.profiling.methods.profiles.factual import NEEDED
from chegara.profiling.methods.profiles.fields import Subject
from chegara.profiling.methods.proxies import bounds
from chegara.profiling.performance import FEWEST, WINDOW


@dataclass(frozen=True)
class Step:
    """One step: its name, who takes it, what it leaves behind, how it is done."""

    title: str
    who: str
    leaves: str
    points: tuple[str, ...]


def steps() -> tuple[Step, ...]:
    """Return the steps in their order."""
    return (*_before(), *_at_work(), *_afterwards())


def _before() -> tuple[Step, ...]:
    told = bounds()
    return (
        Step(
            pgettext("of screening", "Purpose"),
            _("Analyst"),
            _("one purpose of the closed list"),
            (
                _("Write in one sentence what is sought, where, and what harm it does. The joint risk analysis says which risks come first; a profile without such a risk is not written."),
                _("Choose one purpose of the closed list. A profile for two purposes serves neither, for nobody can say whether it works."),
                _("Ask what would change if the profile found something. If no body is competent to act on it, end here."),
            ),
        ),
        Step(
            _("Legal basis"),
            _("Analyst, lawyer of the agency"),
            _("law and article in the profile"),
            (
                _("Name the law and article that allow the check for this purpose at this place. A circular of the agency itself is no legal basis for an interference with rights."),
                _("Where a condition picks out citizens of a state, such as a kind of visa, the law that asks more of them is named too, and those who sign read it."),
                _("Data collected for something else are not used before a lawyer has said in writing that this purpose allows it."),
            ),
        ),
        Step(
            _("Indicators and the grade of their evidence"),
            _("Analyst, officers of the posts"),
            _("entries of the catalogue"),
            (
                _("An indicator is a fact or an act that can be seen and checked: a route, a paper, a contradiction, a seal. What somebody is, looks like, wears, eats, speaks or believes is none."),
                _("Write beside it when it becomes knowable. What is known only from the passport cannot be a reason to stop the person before the passport was seen."),
                _("Write beside it what speaks against it: the everyday explanation that is asked for first. An indicator without one is not finished."),
                _("Grade the evidence honestly, from measured against a random sample (A) to experts' opinion (D), and write the source. What is only believed is graded D and is reviewed first."),
                _("Give it an owner and a day of review. Routes and papers change; an indicator past its day is a warning on the owner's page."),
            ),
        ),
        Step(
            _("At least two independent facts"),
            _("Analyst"),
            _("conditions, built in the form"),
            (
                _("A profile of persons needs at least %(n)s independent facts on every way to a hit, from different groups of facts. Two conditions on one ticket are one fact. Citizenship, place and hour count for none.") % {"n": NEEDED[Subject.PERSON]},
                _("The conditions are built in the form over a closed vocabulary. There is no programming, no formula and no search in free text: an officer can read every profile as a sentence."),
                _("A value that is missing never fires a condition. What is not known is neither for nor against."),
                _("Write what to do and what not to do on a hit, in two sentences that fit on the post card: the mildest check that answers the question."),
            ),
        ),
        Step(
            _("Proxy test"),
            _("Program, analyst"),
            _("table of conditions by groups"),
            (
                _("Each condition is held against sex, age and citizenship in records of the past. It stands for a group where it is met at least %(ratio)s times as often as by all others, by the lower end of the interval, with false discoveries held to 5 %%. Such a condition cannot be signed.") % {"ratio": f"{told['stands_for']:g}"},
                _("At least %(n)s records are needed. Synthetic travellers prove nothing here, for their attributes are drawn apart from their conduct.") % {"n": told["fewest_records"]},
                _("Lists that a profile joins are vetted by what they hold, not by what they are called: surnames, given names, patronymics, peoples, religions and villages are refused."),
                _("Attributes of people are compared in sums only and never stored for the purpose; ethnic origin is held nowhere."),
            ),
        ),
        Step(
            _("Back-test in plain words"),
            _("Analyst"),
            _("result kept with the version"),
            (
                _("Try the version on records of the past before anybody signs: how many a day it selects, how many of a thousand of them will be innocent, whether groups are selected alike, what it selects that others do not."),
                _("Read the sentence on the innocent aloud. Where the sought are rare, almost everybody whom any profile selects is innocent; the check must be one that an innocent person can be asked to bear."),
                _("Where records are labelled, the leak check says whether the result rests on repeated records: a mere look-up of the past that scores as well as the profile means that nothing was shown."),
            ),
        ),
        Step(
            _("Four eyes"),
            _("Supervisors who did not write it"),
            _("signatures under the hash of the version"),
            (
                _("%(n)s supervisors sign who did not write it, each after reading the sentence, the test and the groups. The author's signature does not count, nobody signs twice.") % {"n": APPROVERS},
                _("A signature is under one version. A change of one word makes another version, which is tried and signed anew."),
                _("No signature opens an absolute refusal. Whoever meets one describes the act or fact that was really meant, or gives the profile up."),
            ),
        ),
    )  # fmt: skip


def _at_work() -> tuple[Step, ...]:
    return (
        Step(
            _("First and second line"),
            _("Officers"),
            _("check with reasons, stop record"),
            (
                _("Each shift signs for the post card: one sheet with the profiles in force, until when, what to do and not to do."),
                _("First line: document, then facts. The officer writes an own view before any score is shown, so that the machine does not think for the person; the decision may differ from both."),
                _("A name on a list is a candidate. It becomes a person by a date of birth, a document or another system's answer, and a person says so, with the reason. Whoever is found to be somebody else is remembered and is not stopped again for the same namesake."),
                _("Second line: a conversation by the form, facts for and against side by side; the referral act says what was found and no more than the receiving body needs."),
                _("The person is told the reason of the stop and gets the leaflet. Time, duration, outcome and a complaint's reference are kept."),
                _("A child, somebody who asks for protection, a possible victim: the referral card comes before every profile. Nothing on them goes abroad without an individual lawful decision, and never to the state that they fled."),
                _("Nobody is refused, kept or fined by a computed result alone."),
            ),
        ),
        Step(
            _("Random control sample"),
            _("Program; head of the post"),
            _("seed, committed before the day"),
            (
                _("A small share is drawn at random, whatever the profiles say. Only this shows what is missed, and whether a profile is better than chance."),
                _("The lot is drawn by a secret of the day whose hash stands in the log before the day begins; the secret is shown after it. Nobody can steer it, everybody can recompute it."),
                _("Persons are drawn only under a legal article that the agency has entered, and for the mildest lawful check; never for a search."),
                _("Whoever is drawn is checked as thoroughly as whoever was selected. A sample that is waved through makes every figure worthless."),
            ),
        ),
        Step(
            _("Measuring"),
            _("Program, analyst, oversight"),
            _("figures with intervals"),
            (
                _("Share confirmed: of those selected and examined, how many were confirmed, with Wilson's interval."),
                _("Lift: how many times better than the random sample, with Katz's interval. Share of all: what the profile found of what there was, judged by the sample. Missed: the exact interval of Clopper and Pearson on those not selected."),
                _("Groups are compared over posts by Mantel and Haenszel, so that different flows are not taken for bias; what stands out is found with false discoveries held to 5 %."),
                _("Outcome test: a lower share confirmed in one group hints that it is selected on weaker grounds. It is no proof, for risk may be spread differently."),
                _("Shares confirmed are shown to posts, and no numbers to reach: a quota of stops makes stops, not finds."),
            ),
        ),
    )  # fmt: skip


def _afterwards() -> tuple[Step, ...]:
    months = round(LONGEST_DAYS[Subject.PERSON] / 30.5)
    year = round(LONGEST_DAYS[Subject.CONSIGNMENT] / 30.5)
    return (
        Step(
            _("End, lapse, kill switch"),
            _("Program; whoever sees harm"),
            _("state of the profile, reason"),
            (
                _("A profile of persons ends after %(months)s months at most, one of goods or vehicles after %(year)s. It ends by itself; to go on, it is tried and signed anew.") % {"months": months, "year": year},
                _("It lapses by itself once the whole interval of its lift lies below 1, with at least %(n)s of its own and of the random sample examined within %(days)s days. Nobody can keep alive what is worse than chance.") % {"n": FEWEST, "days": WINDOW // timedelta(days=1)},
                _("One person stops one profile, or all of an agency at once, with a reason. Two persons switch on again. While all are stopped, every screen, paper and answer says so."),
                _("No profile learns by itself. What an analyst concludes from results becomes a new version that goes through all the steps."),
            ),
        ),
        Step(
            _("Oversight and the rights of persons"),
            _("Oversight, data-protection officer"),
            _("yearly statistics, answers"),
            (
                _("Oversight sees everything and changes nothing of a profile: all figures, each check with its reason, who looked at whom and for what purpose. The log is chained by hashes; what was changed in it shows."),
                _("Who asks which data are held gets an answer by its day. A wrong record is corrected or erased by a person's decision, or kept for a reason that the answer gives; what went abroad is corrected there too."),
                _("Personal data of checks without a confirmed result are deleted after the days decided for the post; the statistics stay."),
                _("Once a year the public is told how many were checked, selected, confirmed and wrongly selected, and how groups compare; numbers below ten are not given."),
                _("The data-protection impact assessment is drafted from the settings in force and completed by a person before the first profile of persons, and again when anything essential changes."),
            ),
        ),
    )  # fmt: skip
