"""Marks what is too dangerous for a browser that somebody left open: who it is is asked again first.

Here, in the lowest app, because every app has such pages; how one is asked is the business of `enter`.
"""

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

_LEFT = "account_reauthentication_state"  # where allauth keeps a deed until its doer has answered
P = ParamSpec("P")
View = Callable[Concatenate[Any, P], HttpResponseBase]


def again(view: View[P], *, keeps: bool = True) -> View[P]:
    """Have a page or a deed ask who it is, unless that was proved within the last five minutes.

    Whoever answers is led back; what they were sending is then done without their sending it again, unless it is
    nothing to be kept meanwhile.
    """

    @functools.wraps(view)
    def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.is_fresh():  # type: ignore[attr-defined]  # web/enter/middleware.py gives it
            if request.method == "POST" and not keeps:
                return HttpResponseRedirect(request.get_full_path())
            request.session.pop(_LEFT, None)  # what somebody turned away from is not done by this answer
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return asked
