import type { ActState } from './act.js';

/** Where an act is that is asked about before it is done. */
export type ActStage =
  | 'question' // nothing is sent, or it was refused for now
  | 'under_way' // sent; it goes on, whether anybody looks or not
  | 'unsettled' // sent, and nobody knows whether it was done
  | 'refused'; // for good

export function stageOf(
  { busy, unsettled, error }: Pick<ActState<unknown>, 'busy' | 'unsettled' | 'error'>,
  mayTryAgain: boolean,
): ActStage {
  if (busy) return 'under_way';
  if (unsettled !== undefined) return 'unsettled';
  return error === undefined || mayTryAgain ? 'question' : 'refused';
}

interface Offer {
  /** `again` repeats what was sent. */
  readonly confirm: 'yes' | 'again' | undefined;
  /** `no` leaves everything as it is; what was sent can only be looked away from. */
  readonly leave: 'no' | 'close';
}

/** What a person may do at each stage. */
export const OFFERS: Readonly<Record<ActStage, Offer>> = {
  question: { confirm: 'yes', leave: 'no' },
  under_way: { confirm: undefined, leave: 'close' },
  unsettled: { confirm: 'again', leave: 'close' },
  refused: { confirm: undefined, leave: 'close' },
};

/** The dialog has something to say, also when the act is not offered any more. */
export const isOpenMatter = (act: Pick<ActState<unknown>, 'busy' | 'unsettled' | 'error'>): boolean =>
  act.busy || act.unsettled !== undefined || act.error !== undefined;
