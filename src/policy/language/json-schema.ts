/** The file language as JSON Schema (draft 2020-12), for editors. Made from the schema that the reader uses. */
import { toJsonSchema } from '@valibot/to-json-schema'
import type { ConversionConfig, JsonSchema } from '@valibot/to-json-schema'
import { policySchema } from './schema.js'

const TITLE = 'Second-factor policy'

/** What the top fields are for; shown by editors beside the field. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  apiVersion: 'Version of the file language.',
  metadata: 'Name of the policy and whom to ask about it.',
  mode: 'Ceiling for the whole set: enforce, report_only (needs report_until) or off.',
  report_until: 'When the dry run ends: ISO 8601 time with a zone.',
  definitions: 'Names for networks in CIDR form, for match.networks.',
  emergency_access: 'Accounts that must always get in, loudly; read before every rule.',
  exceptions: 'Waivers with a reason, an owner and an end at most 366 days away.',
  guardrails: 'Limits that no rule can loosen.',
  defaults: 'Base for every rule.',
  on_provider_error: 'What happens while the provider is down; here or in defaults, not in both.',
  lockout: 'Limits on wrong codes; here or in defaults, not in both.',
  step_up: 'What needs a fresh factor: every entry that matches counts, the strictest wins.',
  rules: 'Who must have a factor: the first rule that matches counts.',
  recovery: 'Backup codes, help link and codes from the help desk.',
  on_report: 'What happens when somebody says "this was not me".',
  retention: 'How long decisions are kept.',
}

/**
 * Durations and times are text with a pattern. What JSON Schema cannot say (ids used once, known networks, methods left
 * by guardrails) is left to the reader.
 */
export function policyJsonSchema(): JsonSchema {
  const schema = toJsonSchema(policySchema, CONFIG)
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const description = DESCRIPTIONS[name]
    return [
      name,
      typeof property === 'object' && description !== undefined ? { ...property, description } : property,
    ] as const
  })
  return { ...schema, title: TITLE, properties: Object.fromEntries(properties) }
}

/** Checks and transforms have no counterpart, save that lists name nothing twice and that exceptions end. */
const CONFIG: ConversionConfig = {
  target: 'draft-2020-12',
  typeMode: 'input',
  errorMode: 'ignore',
  overrideAction: ({ valibotAction, jsonSchema }) => {
    const isAboutDoubles = valibotAction.type === 'check' && jsonSchema.type === 'array'
    return isAboutDoubles ? { ...jsonSchema, uniqueItems: true } : undefined
  },
  overrideSchema: ({ jsonSchema }) => {
    const isException = jsonSchema.properties?.['approved_by'] !== undefined
    return isException ? { ...jsonSchema, required: [...(jsonSchema.required ?? []), 'until'] } : undefined
  },
}
