/** `req.secondFactor`: what handlers below the gate may rely on. */
import type { Request } from 'express'
import type { Situation } from '../flows/decide.js'
import type { Method } from '../methods.js'
import type { Outcome, Reason } from '../policy/decision.js'

export interface RequestSecondFactor {
  readonly outcome: Outcome
  readonly reason: Reason
  /** Methods on offer to this person. */
  readonly methods: readonly Method[]
  /** When the second factor of this session was given; `null` without one. */
  readonly verifiedAt: Date | null
  readonly method: Method | null
  /** RFC 8176; empty for a grace login. */
  readonly amr: readonly string[]
  /** The REFEDS MFA profile once a second factor was given, else `null`. */
  readonly acr: string | null
  readonly remaining?: number
  readonly deadline?: Date
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the only way to extend Express's request
  namespace Express {
    interface Request {
      secondFactor?: RequestSecondFactor
    }
  }
}

const MFA_PROFILE = 'https://refeds.org/profile/mfa'

export function attach(req: Request, { decision, mark, grant }: Situation): void {
  const proof = grant ?? (mark?.kind === 'factor' ? mark : null)
  req.secondFactor = {
    outcome: decision.outcome,
    reason: decision.reason,
    methods: decision.methods,
    verifiedAt: proof === null ? null : new Date(proof.createdAt),
    method: proof?.method ?? null,
    amr: proof?.amr ?? [],
    acr: proof === null ? null : MFA_PROFILE,
    ...(decision.remaining === null ? {} : { remaining: decision.remaining }),
    ...(decision.deadline === null ? {} : { deadline: new Date(decision.deadline) }),
  }
}
