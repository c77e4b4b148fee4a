"""Electoral registers: who answers for each, its versions, its doors, and in modes A and C its electors."""
