#ifndef PICKET_CSQLITE_H
#define PICKET_CSQLITE_H

#include <sqlite3.h>

// sqlite3_db_config is variadic, and Swift cannot call variadic C functions.
static inline int picket_sqlite3_db_config_bool(sqlite3 *db, int op, int on) {
  return sqlite3_db_config(db, op, on, (int *)0);
}

// Lets SQLite take memory without counting it, which locks a mutex each time; before any connection.
static inline int picket_sqlite3_no_memory_status(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

// SQLITE_TRANSIENT is a cast of -1 to a function pointer, which Swift does not import.
static inline sqlite3_destructor_type picket_sqlite3_transient(void) { return SQLITE_TRANSIENT; }

// A virtual table and its cursor with what Swift keeps in them. SQLite finds its own part at the
// front, and only C promises where a member lies.
typedef struct {
  sqlite3_vtab base;
  void *rows;
} picket_row_table;

typedef struct {
  sqlite3_vtab_cursor base;
  void *rows;
  const void *row;
  sqlite3_int64 place;
} picket_row_cursor;

// Asks for memory that will be read soon. Swift has no word for it.
__attribute__((always_inline)) static inline void picket_prefetch(const void *address) { __builtin_prefetch(address); }

#endif
