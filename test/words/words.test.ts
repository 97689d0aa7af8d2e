/** The sentences of every language: all there, with the same places, and numbers as the language has them. */
import { expect } from 'chai'
import { acceptedLanguages } from '../../src/words/accept-language.js'
import { ar } from '../../src/words/ar/index.js'
import { en } from '../../src/words/en/index.js'
import { languages } from '../../src/words/languages.js'
import { piecesOf } from '../../src/words/phrase.js'
import type { Phrase } from '../../src/words/phrase.js'
import { pseudoCatalog } from '../../src/words/pseudo.js'
import { SHIPPED } from '../../src/words/shipped.js'
import { speakerFor } from '../../src/words/speaker.js'
import type { Catalog, WordId } from '../../src/words/speaker.js'

const AT = Date.parse('2026-10-15T09:41:00Z')

const CATALOGS: Readonly<Record<string, Catalog>> = { ...(SHIPPED as Record<string, Catalog>), pseudo: pseudoCatalog() }

function placesOf(sentence: string): string[] {
  return [...new Set(piecesOf(sentence).flatMap((piece) => ('place' in piece ? [piece.place] : [])))].sort()
}

const otherOf = (phrase: Phrase): string => (typeof phrase === 'string' ? phrase : phrase.other)
const formsOf = (phrase: Phrase): string[] => (typeof phrase === 'string' ? [phrase] : Object.values(phrase))

describe('Words: catalogs', () => {
  for (const [language, catalog] of Object.entries(CATALOGS)) {
    it(`of ${language} have every sentence of English and no other`, () => {
      expect(Object.keys(catalog).sort()).to.deep.equal(Object.keys(en).sort())
    })

    it(`of ${language} fill the same places as English`, () => {
      for (const [id, phrase] of Object.entries<Phrase>(en)) {
        const theirs = catalog[id as WordId]
        expect(placesOf(otherOf(theirs)), id).to.deep.equal(placesOf(otherOf(phrase)))
        for (const form of formsOf(theirs)) expect(placesOf(otherOf(phrase)), id).to.include.members(placesOf(form))
      }
    })

    it(`of ${language} leave no sentence empty`, () => {
      for (const [id, phrase] of Object.entries<Phrase>(catalog)) expect(formsOf(phrase).every((form) => form.trim() !== ''), id).to.equal(true)
    })
  }

  it('of Arabic have all six forms wherever a number changes the sentence', () => {
    const forms = new Intl.PluralRules('ar').resolvedOptions().pluralCategories
    for (const [id, phrase] of Object.entries<Phrase>(ar)) {
      if (typeof phrase !== 'string') expect(Object.keys(phrase), id).to.have.members(forms)
    }
  })

  it('of Arabic are in Arabic', () => {
    for (const [id, phrase] of Object.entries<Phrase>(ar)) {
      if (id !== 'page.title') for (const form of formsOf(phrase)) expect(form, id).to.match(/\p{Script=Arabic}/u)
    }
  })

  it('of the pseudo language are longer than English, and nowhere plain', () => {
    for (const [id, phrase] of Object.entries<Phrase>(pseudoCatalog())) {
      const plain = otherOf(en[id as WordId])
      expect(otherOf(phrase).length, id).to.be.greaterThan(plain.length * 1.3)
      expect(otherOf(phrase).replace(/\{\w+\}/g, ''), id).not.to.match(/[a-zA-Z]/)
    }
  })

  it('promise no silence and threaten nobody: no word that presses', () => {
    const pressing = /\b(hurry|risk it|last chance|don’t care|at your own|sure you want|unsafe|hackers?|act now|only today)\b|!/i
    for (const [id, phrase] of Object.entries<Phrase>(en)) for (const form of formsOf(phrase)) expect(form, id).not.to.match(pressing)
  })
})

