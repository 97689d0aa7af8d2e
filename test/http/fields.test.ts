import { expect } from 'chai'
import * as fields from '../../src/http/fields.js'

describe('Fields of a body', () => {
  it('reads text without the blanks around it', () => {
    expect(fields.requiredText({ phone: ' 415 555 ' }, 'phone')).to.equal('415 555')
    expect(fields.text({}, 'phone')).to.equal(null)
  })

  for (const value of [['a'], { a: 1 }, 7, true, 'a\u0000b', 'a\nb', 'x'.repeat(10_000)]) {
    it(`refuses ${JSON.stringify(value).slice(0, 20)} where text is wanted`, () => {
      expect(() => fields.text({ phone: value }, 'phone')).to.throw(fields.InvalidField).with.property('field', 'phone')
    })
  }

  for (const body of [[], 'text', 7, true]) {
    it(`refuses the body ${JSON.stringify(body)}`, () => expect(() => fields.bodyOf(body)).to.throw(fields.InvalidField))
  }

  it('does not read what an object inherits', () => {
    expect(fields.text(fields.bodyOf(JSON.parse('{"__proto__":{"code":"1"}}')), 'code')).to.equal(null)
    expect(fields.text({}, 'constructor')).to.equal(null)
  })

  for (const [typed, digits] of [['123456', '123456'], ['012 345', '012345'], ['123-45-678', '12345678'], [' 1234567 ', '1234567'], ['١٢٣٤٥٦', '123456'], ['１２３４５６７', '1234567'], ['123\u2013456', '123456'], ['\u200e123\u00a0456', '123456']] as const) {
    it(`takes the code ${JSON.stringify(typed)}`, () => expect(fields.code({ code: typed })).to.equal(digits))
  }

  const wrong = ['', '12345', '123456789', '1e5000', '+123456', '-123456', '123456\n7', '12345\u00006', '\ud800123456', 'abcdef', '../sms']
  for (const typed of wrong) {
    it(`refuses the code ${JSON.stringify(typed)}`, () => expect(() => fields.code({ code: typed })).to.throw(fields.InvalidField))
  }

  for (const [typed, fault] of [['', { kind: 'empty' }], ['  ', { kind: 'empty' }], ['abcdef', { kind: 'letters' }], ['12345', { kind: 'length', length: 5 }], ['123 456 789', { kind: 'length', length: 9 }]] as const) {
    it(`knows what is wrong with ${JSON.stringify(typed)}`, () => {
      expect(() => fields.code({ code: typed })).to.throw(fields.InvalidField).with.deep.property('fault', fault)
    })
  }

  it('reads ticks of forms and of JSON', () => {
    expect(fields.flag({ resend: 'true' }, 'resend')).to.equal(true)
    expect(fields.flag({ resend: false }, 'resend')).to.equal(false)
    expect(() => fields.flag({ resend: ['true'] }, 'resend')).to.throw(fields.InvalidField)
  })
})
