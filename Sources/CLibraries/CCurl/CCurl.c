// libcurl is loaded when the first request is made, and not with the program: with the thirty
// libraries behind it, it takes 8 ms, more than most hunts, and only `ingest` needs it.

#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>

struct picket_curl picket_curl;
static const char *fault;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void *find(void *library, const char *name) {
  void *function = library ? dlsym(library, name) : NULL;
  if (!function && !fault) fault = name;
  return function;
}

static void load(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) fault = "libcurl.so.4";
  picket_curl.global_init = (CURLcode(*)(long))find(library, "curl_global_init");
  picket_curl.init = (CURL * (*)(void)) find(library, "curl_easy_init");
  picket_curl.reset = (void (*)(CURL *))find(library, "curl_easy_reset");
  picket_curl.cleanup = (void (*)(CURL *))find(library, "curl_easy_cleanup");
  picket_curl.perform = (CURLcode(*)(CURL *))find(library, "curl_easy_perform");
  picket_curl.setopt = (CURLcode(*)(CURL *, CURLoption, ...))find(library, "curl_easy_setopt");
  picket_curl.strerror = (const char *(*)(CURLcode))find(library, "curl_easy_strerror");
  picket_curl.slist_append =
      (struct curl_slist * (*)(struct curl_slist *, const char *)) find(library, "curl_slist_append");
  picket_curl.slist_free_all =
      (void (*)(struct curl_slist *))find(library, "curl_slist_free_all");
}

const char *picket_curl_load(void) {
  pthread_once(&once, load);
  return fault;
}
