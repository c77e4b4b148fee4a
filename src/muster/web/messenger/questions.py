"""What a message may ask, and the words of each answer's button."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ANSWERS: dict[str, Promise] = {
    "yes": _("Yes"),
    "no": _("No"),
    "cant": _("I can’t"),
    "come": _("I’ll come"),
    "drive": _("I’ll come, and I can drive others"),
    "bed": _("I’ll come, and I need a bed"),
    "home": _("I’m home"),
}
