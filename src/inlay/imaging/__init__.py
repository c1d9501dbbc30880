"""Pure functions on arrays and tiles: rasters, masks, codecs, colour, blending, brush, regions."""
