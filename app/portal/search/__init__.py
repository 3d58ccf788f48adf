"""Finding datasets: results, what narrows them, ways on where nothing is found."""
