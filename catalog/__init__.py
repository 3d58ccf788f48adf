"""The domain: what a dataset is, who may do what with it, how access is granted and recorded."""
