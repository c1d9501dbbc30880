"""OpenRaster: the archive, its list of layers, reading and writing."""
