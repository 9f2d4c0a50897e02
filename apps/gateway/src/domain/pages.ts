/** What a path outside /api means: a file of one of the web applications, or its one page (`file: null`). */
export interface Page {
  readonly app: 'storefront' | 'console';
  readonly file: string | null;
}

/** The last segment has a dot: it names a file. Addresses of the applications themselves never have one there. */
export function pageFor(path: string): Page {
  const inConsole = path.startsWith('/console/');
  const rest = inConsole ? path.slice('/console/'.length) : path.slice(1);
  const lastSegment = rest.slice(rest.lastIndexOf('/') + 1);
  return { app: inConsole ? 'console' : 'storefront', file: lastSegment.includes('.') ? rest : null };
}
