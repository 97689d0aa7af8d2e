/**
 * Sending money, for people and for programs: first it is checked, then the second factor is asked for with amount and
 * payee on the phone, and then exactly that is done.
 */
import type { Express, Request, RequestHandler } from 'express'
import type { SecondFactor } from 'passport-authy'
import { asksForPage } from './guards.js'
import { frameOf } from './pages/layout.js'
import { transferPage } from './pages/transfer-page.js'
import { textOf } from './sign-up.js'
import { readTransfer, typedIn } from './transfer-request.js'
import type { TransferTyped } from './transfer-request.js'
import { euros } from './transfers.js'
import type { Transfer, Transfers } from './transfers.js'

declare module 'express-session' {
  interface SessionData {
    /** A form that was stopped for an approval: shown again afterwards, never sent by itself. */
    transferTyped?: TransferTyped
  }
}

export interface TransferParts {
  readonly secondFactor: SecondFactor
  readonly transfers: Transfers
}

export function addTransferRoutes(app: Express, { secondFactor, transfers }: TransferParts): void {
  const approved = secondFactor.stepUp('payment.create', { details: (req) => detailsOf(transferIn(req)) })
  app.get('/transfer', formRoute(transfers))
  app.post(['/transfer', '/api/transfer'], checked, keepTyped, approved, sendRoute(transfers))
}

function formRoute(transfers: Transfers): RequestHandler {
  return (req, res) => {
    const sent = transfers.find(req.user?.id ?? '', textOf(req.query, 'sent'))
    const typed = req.session.transferTyped ?? null
    res.send(transferPage(frameOf(req), { typed: typed ?? { amount: '', to: '' }, wrong: null, isWaiting: typed !== null, sent }))
  }
}

const checked: RequestHandler = (req, res, next) => {
  const { wrong } = readTransfer(req.body)
  if (wrong === null) next()
  else if (asksForPage(req)) res.status(422).send(transferPage(frameOf(req), { typed: typedIn(req.body), wrong, isWaiting: false, sent: null }))
  else res.status(400).json({ code: 'invalid_request', field: wrong })
}

/** The browser gets nothing to send again: what was typed waits here until the person comes back from the phone. */
const keepTyped: RequestHandler = (req, _res, next) => {
  if (asksForPage(req)) req.session.transferTyped = typedIn(req.body)
  next()
}

function sendRoute(transfers: Transfers): RequestHandler {
  return (req, res, next) => {
    if (req.user === undefined) {
      next()
      return
    }
    const transfer = transferIn(req)
    const reference = transfers.send(req.user.id, transfer)
    delete req.session.transferTyped
    if (asksForPage(req)) res.redirect(303, `/transfer?sent=${reference}`)
    else res.json({ transferred: { amount: transfer.cents / 100, to: transfer.to }, reference })
  }
}

/** Read anew from the same body: what the phone shows and what is done cannot differ. */
function transferIn(req: Request): Transfer {
  const { transfer } = readTransfer(req.body)
  if (transfer === null) throw new Error('A transfer was to be done that was not checked.')
  return transfer
}

function detailsOf({ cents, to }: Transfer): Readonly<Record<string, string>> {
  return { Amount: euros(cents), Payee: to }
}
