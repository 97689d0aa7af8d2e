/** The verb `policy schema`: the JSON Schema that editors use. */
import { Command } from 'commander'
import { policyJsonSchema } from '../../policy/language/json-schema.js'
import { jsonText, print } from '../output.js'

export function schemaCommand(): Command {
  return new Command('schema')
    .description('Prints the JSON Schema (draft 2020-12) of policy files, for editors.')
    .addHelpText(
      'after',
      '\nName it in the first line of a policy:\n  # yaml-language-server: $schema=./second-factor.schema.json',
    )
    .action(() => print({ stdout: jsonText(policyJsonSchema()), exitCode: 0 }))
}
