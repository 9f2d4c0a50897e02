import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The checkout that this package belongs to, whether it runs from dist or from src. */
export const workspaceRoot = fileURLToPath(new URL('../../../', import.meta.url));

export function infraFile(path: string): string {
  return join(workspaceRoot, 'infra', path);
}
