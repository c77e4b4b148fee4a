"""A made-up county, ours: streets, doors, people, vehicles and a register, from a seed."""
