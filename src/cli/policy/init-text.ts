/** What `policy init` writes. Both texts pass `policy validate` and `policy test` on any day. */

export function newPolicy(): string {
  return `# yaml-language-server: $schema=./second-factor.schema.json
# (passport-authy policy schema > second-factor.schema.json gives editors completion and checks)
#
# Who must have a second factor, and what needs a fresh one. This one forces nobody: people may set it up, are reminded
# three times, and are then asked at every new browser.
apiVersion: second-factor/v1
kind: PolicySet
metadata: { name: my-app, owner: security@example.com }
mode: enforce                          # report_only (with report_until) decides and logs, and enforces nothing

# recovery:
#   help_url: https://help.example.com/two-step    # shown to people who cannot get in

# Before anything becomes mandatory: two accounts that must always get in, and whom to tell when they do.
# emergency_access:
#   accounts: [emergency-1, emergency-2]
#   challenge: { methods: [totp, backup_code] }
#   never_lock: true
#   alert: { to: [security@example.com], severity: critical }

defaults:
  on_provider_error: deny              # without the provider only a backup code gets anybody in
  challenge:
    when: new_device                   # never, new_device or every_login
    methods: [push, totp, sms, voice]  # in order of preference
    remember_device: { for: 30d, max_devices: 5 }
    max_age: 12h                       # how long one second factor lasts in a session

step_up:                               # what needs a fresh factor; all that match count, the strictest wins
  - id: sensitive
    match: { actions: [account.delete] }
    max_age: 10m

rules:                                 # who must have a factor; the first that matches counts
  # - id: admins
  #   match: { roles: [admin] }
  #   enrollment:
  #     model: mandatory
  #     grace_period: { logins: 3 }    # three sign-ins without, then setting up is all that works
  #     bind_new_phone: { requires: [email_link] }
  #   challenge: { when: every_login, methods: [push, totp] }
  - id: everyone
    enrollment:
      model: opt_in
      nudge: { every: 14d, max: 3 }    # a gentle reminder, three times at most
`
}

/** @param policy the policy's file name; the suite stands beside it */
export function newSuite(policy: string): string {
  return `# What the policy beside this file must do. Run: passport-authy policy test --require-coverage 100%
policy: ${JSON.stringify(policy)}
now: 2026-01-15T09:00:00Z              # the clock of every test
accounts:
  newcomer: { user: nora, state: none }
  member: { user: ann, state: enrolled, methods: [push, totp] }
tests:
  - name: a newcomer is reminded and may go on
    account: newcomer
    expect: { outcome: allow_with_prompt, reason: nudge, rule: everyone, may_skip: true }
  - name: after three reminders nobody is bothered
    account: newcomer
    with: { nudges: { count: 3, last_at: 2025-12-01T00:00:00Z } }
    expect: { outcome: allow, reason: opt_in_not_enrolled }
  - name: a member is asked at a new browser
    account: member
    expect: { outcome: challenge, reason: required, methods: [push, totp] }
  - name: a remembered browser is not asked again
    account: member
    request: { remembered_device: true }
    expect: { outcome: allow, reason: remembered_device }
  - name: deleting the account needs a fresh factor, also in a remembered browser
    account: member
    request: { remembered_device: true, action: account.delete }
    expect: { outcome: challenge, reason: step_up, step_up: [sensitive], max_age: 10m }
  - name: without a factor the account cannot be deleted
    account: newcomer
    request: { action: account.delete }
    expect: { outcome: enroll_required, reason: step_up_needs_factor }
`
}
