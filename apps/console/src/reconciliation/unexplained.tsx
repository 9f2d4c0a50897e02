import type { Money } from '@breakwater/contracts';
import { formatMoney } from '@breakwater/kernel';

/** The one figure of this page: money that nobody has explained. */
export function Unexplained({ sums }: { sums: readonly Money[] }) {
  const open = sums.filter(({ amountMinor }) => amountMinor !== 0);
  const isNothing = open.length === 0;
  return (
    <section className={`figure ${isNothing ? 'figure-good' : 'figure-bad'}`} aria-labelledby="unexplained">
      <h2 id="unexplained">Unexplained money</h2>
      <p className="figure-value">{isNothing ? 'None' : open.map((sum) => formatMoney(sum)).join(' and ')}</p>
      <p>{isNothing ? 'Every cent is explained.' : 'Sum of what is open or waits for a person.'}</p>
    </section>
  );
}
