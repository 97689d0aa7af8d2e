import type { Method } from '../../methods.js'
import type {
  CallbackResult, CodeRequest, Limited, Provider, ProviderApp, ProviderUser, PushRequest, PushStatus, RawCallback, RegisterResult,
  Registration, SendCodeResult, SendPushResult, VerifyCodeResult,
} from '../../ports/provider.js'
import { readCallback } from './callback-signature.js'
import { authyLocale } from './locale.js'
import { readOptions, type AuthyProviderOptions, type AuthySettings } from './options.js'
import { createRequester, keyRefused, notAsked, unavailable, unexpected, type Call, type Requester } from './request.js'
import * as wire from './wire.js'

export type { AuthyProviderOptions } from './options.js'

const DEFAULT_RETRY_SECONDS = 60
const LONGEST_MESSAGE = 200
const LONGEST_LIFE_SECONDS = 86_400

/** authy.com's own page for any device, and the app's pages in the two stores. */
const AUTHY_APP: ProviderApp = {
  name: 'Authy',
  links: {
    any: 'https://www.authy.com/download/',
    android: 'https://play.google.com/store/apps/details?id=com.authy.authy',
    ios: 'https://apps.apple.com/app/id494168017',
  },
}

/** Answers for the refusals that a call expects; all others are malfunctions. */
type Refusals<R> = Readonly<Partial<Record<wire.Meaning, (reply: wire.Reply) => R>>>

/**
 * Reaches the phone through the Authy API (OneTouch, SoftToken, OneCode). Every call has one deadline, nothing is
 * retried, and success is told by the exact fields of the reply and the ids that were asked about.
 *
 * @throws SecondFactorError `invalid_options` at construction
 */
export class AuthyProvider implements Provider {
  readonly name = 'authy'
  readonly methods: readonly Method[] = ['push', 'totp', 'sms', 'voice']
  readonly app = AUTHY_APP
  readonly #settings: AuthySettings
  readonly #requester: Requester

  constructor(options: AuthyProviderOptions) {
    this.#settings = readOptions(options)
    this.#requester = createRequester(this.#settings)
  }

