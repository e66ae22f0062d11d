"""An ingest split over workers: they read, cut and embed, and one process stores. Dask carries the work; nothing of it is imported before."""
