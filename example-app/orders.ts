/** What everybody has ordered. */

export interface Order {
  readonly name: string
  /** ISO 8601 date. */
  readonly date: string
  readonly price: string
}

export const ORDERS: readonly Order[] = [
  { name: 'Dotted notebook, A5', date: '2026-08-21', price: '€14.00' },
  { name: 'Twelve pencils, HB', date: '2026-05-03', price: '€9.50' },
]
