import type { Money } from '@breakwater/kernel';
import type { BankLine, PayoutFact, Seen, Subject } from '../facts.js';
import { minus, negated, shown } from '../finding.js';
import { finding } from './charges.js';
import type { Sight } from './sight.js';

const CAME_TO_NOTHING = ['canceled', 'failed'];
/** The provider names the day on which it should arrive; the bank has until its end. */
const ARRIVAL_DAY_MS = 24 * 3_600_000;

type Lines = readonly (BankLine & Seen)[];

/** The provider's payouts against what they carry, and against the bank statement. */
export function judgePayouts(subject: Subject, sight: Sight): void {
  for (const payout of subject.payouts) {
    if (CAME_TO_NOTHING.includes(payout.status)) {
      judgeReturned(payout, subject.bank, sight);
      continue;
    }
    const { payoutId, amount, transactionsNet } = payout;
    const difference = minus(transactionsNet, amount);
    if (difference.amountMinor !== 0) {
      const sums = finding(
        'payout_sum',
        payoutId,
        about(payoutId, difference),
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

function judgeBanked(payout: PayoutFact & Seen, bank: Lines, sight: Sight): void {
  const { payoutId, amount, status, arrivalDate, seenAtMs } = payout;
  const lines = bank.filter(({ reference }) => reference === payoutId);
  const rest = { at: payout.createdAt, evidence: { payout, bank: lines } };
  if (lines.length === 0) {
    const missing = finding(
      'payout_not_banked',
      payoutId,
      about(payoutId, negated(amount)),
      `${shown(amount)} on the account`,
      'nothing',
      {
        unexplained: amount,
        ...rest,
      },
    );
    const dueMs = status === 'paid' ? seenAtMs : Math.max(seenAtMs, Date.parse(arrivalDate) + ARRIVAL_DAY_MS);
    return sight.nameIfSilent('bank', dueMs, missing);
  }
  const expected = `paid out ${shown(amount)}`;
  if (lines.some((line) => line.amount.currency !== amount.currency)) {
    const other = { unexplained: amount, ...rest };
    return sight.name(finding('other_currency', payoutId, about(payoutId, amount), expected, received(lines), other));
  }
  const difference = minus(sumOf(lines, amount), amount);
  if (difference.amountMinor === 0) return void sight.matched.push(payoutId);
  const differs = { unexplained: difference, ...rest };
  sight.name(finding('bank_sum', payoutId, about(payoutId, difference), expected, received(lines), differs));
}

/** What came to nothing may have been on the account, and then it has left it again. */
function judgeReturned(payout: PayoutFact & Seen, bank: Lines, sight: Sight): void {
  const { payoutId, amount, status, seenAtMs, createdAt: at } = payout;
  const lines = bank.filter(
    ({ reference, amount: { currency } }) => reference === payoutId && currency === amount.currency,
  );
  const left = sumOf(lines, amount);
  if (left.amountMinor === 0) return;
  const rest = { unexplained: left, at, evidence: { payout, bank: lines } };
  const kept = finding('bank_sum', payoutId, about(payoutId, left), `the payout is ${status}`, received(lines), rest);
  sight.nameIfSilent('bank', Math.max(seenAtMs, ...lines.map((line) => line.seenAtMs)), kept);
}

function sumOf(lines: Lines, { currency }: Money): Money {
  return { amountMinor: lines.reduce((sum, line) => sum + line.amount.amountMinor, 0), currency };
}

function received(lines: Lines): string {
  return `the bank received ${lines.map((line) => shown(line.amount)).join(' and ')}`;
}

function judgeUnannounced(line: BankLine & Seen, sight: Sight): void {
  const unannounced = finding(
    'banked_without_payout',
    line.id,
    about(line.id, line.amount),
    'a payout of the provider',
    `${shown(line.amount)} on the account`,
    { unexplained: line.amount, at: line.bookedAt, evidence: { bank: [line] } },
  );
  sight.nameIfSilent('payout', line.seenAtMs, unannounced);
}

/** `more` is what the books would have to hold more. */
function about(reference: string, more: Money) {
  return { orderId: null, attemptId: null, reference, direction: more.amountMinor < 0 ? 'out' : 'in' } as const;
}
