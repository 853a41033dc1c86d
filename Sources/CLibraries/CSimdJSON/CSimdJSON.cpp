// The C functions of CSimdJSON.h over simdjson's public DOM interface. Values cross as the two
// words that an element is; nothing here decides anything.

#define SIMDJSON_EXCEPTIONS 0
#include "include/CSimdJSON.h"

#include <simdjson.h>

#include <cstring>
#include <new>
#include <string_view>
#include <type_traits>

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

static_assert(PICKET_JSON_PADDING >= simdjson::SIMDJSON_PADDING, "padding");
static_assert(PICKET_JSON_SUCCESS == simdjson::SUCCESS, "error code");
static_assert(PICKET_JSON_OUT_OF_MEMORY == simdjson::MEMALLOC, "error code");
static_assert(PICKET_JSON_TOO_DEEP == simdjson::DEPTH_ERROR, "error code");

namespace {

template <typename To, typename From>
inline To same_words(const From &from) noexcept {
  static_assert(sizeof(To) == sizeof(From), "a view must be two words");
  static_assert(std::is_trivially_copyable<To>::value, "a view must be copied as words");
  static_assert(std::is_trivially_copyable<From>::value, "a view must be copied as words");
  To to;
  std::memcpy(static_cast<void *>(&to), static_cast<const void *>(&from), sizeof(To));
  return to;
}

inline element view(picket_json_value value) noexcept { return same_words<element>(value); }

template <typename T>
inline picket_json_value words(const T &value) noexcept {
  return same_words<picket_json_value>(value);
}

template <typename T>
inline bool get(picket_json_value value, T *out) noexcept {
  return view(value).get<T>().get(*out) == simdjson::SUCCESS;
}

inline picket_json_string string(std::string_view text) noexcept {
  return {text.data(), text.size()};
}

}  // namespace

struct picket_json_parser {
  simdjson::dom::parser parser;
};

extern "C" {

picket_json_parser *picket_json_parser_new(void) {
  return new (std::nothrow) picket_json_parser();
}

void picket_json_parser_free(picket_json_parser *parser) { delete parser; }

int32_t picket_json_parse(
    picket_json_parser *parser, const uint8_t *bytes, size_t length, size_t max_depth,
    picket_json_value *root) {
  simdjson::dom::parser &p = parser->parser;
  if (p.capacity() < length || p.max_depth() != max_depth) {
    // simdjson grows to the exact length each time; doubling makes growing documents cheap.
    size_t capacity = p.capacity() < 4096 ? 4096 : p.capacity();
    while (capacity < length) capacity *= 2;
    if (capacity > simdjson::SIMDJSON_MAXSIZE_BYTES) capacity = simdjson::SIMDJSON_MAXSIZE_BYTES;
    if (simdjson::error_code error = p.allocate(capacity, max_depth)) return error;
  }
  element parsed;
  if (simdjson::error_code error = p.parse(bytes, length, false).get(parsed)) return error;
  *root = words(parsed);
  return simdjson::SUCCESS;
}

char picket_json_type(picket_json_value value) { return static_cast<char>(view(value).type()); }

bool picket_json_get_string(picket_json_value value, picket_json_string *out) {
  std::string_view text;
  if (!get(value, &text)) return false;
  *out = string(text);
  return true;
}

bool picket_json_get_int64(picket_json_value value, int64_t *out) { return get(value, out); }
bool picket_json_get_uint64(picket_json_value value, uint64_t *out) { return get(value, out); }
bool picket_json_get_double(picket_json_value value, double *out) { return get(value, out); }
bool picket_json_get_bool(picket_json_value value, bool *out) { return get(value, out); }

bool picket_json_get_member(
    picket_json_value value, const char *key, size_t length, picket_json_value *out) {
  object members;
  element found;
  if (!get(value, &members)) return false;
  if (members.at_key(std::string_view(key, length)).get(found) != simdjson::SUCCESS) return false;
  *out = words(found);
  return true;
}

bool picket_json_array_begin(picket_json_value value, picket_json_cursor *cursor) {
  array elements;
  if (!get(value, &elements)) return false;
  *cursor = {words(elements.begin()), words(elements.end())};
  return true;
}

bool picket_json_array_next(picket_json_cursor *cursor, picket_json_value *out) {
  auto next = same_words<array::iterator>(cursor->next);
  if (next == same_words<array::iterator>(cursor->end)) return false;
  *out = words(*next);
  ++next;
  cursor->next = words(next);
  return true;
}

bool picket_json_object_begin(picket_json_value value, picket_json_cursor *cursor) {
  object members;
  if (!get(value, &members)) return false;
  *cursor = {words(members.begin()), words(members.end())};
  return true;
}

bool picket_json_object_next(
    picket_json_cursor *cursor, picket_json_string *key, picket_json_value *out) {
  auto next = same_words<object::iterator>(cursor->next);
  if (next == same_words<object::iterator>(cursor->end)) return false;
  *key = string(next.key());
  *out = words(next.value());
  ++next;
  cursor->next = words(next);
  return true;
}

const char *picket_json_implementation(void) {
  return simdjson::get_active_implementation()->name().c_str();
}

}
