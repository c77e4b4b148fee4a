"""Paper and files to hand out: boards, itineraries and a map that opens without a server.

Values in, bytes out. No Django, no clock, no chance, no network. Only the press, a process of its own, reads files:
the templates and fonts that stand beside it.
"""
