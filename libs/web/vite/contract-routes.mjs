import * as contracts from '@breakwater/contracts';

const NAME = '@breakwater/contracts';
const VIRTUAL = `\0${NAME}`;

const isRoute = (value) =>
  typeof value === 'object' && value !== null && typeof value.method === 'string' && typeof value.path === 'string';

/**
 * Gives the browser the contracts' routes as plain data: method and path, computed at build time. The types stay those of
 * the zod schemas, the schemas stay out of the bundle: half its size, and zod's probe for `eval` would trip our CSP.
 * Importing anything else than a route from the contracts at run time fails the build.
 */
export function contractRoutes() {
  return {
    name: 'breakwater:contract-routes',
    enforce: 'pre',
    resolveId: (id) => (id === NAME ? VIRTUAL : undefined),
    load(id) {
      if (id !== VIRTUAL) return undefined;
      return Object.entries(contracts)
        .filter(([, value]) => isRoute(value))
        .map(([name, { method, path }]) => `export const ${name} = ${JSON.stringify({ method, path })};`)
        .join('\n');
    },
  };
}
