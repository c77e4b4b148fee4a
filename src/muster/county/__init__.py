"""A made-up county: a town, two villages, a movement and a day, from a seed. Nobody and nothing in it is real.

Pure: the same seed and first day give the same values, and the same bytes, on every machine.
"""
