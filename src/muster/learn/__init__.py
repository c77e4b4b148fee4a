"""What works: lotteries of doors, honest estimates, pooling, polls and swings. Values in, values with reasons out."""
