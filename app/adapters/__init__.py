"""The outer world as the domain's protocols want it: object store, table engine, mail, clock."""
