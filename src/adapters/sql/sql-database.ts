/**
 * What we ask of an embedded SQL database, by shape: libsql fits, and whatever has the interface of better-sqlite3 as
 * it does, on SQLite 3.38 or newer (JSON operators).
 */
export interface SqlStatement {
  get(...values: (string | number)[]): unknown
  all(...values: (string | number)[]): unknown[]
  run(...values: (string | number)[]): { readonly changes: number | bigint }
}

export interface SqlDatabase {
  exec(sql: string): unknown
  prepare(sql: string): SqlStatement
}
