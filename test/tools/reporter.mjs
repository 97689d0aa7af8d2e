// Mocha's Spec reporter, closed by one plain line that a build can read: "N passed, N failed, N skipped".
import Mocha from 'mocha'

export default class PlainLine extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats
      console.log(`${passes} passed, ${failures} failed, ${pending} skipped`)
    })
  }
}
