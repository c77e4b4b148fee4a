"""Works a plan's figures out a second time, from the files alone; shares no code with what made them."""
