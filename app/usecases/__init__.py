"""What the faces share: each thing that people do, done in one place, without HTTP."""
