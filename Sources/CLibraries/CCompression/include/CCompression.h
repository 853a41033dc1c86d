#ifndef PICKET_CCOMPRESSION_H
#define PICKET_CCOMPRESSION_H

#include <zlib.h>

// inflateInit2 is a macro. 15 + 32: zlib's largest window, gzip or zlib header by detection.
static inline int picket_inflate_init(z_stream *stream) { return inflateInit2(stream, 15 + 32); }

#endif
