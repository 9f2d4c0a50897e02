import { describe, expect, it } from '@jest/globals';
import { declineInWords } from './decline-words.js';
import { meaningOfRefundFailure, mustLookUpFirst, refundChanges, refundStateOf } from './decide-refund.js';
import { keyWindow } from './key-window.js';
import { lookAgainInMs } from './look-again.js';
import { failureKindOf } from './provider-failures.js';

const HOUR_MS = 3_600_000;

describe('declines', () => {
  it('say why in words, by the issuer first and by the provider else', () => {
    expect(declineInWords('card_declined', 'insufficient_funds').message).toContain('not enough money');
    expect(declineInWords('expired_card', undefined)).toMatchObject({ code: 'expired_card' });
    expect(declineInWords('incorrect_cvc', 'incorrect_cvc').message).toContain('security code');
  });
  it('do not tell a thief that a card is known as stolen', () => {
    expect(declineInWords('card_declined', 'stolen_card').message).toBe(
      declineInWords('card_declined', 'generic_decline').message,
    );
  });
});

describe('keys', () => {
  it('are not repeated when the provider may have forgotten them', () => {
    expect(keyWindow(0, 22 * HOUR_MS)).toBe('open');
    expect(keyWindow(0, 23 * HOUR_MS)).toBe('closed');
  });
});

describe('refunds', () => {
  it('that were done may fail afterwards; one that has failed stays so', () => {
    expect(refundChanges('pending', 'pending')).toBe('known');
    expect(refundChanges('pending', 'succeeded')).toBe('done');
    expect(refundChanges('pending', 'failed')).toBe('failed');
    expect(refundChanges('succeeded', 'failed')).toBe('returned');
    expect(refundChanges('succeeded', 'succeeded')).toBe('looked');
    for (const news of ['pending', 'succeeded', 'failed'] as const)
      expect(refundChanges('failed', news)).toBe('nothing');
  });
  it('keep their key when only the look at them failed, or the door was shut: the request with it may be under way still', () => {
    expect(meaningOfRefundFailure('failed', 'refund')).toBe('next_round');
    expect(meaningOfRefundFailure(failureKindOf(true, 503), 'refund')).toBe('outcome_unknown');
    expect((['failed', 'refused', 'unknown'] as const).map((kind) => meaningOfRefundFailure(kind, 'look_up'))).toEqual([
      'outcome_unknown',
      'outcome_unknown',
      'outcome_unknown',
    ]);
  });
  it('are looked up before they are asked for again with another key', () => {
    expect(mustLookUpFirst({ keyRound: 1, keyWindow: 'open', reference: null })).toBe(false);
    expect(mustLookUpFirst({ keyRound: 2, keyWindow: 'open', reference: null })).toBe(true);
    expect(mustLookUpFirst({ keyRound: 1, keyWindow: 'closed', reference: null })).toBe(true);
    expect(mustLookUpFirst({ keyRound: 1, keyWindow: 'open', reference: 're_1' })).toBe(true);
  });
  it('are pending until the provider is sure', () => {
    expect(['succeeded', 'pending', 'requires_action', 'failed', 'canceled', null].map(refundStateOf)).toEqual([
      'succeeded',
      'pending',
      'pending',
      'failed',
      'failed',
      'pending',
    ]);
  });
});

describe('the sweeper', () => {
  it('looks at what is open, each time later, and never at what is settled', () => {
    expect(lookAgainInMs('unknown', 0)).toBe(1000);
    expect(lookAgainInMs('unknown', 3)).toBe(8000);
    expect(lookAgainInMs('unknown', 30)).toBe(300_000);
    expect(lookAgainInMs('authorized', 0)).toBeNull();
    expect(lookAgainInMs('captured', 0)).toBeNull();
  });
});
