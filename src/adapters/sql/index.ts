/** What `passport-authy/sql` offers. */
export { SqlAccountStore } from './sql-account-store.js'
export type { SqlDatabase, SqlStatement } from './sql-database.js'
