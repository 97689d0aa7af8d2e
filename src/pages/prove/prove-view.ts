/** Which of the pages of proving is shown: the one asked for where it fits, else the one that what was sent last needs. */
import type { View } from '../layout.js'
import type { PageModel } from '../model.js'
import { backupView } from './backup-view.js'
import { codeView } from './code-view.js'
import { confirmView } from './confirm-view.js'
import { pushView } from './push-view.js'
import { helpView, waysView } from './ways-view.js'

export function proveView(model: PageModel): View {
  const { show, challenge, push, step, problem, methods } = model
  if (show === 'ways') return waysView(model)
  if (show === 'help') return helpView(model)
  if (methods.includes('backup_code') && (show === 'backup' || methods.length === 1)) return backupView(model)
  if (step === 'confirm' && showsConfirm(model)) return confirmView(model)
  const wantsPush = show === 'push' || show === 'repeat'
  const wantsCode = show === 'totp' || show === 'code' || problem?.field === 'code'
  if (wantsCode) return codeView(model)
  if (wantsPush && (push !== null || methods.includes('push'))) return pushView(model)
  const isCodeOut = challenge !== null && challenge.method !== 'push'
  return !isCodeOut && (push !== null || methods[0] === 'push') ? pushView(model) : codeView(model)
}

function showsConfirm({ challenge, show, problem }: PageModel): boolean {
  if (problem !== null && problem.code === 'no_app') return true
  return challenge === null && (show === null || show === 'phone') && problem === null
}
