/** Fills the model of a page: the state of the sign-in, and what only pages need. */
import type { Request } from 'express'
import type { Situation } from '../flows/decide.js'
import { isFreshlyProven } from '../flows/open-challenge.js'
import type { SignInState } from '../flows/sign-in-state.js'
import { SHOWS } from '../pages/model.js'
import type { AppModel, PageModel, PageProblem, Show } from '../pages/model.js'
import { acceptedLanguages } from '../words/accept-language.js'
import type { Speaker } from '../words/speaker.js'
import type { WebContext } from './context.js'
import { countryChoices } from './countries.js'
import { returnToOf } from './session.js'

export async function pageModel(
  context: WebContext,
  req: Request,
  situation: Situation,
  state: SignInState,
  problem: PageProblem | null,
): Promise<PageModel> {
  const { visit, now } = situation
  const show = showOf(req)
  const speaker = speakerOf(context, req, visit.person.locale)
  const isPhoneForm = show === 'new-phone' || (state.step === 'enroll' && (show === 'phone' || problem !== null))
  // A fresh factor is worth as much as all the proofs.
  const owesProof = state.proofs.length > 0 && !isFreshlyProven(situation)
  return {
    ...state,
    ...frameOf(context, speaker),
    ...codesOf(situation, state),
    now,
    show,
    returnTo: returnToOf(req),
    email: visit.person.email,
    problem,
    askedAgainAt: askedAgainAt(situation),
    app: state.installLink && state.step === 'confirm' ? await appOf(context, req) : null,
    countries: isPhoneForm ? await countryChoices(speaker.language) : [],
    mayBindByProof: owesProof && state.step === 'prove',
    proofs: isPhoneForm && owesProof ? proofsOf(context, situation, state) : [],
  }
}

/** What a page has that is about nobody. */
export function frameOf({ appName, path, signInPath, stylesheet }: WebContext, speaker: Speaker): Pick<PageModel, 'appName' | 'path' | 'signInPath' | 'stylesheet' | 'speaker'> {
  return { appName, path, signInPath, stylesheet, speaker }
}

/** The person's language, else one that the browser wants. */
export function speakerOf({ languages }: WebContext, req: Request, locale: string | null): Speaker {
  return languages.speak([locale, ...acceptedLanguages(req.headers['accept-language'])])
}

/** From the address, or from the form that was sent; anything else is no wish. */
export function showOf(req: Request): Show | null {
  const body: unknown = req.body
  const inBody: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'show') : undefined
  const wanted = inBody ?? req.query['show']
  return SHOWS.find((show) => show === wanted) ?? null
}

function askedAgainAt({ decision, now }: Situation): number | null {
  const { repromptAfter } = decision.settings.enrollment.optOut
  return repromptAfter === null ? null : now + repromptAfter * 1000
}

function codesOf({ account, unthrottled }: Situation, { methods }: SignInState): Pick<PageModel, 'channels' | 'allowedChannels' | 'mayForce' | 'hasApp'> {
  const { challenge: { phoneCode, methods: used }, enrollment: { confirmWith } } = unthrottled.settings
  const channels = (['sms', 'voice'] as const).filter((channel) => [channel, 'user_choice'].includes(phoneCode.channel))
  const held = (account.replacement ?? account.factor)?.methods ?? []
  const isKnownWithout = unthrottled.methods.includes('push') && !methods.includes('push')
  return {
    channels: channels.filter((channel) => methods.includes(channel)),
    allowedChannels: channels.filter((channel) => used.includes(channel) || confirmWith.includes(channel)),
    mayForce: phoneCode.force !== 'never',
    hasApp: !isKnownWithout && (held.includes('push') || held.includes('totp')),
  }
}

/** The store of the phone that looks at the page; on a desktop any device's address, to be scanned. */
async function appOf({ services }: WebContext, req: Request): Promise<AppModel | null> {
  const { app } = services.provider
  if (app === undefined) return null
  const userAgent = req.headers['user-agent'] ?? ''
  if (/\bAndroid\b/.test(userAgent)) return { name: app.name, link: app.links.android, qr: null }
  if (/\b(iPhone|iPad|iPod)\b/.test(userAgent)) return { name: app.name, link: app.links.ios, qr: null }
  return { name: app.name, link: app.links.any, qr: await qrOf(app.links.any) }
}

/** One picture, drawn once. */
const drawn = new Map<string, Promise<string>>()

function qrOf(link: string): Promise<string> {
  const picture = drawn.get(link) ?? import('uqr').then(({ renderSVG }) => renderSVG(link, { border: 2 }))
  drawn.set(link, picture)
  return picture
}

function proofsOf({ services }: WebContext, { visit }: Situation, state: SignInState): PageModel['proofs'] {
  const { id: userId, email, locale } = visit.person
  return state.proofs.map((kind) => {
    const proof = Object.hasOwn(services.proofs, kind) ? services.proofs[kind] : undefined
    const label = typeof proof?.label === 'function' ? proof.label({ userId, email, locale }) : proof?.label
    return { kind, label: label ?? kind, canStart: proof?.start !== undefined }
  })
}
