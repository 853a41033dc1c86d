#ifndef PICKET_CSQLITE_H
#define PICKET_CSQLITE_H

#include <sqlite3.h>

// sqlite3_db_config is variadic, and Swift cannot call variadic C functions.
static inline int picket_sqlite3_db_config_bool(sqlite3 *db, int op, int on) {
  return sqlite3_db_config(db, op, on, (int *)0);
}

// SQLITE_TRANSIENT is a cast of -1 to a function pointer, which Swift does not import.
static inline sqlite3_destructor_type picket_sqlite3_transient(void) { return SQLITE_TRANSIENT; }

#endif
