"""Date and number formats by language; dates are day-first in each."""
