import type { BankLine, PayoutFact, Seen, Subject } from '../facts.js';
import { minus, shown } from '../finding.js';
import { finding } from './charges.js';
import type { Sight } from './sight.js';

const CAME_TO_NOTHING = ['canceled', 'failed'];

/** The provider's payouts against what they carry, and against the bank statement. */
export function judgePayouts(subject: Subject, sight: Sight): void {
  for (const payout of subject.payouts) {
    if (CAME_TO_NOTHING.includes(payout.status)) continue;
    const { payoutId, amount, transactionsNet } = payout;
    const difference = minus(transactionsNet, amount);
    if (difference.amountMinor !== 0) {
      const sums = finding(
        'payout_sum',
        payoutId,
        about(payoutId),
        `paid out ${shown(amount)}`,
        `its transactions come to ${shown(transactionsNet)}`,
        {
          unexplained: difference,
          at: payout.createdAt,
          evidence: { payout },
        },
      );
      // The list of what it carries may be younger than the payout.
      sight.nameIfSilent('payout', payout.seenAtMs, sums);
    }
    judgeBanked(payout, subject.bank, sight);
  }
  if (subject.payouts.length === 0) for (const line of subject.bank) judgeUnannounced(line, sight);
}

function judgeBanked(payout: PayoutFact & Seen, bank: readonly BankLine[], sight: Sight): void {
  const { payoutId, amount, status } = payout;
  const lines = bank.filter(({ reference }) => reference === payoutId);
  const rest = { at: payout.createdAt, evidence: { payout, bank: lines } };
  if (lines.length === 0) {
    if (status !== 'paid') return;
    const missing = finding(
      'payout_not_banked',
      payoutId,
      about(payoutId),
      `${shown(amount)} on the account`,
      'nothing',
      {
        unexplained: amount,
        ...rest,
      },
    );
    return sight.nameIfSilent('bank', payout.seenAtMs, missing);
  }
  const banked = { ...amount, amountMinor: lines.reduce((sum, line) => sum + line.amount.amountMinor, 0) };
  const difference = minus(banked, amount);
  if (difference.amountMinor === 0 && lines.every((line) => line.amount.currency === amount.currency)) {
    return void sight.matched.push(payoutId);
  }
  const found = `the bank received ${lines.map((line) => shown(line.amount)).join(' and ')}`;
  sight.name(
    finding('bank_sum', payoutId, about(payoutId), `paid out ${shown(amount)}`, found, {
      unexplained: difference.amountMinor === 0 ? amount : difference,
      ...rest,
    }),
  );
}

function judgeUnannounced(line: BankLine & Seen, sight: Sight): void {
  const unannounced = finding(
    'banked_without_payout',
    line.id,
    about(line.reference),
    'a payout of the provider',
    `${shown(line.amount)} on the account`,
    { unexplained: line.amount, at: line.bookedAt, evidence: { bank: [line] } },
  );
  sight.nameIfSilent('payout', line.seenAtMs, unannounced);
}

function about(payoutId: string) {
  return { orderId: null, attemptId: null, reference: payoutId, direction: 'in' } as const;
}
