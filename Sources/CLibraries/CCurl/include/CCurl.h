#ifndef PICKET_CCURL_H
#define PICKET_CCURL_H

#include <curl/curl.h>

// curl_easy_setopt is variadic, and Swift cannot call variadic C functions.
static inline CURLcode picket_curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode picket_curl_set_string(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode picket_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode picket_curl_set_list(
    CURL *handle, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(handle, option, value);
}
// For CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION.
typedef size_t (*picket_curl_write_function)(char *, size_t, size_t, void *);
static inline CURLcode picket_curl_set_write_function(
    CURL *handle, CURLoption option, picket_curl_write_function value) {
  return curl_easy_setopt(handle, option, value);
}
// Called with the address that was connected to, before the request is sent.
typedef int (*picket_curl_prerequest_function)(void *, char *, char *, int, int);
static inline CURLcode picket_curl_set_prerequest_function(
    CURL *handle, picket_curl_prerequest_function value) {
  return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, value);
}

#endif
