"""From papers to a result with every stage and reason; and a ballot's record checked without trusting anyone.

Pure: values in, values out. No clock, no chance of its own, no file, no network.
"""
