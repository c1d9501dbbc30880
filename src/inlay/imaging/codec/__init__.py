"""Pictures in and out: the bytes of files to arrays and back, with profile and metadata."""

from __future__ import annotations

from inlay.imaging.codec.export import ExportSettings, PixelSource
from inlay.imaging.codec.format import Format, format_by_id, format_for_path, known_formats, written_formats
from inlay.imaging.codec.masks import read_mask
from inlay.imaging.codec.reading import describe_picture, probe_picture, read_bytes, read_metadata, read_picture
from inlay.imaging.codec.records import Depth, Description, JpegSettings, Metadata, Picture, PictureInfo, Sampling
from inlay.imaging.codec.writing import write_picture

__all__ = [
    "Depth",
    "Description",
    "ExportSettings",
    "Format",
    "JpegSettings",
    "Metadata",
    "Picture",
    "PictureInfo",
    "PixelSource",
    "Sampling",
    "describe_picture",
    "format_by_id",
    "format_for_path",
    "known_formats",
    "probe_picture",
    "read_bytes",
    "read_mask",
    "read_metadata",
    "read_picture",
    "write_picture",
    "written_formats",
]
