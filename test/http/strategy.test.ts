/** The strategy in a developer's own routes, in the manner of every Passport strategy, on Express 4 and 5. */
import { createRequire } from 'node:module'
import { expect } from 'chai'
import express from 'express'
import type { ErrorRequestHandler } from 'express'
import { startHostApp } from '../helpers/host-app.js'
import type { HostApp, HostOptions } from '../helpers/host-app.js'

const express4 = createRequire(import.meta.url)('express4') as typeof express
const ANN = 'ann@shop.example'

const routes: NonNullable<HostOptions['routes']> = (app, _secondFactor, passport) => {
  app.post('/own', passport.authenticate('authy'), (req, res) => {
    res.json({ user: req.user, info: req.authInfo })
  })
  app.post('/own/redirects', passport.authenticate('authy', { successRedirect: '/in', failureRedirect: '/again' }))
  app.post('/own/callback', (req, res, next) => {
    const done = (error: unknown, user: unknown, info: unknown, status: unknown): void => {
      if (error) next(error)
      else res.json({ user, info, status })
    }
    ;(passport.authenticate('authy', done) as express.RequestHandler)(req, res, next)
  })
  const onError: ErrorRequestHandler = (error: { code?: string; status?: number }, _req, res, next) => {
    if (error.status === undefined) next(error)
    else res.status(error.status).json({ code: error.code })
  }
  app.use(onError)
}

for (const [name, version] of [['Express 5', express], ['Express 4', express4]] as const) {
  describe(`Strategy on ${name}`, () => {
    let host: HostApp

    beforeEach(async () => {
      host = await startHostApp({ express: version, routes })
    })
    afterEach(() => host.close())

    it('verifies a code in the body and opens the gate', async () => {
      const ann = host.person()
      await ann.signIn('ann')
      const done = await ann.post('/own', { code: await host.phone.appCode(ANN) })
      expect(done.status).to.equal(200)
      expect(done.json['user']).to.deep.equal({ id: 'ann' })
      expect(done.json['info']).to.deep.include({ method: 'totp', amr: ['mfa', 'otp'] })
      const facts = await ann.get('/facts')
      expect(facts.status).to.equal(200)
      expect(facts.json).to.include({ outcome: 'allow', reason: 'recent_second_factor', method: 'totp', acr: 'https://refeds.org/profile/mfa' })
    })

    it('gives the session a new id', async () => {
      const ann = host.person()
      await ann.signIn('ann')
      const old = ann.copy()
      await ann.post('/own', { code: await host.phone.appCode(ANN) })
      expect(ann.cookies()).not.to.equal(old.cookies())
      expect((await old.get('/facts')).text).to.equal('null')
    })

    it('begins without a code: a page is sent on, a program told', async () => {
      const ann = host.person()
      await ann.signIn('ann')
      const told = await ann.post('/own')
      expect(told.status).to.equal(401)
      const page = await ann.form('/own')
      expect([page.status, page.headers.get('location')]).to.deep.equal([303, '/2fa'])
      expect(await host.phone.approvals(ANN)).to.have.length(1)
    })

    it('passes when policy asks for nothing now', async () => {
      const ann = host.person()
      await ann.signIn('ann')
      await ann.post('/own', { code: await host.phone.appCode(ANN) })
      expect((await ann.post('/own')).json).to.deep.include({ user: { id: 'ann' } })
    })

    it('fails with a message and a status, for redirects and callbacks', async () => {
      const ann = host.person()
      await ann.signIn('ann')
      const wrong = await ann.post('/own/callback', { code: '0000001' })
      expect(wrong.json).to.deep.equal({
        user: false, status: 422, info: { message: 'The code is not right.', code: 'wrong_code', attemptsLeft: 4 },
      })
      const malformed = await ann.post('/own/callback', { code: ['123456'] })
      expect(malformed.json).to.deep.include({ user: false, status: 400 })
      const redirected = await ann.post('/own/redirects', { code: '0000001' })
      expect([redirected.status, redirected.headers.get('location')]).to.deep.equal([302, '/again'])
    })

    it('redirects after success', async () => {
      const ann = host.person()
      await ann.signIn('ann')
      const done = await ann.post('/own/redirects', { code: await host.phone.appCode(ANN) })
      expect(done.headers.get('location')).to.equal('/in')
      expect((await ann.get('/facts')).status).to.equal(200)
    })

    it('needs somebody who is signed in', async () => {
      expect((await host.person().post('/own/callback', { code: '1234567' })).json).to.deep.include({ user: false, status: 401 })
    })

    it('takes no code from the address', async () => {
      const ann = host.person()
      await ann.signIn('ann')
      const answer = await ann.post(`/own/callback?code=${await host.phone.appCode(ANN)}`)
      expect(answer.json).to.deep.include({ user: false, status: 401 })
    })

    it('ends in an error, not in silence, when the provider fails', async () => {
      const ann = host.person()
      await ann.signIn('ann')
      await host.phone.faults([{ stage: 'verify', kind: 'error', status: 500 }])
      const failed = await ann.post('/own', { code: '1234567' })
      expect([failed.status, failed.json['code']]).to.deep.equal([503, 'provider_unavailable'])
    })

    it('keeps two people apart whose requests overlap', async () => {
      const [ann, nora] = [host.person(), host.person()]
      await ann.signIn('ann')
      await nora.signIn('nora')
      const code = await host.phone.appCode(ANN)
      await host.phone.faults([{ stage: 'verify', kind: 'delay', delay_ms: 200 }])
      const [first, second] = await Promise.all([ann.post('/own', { code }), nora.post('/own/callback', { code: '7654321' })])
      expect(first.json['user']).to.deep.equal({ id: 'ann' })
      expect(second.json['user']).to.equal(false)
      expect((await nora.get('/facts')).status).to.equal(403)
    })
  })
}
