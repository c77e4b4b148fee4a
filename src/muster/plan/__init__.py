"""From doors, streets, people and vehicles to a day: turfs, walks, seats and beds, each with a bound.

Pure: values in, values out. No clock, no chance of its own, no file, no network.
"""
