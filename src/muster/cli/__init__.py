"""The command line over the cores: opens files, hands bytes on, writes results."""
