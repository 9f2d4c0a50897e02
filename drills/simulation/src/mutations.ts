import type { AttemptObservation, ProviderStep } from '@breakwater/payment/domain/attempt';
import type { Options } from './run.js';
import { calm, type Weather } from './engine/weather.js';
import { productWiring, type Wiring } from './world/wiring.js';

type Habits = Wiring['habits'];

/** A bug that somebody could plant, as another wiring of the same shop, and what it breaks. */
export interface Mutation {
  readonly name: string;
  /** What the simulation is expected to say of it. */
  readonly breaks: RegExp;
  readonly wiring: Wiring;
  /** For a bug that takes several kinds of trouble at once: what shows it. */
  readonly conditions: Conditions;
}

type Conditions = Pick<Options, 'weather' | 'settings'>;

function habit(name: string, breaks: RegExp, change: Partial<Habits>, conditions: Conditions = {}): Mutation {
  return { name, breaks, conditions, wiring: { ...productWiring, habits: { ...productWiring.habits, ...change } } };
}

function rule(name: string, breaks: RegExp, change: Partial<Wiring>, conditions: Conditions = {}): Mutation {
  return { name, breaks, conditions, wiring: { ...productWiring, ...change } };
}

const declined: AttemptObservation = { type: 'declined', decline: { code: 'card_declined', message: 'planted' } };
let keys = 0;
/** A provider that breaks and hangs: what fails there fails again and again. */
const ILL: Partial<Weather> = { providerBroken: 0.25, providerBrokenAfter: 0.25, providerHangs: 0.25 };

