"""The engine in process: tantivy over text that arrives segmented, one writing process and any number of readers."""
