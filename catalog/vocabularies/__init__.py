"""Controlled vocabularies: themes, open classes, cycles, formats, licences, regions and the other code tables."""
