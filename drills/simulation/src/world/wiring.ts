import { decide as decideReservation } from '@breakwater/inventory/domain/reservation';
import { scheduleOf, waits } from '@breakwater/order/domain/next-try';
import { decide as decideOrder } from '@breakwater/order/domain/order';
import { mayAskAnew, meaningOfFault, newsOf } from '@breakwater/order/domain/step-outcomes';
import { decideAttempt } from '@breakwater/payment/domain/decide-attempt';
import { meaningOfRefundFailure, mustLookUpFirst } from '@breakwater/payment/domain/decide-refund';
import { keyWindow, providerKey } from '@breakwater/payment/domain/key-window';
import { meaningAfterLook, meaningOfFailure } from '@breakwater/payment/domain/provider-failures';
import { decide as decideDiscrepancy } from '@breakwater/reconciliation/domain/decide-discrepancy';
import type { Discrepancy, Event as DiscrepancyEvent } from '@breakwater/reconciliation/domain/discrepancy';
import { judge } from '@breakwater/reconciliation/domain/judge/judge';

/**
 * How the simulated services are wired: the rules are the product's own, the habits are what its use cases do around them.
 * A planted bug is another wiring; the product has no switch for any of it.
 */
export const productWiring = {
  decideOrder,
  meaningOfFault,
  newsOf,
  mayAskAnew,
  waits,
  scheduleOf,
  decideReservation,
  decideAttempt,
  meaningOfFailure,
  meaningAfterLook,
  decideKeyWindow: keyWindow,
  providerKey,
  mustLookUpFirst,
  meaningOfRefundFailure,
  judge,
  decideDiscrepancy: (state: Discrepancy | null, event: DiscrepancyEvent) => decideDiscrepancy(state, event),
  habits: {
    /** An event is marked as delivered when its consumer has it, not before. */
    marksAfterDelivery: true,
    /** A consumer notes the id of an event with what it does about it. */
    inboxDropsRepeats: true,
    /** Money is written into the ledger in the transaction that records it. */
    ledgerInTransaction: true,
    /** A webhook is a reason to look, never news by itself. */
    webhooksAreReasonsToLook: true,
    /** A repeat of a checkout's key finds the order that an earlier run has recorded. */
    findsEarlierRun: true,
    /** One worker at a time talks to the provider about an attempt. */
    leasesAttempts: true,
    /** A change decided on an older version of an order is thrown away. */
    checksVersions: true,
    /** What reconciliation has adopted is taken back when it turns out to be ours. */
    takesAdoptionsBack: true,
    /** Reconciliation asks payment whether a refund is pending before it calls one a stranger’s. */
    asksWhetherSettled: true,
    sweepsOrders: (_state: string): boolean => true,
    sweepsAttempts: true,
    /** An attempt that turns up after its order has ended is undone. */
    undoesStrays: true,
    sweepsRefunds: true,
    sweepsHolds: true,
  },
};
export type Wiring = typeof productWiring;
