#ifndef PICKET_CCOMPRESSION_H
#define PICKET_CCOMPRESSION_H

#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

// inflateInit2 is a macro. 15 + 16: zlib's largest window, the gzip wrapper and no other, so that
// zlib checks each member's length and CRC-32 (RFC 1952, section 2.3.1).
static inline int picket_gzip_init(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

// LZMA_STREAM_INIT is a macro of a whole structure.
static inline void picket_lzma_clear(lzma_stream *stream) {
  lzma_stream empty = LZMA_STREAM_INIT;
  *stream = empty;
}

#endif
