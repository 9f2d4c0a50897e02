/** `refused`: the mail server has said no to this mail for good. `passing`: anything else, such as a server that is away. */
export type MailTrouble = 'refused' | 'passing';

export interface MailSoFar {
  /** Tries altogether, the last one included. */
  readonly tries: number;
  /** How many of the tries before were refused. */
  readonly refusals: number;
}

const FIRST_MS = 10_000;
const LONGEST_MS = 5 * 60_000;
const FIRST_AFTER_REFUSAL_MS = 60_000;
/** Over some ten hours: time to notice when it is not the address that is wrong but our mail server. */
const MOST_REFUSALS = 5;

/** When a mail is tried again; null when it is given up. Trouble that passes is waited for however long it takes. */
export function retryAfterMs(
  trouble: MailTrouble,
  { tries, refusals }: MailSoFar,
  random: () => number = Math.random,
): number | null {
  const jitter = 0.75 + random() / 2;
  if (trouble === 'passing') return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries - 1, 20)) * jitter;
  return refusals + 1 >= MOST_REFUSALS ? null : FIRST_AFTER_REFUSAL_MS * 8 ** refusals * jitter;
}
