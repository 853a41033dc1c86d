#ifndef PICKET_CCURL_H
#define PICKET_CCURL_H

// curl_easy_setopt's type check calls the function by its own name.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

// libcurl's functions, once picket_curl_load has found them.
struct picket_curl {
  CURLcode (*global_init)(long flags);
  CURL *(*init)(void);
  void (*reset)(CURL *handle);
  void (*cleanup)(CURL *handle);
  CURLcode (*perform)(CURL *handle);
  CURLcode (*setopt)(CURL *handle, CURLoption option, ...);
  const char *(*strerror)(CURLcode code);
  struct curl_slist *(*slist_append)(struct curl_slist *list, const char *line);
  void (*slist_free_all)(struct curl_slist *list);
};
extern struct picket_curl picket_curl;

// Loads libcurl; NULL, or the name of what is missing. Must come before all else.
const char *picket_curl_load(void);

static inline CURLcode picket_curl_global_init(long flags) { return picket_curl.global_init(flags); }
static inline CURL *picket_curl_init(void) { return picket_curl.init(); }
static inline void picket_curl_reset(CURL *handle) { picket_curl.reset(handle); }
static inline void picket_curl_cleanup(CURL *handle) { picket_curl.cleanup(handle); }
static inline CURLcode picket_curl_perform(CURL *handle) { return picket_curl.perform(handle); }
static inline const char *picket_curl_strerror(CURLcode code) { return picket_curl.strerror(code); }
static inline struct curl_slist *picket_curl_slist_append(
    struct curl_slist *list, const char *line) {
  return picket_curl.slist_append(list, line);
}
static inline void picket_curl_slist_free_all(struct curl_slist *list) {
  picket_curl.slist_free_all(list);
}

// curl_easy_setopt is variadic, and Swift cannot call variadic C functions.
static inline CURLcode picket_curl_set_long(CURL *handle, CURLoption option, long value) {
  return picket_curl.setopt(handle, option, value);
}
static inline CURLcode picket_curl_set_string(CURL *handle, CURLoption option, const char *value) {
  return picket_curl.setopt(handle, option, value);
}
static inline CURLcode picket_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return picket_curl.setopt(handle, option, value);
}
static inline CURLcode picket_curl_set_list(
    CURL *handle, CURLoption option, struct curl_slist *value) {
  return picket_curl.setopt(handle, option, value);
}
// For CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION.
typedef size_t (*picket_curl_write_function)(char *, size_t, size_t, void *);
static inline CURLcode picket_curl_set_write_function(
    CURL *handle, CURLoption option, picket_curl_write_function value) {
  return picket_curl.setopt(handle, option, value);
}
// Called with the address that was connected to, before the request is sent.
typedef int (*picket_curl_prerequest_function)(void *, char *, char *, int, int);
static inline CURLcode picket_curl_set_prerequest_function(
    CURL *handle, picket_curl_prerequest_function value) {
  return picket_curl.setopt(handle, CURLOPT_PREREQFUNCTION, value);
}

#endif
