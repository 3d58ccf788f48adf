"""How good search is: the judged queries of this project, and the gate that they are."""
