"""Figures for docs/benchmarks.md, measured on the machine at hand; no test looks at them."""
