import { invalidRequest } from '../domain/stripe-fault.js';

const MAX_DEPTH = 4;

/** Puts whole objects where the answer holds their ids: `latest_charge.balance_transaction`, `data.source`. */
export function expandObject(
  answer: object,
  paths: readonly string[],
  byId: (id: string) => object | undefined,
): object {
  if (paths.length === 0) return answer;
  const copy = structuredClone(answer);
  for (const path of paths) {
    const steps = path.split('.');
    if (steps.length > MAX_DEPTH + 1) {
      throw invalidRequest(`You cannot expand more than ${MAX_DEPTH} levels of a property (${path}).`, {
        param: 'expand',
      });
    }
    walk(copy, steps, path, byId);
  }
  return copy;
}

function walk(place: unknown, steps: readonly string[], path: string, byId: (id: string) => object | undefined): void {
  const [step, ...rest] = steps;
  if (step === undefined || place === null || typeof place !== 'object') return;
  if (Array.isArray(place)) {
    for (const each of place) walk(each, steps, path, byId);
    return;
  }
  const value: unknown = Reflect.get(place, step);
  if (value === undefined) throw notExpandable(path);
  if (typeof value === 'string') {
    const found = byId(value);
    if (found === undefined) throw notExpandable(path);
    Reflect.set(place, step, found);
  }
  walk(Reflect.get(place, step), rest, path, byId);
}

function notExpandable(path: string): Error {
  return invalidRequest(`This property cannot be expanded (${path}).`, { param: 'expand' });
}
