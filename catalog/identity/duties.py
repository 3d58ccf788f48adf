"""On what acts with accounts rest, as the record has it. Pure."""

from catalog.audit.entry import Basis, BasisType

OWN_ACCOUNT = Basis(BasisType.DUTY, "account-holder")
"""What a holder does with their own account."""

OFFICE = Basis(BasisType.DUTY, "role:operator")
"""What an operator does by office."""
