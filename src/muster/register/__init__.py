"""From a council's file to electors and doors, linked from one version to the next: bytes in, values out."""
