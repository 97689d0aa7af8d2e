// Runs the suite that the npm package `authy` ships, unmodified. It speaks to http://sandbox-api.authy.com, so start this
// with HTTP_PROXY pointing at an emulator in classic sandbox mode. Prints one line for each test: "ok" or "not ok".
const assert = require('node:assert')
const suite = require('authy/tests/tests.js')

// Calls a function with two arguments of five, so its callback never comes.
const neverEnds = 'OneTouch Check Approval Status'

/** What nodeunit hands to a test; `done` resolves with the first failure, if any. */
function nodeunitTest(done) {
  let failure = null
  const check = (assertion) => (...args) => {
    try {
      assertion(...args)
    } catch (error) {
      failure ??= error
    }
  }
  const names = ['ok', 'equal', 'notEqual', 'deepEqual', 'strictEqual', 'throws', 'doesNotThrow']
  return { ...Object.fromEntries(names.map((name) => [name, check(assert[name])])), expect() {}, done: () => done(failure) }
}

async function main() {
  for (const [name, run] of Object.entries(suite)) {
    if (name === neverEnds || typeof run !== 'function') continue
    const failure = await new Promise((resolve) => run(nodeunitTest(resolve)))
    console.log(failure === null ? `ok ${name}` : `not ok ${name}: ${failure.message}`)
  }
}

void main()
