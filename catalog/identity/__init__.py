"""Who acts: accounts, memberships, sessions and tokens, and what each role may do."""
