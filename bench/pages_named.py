"""What bench/pages.py asks for beside each address as it opens, and which addresses it passes by, with the reason."""

from typing import Final

# each goes everywhere; the slowest of those whom a page lets in counts
ASKING: Final = ("organiser", "officer", "officer, all", "founder", "another founder", "driver", "volunteer", "member",
                 "twin", "")  # fmt: skip
VARIANTS: Final[dict[str, tuple[str, ...]]] = {  # what a page shows when something is chosen, searched or paged on
    "today:find": ("q=smith", "q=sa", "q=zzz"),
    "days:people": ("show=needs", "show=alone", "show=silent", "beyond=1&show=silent", "show=cant", "show=unreached"),
    "days:live": ("q=a", "q=coach 1", "q=nobody here"),
    "days:people_live": ("show=home", "show=away", "from=50"),
    "days:letters": ("from=50",),
    "days:turfs": ("from=101", "from=401"),
    "days:tell": ("tell=late:Coach 1", "tell=broken:Coach 1"),
    "days:new": ("season=1",),
    # {zones}: the first of these
    "register:find": (
        "q=smith",
        "q=ZX1",
        "q=CA1-12",
        "election=local",
        "q=smith&election=local",
        "zone={zones}",
        "zone={zones}&election=local",
    ),
    "register:changes": ("kind=gone", "kind=new"),
    "register:doubts": ("settled=1",),
    "register:ground": ("box=-0.1,-0.1,0.1,0.1",),
    "roll:groups": ("postcode=ZX1 1AA",),
    "roll:people": ("status=due", "group=north", "group=north&status=lapsed"),
    "roll:find": ("q=s", "q=smith", "q=oliver smith", "q=zx1"),
    "roll:doubles": ("settled=1",),
}
FILES: Final = {  # what somebody carries away, of all doors at once: no page -> the milliseconds that it may take
    "days:doors_to_draw": 500,
    "days:proof": 500,
}
BY_LOT: Final = {  # whoever a panel's lot fell on is asked more, and it falls on others on each site -> how many more
    "mandates:panel": 2,
    "mandates:mine": 2,
    "mandates:carry_away": 3,
}
PASSED_BY: Final = ("api:",)  # it answers programs, not people: no page
_ENTERED = "leads on: whoever is signed in is through this door, and nobody else has begun"
_NONE = "leads on: nobody here has a passkey, an app or codes; one person's own few rows"
ELSEWHERE: Final[dict[str, str]] = {  # an address that nobody here can open -> why
    **dict.fromkeys(("enter:sent", "enter:second", "enter:founding", "account_login", "mfa_login_webauthn",
                     "mfa_authenticate", "account_set_password"), _ENTERED),
    **dict.fromkeys(("mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_deactivate_totp", "mfa_list_webauthn",
                     "mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_remove_webauthn",
                     "mfa_edit_webauthn"), _NONE),
    **dict.fromkeys(("enter:link", "enter:new_address"), "opens once, by a link that was mailed"),
    **dict.fromkeys(("enter:colour", "enter:mail"), "a founder's in a movement that was founded; here it was made"),
    "register:bring": "leads on to the register, whose page holds the form",
    "register:ground": "a part of a map, of an extract that this area has not; bench/register.py has one",
    "register:table": "stands only while a table of places waits; the page of a register's file is larger",
    "roll:thanks": "leads on: nobody has just joined",
}  # fmt: skip
