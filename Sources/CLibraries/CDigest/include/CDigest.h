#ifndef PICKET_CDIGEST_H
#define PICKET_CDIGEST_H

#include <openssl/evp.h>

#endif
