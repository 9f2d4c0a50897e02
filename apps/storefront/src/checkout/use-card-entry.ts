import type { PaymentConfig } from '@breakwater/contracts';
import { type ApiError, asApiError } from '@breakwater/web';
import { useState } from 'react';
import { type Card, type CardProblems, checkCard, digitsOf, EMPTY_CARD } from './card-input.js';
import { isProviderAway, tokeniseCard } from './tokenise-card.js';
import { usePaymentConfig } from './use-payment-config.js';

/** What is being typed to pay with; PaymentFields shows it. */
export interface CardEntry {
  /** Undefined until it is known how to pay. */
  readonly config: PaymentConfig | undefined;
  readonly configError: ApiError | undefined;
  readonly reload: () => void;
  readonly card: Card;
  readonly setCard: (card: Card) => void;
  readonly testMethod: string;
  readonly setTestMethod: (id: string) => void;
  readonly problems: CardProblems;
  readonly tokenising: boolean;
  /** Why the provider took no card. */
  readonly refusal: ApiError | undefined;
  /** Marks what is wrong with it; true when nothing is. */
  readonly check: () => boolean;
  /** What the customer calls it. */
  readonly cardName: string;
  /**
   * The provider's name for it; undefined when there is none, and then `refusal` says why. With `orNone` null when the provider
   * cannot be reached: the purchase may do without.
   */
  readonly tokenise: (how?: { readonly orNone: boolean }) => Promise<string | null | undefined>;
}

export function useCardEntry(): CardEntry {
  const { config, error: configError, reload } = usePaymentConfig();
  const [card, setCard] = useState<Card>(EMPTY_CARD);
  const [testMethod, setTestMethod] = useState('');
  const [problems, setProblems] = useState<CardProblems>({});
  const [tokenising, setTokenising] = useState(false);
  const [refusal, setRefusal] = useState<ApiError>();
  const isChosen = config?.mode === 'stripe-test';

  const check = (): boolean => {
    const found = isChosen ? {} : checkCard(card, new Date());
    setProblems(found);
    return Object.keys(found).length === 0 && (!isChosen || testMethod !== '');
  };
  const tokenise: CardEntry['tokenise'] = async ({ orNone } = { orNone: false }) => {
    setRefusal(undefined);
    if (config === undefined) return undefined;
    if (isChosen) return testMethod;
    setTokenising(true);
    try {
      return await tokeniseCard(config, card);
    } catch (failure) {
      const error = asApiError(failure);
      if (orNone && isProviderAway(error)) return null;
      setRefusal(error);
      return undefined;
    } finally {
      setTokenising(false);
    }
  };
  const method = config?.testPaymentMethods.find(({ id }) => id === testMethod);
  const cardName = (isChosen ? method?.label : undefined) ?? `the card that ends in ${digitsOf(card.number).slice(-4)}`;
  const typed = { cardName, card, setCard, testMethod, setTestMethod, problems, tokenising, refusal };
  return { config, configError, reload, ...typed, check, tokenise };
}
