"""The Django site: apps that remember, and the pages over them."""
