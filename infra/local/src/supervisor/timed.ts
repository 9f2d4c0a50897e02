/** What a person who waits is told. */
export type StackEvent =
  | { readonly kind: 'begun' | 'ready' | 'failed'; readonly what: string; readonly tookMs: number }
  | { readonly kind: 'note'; readonly line: string };

export type OnEvent = (event: StackEvent) => void;

export async function timed<T>(what: string, onEvent: OnEvent, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const tell = (kind: 'begun' | 'ready' | 'failed'): void => onEvent({ kind, what, tookMs: performance.now() - began });
  tell('begun');
  try {
    const result = await work();
    tell('ready');
    return result;
  } catch (error) {
    tell('failed');
    throw error;
  }
}
