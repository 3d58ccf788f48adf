"""The append-only record of acts and accesses, sealed in a hash chain (用必有据，全程留痕)."""
