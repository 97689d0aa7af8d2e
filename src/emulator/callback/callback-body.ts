/** The tree that Authy sends when an approval request was answered: the shapes of 2016, 2017 and 2019. */
import { randomBytes } from 'node:crypto'
import { appIdentity } from '../api/app-identity.js'
import type { Approval, User } from '../state.js'
import type { Json, JsonObject } from './to-query.js'

/** Which year's shape, and whether the inner status contradicts the outer one. */
export interface Shape {
  readonly year: 2016 | 2017 | 2019
  readonly mismatch: boolean
}

const unix = (at: number): number => Math.floor(at / 1000)

/** The body for a POST, or the tree that becomes the query of a GET. */
export function callbackBody(approval: Approval, user: User, shape: Shape): JsonObject {
  const idOf = (number: number) => (shape.year === 2016 ? uuidOf(number) : number)
  return {
    authy_id: approval.authyId,
    device_uuid: idOf(user.deviceId),
    callback_action: 'approval_request_status',
    uuid: approval.uuid,
    status: approval.status,
    approval_request: {
      transaction: transaction(approval, shape, idOf(appIdentity.customerId)),
      expiration_timestamp: unix(approval.createdAt) + approval.secondsToExpire,
      logos: approval.logos?.map(({ res, url }) => ({ res, url })) ?? null,
      app_id: appIdentity.objectId,
    },
    // The device's own RSA signature; nobody has its public key, so random bytes of the right length do.
    signature: randomBytes(256).toString('base64'),
    device: device(user, shape),
  }
}

function transaction(approval: Approval, shape: Shape, customerUuid: Json): JsonObject {
  const opposite = approval.status === 'approved' ? 'denied' : 'approved'
  return {
    details: approval.details,
    device_details: {},
    device_geolocation: '',
    device_signing_time: unix(approval.processedAt ?? approval.updatedAt),
    encrypted: false,
    flagged: false,
    hidden_details: approval.hiddenDetails,
    message: approval.message,
    reason: '',
    requester_details: null,
    status: shape.mismatch ? opposite : approval.status,
    uuid: approval.uuid,
    created_at_time: unix(approval.createdAt),
    customer_uuid: customerUuid,
  }
}

const device = (user: User, shape: Shape): JsonObject => ({
  city: null,
  country: null,
  ip: '127.0.0.1',
  region: null,
  registration_city: null,
  registration_country: null,
  registration_ip: '127.0.0.1',
  registration_method: 'sms',
  registration_region: null,
  os_type: user.osType,
  last_account_recovery_at: null,
  id: user.deviceId,
  registration_date: unix(user.createdAt),
  last_sync_date: unix(user.createdAt),
  ...(shape.year === 2019 ? unlockFields(user) : {}),
})

const unlockFields = (user: User): JsonObject => ({
  enabled_unlock_methods: ['pin', 'fingerprint'],
  last_unlock_method_used: 'pin',
  multidevice_enabled: true,
  multidevice_updated_at: unix(user.createdAt),
  last_unlock_date: unix(user.createdAt),
})

const uuidOf = (number: number): string =>
  number
    .toString(16)
    .padStart(32, '0')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
