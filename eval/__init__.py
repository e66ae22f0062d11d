"""The measuring: question sets, the product and its baselines asked, what counts as right, comparisons and reports."""
