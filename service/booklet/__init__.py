"""The booklet of a meeting: what its rows add up to, as data, as a page and as a PDF."""
