/** The figures, as text or JSON, and the reminders that go with them. */
import { createReport } from '../../report/report.js'
import type { Report, ReportOptions } from '../../report/report.js'
import { reportJson } from '../../report/report-json.js'
import { reminderFor } from '../../report/reminder.js'
import { REMINDABLE } from '../../report/standing.js'
import type { Notifier } from '../../ports/notifier.js'
import { languages } from '../../words/languages.js'
import { SHIPPED } from '../../words/shipped.js'
import { CliExit } from '../exit.js'
import type { ExitCode } from '../exit.js'
import { jsonText, printable } from '../output.js'
import { numberText } from '../policy/number-table.js'
import { startProgress } from '../policy/progress.js'
import { remindPeople } from './remind.js'
import type { Reminded, Reminder } from './remind.js'
import type { ReportRun } from './report-list.js'
import { reportText } from './report-text.js'

export interface FiguresOptions {
  readonly format: 'text' | 'json'
  readonly forecast: ReportOptions['forecast']
  /** `null` when nobody is to be reminded. */
  readonly notify: Notifier | null
  readonly appName: string
  readonly yes: boolean
}

export async function figuresOf(run: ReportRun, options: FiguresOptions): Promise<ExitCode> {
  const { report, reminders } = await countAll(run, options)
  const notes = run.people.notes(run.loaded.set)
  const reminded = options.notify === null ? null : await remind(run, options, options.notify, reminders)
  if (options.format === 'text') {
    await run.output.write(reportText(report, notes) + (reminded === null ? '' : `\n${remindedText(reminded)}`))
  } else {
    await run.output.write(jsonText({ ...reportJson(report), notes, reminders: reminded, faulty: faultyJson(run) }))
  }
  return reminded !== null && (reminded.failed.length > 0 || reminded.left > 0) ? 1 : 0
}

async function countAll(run: ReportRun, { forecast, notify }: FiguresOptions): Promise<{ report: Report; reminders: Reminder[] }> {
  const { loaded, people, filter, now, world } = run
  const reporter = createReport(loaded.policy, now, { filter, ...(forecast === undefined ? {} : { forecast }) })
  const reminders: Reminder[] = []
  const progress = startProgress(world.terminal)
  try {
    for await (const batch of people.batches) {
      for (const person of batch) {
        const row = reporter.add(person)
        if (notify === null || row === null || !REMINDABLE.includes(row.standing)) continue
        reminders.push({ to: { userId: row.user, email: person.email, locale: person.locale }, notice: reminderFor(row) })
      }
      progress.add(batch.length)
    }
  } finally {
    progress.end()
  }
  return { report: reporter.result(), reminders }
}

async function remind({ world, now }: ReportRun, options: FiguresOptions, notify: Notifier, reminders: readonly Reminder[]): Promise<Reminded> {
  const { appName, yes } = options
  const question = `Remind ${numberText(reminders.length)} ${reminders.length === 1 ? 'person' : 'people'}?`
  if (reminders.length > 0 && !yes) {
    if (world.ask === null) throw new CliExit(2, `${question} Add --yes to do so.`)
    if (!(await world.ask(question))) throw new CliExit(1, 'Nobody was reminded.')
  }
  const progress = startProgress(world.terminal)
  try {
    const speech = { appName, languages: languages(SHIPPED), at: now }
    return await remindPeople(reminders, { ...speech, notify, signal: world.signal, onProgress: progress.add })
  } finally {
    progress.end()
  }
}

function remindedText({ reminded, failed, left }: Reminded): string {
  const lines = [
    ...reminded.map((user) => `reminded   ${printable(user)}`),
    ...failed.map((user) => `failed     ${printable(user)}`),
    `Reminded: ${numberText(reminded.length)}, failed: ${numberText(failed.length)}`,
    ...(left === 0 ? [] : [`Interrupted: ${numberText(left)} were not tried.`]),
  ]
  return `${lines.join('\n')}\n`
}

function faultyJson({ people: { faults } }: ReportRun): object {
  return faults.map(({ file, faults: found }) => ({ file, count: found.count(), first: found.first() }))
}
