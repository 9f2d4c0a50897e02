import type { Violation } from './violation.js';

export interface Books {
  readonly accounts: readonly { account: string; currency: string; debitMinor: number; creditMinor: number }[];
  readonly unbalanced: readonly { transactionId: string }[];
  readonly seals: { readonly broken: readonly { sealId: number; reason: string }[] };
}

/** The fourth invariant: debits equal credits, per transaction and over all, and the seals are whole. */
export function judgeLedger({ accounts, unbalanced, seals }: Books): Violation[] {
  const found = (code: string, message: string, ids: Record<string, string>): Violation => ({
    invariant: 4,
    code,
    message,
    ids,
  });
  const totals = [...Map.groupBy(accounts, ({ currency }) => currency)].flatMap(([currency, its]) => {
    const debit = its.reduce((sum, { debitMinor }) => sum + debitMinor, 0);
    const credit = its.reduce((sum, { creditMinor }) => sum + creditMinor, 0);
    if (debit === credit) return [];
    return [
      found('invariant.ledger.does_not_balance', `${currency}: debits are ${debit}, credits ${credit}`, { currency }),
    ];
  });
  return [
    ...unbalanced.map(({ transactionId }) =>
      found('invariant.ledger.unbalanced', 'the debits and credits of this transaction differ', { transactionId }),
    ),
    ...totals,
    ...seals.broken.map(({ sealId, reason }) =>
      found('invariant.ledger.seal_broken', `somebody has changed what was sealed: ${reason}`, {
        sealId: String(sealId),
      }),
    ),
  ];
}
