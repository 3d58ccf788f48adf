"""The demo catalogue: the tables of the Fujian plans, one synthetic register, organizations and accounts by role."""
