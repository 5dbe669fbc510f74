"""Allow-listed substitution of ``{{ name }}`` and ``{{ name:format|fallback }}``; no template engine.

Neither Django templates nor ``str.format`` ever see an editor's or a follower's text: both can be
made to print the site's secret key.
"""

from linesteps.personalise.emoji import Emoji, emoji_in, with_words, without_emoji
from linesteps.personalise.formats import FORMATS, Format
from linesteps.personalise.lengths import LONGEST_NAME, LONGEST_TEXT, Fact, cut
from linesteps.personalise.template import Template, values_for
from linesteps.personalise.tokens import (
    ATTRIBUTE_PREFIX,
    COUPON_PREFIX,
    EMOJI_PREFIX,
    LINK_PREFIX,
    PLAIN_TOKENS,
    VIEW_IMAGE,
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
    "EMOJI_PREFIX",
    "FORMATS",
    "LINK_PREFIX",
    "LONGEST_NAME",
    "LONGEST_TEXT",
    "PLAIN_TOKENS",
    "VIEW_IMAGE",
    "Emoji",
    "Fact",
    "Format",
    "Template",
    "Token",
    "barest",
    "cut",
    "emoji_in",
    "misfits",
    "readable",
    "tokens",
    "unknown_tokens",
    "values_for",
    "with_words",
    "without_emoji",
]
