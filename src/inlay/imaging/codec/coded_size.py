"""The size that an AV1 or HEVC stream itself says: what a decoder makes room for, whatever the boxes say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inlay.imaging.codec.format import FormatError

Size = tuple[int, int]

_SEQUENCE_HEADER = 1  # the OBU's type (AV1 specification, 6.2.2)
_PARAMETER_SETS = 33  # the NAL unit's type (H.265, table 7-1)
# A sequence header or parameter set has under 300 bytes.
_MAX_BYTES = 4096


@dataclass(eq=False)
class _Bits:
    """Bits of a stream, highest first. Raises FormatError where they end."""

    data: bytes
    at: int = 0

    def take(self, count: int) -> int:
        if self.at + count > len(self.data) * 8:
            raise FormatError("a header is cut off")
        value = 0
        for position in range(self.at, self.at + count):
            value = value << 1 | self.data[position >> 3] >> (7 - (position & 7)) & 1
        self.at += count
        return value

    def exponential(self) -> int:
        """An unsigned exponential-Golomb number, ue(v)."""
        zeros = 0
        while not self.take(1):
            zeros += 1
            if zeros > 32:
                raise FormatError("a number is too long")
        return (1 << zeros) - 1 + self.take(zeros)


def _leb128(data: bytes, at: int) -> tuple[int, int]:
    """A number of 7 bits a byte, lowest first, and where it ends."""
    value = 0
    for place in range(8):
        if at + place >= len(data):
            break
        value |= (data[at + place] & 0x7F) << (7 * place)
        if not data[at + place] & 0x80:
            return value, at + place + 1
    raise FormatError("a length is cut off")


def av1_sizes(stream: bytes) -> Iterator[Size]:
    """Width and height of each sequence header in a row of OBUs (AV1 specification, 5.3 and 5.5)."""
    at = 0
    while at < len(stream):
        kind, extended, sized = stream[at] >> 3 & 15, stream[at] >> 2 & 1, stream[at] >> 1 & 1
        at += 1 + extended
        size, at = _leb128(stream, at) if sized else (len(stream) - at, at)
        if kind == _SEQUENCE_HEADER:
            yield _av1_size(stream[at : at + min(size, _MAX_BYTES)])
        at += size


def _av1_size(header: bytes) -> Size:
    bits = _Bits(header)
    bits.take(4)  # profile and still_picture
    if bits.take(1):
        bits.take(5)  # reduced_still_picture_header: only the level stands before the size
    else:
        _skip_operating_points(bits)
    width_bits, height_bits = bits.take(4) + 1, bits.take(4) + 1
    return bits.take(width_bits) + 1, bits.take(height_bits) + 1


def _skip_operating_points(bits: _Bits) -> None:
    """Timing, decoder model and operating points of a sequence header."""
    model, delay_bits = 0, 0
    if bits.take(1):
        bits.take(64)  # units of a tick, and the time scale
        if bits.take(1):
            bits.exponential()
        model = bits.take(1)
        if model:
            delay_bits = bits.take(5) + 1
            bits.take(42)
    shown_delay = bits.take(1)
    for _ in range(bits.take(5) + 1):
        bits.take(12)
        if bits.take(5) > 7:
            bits.take(1)
        if model and bits.take(1):
            bits.take(2 * delay_bits + 1)
        if shown_delay and bits.take(1):
            bits.take(4)


def hevc_sizes(configuration: bytes) -> Iterator[Size]:
    """Width and height of each sequence parameter set in an `hvcC` property (ISO/IEC 14496-15, 8.3.2)."""
    if len(configuration) < 23:
        raise FormatError("a configuration is cut off")
    at = 23
    for _ in range(configuration[22]):
        kind, count = configuration[at] & 63, int.from_bytes(configuration[at + 1 : at + 3], "big")
        at += 3
        for _ in range(count):
            size = int.from_bytes(configuration[at : at + 2], "big")
            if at + 2 + size > len(configuration):
                raise FormatError("a configuration is cut off")
            if kind == _PARAMETER_SETS:
                yield _hevc_size(configuration[at + 2 : at + 2 + min(size, _MAX_BYTES)])
            at += 2 + size


def hevc_sizes_in_stream(stream: bytes, length_size: int) -> Iterator[Size]:
    """The same of an item's own NAL units, each behind its length of so many bytes."""
    at = 0
    while at + length_size + 2 <= len(stream):
        size = int.from_bytes(stream[at : at + length_size], "big")
        at += length_size
        if stream[at] >> 1 & 63 == _PARAMETER_SETS:
            yield _hevc_size(stream[at : at + min(size, _MAX_BYTES)])
        at += max(size, 1)


def _hevc_size(unit: bytes) -> Size:
    """The size in a sequence parameter set (H.265, 7.3.2.2), with its two bytes of head."""
    bits = _Bits(unit[2:].replace(b"\0\0\3", b"\0\0"))
    bits.take(4)
    layers = bits.take(3)  # sps_max_sub_layers_minus1
    bits.take(1 + 88 + 8)  # nesting; general profile and level
    present = [(bits.take(1), bits.take(1)) for _ in range(layers)]
    if layers:
        bits.take(2 * (8 - layers))
    for profile, level in present:
        bits.take(88 * profile + 8 * level)
    bits.exponential()  # sps_seq_parameter_set_id
    if bits.exponential() == 3:
        bits.take(1)
    return bits.exponential(), bits.exponential()
