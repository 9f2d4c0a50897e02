// Writes docs/configuration.md from the services' own configuration schemas, and the names of the variables for the native
// supervisor; or with --check fails when one is not up to date. The services must be built.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { table } from './configuration/table.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const SERVICES = ['gateway', 'product', 'inventory', 'order', 'payment', 'reconciliation', 'operations', 'sandbox'];

const schemas = new Map();
for (const name of SERVICES) {
  const module = await import(`${root}apps/${name}/dist/${name}.config.js`);
  const schema = Object.values(module).find((value) => value?.shape?.SERVICE_KEY !== undefined);
  if (schema === undefined) throw new Error(`${name}.config.js exports no configuration`);
  schemas.set(name, schema);
}

const page = `# Configuration

Every variable that a service reads from its environment. A service that is given something unfit names every fault at once and does not
start. Secrets have no default: \`npm start\` and compose generate them at the first start. This page is made from the schemas by
\`node tools/configuration.mjs\`, and \`npm test\` checks it.

## How to set one

In a file of the service's own, one \`NAME=value\` a line, \`#\` before a remark. The service reads it when it starts, so replace it:

| way to run | file | then |
| --- | --- | --- |
| \`npm start\` | \`.breakwater/config/order.env\` (with \`BREAKWATER_STATE_DIR\`: \`config/order.env\` in that folder) | \`npm run stack -- restart order\`: no request is lost |
| compose | \`config/order.env\` beside docker-compose.yml | \`docker compose up -d --no-deps order\` |

\`\`\`
echo 'DEFERRED_HOLD_SECONDS=172800' >> .breakwater/config/order.env
npm run stack -- restart order
\`\`\`

Natively a name that the service does not know, and one that the stack sets itself (addresses, ports, passwords), is refused before
anything is replaced; when a service that has died is started again, it is left out and said so. In compose an unknown name has no effect;
what docker-compose.yml has under \`environment\` wins, and is set in \`.env\` where it can be set ([compose](compose.md)). A value that is
unfit is refused by the new process; natively the old ones serve on.

Natively the file of any service may also have \`LOG_LEVEL\`, \`NODE_OPTIONS\`, \`SERVICE_VERSION\`, \`OTEL_EXPORTER_OTLP_ENDPOINT\`,
\`OTEL_TRACES_SAMPLER\` and \`OTEL_TRACES_SAMPLER_ARG\`, which all services get from the environment of \`npm start\` otherwise.

${[...schemas].map(([name, { shape }]) => `## ${name}\n\n${table(shape, root)}`).join('\n\n')}
`;
const names = Object.fromEntries([...schemas].map(([name, { shape }]) => [name, Object.keys(shape)]));
const prettier = await resolveConfig(`${root}package.json`);

const wanted = {
  'docs/configuration.md': page,
  'infra/local/service-variables.json': await format(JSON.stringify(names, null, 2), { ...prettier, parser: 'json' }),
};
let stale = false;
for (const [file, text] of Object.entries(wanted)) {
  const same = existsSync(root + file) && readFileSync(root + file, 'utf8') === text;
  stale ||= !same;
  if (!process.argv.includes('--check')) writeFileSync(root + file, text);
  else console.log(same ? `${file} is up to date` : `${file} is out of date: node tools/configuration.mjs`);
}
if (process.argv.includes('--check')) process.exit(stale ? 1 : 0);
