"""The tree of agencies and public enterprises, province and cities as one."""
