/** The variables of a configuration schema as a table of Markdown. `root`: a folder that no default may show. */
export function table(shape, root) {
  const rows = Object.entries(shape).map(([name, schema]) => {
    const { text: fallback, required } = defaultOf(name, schema, root);
    return `| \`${name}\` | ${required ? 'required' : fallback} | ${describe(schema)} |`;
  });
  return ['| variable | default | what it is |', '| --- | --- | --- |', ...rows].join('\n');
}

/** What a person would write in place of the default: the input of the schema, not what the service makes of it. */
function defaultOf(name, schema, root) {
  if (!schema.safeParse(undefined).success) return { required: true, text: '' };
  const data = layers(schema).find(({ def }) => def.type === 'default' || def.type === 'prefault')?.def.defaultValue;
  if (data === undefined) return { required: false, text: 'unset' };
  if (typeof data === 'object') throw new Error(`${name}: its default is no text; give it before the transformation`);
  return { required: false, text: `\`${String(data).replace(root, '')}\`` };
}

/** The description stands on whichever layer (optional, default, pipe) it was given to. */
function describe(schema) {
  const description = layers(schema).find((layer) => layer.description !== undefined)?.description ?? '';
  return description.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

/** A schema, and what is within it; of a pipe the way in. */
function layers(schema) {
  const found = [];
  for (let layer = schema; layer !== undefined; layer = layer.def?.innerType ?? layer.def?.in) found.push(layer);
  return found;
}
