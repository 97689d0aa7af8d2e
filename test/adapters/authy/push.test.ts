import { expect } from 'chai'
import { malfunctionOf } from './malfunction.js'
import { ID, REF, PUSH, PUSHED, APPROVAL, LIES, NOT_TRUE, useScriptedProvider } from './scripted-provider.js'
import { failure } from './scripted-server.js'

describe('AuthyProvider, approval requests', () => {
  const authy = useScriptedProvider()

  describe('sendPush', () => {
    const push = () => authy.provider.sendPush(PUSH)
    it('gives the reference of the new request', async () => {
      expect(await authy.answering(200, PUSHED, push))
        .to.deep.equal({ kind: 'sent', ref: REF })
    })
    it('believes no reply without one', async () => {
      for (const uuid of [undefined, null, '', 5, [REF], `../${REF}`, 'x'.repeat(65)]) {
        await malfunctionOf(authy.answering(200, { approval_request: { uuid }, success: true }, push))
      }
      await malfunctionOf(authy.answering(200, { approval_request: { uuid: REF }, success: 'false' }, push))
    })
    it('knows people without app, suspended or gone', async () => {
      expect(await authy.answering(400, failure('60050'), push)).to.deep.equal({ kind: 'no_app' })
      expect(await authy.answering(400, failure('60051'), push)).to.deep.equal({ kind: 'no_app' })
      expect(await authy.answering(503, failure('60017'), push)).to.deep.equal({ kind: 'no_app' })
      expect(await authy.answering(404, failure('60026'), push)).to.deep.equal({ kind: 'unknown_user' })
    })
  })

  describe('pushStatus', () => {
    const status = () => authy.provider.pushStatus(REF, ID)
    const approvalWith = (fields: object) => {
      return { ...APPROVAL, approval_request: { ...APPROVAL.approval_request, ...fields } }
    }

    it('knows four words', async () => {
      for (const word of ['pending', 'approved', 'denied', 'expired']) {
        expect(await authy.answering(200, approvalWith({ status: word }), status)).to.equal(word)
      }
    })
    it('takes no other word for approved', async () => {
      for (const lie of LIES) await malfunctionOf(authy.answering(200, approvalWith({ status: lie }), status))
    })
    it('takes no reply about another request or person', async () => {
      for (const fields of [
        { uuid: REF.toUpperCase() }, { uuid: `${REF} ` }, { uuid: undefined }, { uuid: [REF] }, { _authy_id: 1636 },
        { _authy_id: undefined }, { _authy_id: null }, { _authy_id: [1635] },
        { _authy_id: '01635' }, { _authy_id: true },
      ]) await malfunctionOf(authy.answering(200, approvalWith(fields), status))
      await malfunctionOf(authy.answering(200, APPROVAL, () => authy.provider.pushStatus(REF, '1636')))
      const precise = approvalWith({ _authy_id: 12345678901234567890n.toString() })
      const rounded = JSON.stringify(precise).replace('"12345678901234567890"', '12345678901234567890')
      await malfunctionOf(authy.answering(200, rounded, () => authy.provider.pushStatus(REF, '12345678901234567000')))
    })
    it('takes no reply that does not say success', async () => {
      for (const success of NOT_TRUE) await malfunctionOf(authy.answering(200, { ...APPROVAL, success }, status))
      for (const code of [201, 404, 500]) await malfunctionOf(authy.answering(code, APPROVAL, status))
    })
    it('knows a request that Authy does not', async () => {
      expect(await authy.answering(404, { ...failure('60049'), errors: {} }, status)).to.equal('not_found')
      await malfunctionOf(authy.answering(404, 'not found', status))
    })
  })
})
