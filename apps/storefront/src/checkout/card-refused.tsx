import { type ApiError, Notice } from '@breakwater/web';
import { isProviderAway } from './tokenise-card.js';

/** The provider gave no name for the card: because of the card, or because it is in trouble itself. */
export function CardRefused({ error }: { error: ApiError }) {
  const isBusy = isProviderAway(error);
  const title = isBusy ? 'The payment service does not answer' : 'The card was not accepted';
  return (
    <Notice tone={isBusy ? 'warning' : 'bad'} title={title} takeFocus>
      <p>{error.message}</p>
    </Notice>
  );
}
