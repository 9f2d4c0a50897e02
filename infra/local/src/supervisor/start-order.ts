/** Something that can be started when others are ready. */
export interface Startable {
  readonly name: string;
  readonly after: readonly string[];
  start(): Promise<void>;
}

/** Starts everything as soon as what it waits for is ready. At the first failure, or when `signal` says so,
 * nothing more is begun; the failure is thrown when all has settled. */
export async function startInOrder(all: readonly Startable[], signal?: AbortSignal): Promise<void> {
  const begun = new Map<string, Promise<void>>();
  let failed = false;
  const begin = (name: string): Promise<void> => {
    const known = begun.get(name);
    if (known !== undefined) return known;
    const startable = all.find((candidate) => candidate.name === name);
    const promise = startable === undefined ? Promise.resolve() : run(startable);
    begun.set(name, promise);
    return promise;
  };
  const run = async (startable: Startable): Promise<void> => {
    await Promise.all(startable.after.map(begin));
    if (failed) return;
    signal?.throwIfAborted();
    try {
      await startable.start();
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const results = await Promise.allSettled(all.map(({ name }) => begin(name)));
  const rejected = results.find((result) => result.status === 'rejected');
  if (rejected !== undefined) throw rejected.reason as Error;
}

/** The names in the order in which to stop them: each before whatever it needed to start. */
export function stopOrder(all: readonly Pick<Startable, 'name' | 'after'>[]): string[][] {
  const left = [...all];
  const layers: string[][] = [];
  while (left.length > 0) {
    const layer = left.filter(({ name }) => !left.some(({ after }) => after.includes(name)));
    if (layer.length === 0) return [...layers, left.map(({ name }) => name)];
    layers.push(layer.map(({ name }) => name));
    for (const item of layer) left.splice(left.indexOf(item), 1);
  }
  return layers;
}
