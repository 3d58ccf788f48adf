"""Data open on request (依申请开放): application, review, agreement, grant."""