describe('Words: numbers and times', () => {
  const arabic = speakerFor('ar', ar)
  const english = speakerFor('en', en)

  for (const [n, sentence] of [
    [0, 'لم تبقَ محاولات.'],
    [1, 'بقيت محاولة واحدة.'],
    [2, 'بقيت محاولتان.'],
    [3, 'بقيت 3 محاولات.'],
    [11, 'بقيت 11 محاولة.'],
    [100, 'بقيت 100 محاولة.'],
  ] as const) {
    it(`[20] count ${n} in Arabic`, () => expect(arabic.say('problem.code.tries', { n })).to.equal(sentence))
  }

  for (const [n, sentence] of [
    [1, 'After this, you can skip 1 more time before it is required.'],
    [2, 'After this, you can skip 2 more times before it is required.'],
    [1000, 'After this, you can skip 1,000 more times before it is required.'],
  ] as const) {
    it(`count ${n} in English`, () => expect(english.say('grace.skips', { n })).to.equal(sentence))
  }

  it('say days, times and durations as the language does', () => {
    expect(speakerFor('en-US', en).day(AT)).to.equal('Oct 15, 2026')
    expect(english.day(AT)).to.equal('15 Oct 2026')
    expect(arabic.day(AT)).to.include('أكتوبر')
    expect(english.time(AT)).to.equal('09:41 UTC')
    expect(english.duration(90_000)).to.equal('1 minute and 30 seconds')
    expect(english.duration(20_000)).to.equal('20 seconds')
    expect(english.duration(120_000)).to.equal('2 minutes')
    expect(english.duration(0)).to.equal('1 second')
    expect(arabic.duration(90_000)).to.equal('دقيقة و30 ثانية')
  })

  it('leave a place that nobody fills empty, and no braces', () => {
    expect(english.say('push.limited')).not.to.match(/[{}]/)
  })
})

describe('Words: which language', () => {
  const known = languages(SHIPPED, { 'pt-BR': { cancel: 'Cancelar' }, de: {} })

  for (const [wanted, language] of [
    [['ar-EG', 'en'], 'ar'],
    [[null, 'ar'], 'ar'],
    [['fr', 'ar'], 'ar'],
    [['fr'], 'en'],
    [[], 'en'],
    [['not a tag!', 'de-AT'], 'de'],
    [['pt'], 'en'],
    [['pt-BR'], 'pt-BR'],
  ] as const) {
    it(`for ${JSON.stringify(wanted)} is ${language}`, () => expect(known.speak(wanted).language).to.equal(language))
  }

  it('says in English what a language of the host’s does not have', () => {
    expect(known.speak(['pt-BR']).say('cancel')).to.equal('Cancelar')
    expect(known.speak(['pt-BR']).say('code.verify')).to.equal('Verify')
  })

  for (const [header, tags] of [
    ['ar,en;q=0.5', ['ar', 'en']],
    ['en;q=0.5, ar;q=0.9, de', ['de', 'ar', 'en']],
    ['*, fr;q=0', []],
    ['de;q=x, fr', ['fr']],
    [undefined, []],
    ['', []],
  ] as const) {
    it(`reads the browser’s wish ${JSON.stringify(header)}`, () => expect(acceptedLanguages(header)).to.deep.equal(tags))
  }

  it('names an action in the host’s words, ours in ours, and any other by its name', () => {
    const own = languages(SHIPPED, { de: { 'action.payment.create': 'Geld senden' } }).speak(['de'])
    expect(own.action('payment.create')).to.equal('Geld senden')
    expect(own.action('second_factor.settings')).to.equal('change your two-step sign-in')
    expect(known.speak(['ar']).action('second_factor.settings')).to.match(/\p{Script=Arabic}/u)
    expect(own.action('export.run')).to.equal('export.run')
  })

  it('reads no more of a header than a browser would send', () => {
    expect(acceptedLanguages('en,'.repeat(100_000)).length).to.be.lessThan(100)
  })

  it('runs from right to left where the script does', () => {
    expect(speakerFor('ar', ar).dir).to.equal('rtl')
    expect(speakerFor('he', {}).dir).to.equal('rtl')
    expect(speakerFor('en', en).dir).to.equal('ltr')
  })
})
