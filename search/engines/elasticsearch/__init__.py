"""The engine for many machines: an Elasticsearch cluster without any plugin, given text that arrives segmented."""
