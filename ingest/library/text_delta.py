"""Stores an earlier text of an article as its difference from the next one, as `zstd --patch-from` does."""

import zstandard

_LEVEL = 9
_MIN_WINDOW_LOG = 17
_MAX_WINDOW_LOG = 27
_MAX_BYTES = 512 * 1024**2  # a damaged archive must not fill the memory


def encode_delta(text: str, newer: str) -> bytes:
    """Encodes a text as its difference from a newer one.

    Args:
        text: The text to encode.
        newer: The text that `decode_delta` will be given.
    """
    data, reference = text.encode(), newer.encode()
    # The window reaches back over the whole text into the reference.
    window_log = min(max((len(data) + len(reference)).bit_length(), _MIN_WINDOW_LOG), _MAX_WINDOW_LOG)
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _LEVEL, window_log=window_log, enable_ldm=window_log > _MIN_WINDOW_LOG, write_content_size=True
    )
    compressor = zstandard.ZstdCompressor(dict_data=_dictionary(reference), compression_params=parameters)
    return compressor.compress(data)


def decode_delta(delta: bytes, newer: str) -> str:
    """Decodes what `encode_delta` returned.

    Raises:
        ValueError: If the delta is damaged, or made from another newer text.
    """
    decompressor = zstandard.ZstdDecompressor(dict_data=_dictionary(newer.encode()), max_window_size=2**_MAX_WINDOW_LOG)
    try:
        if not 0 <= zstandard.frame_content_size(delta) <= _MAX_BYTES:
            raise ValueError("an earlier edition cannot be restored: its size is not plausible")
        return decompressor.decompress(delta).decode()
    except (zstandard.ZstdError, UnicodeDecodeError) as error:
        raise ValueError(f"an earlier edition cannot be restored: {error}") from error


def _dictionary(reference: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(reference, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
