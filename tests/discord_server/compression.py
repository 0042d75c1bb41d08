"""The gateway's compression of a whole connection, as a client asks for it in the address."""

import importlib
import zlib
from collections.abc import Callable

Compress = Callable[[bytes], bytes]


def zlib_stream() -> Compress:
    whole = zlib.compressobj()
    return lambda data: whole.compress(data) + whole.flush(zlib.Z_SYNC_FLUSH)


def zstd_stream() -> Compress:
    """From the standard library (Python 3.14) or from `zstandard`, whichever the client can use."""
    try:
        standard = importlib.import_module("compression.zstd")
    except ImportError:
        package = importlib.import_module("zstandard")
        stream = package.ZstdCompressor().compressobj()
        block = package.COMPRESSOBJ_FLUSH_BLOCK
        return lambda data: bytes(stream.compress(data) + stream.flush(block))
    whole = standard.ZstdCompressor()
    return lambda data: bytes(whole.compress(data, whole.FLUSH_BLOCK))


STREAMS = {"zlib-stream": zlib_stream, "zstd-stream": zstd_stream}
