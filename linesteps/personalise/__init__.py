"""Allow-listed substitution of ``{{ name }}`` and ``{{ name:format|fallback }}``; no template engine.

Neither Django templates nor ``str.format`` ever see an editor's or a follower's text: both can be
made to print the site's secret key.
"""

from linesteps.personalise.formats import FORMATS, Format
from linesteps.personalise.lengths import LONGEST_NAME, LONGEST_TEXT, Fact, cut
from linesteps.personalise.template import Template, values_for
from linesteps.personalise.tokens import (
    ATTRIBUTE_PREFIX,
    COUPON_PREFIX,
    LINK_PREFIX,
    PLAIN_TOKENS,
    Token,
    barest,
    misfits,
    readable,
    tokens,
    unknown_tokens,
)

__all__ = [
    "ATTRIBUTE_PREFIX",
    "COUPON_PREFIX",
    "FORMATS",
    "LINK_PREFIX",
    "LONGEST_NAME",
    "LONGEST_TEXT",
    "PLAIN_TOKENS",
    "Fact",
    "Format",
    "Template",
    "Token",
    "barest",
    "cut",
    "misfits",
    "readable",
    "tokens",
    "unknown_tokens",
    "values_for",
]
