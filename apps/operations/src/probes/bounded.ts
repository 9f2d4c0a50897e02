/** No probe takes longer: the page always answers. */
export const PROBE_LIMIT_MS = 1000;

/** The result of `work`, or `otherwise` with the reason when it fails or takes too long. Never throws. */
export async function bounded<T>(work: Promise<T>, otherwise: (reason: string) => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PROBE_LIMIT_MS} ms`)), PROBE_LIMIT_MS);
  });
  try {
    return await Promise.race([work, limit]);
  } catch (error) {
    return otherwise(reasonOf(error));
  } finally {
    clearTimeout(timer);
  }
}

function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'failed';
  const { message, errors } = error as { message?: unknown; errors?: unknown };
  if (typeof message === 'string' && message !== '') return message.slice(0, 200);
  // Several addresses tried (localhost): the reason of the first one will do.
  return Array.isArray(errors) ? reasonOf(errors[0]) : 'failed';
}
