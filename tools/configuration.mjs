// Writes docs/configuration.md from the services' own configuration schemas, or with --check fails when it is not up to date.
// The services must be built.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = `${root}docs/configuration.md`;
const SERVICES = ['gateway', 'product', 'inventory', 'order', 'payment', 'reconciliation', 'operations', 'sandbox'];

const chapters = [];
for (const name of SERVICES) {
  const module = await import(`${root}apps/${name}/dist/${name}.config.js`);
  const schema = Object.values(module).find((value) => value?.shape?.SERVICE_KEY !== undefined);
  if (schema === undefined) throw new Error(`${name}.config.js exports no configuration`);
  chapters.push(`## ${name}\n\n${table(schema.shape)}`);
}
const text = `# Configuration

Every variable that a service reads from its environment. A service that is given something unfit names every fault at once and does not
start. Secrets have no default: \`npm start\` and compose generate them at the first start. This page is made from the schemas by
\`node tools/configuration.mjs\`, and \`npm test\` checks it.

${chapters.join('\n\n')}
`;

if (process.argv.includes('--check')) {
  const same = existsSync(target) && readFileSync(target, 'utf8') === text;
  console.log(
    same ? 'docs/configuration.md is up to date' : 'docs/configuration.md is out of date: node tools/configuration.mjs',
  );
  process.exit(same ? 0 : 1);
}
writeFileSync(target, text);

function table(shape) {
  const rows = Object.entries(shape).map(([name, schema]) => {
    const { text: fallback, required } = defaultOf(schema);
    return `| \`${name}\` | ${required ? 'required' : fallback} | ${describe(schema)} |`;
  });
  return ['| variable | default | what it is |', '| --- | --- | --- |', ...rows].join('\n');
}

function defaultOf(schema) {
  const { success, data } = schema.safeParse(undefined);
  if (!success) return { required: true, text: '' };
  return { required: false, text: data === undefined ? 'unset' : `\`${String(data).replace(root, '')}\`` };
}

/** The description stands on whichever layer (optional, default, pipe) it was given to. */
function describe(schema) {
  for (let layer = schema; layer !== undefined; layer = layer.def?.innerType ?? layer.def?.in) {
    if (layer.description !== undefined) return layer.description.replaceAll('|', '\\|').replaceAll('<', '&lt;');
  }
  return '';
}
