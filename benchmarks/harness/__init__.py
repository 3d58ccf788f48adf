"""What the benchmarks over HTTP share: a generated catalogue, the product as a child, a bare rival, and the load."""
