"""The checkpoint: watchlists, the catalogue of indicators, risk profiles, checks, what oversight needs."""

from chegara.profiling.models.checks import Check, Transfer
from chegara.profiling.models.halts import Halt, HaltSignature
from chegara.profiling.models.indicators import Indicator, IndicatorSet
from chegara.profiling.models.key_lists import KeyList, KeyListVersion
from chegara.profiling.models.posts import CardReading, DaySeed, PostSettings
from chegara.profiling.models.profiles import BackTest, ProfileApproval, ProfileVersion, RiskProfile
from chegara.profiling.models.requests import RequestAct, SubjectRequest
from chegara.profiling.models.selections import DrawingSeed, LanePolicy, LaneQuota, Selection
from chegara.profiling.models.watchlists import FalseMatch, ListedPerson, ListVersion, Watchlist

__all__ = (
    "BackTest", "CardReading", "Check", "DaySeed", "DrawingSeed", "FalseMatch", "Halt", "HaltSignature",
    "Indicator", "IndicatorSet", "KeyList", "KeyListVersion", "LanePolicy", "LaneQuota",
    "ListVersion", "ListedPerson", "PostSettings",
    "ProfileApproval", "ProfileVersion", "RequestAct", "RiskProfile", "Selection", "SubjectRequest",
    "Transfer", "Watchlist",
)  # fmt: skip
