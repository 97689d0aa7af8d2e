/** Declining the second factor, where the policy in force lets. */
import { changeAccount } from './change-account.js'
import { judgeAgain } from './decide.js'
import type { Situation } from './decide.js'
import type { Services } from './services.js'
import { tellPerson } from './tell-user.js'

export async function optOut(services: Services, situation: Situation): Promise<'opted_out' | 'not_allowed'> {
  const { now, visit } = situation
  const answer = await changeAccount(services, situation.account.userId, (record) => {
    // Asked again after an answer was lost: it is done.
    if (record.state === 'opted_out' && judgeAgain(services, situation, record).reason === 'opted_out') {
      return { fields: null, answer: 'already' as const }
    }
    const allowed = record.state !== 'enrolled' && judgeAgain(services, situation, record).mayOptOut
    if (!allowed) return { fields: null, answer: 'not_allowed' as const }
    const credentialVersion = record.credentialVersion + 1
    return { fields: { state: 'opted_out', optedOutAt: now, credentialVersion }, answer: 'opted_out' as const }
  })
  if (answer !== 'opted_out') return answer === 'already' ? 'opted_out' : answer
  services.events.emit({ type: 'opted_out', userId: situation.account.userId, at: now })
  tellPerson(services, visit.person, { kind: 'opted_out' })
  return answer
}