export const MUTATIONS: readonly Mutation[] = [
  rule('each retry has a new key at the provider', /the provider shows|was charged|hold of/, {
    providerKey: (id: string, step: ProviderStep, round: number) => `${id}:${step}:${round}:${++keys}`,
  }),
  rule('an unclear answer of the provider counts as declined', /hold of|the provider shows|still authorized/, {
    meaningOfFailure: (kind, step, ...more) =>
      kind === 'unknown' && step === 'confirm' ? declined : productWiring.meaningOfFailure(kind, step, ...more),
  }),
  rule(
    'an order whose payment call got no clear answer counts as declined',
    /hold of|still|should keep|liveness/,
    {
      meaningOfFault: (step, order, fault) =>
        step === 'authorize_payment' && fault.kind === 'timeout'
          ? {
              type: 'payment_declined',
              decline: { code: 'x', message: 'planted' },
              payUntil: new Date(0).toISOString(),
            }
          : productWiring.meaningOfFault(step, order, fault),
    },
    { weather: { late: 0.4, answerLost: 0.3 } },
  ),
  rule('stock is released while the outcome is unknown', /stock:|orders have sold/, {
    decideOrder: (order, event) => {
      const decision = productWiring.decideOrder(order, event);
      if (decision.state.state !== 'unknown') return decision;
      return { ...decision, state: { ...decision.state, steps: ['release_stock', ...decision.state.steps] } };
    },
  }),
  rule(
    'a hold that has expired is confirmed all the same',
    /stock:/,
    {
      decideReservation: (state, event) => {
        const { reservation } = state;
        if (event.type !== 'confirm' || reservation === null || reservation.state === 'confirmed')
          return productWiring.decideReservation(state, event);
        const move = { type: 'move_stock', from: 'held', to: 'confirmed', lines: reservation.lines } as const;
        return { state: { ...state, reservation: { ...reservation, state: 'confirmed' } }, effects: [move] };
      },
    },
    { settings: { holdMs: 10_000 } },
  ),
  rule('stock is oversold', /is negative/, {
    decideReservation: (state, event) =>
      productWiring.decideReservation(
        event.type === 'reserve' ? { ...state, available: plenty(state.available) } : state,
        event,
      ),
  }),
  rule('a refund that was asked for twice is given twice', /the provider shows|should keep/, {
    decideKeyWindow: () => 'open',
    mustLookUpFirst: () => false,
    providerKey: (id: string, step: ProviderStep, round: number) =>
      step === 'refund' ? `${id}:${++keys}` : `${id}:${step}:${round}`,
  }),
  rule(
    'a key moves on although only a look has failed',
    /the provider shows/,
    { meaningOfRefundFailure: (kind) => productWiring.meaningOfRefundFailure(kind, 'refund') },
    {
      weather: { ...calm(), providerBroken: 0.4, providerHangs: 0.1 },
      settings: { stormMs: 3_600_000, customers: 9, crashesEveryMs: Infinity, outages: [] },
    },
  ),
  rule(
    'a key moves on although the provider was only shut',
    /the provider shows/,
    {
      meaningOfRefundFailure: (kind, step) =>
        productWiring.meaningOfRefundFailure(kind === 'turned_away' ? 'failed' : kind, step),
    },
    {
      weather: { ...calm(), providerDoor: 0.3, providerHangs: 0.1, late: 0.2 },
      settings: { stormMs: 3_600_000, customers: 9, crashesEveryMs: Infinity, outages: [] },
    },
  ),
  rule('the money is captured before the hold is confirmed', /its reservation is/, {
    decideOrder: (order, event) => {
      const decision = productWiring.decideOrder(order, event);
      if (decision.state.state !== 'authorized') return decision;
      return { ...decision, state: { ...decision.state, state: 'confirmed', steps: ['capture_payment'] } };
    },
  }),
  rule('a cancelled order does not void its payment', /hold of|still|the provider shows/, {
    decideOrder: (order, event) => {
      const decision = productWiring.decideOrder(order, event);
      if (decision.state.state !== 'cancelled') return decision;
      return { ...decision, state: { ...decision.state, steps: ['release_stock'] } };
    },
  }),
  rule('another card is charged while the former attempt still lives', /was charged|hold of|still|the provider shows/, {
    decideOrder: (order, event) => {
      const decision = productWiring.decideOrder(order, event);
      if (event.type !== 'payment_resubmitted') return decision;
      return { ...decision, state: { ...decision.state, steps: ['switch_attempt', 'authorize_payment'] } };
    },
  }),
  rule('a capture that is asked for twice is taken and booked twice', /ledger/, {
    decideAttempt: (attempt, event) => {
      const decision = productWiring.decideAttempt(attempt, event);
      if (event.type === 'capture') return { ...decision, effects: ['capture'] };
      if (event.type !== 'captured' || attempt.state !== 'captured') return decision;
      return {
        state: { ...attempt, capturedMinor: attempt.capturedMinor + event.amountMinor },
        effects: ['post_capture'],
      };
    },
  }),
  habit(
    'an event is marked as delivered before it is',
    /has counted it 0 times/,
    { marksAfterDelivery: false },
    { weather: { refused: 0.3 } },
  ),
  habit('the inbox takes an event as often as it comes', /has counted it [2-9]/, { inboxDropsRepeats: false }),
  habit('the ledger is written after the transaction of the capture', /ledger/, { ledgerInTransaction: false }),
  habit('a webhook is believed instead of being a reason to look', /still|hold of|should keep|the provider shows/, {
    webhooksAreReasonsToLook: false,
  }),
  habit('a repeat of a checkout does not look for what its first run recorded', /more than one order/, {
    findsEarlierRun: false,
  }),
  habit('a change decided on an older version of an order is written', /orders:|stock:|money:/, {
    checksVersions: false,
  }),
  habit(
    'an attempt that comes to life after its order has ended is left alone',
    /still|hold of/,
    { undoesStrays: false },
    { weather: { late: 0.3 } },
  ),
  habit(
    'a refund of ours is taken for a stranger’s, and what was adopted is booked again by its owner',
    /ledger/,
    { asksWhetherSettled: false, takesAdoptionsBack: false },
    { weather: ILL },
  ),
  rule(
    'reconciliation is blind to a kind',
    /was never named/,
    {
      judge: (subject, knowledge) => {
        const judgement = productWiring.judge(subject, knowledge);
        return { ...judgement, findings: judgement.findings.filter(({ situation }) => situation !== 'orphan_refund') };
      },
    },
    { settings: { isMeddledWith: true } },
  ),
  habit('the sweeper of orders leaves out the deferred', /still payment_deferred/, {
    sweepsOrders: (state) => state !== 'payment_deferred',
  }),
  habit('the sweeper of orders leaves out the unknown', /still unknown/, {
    sweepsOrders: (state) => state !== 'unknown',
  }),
  habit('the sweeper of orders leaves out the new', /still pending/, { sweepsOrders: (state) => state !== 'pending' }),
  habit('the sweeper of orders leaves out what is paid for', /still confirmed/, {
    sweepsOrders: (state) => state !== 'confirmed',
  }),
  habit('nobody gives expired holds back', /was not given back/, { sweepsHolds: false }),
];

function plenty(available: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...available.keys()].map((sku) => [sku, 1000]));
}