  /** Finds or creates the person by number: the same number has the same id, whoever asks. */
  async register({ email, countryCode, phone, installLink }: Registration): Promise<RegisterResult> {
    if (!wire.matches(countryCode, /^[0-9]{1,4}$/)) return { kind: 'invalid', fields: ['country_code'] }
    if (!wire.matches(phone, /^[0-9 ().-]{1,32}$/)) return { kind: 'invalid', fields: ['phone'] }
    const user = { email, cellphone: phone, country_code: countryCode }
    const json = { user, send_install_link_via_sms: installLink }
    const invalid = (reply: wire.Reply): RegisterResult => ({ kind: 'invalid', fields: wire.refusedFields(reply) })
    return this.#ask<RegisterResult>(
      { method: 'POST', path: '/protected/json/users/new', params: {}, json },
      (body) => found(wire.readRegistered(body), (providerId) => ({ kind: 'registered', providerId })),
      { invalid, undeliverable: invalid, limited },
    )
  }

  /**
   * The lifetime is always sent: left out it would be a day, and 0 would mean for ever. Somebody suspended counts as
   * without app, so that another method can be tried.
   */
  async sendPush(request: PushRequest): Promise<SendPushResult> {
    const { providerId, message, details, hiddenDetails, logos, expiresInSeconds: life } = request
    const json = { message, details, hidden_details: hiddenDetails, seconds_to_expire: life, ...logosField(logos) }
    const path = '/onetouch/json/users/{id}/approval_requests'
    const call: Call = { method: 'POST', path, params: { id: providerId }, json }
    const isLife = Number.isInteger(life) && life >= 1 && life <= LONGEST_LIFE_SECONDS
    if (!isLife) throw notAsked(call, `expiresInSeconds is no whole number from 1 to ${LONGEST_LIFE_SECONDS}`)
    if (message.length > LONGEST_MESSAGE) throw notAsked(call, `message is longer than ${LONGEST_MESSAGE}`)
    return this.#ask<SendPushResult>(
      call,
      (body) => found(wire.readApprovalRef(body), (ref) => ({ kind: 'sent', ref })),
      { no_app: only('no_app'), suspended: only('no_app'), unknown_user: only('unknown_user'), limited },
    )
  }

  async pushStatus(ref: string, providerId: string): Promise<PushStatus> {
    const call: Call = { method: 'GET', path: '/onetouch/json/approval_requests/{uuid}', params: { uuid: ref } }
    if (!wire.isRef(ref)) throw notAsked(call, 'not a valid uuid')
    const read = (body: unknown) => wire.readApproval(body, ref, providerId)
    return this.#ask<PushStatus>(call, read, { not_found: () => 'not_found' })
  }

  async sendCode({ providerId, channel, force, locale }: CodeRequest): Promise<SendCodeResult> {
    const path = channel === 'voice' ? '/protected/json/call/{id}' : '/protected/json/sms/{id}'
    const language = authyLocale(locale)
    const query = { force: String(force), ...(language !== null && { locale: language }) }
    return this.#ask<SendCodeResult>(
      { method: 'GET', path, params: { id: providerId }, query },
      (body) => found(wire.readCodeSent(body), (kind) => ({ kind })),
      {
        undeliverable: only('undeliverable'),
        channel_off: only('channel_off'),
        unknown_user: only('unknown_user'),
        suspended: only('suspended'),
        limited,
      },
    )
  }

  /** Without `force` Authy takes any code of a person who never confirmed one, so it stands in the path template. */
  async verifyCode(providerId: string, code: string): Promise<VerifyCodeResult> {
    if (!wire.isCode(code)) return { kind: 'wrong' }
    const path = '/protected/json/verify/{token}/{id}?force=true'
    return this.#ask<VerifyCodeResult>(
      { method: 'GET', path, params: { token: code, id: providerId } },
      (body) => found(wire.readValidToken(body), (kind) => ({ kind })),
      {
        wrong: only('wrong'),
        used: only('used'),
        unknown_user: only('unknown_user'),
        suspended: only('suspended'),
        limited,
      },
    )
  }

  async lookUp(providerId: string): Promise<ProviderUser> {
    return this.#ask<ProviderUser>(
      { method: 'GET', path: '/protected/json/users/{id}/status', params: { id: providerId } },
      (body) => found(wire.readUser(body, providerId), (user) => ({ kind: 'known', ...user })),
      { unknown_user: only('unknown_user') },
    )
  }

  /** Authy queues it for about a day; registering the same number again gives the same id. */
  async remove(providerId: string): Promise<void> {
    await this.#ask<'removed'>(
      { method: 'POST', path: '/protected/json/users/{id}/remove', params: { id: providerId } },
      (body) => (wire.succeeded(body) ? 'removed' : null),
      { unknown_user: () => 'removed' },
    )
  }

  readCallback(callback: RawCallback): CallbackResult {
    const { callbackKeys, callbackMaxAgeSeconds } = this.#settings
    return readCallback(callback, { keys: callbackKeys, maxAgeSeconds: callbackMaxAgeSeconds })
  }

  /** Waits for calls under way. */
  async close(): Promise<void> {
    await this.#requester.close()
  }

  /** @param read what a reply of 200 says; `null` when it is not the answer to this call */
  async #ask<R>(call: Call, read: (body: unknown) => R | null, refusals: Refusals<R>): Promise<R> {
    if (call.params['id'] !== undefined && !wire.isId(call.params['id'])) throw notAsked(call, 'not a valid id')
    const reply = await this.#requester.request(call)
    if (reply.status === 200) {
      const answer = read(reply.body)
      if (answer === null) throw unavailable(call, 'status 200, but not the answer to this call')
      return answer
    }
    const meaning = wire.meaningOf(reply)
    const refusal = refusals[meaning]
    if (refusal !== undefined) return refusal(reply)
    throw meaning === 'key_refused' ? keyRefused(call, reply) : unexpected(call, reply)
  }
}

function found<T, R>(value: T | null, wrap: (value: T) => R): R | null {
  return value === null ? null : wrap(value)
}

/** Authy names a resolution `res`, and wants one called `default` wherever there is any. */
function logosField(logos: PushRequest['logos'] = []): { readonly logos?: readonly object[] } {
  return logos.length === 0 ? {} : { logos: logos.map(({ resolution, url }) => ({ res: resolution, url })) }
}

function only<K extends string>(kind: K): () => { readonly kind: K } {
  return () => ({ kind })
}

function limited(reply: wire.Reply): Limited {
  return { kind: 'limited', retryAfterSeconds: reply.retryAfterSeconds ?? DEFAULT_RETRY_SECONDS }
}
