"""Files that somebody brings: kept until they are taken in or sent back, and how their columns were read last time."""
