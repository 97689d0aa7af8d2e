/** The `.env.example` that `init` writes: every variable that the route file reads, none of them set. */
import type { Project } from './project.js'

/** Long enough to be taken for a secret, so `doctor` knows it by name. */
export const SECRET_PLACEHOLDER = 'replace-me-with-what-openssl-rand-prints'

/** Settings of the second factor, one a line. */
export function envExample({ store }: Pick<Project, 'store'>): string {
  return `# Settings of the second factor. Copy this to .env, fill it in, and start with: node --env-file=.env app.js
# In development everything may stay out; production needs PUBLIC_URL, SECOND_FACTOR_SECRET and AUTHY_API_KEY.

# Where people reach the application. Never taken from a request.
# PUBLIC_URL=http://localhost:3000

# At least 32 bytes, the same in every process. Make one with: openssl rand -base64 32
# SECOND_FACTOR_SECRET=${SECRET_PLACEHOLDER}

# Without both of these the emulator plays the phone, on EMULATOR_PORT.
# AUTHY_API_KEY=
# AUTHY_API_URL=https://api.authy.com
# EMULATOR_PORT=4010

# POLICY_FILE=second-factor.policy.yaml
${store === 'redis' ? REDIS : ''}`
}

const REDIS = `
# Needed for more than one process. Run it with maxmemory-policy noeviction.
# REDIS_URL=redis://localhost:6379
`
