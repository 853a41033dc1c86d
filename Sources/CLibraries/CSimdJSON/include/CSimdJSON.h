#ifndef PICKET_CSIMDJSON_H
#define PICKET_CSIMDJSON_H

// simdjson's DOM parser as C functions. simdjson is C++, and Swift's C++ interoperability would
// spread to every importer of JSON. No function throws; errors are simdjson's error codes.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// simdjson may read, but never writes, as many bytes beyond the end of a document.
enum { PICKET_JSON_PADDING = 64 };

// simdjson::error_code values that the Swift side tells apart; checked in CSimdJSON.cpp.
enum {
  PICKET_JSON_SUCCESS = 0,
  PICKET_JSON_OUT_OF_MEMORY = 2,
  PICKET_JSON_TOO_DEEP = 4,
};

typedef struct picket_json_parser picket_json_parser;

// A simdjson::dom::element: valid until the next parse, or the end, of its parser.
typedef struct {
  const void *document;
  size_t index;
} picket_json_value;

// An iterator over an array's elements or an object's members, with its end.
typedef struct {
  picket_json_value next;
  picket_json_value end;
} picket_json_cursor;

typedef struct {
  const char *bytes;
  size_t length;
} picket_json_string;

picket_json_parser *picket_json_parser_new(void);
void picket_json_parser_free(picket_json_parser *parser);
// Nesting beyond max_depth is an error. bytes must be readable for length + PICKET_JSON_PADDING.
int32_t picket_json_parse(
    picket_json_parser *parser, const uint8_t *bytes, size_t length, size_t max_depth,
    picket_json_value *root);

// '{' object, '[' array, '"' string, 'l' int64, 'u' uint64, 'd' double, 't' bool, 'n' null.
char picket_json_type(picket_json_value value);
bool picket_json_get_string(picket_json_value value, picket_json_string *string);
bool picket_json_get_int64(picket_json_value value, int64_t *number);
bool picket_json_get_uint64(picket_json_value value, uint64_t *number);
bool picket_json_get_double(picket_json_value value, double *number);
bool picket_json_get_bool(picket_json_value value, bool *boolean);
// The first member of that name.
bool picket_json_get_member(
    picket_json_value object, const char *key, size_t length, picket_json_value *value);

bool picket_json_array_begin(picket_json_value array, picket_json_cursor *cursor);
bool picket_json_array_next(picket_json_cursor *cursor, picket_json_value *element);
bool picket_json_object_begin(picket_json_value object, picket_json_cursor *cursor);
bool picket_json_object_next(
    picket_json_cursor *cursor, picket_json_string *key, picket_json_value *value);

// The instruction set chosen at run time: icelake, haswell, westmere, arm64, fallback.
const char *picket_json_implementation(void);

#ifdef __cplusplus
}
#endif

#endif
