"""Text to terms, the same for documents and questions: folding, segmentation, dictionary, marks."""
